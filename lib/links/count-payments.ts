/** What the payments of links say: uses, places taken, volume. Counted, never kept beside them. */
import { type db, sql, type Tx } from '#lib/db.ts';
import { type LinkCounts, NO_COUNTS } from './types.ts';

/**
 * The counts of some links of one merchant.
 *
 * @param now a payment that nobody began to pay holds no place once its time is over, whether the worker has said so or not
 */
export async function countPayments(
  client: Tx | typeof db,
  linkIds: readonly string[],
  now: Date,
): Promise<(linkId: string) => LinkCounts> {
  if (linkIds.length === 0) return () => NO_COUNTS;
  const rows = await client.$queryRaw<({ id: string } & LinkCounts)[]>(sql`
    SELECT made.link_id AS id, count(*)::int AS started,
      count(*) FILTER (WHERE p.status = 'succeeded')::int AS used,
      count(*) FILTER (WHERE p.status = 'pending'
        OR (p.status = 'created' AND p.expires_at > ${now}::timestamptz))::int AS open,
      coalesce(sum(p.amount - p.refunded_amount) FILTER (WHERE p.status = 'succeeded'), 0)::bigint AS volume
    FROM payment_link_payments made JOIN payments p ON p.id = made.payment_id
    WHERE made.link_id = ANY (${[...linkIds]})
    GROUP BY made.link_id`);
  const counts = new Map(rows.map(({ id, ...count }) => [id, count]));
  return (linkId) => counts.get(linkId) ?? NO_COUNTS;
}
