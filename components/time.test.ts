import { expect, test } from 'vitest';
import { untilText, whenText } from './time.tsx';

const at = new Date('2026-11-21T13:05:00.000Z');
const today = new Date('2026-11-21T20:00:00.000Z');

test('the hour is the one of the payer’s country', () => {
  expect(whenText({ at, today, locale: 'fr', timeZone: 'Africa/Lome' })).toBe('à 13\u00a0h\u00a005');
  expect(whenText({ at, today, locale: 'fr', timeZone: 'Africa/Douala' })).toBe('à 14\u00a0h\u00a005');
});

test('another day is named, another year too', () => {
  const tomorrow = new Date('2026-11-22T08:00:00.000Z');
  const nextYear = new Date('2027-01-02T08:00:00.000Z');
  expect(whenText({ at, today: tomorrow, locale: 'en', timeZone: 'Africa/Lome' })).toBe(
    'on 21\u00a0Nov at 13:05',
  );
  expect(whenText({ at, today: nextYear, locale: 'fr', timeZone: 'Africa/Lome' })).toBe(
    'le 21\u00a0nov.\u00a02026 à 13\u00a0h\u00a005',
  );
});

test('a day begins at midnight there, not here', () => {
  const late = new Date('2026-11-21T23:30:00.000Z');
  expect(whenText({ at: late, today, locale: 'fr', timeZone: 'Africa/Douala' })).toContain('22\u00a0nov.');
});

test('a deadline reads without "at"', () => {
  expect(untilText({ at, today, locale: 'en', timeZone: 'Africa/Lome' })).toBe('13:05');
  expect(
    untilText({ at, today: new Date('2026-11-20T00:00:00Z'), locale: 'fr', timeZone: 'Africa/Lome' }),
  ).toBe('le 21\u00a0nov. à 13\u00a0h\u00a005');
});
