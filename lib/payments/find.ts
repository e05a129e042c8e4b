/** Reading payments, always within a scope. */
import { db, sql } from '#lib/db.ts';
import { type Payment, Prisma } from '#lib/generated/prisma/client.ts';
import { isId } from '#lib/ids.ts';
import { type PaymentFilter, pageSqls } from './filter.ts';
import { loadRecord, loadRecords } from './record.ts';
import type { PaymentRecord, Scope } from './types.ts';

/** One payment of the scope; another merchant's, app's or mode's and a missing one are both `undefined`. */
export async function findPayment(scope: Scope, id: string): Promise<PaymentRecord | undefined> {
  const record = isId('pay', id) ? await loadRecord(id) : undefined;
  return record !== undefined && isInScope(record, scope) ? record : undefined;
}

/** One payment for its payer, who holds the unguessable id (128 random bits) as a capability. */
export async function findPublicPayment(id: string): Promise<PaymentRecord | undefined> {
  return isId('pay', id) ? loadRecord(id) : undefined;
}

export interface PageAsked extends PaymentFilter {
  /** 1 to 100. */
  limit: number;
  /** The id of the last payment of the page before. */
  after?: string;
}

/** A page of payments, newest first, by keyset: `after` names the last one of the page before. */
export async function listPayments(
  scope: Scope,
  { limit: asked, after, ...filter }: PageAsked,
): Promise<{ records: PaymentRecord[]; hasMore: boolean; next?: string }> {
  const limit = Math.min(Math.max(1, asked), 100);
  const cursor = after === undefined ? undefined : await findPayment(scope, after);
  if (after !== undefined && cursor === undefined) return { records: [], hasMore: false };
  const older = cursor === undefined ? Prisma.empty : olderThan(cursor.payment);
  let ids: { id: string }[] = [];
  const before = cursor?.payment.createdAt ?? filter.createdBefore;
  for await (const payments of pageSqls(scope, filter, before)) {
    ids = await db.$queryRaw<{ id: string }[]>(sql`
      SELECT p.id ${payments} ${older} ORDER BY p.created_at DESC, p.id DESC LIMIT ${limit + 1}`);
    if (ids.length > limit) break;
  }
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

/** The keyset's condition, behind those of the filter. */
export function olderThan({ createdAt, id }: Pick<Payment, 'createdAt' | 'id'>): Prisma.Sql {
  return sql`AND (p.created_at, p.id) < (${createdAt}::timestamptz, ${id})`;
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
