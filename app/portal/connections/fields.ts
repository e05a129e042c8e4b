/** The form of a connection, drawn from its provider's manifest, and what it sends read back into the manifest's shape. */
import { z } from 'zod';
import { fill } from '#components/portal/texts.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { labelOf } from './labels.ts';
import type { ConnectionTexts } from './texts.ts';

export interface FormField {
  /** `credentials:private_key`, `settings:timeoutSeconds`, `settings:dialCodes:tg-flooz`. */
  name: string;
  label: string;
  kind: 'text' | 'secret' | 'area' | 'choice';
  required: boolean;
  /** What is said when the manifest refuses the value: the field's name, then what it takes. */
  wrong: string;
  hint?: string;
  value?: string;
  options?: { value: string; label: string }[];
}

/** What a connection holds already; a secret's value never becomes a field's. */
export interface Stored {
  credentials: Record<string, unknown>;
  settings: Record<string, unknown>;
}

type Words = { t: ConnectionTexts; locale: Locale };

export function credentialFields(manifest: Manifest, { t, locale }: Words, stored?: Stored): FormField[] {
  return members(manifest.credentials).map(({ name, schema, meta }) => {
    const known = stored?.credentials[name];
    const set = known !== undefined && known !== '';
    const secret = meta.secret !== false;
    const hints = [secret && set ? t.secretSet : undefined, schema.isOptional() ? t.optional : undefined];
    return {
      name: `credentials:${name}`,
      label: labelOf(meta.label ?? name, locale),
      kind: secret ? 'secret' : 'text',
      required: !schema.isOptional() && !(secret && set),
      wrong: complaint({ name, schema, meta }, { t, locale }),
      ...hinted(hints),
      ...(secret || !set ? {} : { value: String(known) }),
    };
  });
}

export function settingFields(manifest: Manifest, words: Words, stored?: Stored): FormField[] {
  return members(manifest.settings).flatMap((member) =>
    member.name === 'dialCodes'
      ? dialCodeFields(manifest, words, stored)
      : [settingField(member, words, stored?.settings[member.name])],
  );
}

/** What was typed, by the manifest's own names; an empty field is left out, so that defaults and kept secrets hold. */
export function readConnectionForm({ credentials, settings }: Manifest, form: FormData) {
  const typed = (name: string) => String(form.get(name) ?? '').trim();
  const given = (part: string, names: string[], read: (text: string, name: string) => unknown) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const text = typed(`${part}:${name}`);
        return text === '' ? [] : [[name, read(text, name)]];
      }),
    );
  const codes = [...form.keys()]
    .filter((name) => name.startsWith(DIAL_CODE))
    .map((name) => name.slice(DIAL_CODE.length));
  return {
    name: typed('name').slice(0, 80),
    ...(typed('base_url') === '' ? {} : { baseUrl: typed('base_url') }),
    credentials: given('credentials', Object.keys(credentials.shape), (text) => text),
    settings: {
      ...given('settings', Object.keys(settings.shape), (text, name) => {
        const schema = settings.shape[name];
        return schema === undefined ? text : readSetting(schema, text);
      }),
      dialCodes: given('settings:dialCodes', codes, (text) => text),
    },
  };
}

/** The form's name of what the manifest refused: `settings.sourceNetworks.0` is the field `settings:sourceNetworks`. */
export function fieldOf(path: string): string {
  const [part = '', name = '', inner = ''] = path.split('.');
  if (path === 'base_url') return path;
  return name === 'dialCodes' && inner !== '' ? `${part}:${name}:${inner}` : `${part}:${name}`;
}

// ───────────── details ─────────────

const DIAL_CODE = 'settings:dialCodes:';
const META = z.object({
  label: z.string().optional(),
  secret: z.boolean().optional(),
  example: z.unknown().optional(),
});

interface Member {
  name: string;
  schema: z.ZodType;
  meta: z.output<typeof META>;
}

function members({ shape }: z.ZodObject): Member[] {
  return Object.entries(shape).map(([name, schema]) => {
    const known = schema as z.ZodType; // a shape's members are schemas; the type of a general object does not say so
    return { name, schema: known, meta: META.parse(z.globalRegistry.get(known) ?? {}) };
  });
}

