import { db } from '#lib/db.ts';
import type { Event } from '#lib/generated/prisma/client.ts';
import type { AppScope } from './endpoints.ts';

/** One event of the scope, or undefined. */
export async function findEvent(scope: AppScope, id: string): Promise<Event | undefined> {
  return (await db.event.findFirst({ where: { id, ...within(scope) } })) ?? undefined;
}

/**
 * Events in the order of their positions, which are given after the commit: whoever reads on from the last one seen
 * misses nothing, also not the first of two to be inserted that commits last (lib/worker/numbering.ts). An event
 * appears here a moment after it was committed.
 *
 * @param limit 1 to 100
 * @param after id of the last event seen
 * @returns undefined when `after` is not an event of the scope: an empty page would look like "nothing new"
 */
export async function listEvents(
  scope: AppScope,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ rows: Event[]; hasMore: boolean } | undefined> {
  const last = after === undefined ? undefined : await findEvent(scope, after);
  if (after !== undefined && last === undefined) return undefined;
  // Known from its webhook, and not numbered yet: everything that will come after it has no position either.
  if (last?.position === null) return { rows: [], hasMore: false };
  const rows = await db.event.findMany({
    where: { ...within(scope), position: { gt: last?.position ?? 0n } },
    orderBy: { position: 'asc' },
    take: limit + 1,
  });
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

function within({ merchantId, appId, mode }: AppScope): AppScope {
  return { merchantId, appId, mode };
}
