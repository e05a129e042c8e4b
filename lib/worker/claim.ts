import type pg from 'pg';
import { addMs } from '#lib/clock.ts';
import { timings } from '#lib/timings.ts';

/**
 * A table whose rows are due at a time. Names and expressions are written into the SQL as they stand: they come
 * from the table in tasks.ts and nowhere else.
 */
export interface DueRows {
  /** For the log and for locks. */
  kind: string;
  table: string;
  idType: 'text' | 'uuid';
  /** Column with the time; null: nothing to do. */
  dueAt: string;
  /** Column with the end of the lease. */
  leaseUntil: string;
  /** True for rows that are still open. */
  open: string;
  /** At most so many rows under lease at once for each value of the expression, whoever holds them. */
  group?: { by: string; max: number };
}

export interface Claimed {
  id: string;
  dueAt: Date;
  /** Also the token: only the holder of this lease may release it. */
  leaseUntil: Date;
}

export interface Claim {
  /** Oldest first. */
  rows: Claimed[];
  /** When the next row that is not due yet will be. */
  nextDueAt: Date | undefined;
}

/** A pool, or a client inside a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/**
 * Takes up to `limit` due rows for `timings().leaseMs`, in one round trip. Two workers never get the same row
 * while its lease lasts; a lease that ran out (its worker is gone) is taken over like any due row.
 */
export async function claimDue(
  pool: Queryable,
  rows: DueRows,
  { now, limit }: { now: Date; limit: number },
): Promise<Claim> {
  const leaseUntil = addMs(now, timings().leaseMs);
  const claim = claimSql(rows, { now: literal(now), leaseUntil: literal(leaseUntil), limit });
  const found = rows.group ? await underLock(pool, rows, claim) : (await pool.query<Row>(claim)).rows;
  const claimed = found.flatMap(({ id, due_at: dueAt }) => (id && dueAt ? [{ id, dueAt, leaseUntil }] : []));
  return {
    rows: claimed.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime()),
    nextDueAt: found.find(({ id }) => id === null)?.due_at ?? undefined,
  };
}

/**
 * Gives rows back. A row whose due time nobody moved would be claimed again at once and for ever, so its lease is
 * only shortened to `pauseMs` from now. Without `pauseMs` (at shutdown) others may take it immediately.
 */
export async function releaseClaims(
  pool: Queryable,
  rows: DueRows,
  claimed: readonly Claimed[],
  pause?: { now: Date; pauseMs: number },
): Promise<void> {
  const pausedUntil = pause ? addMs(pause.now, pause.pauseMs) : null;
  await pool.query(
    `UPDATE ${rows.table} AS t
     SET ${rows.leaseUntil} = CASE WHEN t.${rows.dueAt} = c.due_at THEN $4::timestamptz END
     FROM unnest($1::${rows.idType}[], $2::timestamptz[], $3::timestamptz[]) AS c (id, due_at, lease_until)
     WHERE t.id = c.id AND t.${rows.leaseUntil} = c.lease_until`,
    [
      claimed.map(({ id }) => id),
      claimed.map(({ dueAt }) => dueAt),
      claimed.map(({ leaseUntil }) => leaseUntil),
      pausedUntil,
    ],
  );
}

/** A claimed row, or (id null) the time at which the next one will be due. */
interface Row {
  id: string | null;
  due_at: Date | null;
}

interface Values {
  now: string;
  leaseUntil: string;
  limit: number;
}

function claimSql(rows: DueRows, values: Values): string {
  const { table, dueAt, leaseUntil, open } = rows;
  // ARRAY(…) is computed once. As a join PostgreSQL may run the limited subquery several times, and lock more.
  return `
    WITH claimed AS (
      UPDATE ${table} SET ${leaseUntil} = ${values.leaseUntil}
      WHERE id = ANY (ARRAY(${rows.group ? groupedCandidates(rows, rows.group, values) : candidates(rows, values)}))
      RETURNING id::text AS id, ${dueAt} AS due_at
    )
    SELECT id, due_at FROM claimed
    UNION ALL
    SELECT NULL, (SELECT ${dueAt} FROM ${table} WHERE ${open} AND ${dueAt} > ${values.now} ORDER BY ${dueAt} LIMIT 1)`;
}

function candidates({ table, dueAt, leaseUntil, open }: DueRows, { now, limit }: Values): string {
  return `
    SELECT id FROM ${table}
    WHERE ${open} AND ${dueAt} <= ${now} AND (${leaseUntil} IS NULL OR ${leaseUntil} <= ${now})
    ORDER BY ${dueAt} LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/**
 * Steps from group to group through an index on (group, due time), and takes from each what its limit leaves. A
 * group with a hundred thousand rows waiting costs as much as one with five.
 */
function groupedCandidates(
  { table, dueAt, leaseUntil, open }: DueRows,
  { by, max }: NonNullable<DueRows['group']>,
  { now, limit }: Values,
): string {
  return `
    WITH RECURSIVE groups AS (
      (SELECT ${by} AS name FROM ${table} WHERE ${open} ORDER BY 1 LIMIT 1)
      UNION ALL
      SELECT (SELECT ${by} FROM ${table} WHERE ${open} AND ${by} > groups.name ORDER BY 1 LIMIT 1)
      FROM groups WHERE groups.name IS NOT NULL
    )
    SELECT candidate.id FROM groups CROSS JOIN LATERAL (
      SELECT id, ${dueAt} AS due_at FROM ${table}
      WHERE ${open} AND ${by} = groups.name AND ${dueAt} <= ${now}
        AND (${leaseUntil} IS NULL OR ${leaseUntil} <= ${now})
      ORDER BY ${dueAt}
      LIMIT greatest(0, ${max} - (
        SELECT count(*) FROM ${table} WHERE ${open} AND ${by} = groups.name AND ${leaseUntil} > ${now}))
      FOR UPDATE SKIP LOCKED
    ) AS candidate
    ORDER BY candidate.due_at LIMIT ${limit}`;
}

/**
 * Two claims at once would each count the other's rows as free. The lock is a statement of its own, because a
 * statement sees what was committed when it began: after the wait, not before. Both travel together and make one
 * transaction.
 */
async function underLock(pool: Queryable, { kind }: DueRows, claim: string): Promise<Row[]> {
  const lock = `SELECT pg_advisory_xact_lock(hashtext('cross claim ${kind}'), hashtext(current_schema()))`;
  // node-postgres answers several statements with several results; its types know only of one.
  const results = (await pool.query(`${lock}; ${claim}`)) as unknown as pg.QueryResult<Row>[];
  return results[1]?.rows ?? [];
}

function literal(date: Date): string {
  return `'${date.toISOString()}'::timestamptz`;
}
