import { expect, test } from 'vitest';
import { clockName, clockTextIn, momentOf } from './zoned-time.ts';

test.each([
  ['2026-11-21T10:00', 'Africa/Douala', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T00:30', 'Africa/Lubumbashi', '2026-11-20T22:30:00.000Z'],
  ['2026-11-21T10:00', 'Africa/Abidjan', '2026-11-21T10:00:00.000Z'],
  ['2026-07-01T12:00', 'Europe/Paris', '2026-07-01T10:00:00.000Z'],
  ['2026-10-25T12:00', 'Europe/Paris', '2026-10-25T11:00:00.000Z'],
])('%s in %s is %s, and back', (text, zone, moment) => {
  expect(momentOf(text, zone)?.toISOString()).toBe(moment);
  expect(clockTextIn(new Date(moment), zone)).toBe(text);
});

test.each(['', 'yesterday', '2026-02-31T10:00', '2026-13-01T10:00', '2026-11-21'])(
  '%o is no moment',
  (text) => {
    expect(momentOf(text, 'UTC')).toBeUndefined();
  },
);

test.each([
  ['Africa/Douala', 'heure de Douala', 'Douala time'],
  ['Africa/Lome', 'heure de Lomé', 'Lomé time'],
  ['Africa/Abidjan', 'heure d’Abidjan', 'Abidjan time'],
  ['America/Port_of_Spain', 'heure de Port of Spain', 'Port of Spain time'],
])('the time of %s is called %s, %s', (zone, french, english) => {
  expect([clockName(zone, 'fr'), clockName(zone, 'en')]).toEqual([french, english]);
});
