import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { crashPoint } from '#lib/crash-points.ts';
import { log } from '#lib/log.ts';
import { jitter } from '#lib/timings.ts';
import { createBell } from './bell.ts';
import { connectionConfig } from './postgres.ts';

/** Tables whose rows are read in the order of their positions. */
export const NUMBERED = ['events', 'postings'] as const;

const BATCH_MAX = 1_000;
const POLL_MS_MAX = 1_000;
/** Each turn is a commit: under load this often, or the turns would hold up the commits they come after. */
const TURN_GAP_MS = 100;
/** How often a worker without the lock looks whether the one that had it is gone. */
const STANDBY_MS = 3_000;
const RECONNECT_MS = 1_000;

/**
 * Gives the next positions to committed rows that have none, oldest first. Returns how many got one.
 *
 * Why a reader by position misses nothing: a statement sees committed rows only, so a row gets its position after
 * its commit, whenever that is; and one connection does this at a time (the lock below), each statement committed
 * before the next, so positions become visible in their own order. Ids and times are taken before the commit: the
 * first of two connections to insert may commit last, and a reader by id would have gone past it.
 */
export async function numberRows(client: pg.ClientBase, table: (typeof NUMBERED)[number]): Promise<number> {
  const { rowCount } = await client.query(`
    UPDATE ${table} AS t SET position = last.position + next.number
    FROM (SELECT coalesce(max(position), 0) AS position FROM ${table}) AS last,
      (
        SELECT id, row_number() OVER (ORDER BY created_at, id) AS number
        FROM (SELECT id, created_at FROM ${table} WHERE position IS NULL ORDER BY created_at, id LIMIT ${BATCH_MAX})
          AS oldest
      ) AS next
    WHERE t.id = next.id`);
  if (rowCount) crashPoint('rows-numbered');
  return rowCount ?? 0;
}

/**
 * True when this connection may number, from now until it ends: PostgreSQL gives a session's lock back only when
 * the session, and with it any statement of it, is over.
 */
export async function takeNumberingLock(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('cross numbering'), hashtext(current_schema())) AS taken`,
  );
  return rows[0]?.taken ?? false;
}

export interface Numbering {
  wake(): void;
  stop(): Promise<void>;
}

/** Numbers rows as they are committed, as long as this worker has the lock; otherwise stands by for it. */
export function startNumbering(): Numbering {
  const bell = createBell();
  let stopping = false;

  async function number(client: pg.Client): Promise<void> {
    client.on('error', () => {}); // the next query tells
    await client.connect();
    while (!stopping && !(await takeNumberingLock(client))) await bell.wait(jitter(STANDBY_MS));
    while (!stopping) {
      let numbered = 0;
      crashPoint('rows-unnumbered');
      for (const table of NUMBERED) numbered = Math.max(numbered, await numberRows(client, table));
      if (numbered === BATCH_MAX) continue;
      await sleep(TURN_GAP_MS);
      await bell.wait(jitter(POLL_MS_MAX));
    }
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      const client = new pg.Client(connectionConfig());
      try {
        await number(client);
      } catch (error) {
        log.warn({ err: error }, 'cannot number events and postings; trying on');
        if (!stopping) await bell.wait(RECONNECT_MS);
      } finally {
        await client.end().catch(() => {});
      }
    }
  }

  const ended = loop();
  return {
    wake: bell.ring,
    async stop() {
      stopping = true;
      bell.ring();
      await ended;
    },
  };
}
