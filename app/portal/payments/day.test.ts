import { expect, test } from 'vitest';
import { dayEnd, dayOf, dayStart } from './day.ts';

test.each([
  ['2026-11-21', 'Africa/Abidjan', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21', 'Africa/Douala', '2026-11-20T23:00:00.000Z'],
  ['2026-03-29', 'Europe/Paris', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Paris', '2026-03-29T22:00:00.000Z'],
])('%s in %s begins at %s', (day, zone, at) => {
  expect(dayStart(day, zone).toISOString()).toBe(at);
});

test('a day ends where the next begins, also in a year’s last', () => {
  expect(dayEnd('2026-12-31', 'Africa/Douala').toISOString()).toBe('2026-12-31T23:00:00.000Z');
});

test.each(['2026-02-30', '2026-13-01', '21/11/2026', '', 'x'.repeat(500)])('%s is no day', (text) => {
  expect(dayOf(text)).toBeUndefined();
});
