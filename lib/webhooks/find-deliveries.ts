import { db, sql } from '#lib/db.ts';
import type { DeliveryTry } from '#lib/generated/prisma/client.ts';
import type { AppScope } from './endpoints.ts';
import type { DeliveryRow } from './resource.ts';

/** One delivery of the scope, or undefined. `id` is the row's UUID. */
export async function findDelivery(scope: AppScope, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await rowsWhere(scope, { where: sql`d.id = ${id}::uuid`, limit: 1 });
  return row;
}

export interface DeliveryFilter {
  status?: string | undefined;
  /** 1 to 100. */
  limit: number;
  /** The UUID of the last one of the page before. */
  after?: string | undefined;
}

/** A page of an endpoint's deliveries, newest first, by keyset. */
export async function listDeliveries(
  scope: AppScope,
  endpointId: string,
  { status, limit, after }: DeliveryFilter,
): Promise<{ rows: DeliveryRow[]; hasMore: boolean }> {
  const last = after === undefined ? undefined : await findDelivery(scope, after);
  if (after !== undefined && last?.endpointId !== endpointId) return { rows: [], hasMore: false };
  const rows = await rowsWhere(scope, {
    where: sql`d.endpoint_id = ${endpointId}
      AND (${status ?? null}::text IS NULL OR d.status = ${status ?? null})
      AND (${last?.id ?? null}::uuid IS NULL
        OR (d.created_at, d.id) < (${last?.createdAt ?? null}::timestamptz, ${last?.id ?? null}::uuid))`,
    limit: limit + 1,
  });
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

const PER_PAYMENT_MAX = 200;

/** What was sent, or is to be sent, about a payment and its refunds: the newest first. */
export function listPaymentDeliveries(scope: AppScope, paymentId: string): Promise<DeliveryRow[]> {
  return rowsWhere(scope, {
    where: sql`e.resource_id IN (
      SELECT ${paymentId} UNION ALL SELECT id FROM refunds WHERE payment_id = ${paymentId}
      UNION ALL SELECT id FROM discrepancies
        WHERE merchant_id = ${scope.merchantId} AND mode = ${scope.mode} AND payment_id = ${paymentId})`,
    limit: PER_PAYMENT_MAX,
  });
}

/** The tries of deliveries, oldest first. */
export function listTries(deliveryIds: readonly string[]): Promise<DeliveryTry[]> {
  return db.deliveryTry.findMany({
    where: { deliveryId: { in: [...deliveryIds] } },
    orderBy: [{ at: 'asc' }, { number: 'asc' }],
    take: PER_PAYMENT_MAX * 10,
  });
}

function rowsWhere(
  { merchantId, appId, mode }: AppScope,
  { where, limit }: { where: ReturnType<typeof sql>; limit: number },
): Promise<DeliveryRow[]> {
  return db.$queryRaw<DeliveryRow[]>(sql`
    SELECT d.id::text AS id, d.event_id AS "eventId", e.type, d.endpoint_id AS "endpointId", d.url, d.status,
      d.tries_count AS "triesCount", d.next_try_at AS "nextTryAt", d.last_status AS "lastStatus",
      d.last_error AS "lastError", d.delivered_at AS "deliveredAt", d.created_at AS "createdAt",
      (SELECT t.reply FROM delivery_tries t WHERE t.delivery_id = d.id::text ORDER BY t.number DESC LIMIT 1)
        AS "lastReply"
    FROM deliveries d JOIN events e ON e.id = d.event_id
    WHERE d.merchant_id = ${merchantId} AND d.app_id = ${appId} AND e.mode = ${mode} AND ${where}
    ORDER BY d.created_at DESC, d.id DESC
    LIMIT ${limit}`);
}
