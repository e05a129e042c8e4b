/** Fast timings are for tests: with real money they would ask, give up and expire sixty times too soon. */
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';

/** @throws Error with the remedy when CROSS_TIMINGS=fast meets a live connection */
export async function assertTimingsFitConnections(): Promise<void> {
  if (env().timings !== 'fast') return;
  const live = await db.connection.findFirst({ where: { mode: 'live' }, select: { id: true } });
  if (live !== null) {
    throw new Error(`CROSS_TIMINGS=fast is for tests, and connection ${live.id} moves real money: unset it.`);
  }
}
