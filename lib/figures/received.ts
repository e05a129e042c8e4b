/** What was received, asked for and is still being checked, in periods and by day. */
import { db, sql } from '#lib/db.ts';
import { type Currency, isCurrency, type Money, money } from '#lib/money.ts';
import type { Mode } from '#lib/payments/types.ts';
import type { Period, Periods } from './periods.ts';

export interface Figures {
  merchantId: string;
  mode: Mode;
}

/** Money received in a period, by the moment it was proven; one line a currency. */
export interface Received {
  money: Money;
  count: number;
}

/** How the payments that were asked for in a period have ended so far. */
export interface Endings {
  succeeded: number;
  /** Failed, canceled, expired. */
  lost: number;
}

export interface PeriodFigures {
  received: Received[];
  endings: Endings;
}

/** Today, the same hours of yesterday and of the same weekday a week ago. */
export async function periodFigures({ merchantId, mode }: Figures, period: Period): Promise<PeriodFigures> {
  const { from, to } = period;
  const [received, endings] = await Promise.all([
    db.$queryRaw<Row[]>(sql`
      SELECT currency, sum(amount)::text AS amount, count(*)::int AS count FROM payments
      WHERE merchant_id = ${merchantId} AND mode = ${mode} AND status = 'succeeded'
        AND completed_at >= ${from} AND completed_at < ${to}
      GROUP BY currency ORDER BY count(*) DESC, currency`),
    db.$queryRaw<Endings[]>(sql`
      SELECT count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded,
        count(*) FILTER (WHERE status IN ('failed', 'canceled', 'expired'))::int AS lost
      FROM payments
      WHERE merchant_id = ${merchantId} AND mode = ${mode} AND created_at >= ${from} AND created_at < ${to}`),
  ]);
  return { received: received.map(counted), endings: endings[0] ?? { succeeded: 0, lost: 0 } };
}

/** One day of the last fourteen, in one currency. */
export interface Day extends Received {
  /** YYYY-MM-DD, where the merchant lives. */
  day: string;
}

/** Every day of the last fourteen with something received, the oldest first. */
export async function receivedByDay(
  { merchantId, mode }: Figures,
  { fortnightFrom }: Pick<Periods, 'fortnightFrom'>,
  timeZone: string,
): Promise<Day[]> {
  const rows = await db.$queryRaw<(Row & { day: string })[]>(sql`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, currency, sum(amount)::text AS amount, count(*)::int AS count
    FROM (
      SELECT (completed_at AT TIME ZONE ${timeZone})::date AS day, currency, amount FROM payments
      WHERE merchant_id = ${merchantId} AND mode = ${mode} AND status = 'succeeded'
        AND completed_at >= ${fortnightFrom}
    ) AS received
    GROUP BY received.day, currency ORDER BY 1, currency`);
  return rows.map((row) => ({ day: row.day, ...counted(row) }));
}

/** Payments whose end is not known yet: somebody may have paid. */
export async function beingChecked({ merchantId, mode }: Figures): Promise<Received[]> {
  const rows = await db.$queryRaw<Row[]>(sql`
    SELECT currency, sum(amount)::text AS amount, count(*)::int AS count FROM payments
    WHERE merchant_id = ${merchantId} AND mode = ${mode} AND status = 'pending'
    GROUP BY currency ORDER BY count(*) DESC, currency`);
  return rows.map(counted);
}

/** Discrepancies that wait for a person. */
export function openDiscrepancies({ merchantId, mode }: Figures): Promise<number> {
  return db.discrepancy.count({ where: { merchantId, mode, status: 'open' } });
}

interface Row {
  currency: string;
  /** A sum of bigints is a numeric: read as text. */
  amount: string;
  count: number;
}

function counted({ currency, amount, count }: Row): Received {
  if (!isCurrency(currency)) throw new Error(`Stored currency ${currency} is not one of ours.`);
  return { money: money(BigInt(amount), currency satisfies Currency), count };
}
