/** Which payments a list, an export or a search is about, as SQL that an index can answer. */
import { db, sql } from '#lib/db.ts';
import { Prisma } from '#lib/generated/prisma/client.ts';
import type { Currency } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { PaymentStatus, Scope } from './types.ts';

export interface PaymentFilter {
  /** Exactly as the shop wrote it. */
  reference?: string;
  status?: PaymentStatus;
  /** Some attempt of the payment went to this operator. */
  operator?: OperatorId;
  /** Not this moment itself. */
  createdAfter?: Date;
  /** This moment or later. */
  createdFrom?: Date;
  /** Not this moment itself. */
  createdBefore?: Date;
  /** Within any of these. */
  ranges?: readonly AmountRange[];
  /** Payments found by a search; an empty list is no payment. */
  ids?: readonly string[];
  /** Any of these amounts, in minor units. */
  amounts?: readonly Amounts[];
}

/** Minor units, both ends included, in these currencies. */
export interface AmountRange {
  from?: bigint;
  to?: bigint;
  currencies: readonly Currency[];
}

/** A number of minor units, and the currencies in which it can be meant. */
export interface Amounts {
  amount: bigint;
  currencies: readonly Currency[];
}

/** An operator with fewer attempts than this is listed from its attempts, any other from the payments. */
const FEW_ATTEMPTS = 5_000;

/**
 * `FROM … WHERE …` on `payments p`. Only what was asked for stands in the statement, so PostgreSQL plans each combination
 * with its own values. Payments named by id are read first and by themselves: with a LIMIT the planner would rather walk
 * through all payments in their order.
 */
export async function paymentsSql(scope: Scope, filter: PaymentFilter): Promise<Prisma.Sql> {
  const { ids, operator, ...rest } = filter;
  const few = operator === undefined ? undefined : await fewPaymentsOf(scope, operator);
  const named = intersection(ids, few);
  const conditions = conditionsOf(scope, rest);
  if (operator !== undefined && few === undefined) {
    conditions.push(operatorSql(scope, operator));
  }
  const from =
    named === undefined
      ? sql`payments p`
      : sql`(SELECT * FROM payments WHERE id = ANY (${[...named]}) OFFSET 0) p`;
  return sql`FROM ${from} WHERE ${Prisma.join(conditions, ' AND ')}`;
}

/**
 * An operator that was connected last week, or left last year, has no payment before or after: the walk through all
 * payments keeps within its attempts' first and last (an attempt follows its payment within the payment's life).
 */
function operatorSql({ merchantId, mode }: Scope, operator: OperatorId): Prisma.Sql {
  const own = sql`FROM attempts WHERE merchant_id = ${merchantId} AND mode = ${mode} AND operator = ${operator}`;
  return sql`p.created_at <= (SELECT max(submitted_at) ${own})
    AND p.created_at >= (SELECT min(submitted_at) ${own}) - ${LIFE_DAYS_MAX} * interval '1 day'
    AND EXISTS (SELECT 1 FROM attempts a WHERE a.payment_id = p.id AND a.operator = ${operator})`;
}

/** No payment can be tried later than this after it was made. */
const LIFE_DAYS_MAX = 31;

function conditionsOf(scope: Scope, filter: Omit<PaymentFilter, 'ids' | 'operator'>): Prisma.Sql[] {
  const { reference, status, createdAfter, createdFrom, createdBefore } = filter;
  const { ranges, amounts } = filter;
  return [
    sql`p.merchant_id = ${scope.merchantId} AND p.mode = ${scope.mode}`,
    scope.appId !== 'all' && sql`p.app_id = ${scope.appId}`,
    reference !== undefined && sql`lower(p.reference) = lower(${reference}) AND p.reference = ${reference}`,
    status !== undefined && sql`p.status = ${status}`,
    createdAfter !== undefined && sql`p.created_at > ${createdAfter}::timestamptz`,
    createdFrom !== undefined && sql`p.created_at >= ${createdFrom}::timestamptz`,
    createdBefore !== undefined && sql`p.created_at < ${createdBefore}::timestamptz`,
    ranges !== undefined && rangesSql(ranges),
    amounts !== undefined && amountsSql(amounts),
  ].filter((part) => part !== false);
}

function amountsSql(amounts: readonly Amounts[]): Prisma.Sql {
  if (amounts.length === 0) return sql`false`;
  const each = amounts.map(
    ({ amount, currencies }) => sql`(p.amount = ${amount} AND p.currency = ANY (${[...currencies]}))`,
  );
  return sql`(${Prisma.join(each, ' OR ')})`;
}

function rangesSql(ranges: readonly AmountRange[]): Prisma.Sql {
  if (ranges.length === 0) return sql`false`;
  const each = ranges.map(({ from = 0n, to = AMOUNT_MAX, currencies }) => {
    return sql`(p.amount BETWEEN ${from} AND ${to} AND p.currency = ANY (${[...currencies]}))`;
  });
  return sql`(${Prisma.join(each, ' OR ')})`;
}

/** The largest BIGINT. */
const AMOUNT_MAX = 2n ** 63n - 1n;

/** The payments of an operator that has few; undefined for a busy one, of which the newest payments soon fill a page. */
async function fewPaymentsOf(
  { merchantId, mode }: Scope,
  operator: OperatorId,
): Promise<string[] | undefined> {
  const rows = await db.$queryRaw<{ id: string }[]>(sql`
    SELECT payment_id AS id FROM attempts
    WHERE merchant_id = ${merchantId} AND mode = ${mode} AND operator = ${operator} LIMIT ${FEW_ATTEMPTS}`);
  return rows.length < FEW_ATTEMPTS ? rows.map(({ id }) => id) : undefined;
}

function intersection(
  some: readonly string[] | undefined,
  others: readonly string[] | undefined,
): readonly string[] | undefined {
  if (some === undefined || others === undefined) return some ?? others;
  const known = new Set(others);
  return some.filter((id) => known.has(id));
}
