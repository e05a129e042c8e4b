import { afterEach, describe, expect, test, vi } from 'vitest';
import { jitter, timings } from './timings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

afterEach(() => vi.unstubAllEnvs());

describe('the query schedule', () => {
  const schedule: number[] = [];
  for (let n = 1; ; n += 1) {
    const ms = timings().queryScheduleMs(n);
    if (ms === undefined) break;
    schedule.push(ms);
  }

  test('is close together while the payer holds the phone', () => {
    expect(schedule.slice(0, 10)).toEqual(
      [3, 5, 8, 13, 20, 30, 45, 60, 120, 180].map((seconds) => seconds * 1000),
    );
  });

  test('goes each minute to 15 minutes, each 5 to 2 hours, each hour to 72 hours, and ends', () => {
    expect(schedule.slice(schedule.indexOf(14 * MINUTE)).slice(0, 4)).toEqual(
      [14, 15, 20, 25].map((n) => n * MINUTE),
    );
    expect(schedule.slice(schedule.indexOf(115 * MINUTE)).slice(0, 3)).toEqual([
      115 * MINUTE,
      2 * HOUR,
      3 * HOUR,
    ]);
    expect(schedule.at(-1)).toBe(timings().unresolvedAfterMs);
    expect(schedule).toEqual([...new Set(schedule)].sort((a, b) => a - b));
  });

  test('counts from 1', () => {
    expect(() => timings().queryScheduleMs(0)).toThrow(RangeError);
    expect(() => timings().queryScheduleMs(1.5)).toThrow(RangeError);
  });
});

test('fast timings divide by 60, but leave a real exchange the time it needs', () => {
  vi.stubEnv('CROSS_TIMINGS', 'fast');
  const fast = timings();
  expect(fast.queryScheduleMs(1)).toBe(50);
  expect(fast.approvalWindowMs).toBe(5_000);
  expect(fast.webhookRetryMs[2]).toBe(5_000);
  expect(fast.notFoundQueries).toBe(3);
  expect(fast.providerTimeoutMs).toBeGreaterThanOrEqual(1_000);
  vi.stubEnv('CROSS_TIMINGS', 'quick');
  expect(timings().approvalWindowMs).toBe(5 * MINUTE);
});

test.each(['normal', 'fast'])('with %s timings a lease outlives every exchange made under it', (value) => {
  vi.stubEnv('CROSS_TIMINGS', value);
  const { leaseMs, providerTimeoutMs, webhookTimeoutMs, callWaitMs } = timings();
  expect(leaseMs).toBeGreaterThan(Math.max(providerTimeoutMs, webhookTimeoutMs));
  expect(callWaitMs).toBeLessThan(providerTimeoutMs);
});

test.each(['normal', 'fast'])(
  'with %s timings an idempotency key is held as long as its answer takes',
  (value) => {
    vi.stubEnv('CROSS_TIMINGS', value);
    const { idempotencyLeaseMs, callWaitMs, leaseMs } = timings();
    expect(idempotencyLeaseMs).toBeGreaterThan(1.5 * callWaitMs);
    expect(idempotencyLeaseMs).toBeLessThan(leaseMs);
  },
);

test('a shared table cannot be changed by its reader', () => {
  expect(Object.isFrozen(timings())).toBe(true);
  expect(Object.isFrozen(timings().webhookRetryMs)).toBe(true);
});

test('jitter stays within 10 % on both sides', () => {
  expect(jitter(1000, () => 0)).toBe(900);
  expect(jitter(1000, () => 0.5)).toBe(1000);
  expect(jitter(1000, () => 0.999999)).toBe(1100);
  expect(jitter(0)).toBe(0);
});
