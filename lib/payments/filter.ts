/** Which payments a list, an export or a search is about, as SQL that an index can answer. */
import { addMs } from '#lib/clock.ts';
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
  /** Begun with this payment link. */
  link?: string;
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
/** So many of the newest attempts hold a page of the newest payments, unless other filters are narrow too. */
const WINDOW_ATTEMPTS = 1_500;

/**
 * `FROM … WHERE …` on `payments p`. Only what was asked for stands in the statement, so PostgreSQL plans each combination
 * with its own values. Payments named by id, and those of a link, are read first and by themselves: with a LIMIT the planner
 * would rather walk through all payments in their order.
 */
export async function paymentsSql(scope: Scope, filter: PaymentFilter): Promise<Prisma.Sql> {
  const { ids, link, operator, ...rest } = filter;
  const conditions = conditionsOf(scope, rest);
  if (operator === undefined) return fromSql({ ids, link }, conditions);
  const newest = await newestAttempts(scope, { operator });
  if (newest.length < FEW_ATTEMPTS) return fromSql({ ids: intersection(ids, newest), link }, conditions);
  conditions.push(...(await operatorSql(scope, operator)));
  // "Expired" is mostly never tried: those are passed over by an index of their own (payments_tried).
  if (UNTRIED.some((status) => status === rest.status)) conditions.push(sql`p.attempts_count > 0`);
  return fromSql({ ids, link }, conditions);
}

/**
 * The same for a page of the newest before a moment: the first that finds a full page has found the right one, the last
 * finds what there is. Of an operator that serves one payment in five hundred the newest attempts hold a page, which a
 * walk through the payments only has after ten thousand of others.
 */
export async function* pageSqls(
  scope: Scope,
  filter: PaymentFilter,
  before: Date | undefined,
): AsyncGenerator<Prisma.Sql> {
  const { ids, link, operator, ...rest } = filter;
  if (ids === undefined && link === undefined && operator !== undefined) {
    const newest = await newestAttempts(scope, { operator, before });
    const oldest = newest.at(WINDOW_ATTEMPTS - 1)?.at;
    if (oldest !== undefined && newest.length === FEW_ATTEMPTS) {
      const window = newest.slice(0, WINDOW_ATTEMPTS).map(({ id }) => id);
      // A payment made after the oldest of these attempts has its own attempt among them.
      yield fromSql({ ids: window }, [
        ...conditionsOf(scope, rest),
        sql`p.created_at > ${oldest}::timestamptz`,
      ]);
    }
  }
  yield await paymentsSql(scope, filter);
}

interface Named {
  ids?: readonly string[] | undefined;
  link?: string | undefined;
}

function fromSql({ ids, link }: Named, conditions: Prisma.Sql[]): Prisma.Sql {
  const named = [
    ids !== undefined && sql`id = ANY (${[...ids]})`,
    link !== undefined &&
      sql`id = ANY (ARRAY(SELECT payment_id FROM payment_link_payments WHERE link_id = ${link}))`,
  ].filter((part) => part !== false);
  const from =
    named.length === 0
      ? sql`payments p`
      : sql`(SELECT * FROM payments WHERE ${Prisma.join(named, ' AND ')} OFFSET 0) p`;
  return sql`FROM ${from} WHERE ${Prisma.join(conditions, ' AND ')}`;
}

/** A payment may end like this without a try. */
const UNTRIED: readonly PaymentStatus[] = ['created', 'canceled', 'expired'];

/**
 * An operator that was connected last week, or left last year, has no payment before or after: the walk through all
 * payments keeps within its attempts' first and last (an attempt follows its payment within the payment's life). These are
 * read first, since of a range that it does not know PostgreSQL expects few rows, and then sorts millions.
 */
async function operatorSql({ merchantId, mode }: Scope, operator: OperatorId): Promise<Prisma.Sql[]> {
  const [used] = await db.$queryRaw<{ first: Date | null; last: Date | null }[]>(sql`
    SELECT min(submitted_at) AS first, max(submitted_at) AS last FROM attempts
    WHERE merchant_id = ${merchantId} AND mode = ${mode} AND operator = ${operator}`);
  const { first, last } = used ?? { first: null, last: null };
  if (first === null || last === null) return [sql`false`];
  return [
    sql`p.created_at <= ${last}::timestamptz AND p.created_at >= ${addMs(first, -LIFE_MS_MAX)}::timestamptz`,
    sql`EXISTS (SELECT 1 FROM attempts a WHERE a.payment_id = p.id AND a.operator = ${operator})`,
  ];
}

/** No payment can be tried later than this after it was made. */
const LIFE_MS_MAX = 31 * 86_400_000;

function conditionsOf(scope: Scope, filter: Omit<PaymentFilter, 'ids' | 'link' | 'operator'>): Prisma.Sql[] {
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

interface Tried {
  /** Of the payment. */
  id: string;
  at: Date;
}

/** An operator's newest attempts, FEW_ATTEMPTS at most: fewer are all there are. */
function newestAttempts(
  { merchantId, mode }: Scope,
  { operator, before }: { operator: OperatorId; before?: Date | undefined },
): Promise<Tried[]> {
  const until =
    before === undefined ? Prisma.empty : sql`AND submitted_at < ${addMs(before, LIFE_MS_MAX)}::timestamptz`;
  return db.$queryRaw<Tried[]>(sql`
    SELECT payment_id AS id, submitted_at AS at FROM attempts
    WHERE merchant_id = ${merchantId} AND mode = ${mode} AND operator = ${operator} ${until}
    ORDER BY submitted_at DESC LIMIT ${FEW_ATTEMPTS}`);
}

function intersection(ids: readonly string[] | undefined, tried: readonly Tried[]): readonly string[] {
  const known = tried.map(({ id }) => id);
  if (ids === undefined) return known;
  const set = new Set(known);
  return ids.filter((id) => set.has(id));
}
