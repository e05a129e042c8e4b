/**
 * What the conformance suite found, as a table of cases and providers that fits 200 columns, each "n/a" with its source.
 * Each test file that tells rows of it leaves them where `npm run conformance` looks.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Case } from './conformance-case.ts';
import type { Manifest } from './provider.ts';

/** Why a case cannot occur: the reason, and the member of the manifest that says so. */
export interface NotApplicable {
  reason: string;
  /** As it is written in the manifest: `can`. */
  member: string;
  /** `lib/providers/<id>/index.ts:<line>` */
  where: string;
}

export interface Cell {
  caseId: string;
  provider: string;
  result: 'ok' | 'FAILED' | NotApplicable;
}

/** The tests that tell rows, in the order of the table: all cases in process, then what needs files or a database. */
export const TOLD_BY = [
  'lib/providers/conformance.test.ts',
  'lib/providers/fixtures.test.ts',
  'lib/sandbox/every-code.db.test.ts',
] as const;

/** Under `npm run conformance`, keeps what a test file of {@link TOLD_BY} found; otherwise nothing. */
export function tellRows(file: (typeof TOLD_BY)[number], cells: readonly Cell[]): void {
  const folder = process.env.CONFORMANCE_FOLDER;
  if (folder) writeFileSync(path.join(folder, nameOf(file)), JSON.stringify(cells));
}

/** The table of what the test files left in a folder; a file that left nothing has no rows. */
export function tableOf(folder: string): string {
  const left = new Set(readdirSync(folder));
  const told = TOLD_BY.map(nameOf).filter((name) => left.has(name));
  return conformanceTable(
    told.flatMap((name): Cell[] => JSON.parse(readFileSync(path.join(folder, name), 'utf8'))),
  );
}

function nameOf(file: string): string {
  return `${path.basename(file)}.json`;
}

const COLUMNS = 200;

/**
 * Why a manifest rules a case out, or undefined when the case applies.
 *
 * @param source the provider's index.ts as text, in which the manifest stands
 */
export function notApplicableTo(
  manifest: Manifest,
  { ruledOut }: Pick<Case, 'ruledOut'>,
  source: string,
): NotApplicable | undefined {
  const file = `lib/providers/${manifest.id}/index.ts`;
  // A case says why, not from which member: what it read is what decided.
  const read = new Set<string>();
  const watched = new Proxy(manifest, {
    get: (target, name) => {
      read.add(String(name));
      return Reflect.get(target, name);
    },
  });
  const reason = ruledOut?.(watched);
  if (reason === undefined) return undefined;
  const [member = ''] = read;
  return { reason, member, where: `${file}:${lineOf(source, new RegExp(`^ {2}${member}:`))}` };
}

/** Cases down, providers across; below it why each "n/a" is one, numbered as in the table. */
export function conformanceTable(cells: readonly Cell[]): string {
  const providers = [...new Set(cells.map(({ provider }) => provider))];
  const cases = [...new Set(cells.map(({ caseId }) => caseId))];
  const notes: string[] = [];
  const word = ({ provider, result }: Cell): string => {
    if (typeof result === 'string') return result;
    const { where, member, reason } = result;
    notes.push(`[${notes.length + 1}] ${provider}: ${reason}\n    ${where} ${member}`);
    return `n/a [${notes.length}]`;
  };
  const table = cases.map((caseId) => [
    caseId,
    ...providers.map((provider) => {
      const cell = cells.find((one) => one.caseId === caseId && one.provider === provider);
      return cell === undefined ? '' : word(cell);
    }),
  ]);
  const lines = [['', ...providers], ...table];
  const widths = ['', ...providers].map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  const grid = lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...grid, '', ...notes.flatMap((note) => note.split('\n')).flatMap((line) => wrapped(line))].join(
    '\n',
  );
}

/** The number of the first line that matches; `?` when the manifest is written otherwise. */
function lineOf(source: string, pattern: RegExp): string {
  const index = source.split('\n').findIndex((line) => pattern.test(line));
  return index < 0 ? '?' : String(index + 1);
}

function wrapped(line: string): string[] {
  if (line.length <= COLUMNS) return [line];
  const end = line.lastIndexOf(' ', COLUMNS);
  const cut = end > 4 ? end : COLUMNS;
  return [line.slice(0, cut), ...wrapped(`    ${line.slice(cut).trim()}`)];
}
