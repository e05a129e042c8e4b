/** The style of a page of our own, first of all the payer's: of all our rules only those that this very page uses, small enough to travel inside it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import postcss, {
  type AtRule,
  type ChildNode,
  type Container,
  type Declaration,
  type Root,
  type Rule,
} from 'postcss';

export type Weight = 'full' | 'lite';

/**
 * The style for a page, given its markup. The light page's also stands in browsers without custom properties: each value
 * is written out before the one that asks for the scheme, and what only large screens use is left out.
 */
export function pageStyle(
  markup: string,
  weight: Weight,
  sheets: readonly string[] = CHECKOUT_SHEETS,
): string {
  const used = usedIn(markup);
  const key = `${sheets.join(' ')} ${weight} ${[...used].sort().join(' ')}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const style = styleFor(sheet(sheets), used, { weight, markup });
  // Pages come in some dozens of shapes; a flood of others must not fill the memory.
  if (kept.size < 200) kept.set(key, style);
  return style;
}

const kept = new Map<string, string>();

/** What every page of our own stands on, instead of Tailwind. */
export const BASE_SHEETS: readonly string[] = [
  'components/checkout/page.css',
  'app/globals.css',
  'components/ui/parts.css',
];
export const CHECKOUT_SHEETS: readonly string[] = [...BASE_SHEETS, 'components/checkout/checkout.css'];

const parsed = new Map<string, Root>();

/** Everything there is, in the order of the cascade, without what only Tailwind understands. Read once. */
function sheet(files: readonly string[]): Root {
  const known = parsed.get(files.join());
  if (known !== undefined) return known;
  // The gateway runs in its own folder (scripts/README.md).
  const texts = files.map((file) => readFileSync(path.join(process.cwd(), file), 'utf8'));
  const all = postcss.parse(texts.join('\n'));
  all.walkComments((comment) => void comment.remove());
  all.walkAtRules(/^(import|source|theme)$/, (rule) => void rule.remove());
  all.walkAtRules('layer', (rule) => void rule.replaceWith(rule.nodes ?? []));
  parsed.set(files.join(), all);
  return all;
}

function styleFor(
  whole: Root,
  used: ReadonlySet<string>,
  { weight, markup }: { weight: Weight; markup: string },
): string {
  const root = whole.clone();
  root.walkRules((rule) => {
    const selectors = rule.selectors.filter((selector) => namesIn(selector).every((name) => used.has(name)));
    if (selectors.length === 0) rule.remove();
    else rule.selectors = selectors;
  });
  if (weight === 'lite') lighten(root);
  removeEmpty(root);
  removeUnusedProperties(root, markup);
  return minified(root);
}

function lighten(root: Container): void {
  root.walkAtRules(/^(media|supports)$/, (rule) => {
    if (/min-width|pointer|selector|print/.test(rule.params)) rule.remove();
  });
  const values = new Map<string, string>();
  root.walkDecls(/^--/, (declaration) => {
    if (!insideMedia(declaration) && !values.has(declaration.prop))
      values.set(declaration.prop, declaration.value);
  });
  root.walkDecls((declaration) => {
    if (declaration.prop.startsWith('--') || !declaration.value.includes('var(')) return;
    const value = resolved(declaration.value, values);
    if (!value.includes('var(')) declaration.cloneBefore({ value });
  });
}

function resolved(value: string, values: ReadonlyMap<string, string>): string {
  return value.replace(/var\((--[\w-]+)\)/g, (all, name) => {
    const found = values.get(name);
    return found === undefined || found.includes('var(') ? all : found;
  });
}

function insideMedia(declaration: Declaration): boolean {
  const parent = declaration.parent?.parent;
  return parent?.type === 'atrule';
}

function removeEmpty(root: Container): void {
  root.walkAtRules((rule: AtRule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
}

/** A token that nothing asks for is left out; one may ask for another, so again until nothing goes. */
function removeUnusedProperties(root: Container, markup: string): void {
  for (let before = -1; before !== 0; ) {
    before = 0;
    const text = root.toString() + markup;
    root.walkDecls(/^--/, (declaration) => {
      if (text.includes(`var(${declaration.prop})`)) return;
      before += 1;
      declaration.remove();
    });
  }
  root.walkRules((rule: Rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
}

/** Classes, and attributes in front of nothing else, that stand in the markup. */
function usedIn(markup: string): Set<string> {
  // Set by script while a form is on its way.
  const used = new Set(['[aria-disabled']);
  for (const [, names = ''] of markup.matchAll(/ class="([^"]*)"/g)) {
    for (const name of names.split(' ')) used.add(`.${name}`);
  }
  for (const [, attribute = ''] of markup.matchAll(/ ((?:data|aria)-[a-z-]+)(?==)/g))
    used.add(`[${attribute}`);
  return used;
}

/** What of a selector the markup must hold: ".op", "[data-off". Elements, states and `:has` are taken as they are. */
function namesIn(selector: string): string[] {
  const plain = selector.replace(/:has\([^)]*\)\)?/g, '');
  return [...plain.matchAll(/\.[\w-]+|\[(?:data|aria)-[a-z-]+/g)].map(([name]) => name);
}

function minified(node: ChildNode | Container): string {
  if (node.type === 'decl') {
    const { prop, value, important } = node as Declaration; // by its type
    return `${prop}:${tight(value)}${important ? '!important' : ''}`;
  }
  const inner = ((node as Container).nodes ?? []) as ChildNode[]; // everything else holds something
  const declarations = inner.every((child) => child.type === 'decl');
  const text = inner.map(minified).join(declarations ? ';' : '');
  if (node.type === 'rule') return `${tight((node as Rule).selector).replace(/ \+ /g, '+')}{${text}}`;
  if (node.type === 'atrule') return `@${(node as AtRule).name} ${(node as AtRule).params}{${text}}`;
  return text;
}

function tight(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\s*([,>~])\s*/g, '$1')
    .replace(/([( ,:])0\.(\d)/g, '$1.$2')
    .replace(/^0\.(\d)/, '.$1')
    .trim();
}
