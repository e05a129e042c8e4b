import { addMs } from '#lib/clock.ts';
import { jitter, timings } from '#lib/timings.ts';

/** In flight at once, so a slow shop holds four sockets and delays nobody. The worker's claim keeps to it. */
export const DELIVERIES_PER_ENDPOINT_MAX = 4;

/**
 * When the next try of a delivery is due, after `triesCount` tries of which the last ended at `endedAt`.
 * Undefined when the table is over: the delivery is parked.
 */
export function nextTryAt({
  triesCount,
  endedAt,
  random,
}: {
  triesCount: number;
  endedAt: Date;
  random?: () => number;
}): Date | undefined {
  const delayMs = timings().webhookRetryMs[triesCount];
  return delayMs === undefined ? undefined : addMs(endedAt, jitter(delayMs, random));
}
