import { isLocale, type Locale } from '#lib/i18n/locale.ts';
import { MODES, type Mode } from '#lib/payments/types.ts';

/** Where somebody comes who asked for nothing else. */
export const HOME = '/portal';
export const SIGN_IN = '/portal/sign-in';
/** Where a code of the authenticator app is typed. */
export const SECOND_FACTOR = '/portal/second-factor';

/** Pages that a sign-in may lead back to. */
const RETURNS = /^\/(?:portal|sandbox\/phone)(?:\/|$)/;
const NOWHERE = 'http://relative.invalid';

/**
 * A way back after the sign-in that stays on our own pages: `?next=` is anybody's to write. Everything else leads home.
 *
 * @returns a path with its query, `/portal/…`
 */
export function safeNext(next: string | null | undefined): string {
  if (!next || next.length > 1_000 || !URL.canParse(next, NOWHERE)) return HOME;
  const url = new URL(next, NOWHERE);
  const returns = url.origin === NOWHERE && RETURNS.test(url.pathname);
  if (!returns || url.pathname.startsWith(SIGN_IN) || url.pathname.startsWith(SECOND_FACTOR)) return HOME;
  return url.pathname + url.search;
}

/** A path with those parameters that have a value. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

export type SearchParams = Record<string, string | string[] | undefined>;

/** A query parameter as text, trimmed; absent when it is missing, empty, given twice or too long to be meant. */
export function one(value: string | string[] | undefined, lengthMax = 200): string | undefined {
  if (typeof value !== 'string' || value.length > lengthMax) return undefined;
  return value.trim() || undefined;
}

/** `?mode=`: test unless live is asked for by its name. */
export function modeOf(value: string | string[] | undefined): Mode {
  return MODES.find((mode) => mode === value) ?? 'test';
}

/** `?lang=`: only a language that we have. */
export function langOf(value: string | string[] | undefined): Locale | undefined {
  return isLocale(value) ? value : undefined;
}
