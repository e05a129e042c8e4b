import { expect, test, vi } from 'vitest';
import { createBell } from './bell.ts';

test('a ring ends a wait', async () => {
  const bell = createBell();
  const waiting = bell.wait(60_000);
  bell.ring();
  await waiting;
});

test('a ring while nobody waits is kept, once', async () => {
  vi.useFakeTimers();
  const bell = createBell();
  bell.ring();
  bell.ring();
  await bell.wait(60_000);
  let woke = false;
  const second = bell.wait(60_000).then(() => {
    woke = true;
  });
  await vi.advanceTimersByTimeAsync(59_999);
  expect(woke).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await second;
  vi.useRealTimers();
});

test('no time to wait is no wait', async () => {
  await createBell().wait(-5);
});
