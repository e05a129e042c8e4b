/** All payments of a view, in batches: for files of any length in the memory of one batch. */
import { db, sql } from '#lib/db.ts';
import { Prisma } from '#lib/generated/prisma/client.ts';
import { type PaymentFilter, paymentsSql } from './filter.ts';
import { olderThan } from './find.ts';
import type { Scope } from './types.ts';

/** One payment as a line of a table: numbers masked, with its newest attempt (the one that was paid, when there is one). */
export interface ExportRow {
  id: string;
  createdAt: Date;
  completedAt: Date | null;
  reference: string;
  status: string;
  amount: bigint;
  currency: string;
  feeAmount: bigint;
  failureCode: string | null;
  description: string | null;
  unresolved: boolean;
  suspense: boolean;
  appName: string;
  operator: string | null;
  operatorReference: string | null;
  phoneMasked: string | null;
}

const BATCH = 1_000;

/** Newest first, as of `now`: payments that are made meanwhile are not in it, and no payment is in it twice. */
export async function* exportPayments(
  scope: Scope,
  filter: PaymentFilter,
  { now, batch = BATCH }: { now: Date; batch?: number },
): AsyncGenerator<ExportRow[]> {
  const before = filter.createdBefore;
  const bounded = { ...filter, createdBefore: before !== undefined && before < now ? before : now };
  let last: ExportRow | undefined;
  do {
    const rows: ExportRow[] = await readBatch(scope, bounded, last, batch);
    if (rows.length > 0) yield rows;
    last = rows.length === batch ? rows.at(-1) : undefined;
  } while (last !== undefined);
}

async function readBatch(
  scope: Scope,
  filter: PaymentFilter,
  last: ExportRow | undefined,
  batch: number,
): Promise<ExportRow[]> {
  // The batch first, then what belongs to it: joined before the LIMIT, every older payment would be joined as well.
  return db.$queryRaw<ExportRow[]>(sql`
    WITH page AS (
      SELECT p.* ${await paymentsSql(scope, filter)} ${last === undefined ? Prisma.empty : olderThan(last)}
      ORDER BY p.created_at DESC, p.id DESC LIMIT ${batch}
    )
    SELECT page.id, page.created_at AS "createdAt", page.completed_at AS "completedAt", page.reference, page.status,
      page.amount, page.currency, page.fee_amount AS "feeAmount", page.failure_code AS "failureCode",
      page.description, page.unresolved, page.suspense, apps.name AS "appName",
      coalesce(tried.operator_reported, tried.operator) AS operator, tried.operator_reference AS "operatorReference",
      coalesce(payer.phone_masked, customer.phone_masked) AS "phoneMasked"
    FROM page
    JOIN apps ON apps.id = page.app_id
    LEFT JOIN LATERAL (
      SELECT * FROM attempts a WHERE a.payment_id = page.id
      ORDER BY a.status = 'succeeded' DESC, a.number DESC LIMIT 1
    ) AS tried ON true
    LEFT JOIN payer_details payer ON payer.owner_id = tried.id
    LEFT JOIN payer_details customer ON customer.owner_id = page.id
    ORDER BY page.created_at DESC, page.id DESC`);
}
