/** When an open attempt is asked about next (design, domain: the query schedule after submit). */
import { addMs } from '#lib/clock.ts';
import { jitter, timings } from '#lib/timings.ts';

/**
 * The next query time of an attempt, or `undefined` once the schedule has ended (72 h).
 *
 * Offsets count from the submit, so a process that slept does not ask for all the missed ones at once.
 */
export function nextQueryAt(attempt: { submittedAt: Date }, now: Date): Date | undefined {
  const elapsedMs = now.getTime() - attempt.submittedAt.getTime();
  const schedule = timings();
  for (let n = 1; ; n += 1) {
    const offsetMs = schedule.queryScheduleMs(n);
    if (offsetMs === undefined) return undefined;
    if (offsetMs > elapsedMs) return addMs(now, Math.max(1, jitter(offsetMs - elapsedMs)));
  }
}
