/**
 * Turns a zod refusal into sentences that tell the caller what to do, one per member that is wrong.
 *
 * zod's own words ("Invalid input: expected int, received string") describe the schema; ours describe the remedy.
 */
import { z } from 'zod';
import type { FieldError } from '#lib/errors.ts';
import { controlIn, hasHalfPair } from '#lib/readable.ts';

export type Checked<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] };

/** The most entries a refusal lists: a body of nothing but mistakes must not become a long answer. */
const ERRORS_MAX = 20;
/** Nothing we take is nested deeper than two levels; a recursion needs an end. */
const DEPTH_MAX = 8;

/**
 * Parses `input` with `schema`.
 *
 * @returns the parsed value, or every problem with its path and a sentence
 */
export function check<T>(schema: z.ZodType<T>, input: unknown): Checked<T> {
  const unclean = uncleanText(input);
  if (unclean.length > 0) return { ok: false, errors: unclean.slice(0, ERRORS_MAX) };
  const result = schema.safeParse(input, { error: sentence });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: result.error.issues.flatMap(fieldErrors).slice(0, ERRORS_MAX) };
}

/**
 * An object that refuses members it does not know and says which known name is nearest: a misspelt optional member
 * would otherwise be dropped in silence.
 */
export function exactObject<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      // One line per unknown member, in the order of `issue.keys`: fieldErrors takes them apart again.
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownMember(key, known)).join('\n')
        : undefined,
  });
}

/** `customer.email`, `items[2].name`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** The candidate that a typing mistake or two turns into `word`, regardless of case. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const written = word.toLowerCase().replaceAll('-', '_');
  const limit = Math.max(1, Math.floor(written.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(written, candidate.toLowerCase().replaceAll('-', '_'));
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

function unknownMember(key: string, known: readonly string[]): string {
  const shown = key.length > 40 ? `${key.slice(0, 40)}…` : key;
  const meant = nearest(key.slice(0, 40), known);
  if (meant !== undefined) return `Unknown member '${shown}'; did you mean '${meant}'?`;
  return `Unknown member '${shown}'. Known members: ${known.join(', ')}.`;
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      path: pathText([...issue.path, key]).slice(0, 200),
      message: lines[index] ?? `Unknown member '${key}'.`,
    }));
  }
  return [{ path: pathText(issue.path), message: issue.message }];
}

/** The error map of every parse: schema-level messages come first, then these. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return invalidType(issue.expected, issue.input);
    case 'too_small':
      return tooSmall(String(issue.origin), Number(issue.minimum));
    case 'too_big':
      return tooBig(String(issue.origin), Number(issue.maximum));
    case 'invalid_value':
      return invalidValue(issue.values.map(String), issue.input);
    case 'invalid_format':
      return issue.format === 'email' ? 'Must be an e-mail address, like awa@example.com.' : undefined;
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownMember(key, [])).join('\n');
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  null: 'null',
  undefined: 'nothing',
};

function invalidType(expected: string, input: unknown): string {
  // Every number of this API is a whole one.
  const wanted = expected === 'number' ? KINDS.int : (KINDS[expected] ?? expected);
  if (input === undefined) return `Required: give ${wanted}.`;
  if (expected === 'int') return `Must be ${wanted}, without decimals.`;
  return `Must be ${wanted}, not ${KINDS[kindOf(input)] ?? 'this'}.`;
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  return Array.isArray(input) ? 'array' : typeof input;
}

function tooSmall(origin: string, minimum: number): string {
  if (origin === 'string')
    return minimum === 1 ? 'Must not be empty.' : `Must have at least ${minimum} characters.`;
  if (origin === 'array' || origin === 'object' || origin === 'record')
    return `Must have at least ${minimum} entries.`;
  return `Must be at least ${minimum}.`;
}

function tooBig(origin: string, maximum: number): string {
  if (origin === 'string') return `Must have at most ${maximum} characters.`;
  if (origin === 'array' || origin === 'object' || origin === 'record')
    return `Must have at most ${maximum} entries.`;
  return `Must be at most ${maximum}.`;
}

function invalidValue(values: readonly string[], input: unknown): string {
  const list = values.map((value) => `'${value}'`).join(', ');
  if (input === undefined) return `Required: give one of ${list}.`;
  const meant = typeof input === 'string' ? nearest(input.slice(0, 40), values) : undefined;
  const choice = values.length === 1 ? `Must be ${list}` : `Must be one of ${list}`;
  return meant === undefined ? `${choice}.` : `${choice}; did you mean '${meant}'?`;
}

/**
 * Strings and names that no column, header or page should ever hold: control characters (line breaks and changes of direction too), and
 * halves of surrogate pairs, which cannot be written as UTF-8. Checked once here instead of in every schema.
 */
function uncleanText(input: unknown, path: readonly PropertyKey[] = []): FieldError[] {
  if (typeof input === 'string') {
    const message = uncleanSentence(input);
    return message === undefined ? [] : [{ path: pathText(path), message }];
  }
  if (input === null || typeof input !== 'object') return [];
  if (path.length >= DEPTH_MAX) {
    return [{ path: pathText(path), message: `Nested deeper than ${DEPTH_MAX} levels. Send it flatter.` }];
  }
  return Object.entries(input).flatMap(([key, value]) => {
    if (uncleanSentence(key) !== undefined) {
      return [{ path: pathText(path), message: 'A member name holds a control character. Remove it.' }];
    }
    return uncleanText(value, [...path, Array.isArray(input) ? Number(key) : key]);
  });
}

function uncleanSentence(text: string): string | undefined {
  const control = controlIn(text);
  if (control !== undefined) {
    const code = control.codePointAt(0) ?? 0;
    return `Holds the control character U+${code.toString(16).toUpperCase().padStart(4, '0')}. Remove it.`;
  }
  return hasHalfPair(text) ? 'Holds half of a surrogate pair. Send well-formed Unicode.' : undefined;
}

/** Levenshtein distance; both words are at most 40 characters here. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      const above = previous[column] ?? 0;
      const left = current[column - 1] ?? 0;
      const diagonal = previous[column - 1] ?? 0;
      current.push(Math.min(above + 1, left + 1, diagonal + change));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
