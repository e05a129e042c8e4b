/** Reading payments, always within a scope. */
import { db, sql } from '#lib/db.ts';
import type { Payment } from '#lib/generated/prisma/client.ts';
import { isId } from '#lib/ids.ts';
import { loadRecord, loadRecords } from './record.ts';
import type { PaymentRecord, PaymentStatus, Scope } from './types.ts';

/** One payment of the scope; another merchant's, app's or mode's and a missing one are both `undefined`. */
export async function findPayment(scope: Scope, id: string): Promise<PaymentRecord | undefined> {
  const record = isId('pay', id) ? await loadRecord(id) : undefined;
  return record !== undefined && isInScope(record, scope) ? record : undefined;
}

/** One payment for its payer, who holds the unguessable id (128 random bits) as a capability. */
export async function findPublicPayment(id: string): Promise<PaymentRecord | undefined> {
  return isId('pay', id) ? loadRecord(id) : undefined;
}

export interface PaymentFilter {
  reference?: string;
  status?: PaymentStatus;
  operator?: string;
  createdAfter?: Date;
  limit: number;
  /** The id of the last payment of the page before. */
  after?: string;
}

/** A page of payments, newest first, by keyset: `after` names the last one of the page before. */
export async function listPayments(
  scope: Scope,
  filter: PaymentFilter,
): Promise<{ records: PaymentRecord[]; hasMore: boolean; next?: string }> {
  const limit = Math.min(Math.max(1, filter.limit), 100);
  const cursor = filter.after === undefined ? undefined : await findPayment(scope, filter.after);
  if (filter.after !== undefined && cursor === undefined) return { records: [], hasMore: false };
  const ids = await db.$queryRaw<{ id: string }[]>(sql`
    SELECT id FROM payments p
    WHERE merchant_id = ${scope.merchantId} AND mode = ${scope.mode}
      AND (${scope.appId} = 'all' OR app_id = ${scope.appId})
      AND (${filter.reference ?? null}::text IS NULL OR reference = ${filter.reference ?? null})
      AND (${filter.status ?? null}::text IS NULL OR status = ${filter.status ?? null})
      AND (${filter.createdAfter ?? null}::timestamptz IS NULL OR created_at > ${filter.createdAfter ?? null})
      AND (${filter.operator ?? null}::text IS NULL
        OR EXISTS (SELECT 1 FROM attempts a WHERE a.payment_id = p.id AND a.operator = ${filter.operator ?? null}))
      AND (${cursor?.payment.id ?? null}::text IS NULL
        OR (created_at, id) < (${cursor?.payment.createdAt ?? null}::timestamptz, ${cursor?.payment.id ?? null}))
    ORDER BY created_at DESC, id DESC
    LIMIT ${limit + 1}`);
  const rows = await inOrder(ids.map(({ id }) => id));
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  return {
    records: await loadRecords(page),
    hasMore,
    ...(hasMore && last !== undefined ? { next: last.id } : {}),
  };
}

async function inOrder(ids: string[]): Promise<Payment[]> {
  const rows = new Map(
    (await db.payment.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]),
  );
  return ids.flatMap((id) => rows.get(id) ?? []);
}

function isInScope({ payment }: PaymentRecord, scope: Scope): boolean {
  return (
    payment.merchantId === scope.merchantId &&
    payment.mode === scope.mode &&
    (scope.appId === 'all' || payment.appId === scope.appId)
  );
}
