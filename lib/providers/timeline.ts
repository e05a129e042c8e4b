/**
 * The wire as the timeline may show it: without credentials, PINs, one-time codes, phone numbers or payer details.
 * Members are hidden by name, known values wherever they stand, and numbers of the country in free texts.
 */
import type { Answer } from './ask.ts';

export interface Hidden {
  /** Members that never appear, in any case. */
  names: readonly string[];
  /** Values that never appear, wherever they stand: credentials, the code just typed, the payer's number. */
  values: readonly (string | undefined)[];
  /** Phone numbers of the country, as people and programs write them. */
  phones: RegExp;
}

const TEXT_LENGTH_MAX = 500;
const MEMBERS_MAX = 60;
const DEPTH_MAX = 4;
const HIDDEN = '[hidden]';

/** An answer, as the observation's `raw`. */
export function timelineOf(answer: Answer, hidden: Hidden): Record<string, unknown> {
  if (answer.kind !== 'reply') return { [answer.kind]: cleanText(answer.reason, hidden) };
  const content =
    answer.body === undefined
      ? { text: cleanText(answer.text, hidden) }
      : { body: clean(answer.body, hidden) };
  return { http_status: answer.status, ...content };
}

/** A message that came to us, as the observation's `raw`. */
export function timelineOfMessage(message: Record<string, unknown>, hidden: Hidden): Record<string, unknown> {
  return { body: clean(message, hidden) };
}

function clean(value: unknown, hidden: Hidden, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, hidden);
  // Some programs send phone numbers and codes as JSON numbers.
  if (typeof value === 'number') return cleanText(String(value), hidden) === String(value) ? value : HIDDEN;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MAX) return HIDDEN;
  if (Array.isArray(value)) return value.slice(0, MEMBERS_MAX).map((item) => clean(item, hidden, depth + 1));
  const names = new Set(hidden.names.map((name) => name.toLowerCase()));
  const members = Object.entries(value).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries(
    members
      .slice(0, MEMBERS_MAX)
      .map(([name, item]) => [cleanText(name, hidden), clean(item, hidden, depth + 1)]),
  );
}

function cleanText(text: string, hidden: Hidden): string {
  const known = hidden.values.filter((value) => value !== undefined && value !== '');
  const withoutValues = known.reduce<string>((rest, value) => rest.replaceAll(value ?? HIDDEN, HIDDEN), text);
  const short = withoutValues.replace(hidden.phones, HIDDEN);
  return short.length > TEXT_LENGTH_MAX ? `${short.slice(0, TEXT_LENGTH_MAX)}…` : short;
}

/**
 * A pattern for the numbers of a country: with +, 00 or nothing before the country code, the code itself optional,
 * separators between digits. `first` is the class of the first national digit, so that references stay readable.
 */
export function phonePattern(options: { dialCode: string; first: string; digits: number }): RegExp {
  const national = `${options.first}(?:[ .-]?\\d){${options.digits - 1}}`;
  return new RegExp(`(?<!\\d)(?:(?:\\+|00)?${options.dialCode}[ .-]?)?${national}(?!\\d)`, 'g');
}
