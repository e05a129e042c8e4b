/** A day as people of a place count it: "2026-11-21" in Africa/Douala begins at 23:00 UTC of the day before. */
import { offsetMs } from '#lib/zoned-time.ts';

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const DAY_MS = 86_400_000;

/** A day of a date field, or undefined for anything else. */
export function dayOf(text: string | undefined): string | undefined {
  if (text === undefined || !DAY.test(text)) return undefined;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? undefined : text;
}

/** The moment a day begins there; where the clocks jump over midnight, the first moment after. */
export function dayStart(day: string, timeZone: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`).getTime();
  const first = midnight - offsetMs(new Date(midnight), timeZone);
  return new Date(midnight - offsetMs(new Date(first), timeZone));
}

/** The moment the next day begins. */
export function dayEnd(day: string, timeZone: string): Date {
  const next = new Date(new Date(`${day}T00:00:00Z`).getTime() + DAY_MS);
  return dayStart(next.toISOString().slice(0, 10), timeZone);
}
