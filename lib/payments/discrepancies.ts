/** Reading discrepancies, always within a scope. */
import { db } from '#lib/db.ts';
import type { Discrepancy } from '#lib/generated/prisma/client.ts';
import type { Scope } from './types.ts';

export const DISCREPANCY_STATUSES = ['open', 'settled'] as const;

export interface DiscrepancyFilter {
  status?: string | undefined;
  /** pay_… */
  payment?: string | undefined;
  kind?: string | undefined;
  /** mem_…, who looks after it. */
  assignee?: string | undefined;
  /** 1 to 100. */
  limit: number;
  /** The id of the last one of the page before. */
  after?: string | undefined;
}

/** One of the scope, or undefined. */
export async function findDiscrepancy(scope: Scope, id: string): Promise<Discrepancy | undefined> {
  return (await db.discrepancy.findFirst({ where: { id, ...within(scope) } })) ?? undefined;
}

/** A page, newest first, by keyset. */
export async function listDiscrepancies(
  scope: Scope,
  { status, payment, kind, assignee, limit, after }: DiscrepancyFilter,
): Promise<{ rows: Discrepancy[]; hasMore: boolean }> {
  const last = after === undefined ? undefined : await findDiscrepancy(scope, after);
  if (after !== undefined && last === undefined) return { rows: [], hasMore: false };
  const rows = await db.discrepancy.findMany({
    where: {
      ...within(scope),
      ...(status === undefined ? {} : { status }),
      ...(payment === undefined ? {} : { paymentId: payment }),
      ...(kind === undefined ? {} : { kind }),
      ...(assignee === undefined ? {} : { assigneeId: assignee }),
      ...(last === undefined
        ? {}
        : {
            OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }],
          }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

function within({ merchantId, appId, mode }: Scope) {
  return { merchantId, mode, ...(appId === 'all' ? {} : { appId }) };
}