function settingField({ name, schema, meta }: Member, { t, locale }: Words, stored: unknown): FormField {
  const inner = bare(schema);
  const usual = usualOf(schema);
  const base = {
    name: `settings:${name}`,
    label: labelOf(meta.label ?? name, locale),
    required: !schema.isOptional(),
    wrong: complaint({ name, schema, meta }, { t, locale }),
  };
  if (inner instanceof z.ZodArray) {
    const hint =
      shown(usual) === ''
        ? t.onePerLine
        : fill(t.onePerLineUsual, { usual: shown(usual).replace('\n', ', ') });
    return { ...base, kind: 'area', hint, ...value(shown(stored)) };
  }
  if (inner instanceof z.ZodRecord)
    return { ...base, kind: 'area', hint: t.wordsHint, ...value(shown(stored)) };
  const choices = choicesOf(inner);
  if (choices !== undefined) {
    const options = choices.map((choice) => ({ value: choice, label: choice }));
    return { ...base, kind: 'choice', options, value: shown(stored ?? usual) };
  }
  const hints = [
    shown(usual) === '' ? undefined : fill(t.baseUrlHint, { url: shown(usual) }),
    usual === undefined && schema.isOptional() ? t.optional : undefined,
  ];
  return { ...base, kind: 'text', ...hinted(hints), ...value(shown(stored)) };
}

/** Why a value does not fit, from what its schema takes: providers' own messages are for developers, and English. */
function complaint({ name, schema, meta }: Member, { t, locale }: Words): string {
  const label = labelOf(meta.label ?? name, locale);
  const inner = bare(schema);
  const takes = (text: string) => schema.safeParse(text).success;
  if (inner instanceof z.ZodArray) return fill(t.wrongNetworks, { label });
  if (inner instanceof z.ZodRecord) return fill(t.wrongWords, { label });
  if (choicesOf(inner) !== undefined) return fill(t.wrongChoice, { label });
  if (inner instanceof z.ZodNumber) {
    const [min, max] = [inner.minValue ?? 0, inner.maxValue ?? Number.MAX_SAFE_INTEGER];
    return max === Number.MAX_SAFE_INTEGER
      ? fill(t.wrongNumberFrom, { label, min: String(min) })
      : fill(t.wrongNumber, { label, min: String(min), max: String(max) });
  }
  if (takes('/path') && !takes('path')) return fill(t.wrongPath, { label });
  if (takes('https://host.example') && !takes('host')) return fill(t.wrongAddress, { label });
  if (typeof meta.example === 'string' && !takes('any'))
    return fill(t.wrongShape, { label, example: meta.example });
  return fill(t.wrongText, { label });
}

/** One field an operator: what it is for stands beside it. */
function dialCodeFields(manifest: Manifest, { t }: Words, stored?: Stored): FormField[] {
  const codes = z.record(z.string(), z.string()).safeParse(stored?.settings.dialCodes).data ?? {};
  return manifest.operators
    .filter(({ flow }) => flow === 'push' || flow === 'otp')
    .map(({ operator, dialCode }) => {
      const label = fill(t.dialCode, { operator: OPERATORS[operator].name.label });
      return { name: `${DIAL_CODE}${operator}`, label, dialCode, operator };
    })
    .map(({ name, label, dialCode, operator }) => ({
      name,
      label,
      kind: 'text' as const,
      required: false,
      wrong: fill(t.wrongText, { label }),
      ...hinted([dialCode === undefined ? t.optional : fill(t.baseUrlHint, { url: dialCode })]),
      ...value(codes[operator] ?? ''),
    }));
}

function readSetting(schema: z.ZodType, text: string): unknown {
  const inner = bare(schema);
  const lines = text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (inner instanceof z.ZodArray) return lines;
  if (inner instanceof z.ZodRecord) {
    return Object.fromEntries(lines.map((line) => line.split('=').map((side) => side.trim())));
  }
  const isNumber = inner instanceof z.ZodNumber || (inner instanceof z.ZodUnion && /^\d+$/.test(text));
  return isNumber && /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** Without what stands around a schema: default, optional. */
function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? bare(schema.unwrap() as z.ZodType)
    : schema;
}

function usualOf(schema: z.ZodType): unknown {
  return schema instanceof z.ZodDefault ? schema.parse(undefined) : undefined;
}

function choicesOf(schema: z.ZodType): string[] | undefined {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (!(schema instanceof z.ZodUnion)) return undefined;
  const literals = schema.options.filter((option) => option instanceof z.ZodLiteral);
  return literals.flatMap((literal) => [...literal.values].map(String));
}

function shown(stored: unknown): string {
  if (stored === undefined || stored === null) return '';
  if (Array.isArray(stored)) return stored.join('\n');
  if (typeof stored !== 'object') return String(stored);
  return Object.entries(stored)
    .map(([key, one]) => `${key} = ${String(one)}`)
    .join('\n');
}

function value(text: string): { value?: string } {
  return text === '' ? {} : { value: text };
}

function hinted(hints: readonly (string | undefined)[]): { hint?: string } {
  const said = hints.filter((hint) => hint !== undefined);
  return said.length === 0 ? {} : { hint: said.join(' ') };
}
