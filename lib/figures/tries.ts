/** How tries end: by operator, by reason, and by connection. */
import { addMs } from '#lib/clock.ts';
import { db, sql } from '#lib/db.ts';
import { type FailureCode, isFailureCode } from '#lib/operators/failures.ts';
import { type Answers, type Health, IS_BAD, isAnswered, judge, recentAnswers } from '#lib/routing/health.ts';
import type { Period } from './periods.ts';
import type { Figures } from './received.ts';

export interface OperatorFigures {
  operator: string;
  /** Tries that have ended. */
  ended: number;
  succeeded: number;
}

/** The tries of a period by operator, the busiest first. */
export async function triesByOperator(
  { merchantId, mode }: Figures,
  { from, to }: Period,
): Promise<OperatorFigures[]> {
  return db.$queryRaw<OperatorFigures[]>(sql`
    SELECT coalesce(operator_reported, operator) AS operator,
      count(*) FILTER (WHERE status IN ('succeeded', 'failed', 'canceled', 'expired'))::int AS ended,
      count(*) FILTER (WHERE status = 'succeeded')::int AS succeeded
    FROM attempts
    WHERE merchant_id = ${merchantId} AND mode = ${mode} AND submitted_at >= ${from} AND submitted_at < ${to}
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 50`);
}

export interface ReasonFigures {
  reason: FailureCode;
  count: number;
}

/** Why the tries of a period failed, the commonest first. */
export async function failuresByReason(
  { merchantId, mode }: Figures,
  { from, to }: Period,
): Promise<ReasonFigures[]> {
  const rows = await db.$queryRaw<{ reason: string; count: number }[]>(sql`
    SELECT coalesce(failure_code, 'unspecified') AS reason, count(*)::int AS count FROM attempts
    WHERE merchant_id = ${merchantId} AND mode = ${mode} AND submitted_at >= ${from} AND submitted_at < ${to}
      AND status IN ('failed', 'canceled', 'expired')
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 50`);
  return rows.flatMap(({ reason, count }) => (isFailureCode(reason) ? [{ reason, count }] : []));
}

export interface ConnectionHealth {
  id: string;
  name: string;
  /** As routing judges it at this moment, by everybody's payments through it. */
  health: Health;
  recent: Answers;
  /** This merchant's own tries since yesterday. */
  day: Answers;
}

const DAY_MS = 24 * 3_600_000;

/**
 * The connections that this merchant's tries went through within a day: how each does now, and how it did by the same
 * measure over the day. It says nothing about a connection that nobody used.
 */
export async function connectionHealth(
  { merchantId, mode }: Figures,
  now: Date,
): Promise<ConnectionHealth[]> {
  const rows = await db.$queryRaw<({ id: string; name: string } & Answers)[]>(sql`
    SELECT c.id, c.name, a.answers, a.bad
    FROM (
      SELECT connection_id, count(*)::int AS answers, count(*) FILTER (WHERE ${IS_BAD})::int AS bad FROM attempts
      WHERE merchant_id = ${merchantId} AND mode = ${mode} AND submitted_at >= ${addMs(now, -DAY_MS)}
        AND ${isAnswered(now)}
      GROUP BY connection_id
    ) AS a
    JOIN connections c ON c.id = a.connection_id AND (c.merchant_id IS NULL OR c.merchant_id = ${merchantId})
    ORDER BY c.name, c.id LIMIT 50`);
  const recent = await recentAnswers(
    rows.map(({ id }) => id),
    now,
  );
  return rows.map(({ id, name, ...day }) => {
    const { answers, bad } = recent.get(id) ?? { answers: 0, bad: 0 };
    return { id, name, health: judge({ answers, bad }), recent: { answers, bad }, day };
  });
}

/** True when a payment of this merchant and mode has any connection to go through; one that rests comes back by itself. */
export async function isConnected({ merchantId, mode }: Figures): Promise<boolean> {
  const usable = { mode, pausedAt: null, OR: [{ merchantId }, { merchantId: null }] };
  return (await db.connection.findFirst({ where: usable, select: { id: true } })) !== null;
}
