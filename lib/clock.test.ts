import { expect, test } from 'vitest';
import { addMs, ManualClock, systemClock } from './clock.ts';

test('a manual clock stands still until it is moved', () => {
  const clock = new ManualClock(new Date(1_000));
  expect(clock.now()).toEqual(clock.now());
  clock.advance(500);
  expect(clock.now().getTime()).toBe(1_500);
  clock.set(new Date(7));
  expect(clock.now().getTime()).toBe(7);
});

test('a date handed out does not move the clock when it is changed', () => {
  const clock = new ManualClock(new Date(1_000));
  clock.now().setTime(0);
  expect(clock.now().getTime()).toBe(1_000);
});

test('adding makes a new date', () => {
  const date = new Date(1_000);
  expect(addMs(date, -250).getTime()).toBe(750);
  expect(date.getTime()).toBe(1_000);
});

test('the system clock tells the time', () => {
  expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1_000);
});
