import type { Locale } from '#lib/i18n/locale.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, in one unit that a person would use: "35 min", "5 h", "3 j". */
export function ageText(from: Date, now: Date, locale: Locale): string {
  const ms = Math.max(0, now.getTime() - from.getTime());
  if (ms < HOUR_MS) return `${Math.max(1, Math.floor(ms / MINUTE_MS))}\u00a0min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)}\u00a0h`;
  return `${Math.floor(ms / DAY_MS)}\u00a0${locale === 'fr' ? 'j' : 'd'}`;
}
