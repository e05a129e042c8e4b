import { expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { nextTryAt } from './schedule.ts';

const endedAt = new Date('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const next = (triesCount: number, random: () => number) => nextTryAt({ triesCount, endedAt, random });

test.each([
  [0, 0],
  [1, 5_000],
  [2, 5 * MINUTE],
  [3, 30 * MINUTE],
  [4, 2 * HOUR],
  [5, 5 * HOUR],
  [6, 10 * HOUR],
  [7, 14 * HOUR],
  [8, 20 * HOUR],
  [9, 24 * HOUR],
])('after %i tries the next is due in %i ms, give or take a tenth', (triesCount, delayMs) => {
  expect(next(triesCount, () => 0.5)).toEqual(addMs(endedAt, delayMs));
  expect(next(triesCount, () => 0)).toEqual(addMs(endedAt, delayMs * 0.9));
  expect(next(triesCount, () => 1)).toEqual(addMs(endedAt, delayMs * 1.1));
});

test('after ten tries there is no other', () => {
  expect(next(10, () => 0.5)).toBeUndefined();
});
