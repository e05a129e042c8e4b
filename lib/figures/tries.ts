/** How tries end: by operator, by reason, and by connection. */
import { db, sql } from '#lib/db.ts';
import { FAILURES, type FailureCode, isFailureCode } from '#lib/operators/failures.ts';
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

export type Health = 'good' | 'slow' | 'bad';

export interface ConnectionHealth {
  id: string;
  name: string;
  health: Health;
  /** The tries that were looked at. */
  tries: number;
  /** Those that went wrong at the provider, or got no answer. */
  trouble: number;
}

/** Of so many latest tries a connection's health is told; one alone says little. */
const LOOKED_AT = 20;
const WITHIN_MS = 24 * 3_600_000;
/** Nobody confirms a payment for longer than this; without an answer the provider is silent. */
const SILENT_AFTER_MS = 10 * 60_000;
const SLOW_FROM = 0.1;
const BAD_FROM = 0.5;
const BAD_TRIES_MIN = 3;

/** Codes that are the provider's or the connection's own fault; a payer's empty purse is no illness of a connection. */
const TROUBLE: readonly FailureCode[] = (Object.keys(FAILURES) as FailureCode[]).filter((code) => {
  const { category } = FAILURES[code];
  return category === 'provider' || category === 'merchant';
});

/**
 * The connections that this merchant's last tries went through, each by its latest twenty within a day. A simple measure
 * of our own traffic: it says nothing about a connection that nobody used.
 */
export async function connectionHealth(
  { merchantId, mode }: Figures,
  now: Date,
): Promise<ConnectionHealth[]> {
  const since = new Date(now.getTime() - WITHIN_MS);
  const silentBefore = new Date(now.getTime() - SILENT_AFTER_MS);
  const rows = await db.$queryRaw<{ id: string; name: string; tries: number; trouble: number }[]>(sql`
    SELECT c.id, c.name, count(*)::int AS tries,
      count(*) FILTER (WHERE
        a.failure_code = ANY(${TROUBLE}) OR a.status = 'unresolved'
        OR (a.status = 'submitting' AND a.called_at < ${silentBefore})
        OR (a.status = 'pending' AND a.submitted_at < ${silentBefore} AND a.flow IN ('push', 'otp'))
      )::int AS trouble
    FROM (
      SELECT *, row_number() OVER (PARTITION BY connection_id ORDER BY submitted_at DESC) AS latest FROM attempts
      WHERE merchant_id = ${merchantId} AND mode = ${mode} AND submitted_at >= ${since}
        AND submitted_at <= ${now}
    ) AS a
    JOIN connections c ON c.id = a.connection_id AND (c.merchant_id IS NULL OR c.merchant_id = ${merchantId})
    WHERE a.latest <= ${LOOKED_AT}
    GROUP BY c.id, c.name ORDER BY c.name, c.id LIMIT 50`);
  return rows.map((row) => ({ ...row, health: healthOf(row) }));
}

/** Pure. */
export function healthOf({ tries, trouble }: { tries: number; trouble: number }): Health {
  if (trouble >= BAD_TRIES_MIN && trouble / tries >= BAD_FROM) return 'bad';
  return trouble > 0 && trouble / tries >= SLOW_FROM ? 'slow' : 'good';
}
