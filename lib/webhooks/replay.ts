import { db, inTransaction, notifyDue } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { type AppScope, alone, assertEnabled, lockEndpoint, type Together } from './endpoints.ts';
import type { EventType } from './events.ts';

/** One replay must not fill the queue for hours; a longer time is replayed piece by piece. */
export const REPLAY_EVENTS_MAX = 10_000;

const NEVER_REPLAYED: EventType = 'webhook_endpoint.test';

/**
 * Sends an endpoint again every event that it wants of [from, to), in their order: what a shop lost that was down, or
 * forgot. An event that still waits for its delivery there is not doubled.
 *
 * @returns how many are due now; undefined when `together` was not free, `not_found` when there is no such endpoint
 * @throws AppError endpoint_disabled, request_invalid for more than REPLAY_EVENTS_MAX
 */
export async function replayEvents(
  scope: AppScope,
  endpointId: string,
  { from, to, now, together = alone }: { from: Date; to: Date; now: Date; together?: Together },
): Promise<{ queued: number } | 'not_found' | undefined> {
  const outcome = await inTransaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, scope, endpointId);
    if (endpoint === undefined) return 'not_found';
    assertEnabled(endpoint);
    if (!(await together(tx, endpointId))) return undefined;
    // A millisecond apart: the worker takes what is due longest, so they leave in their order.
    const queued = await tx.$executeRaw`
      INSERT INTO deliveries (id, merchant_id, event_id, endpoint_id, app_id, url, next_try_at, created_at)
      SELECT gen_random_uuid(), e.merchant_id, e.id, ${endpointId}, e.app_id, ${endpoint.url},
        ${now}::timestamptz + (row_number() OVER (ORDER BY e.created_at, e.id) - 1) * interval '1 ms',
        ${now}::timestamptz
      FROM events e
      WHERE e.app_id = ${scope.appId} AND e.mode = ${scope.mode}
        AND e.created_at >= ${from} AND e.created_at < ${to} AND e.type <> ${NEVER_REPLAYED}
        AND (${endpoint.types}::text[] = '{}' OR e.type = ANY (${endpoint.types}::text[]))
        AND NOT EXISTS (SELECT 1 FROM deliveries d
          WHERE d.event_id = e.id AND d.endpoint_id = ${endpointId} AND d.status = 'due')
      ORDER BY e.created_at, e.id
      LIMIT ${REPLAY_EVENTS_MAX + 1}`;
    if (queued > REPLAY_EVENTS_MAX) throw tooMany();
    return { queued };
  });
  await notifyDue();
  return outcome;
}

/** How many a replay of that very moment made: for the answer to a request that was never answered. */
export async function replayedAt(endpointId: string, now: Date): Promise<number> {
  return db.delivery.count({ where: { endpointId, createdAt: now } });
}

function tooMany(): AppError {
  const message = `Holds more than ${REPLAY_EVENTS_MAX} events. Replay it in shorter pieces.`;
  return new AppError('request_invalid', `to: ${message}`, { errors: [{ path: 'to', message }] });
}
