import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Clock } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { log } from '#lib/log.ts';
import { jitter } from '#lib/timings.ts';
import { createBell } from './bell.ts';
import { type Claimed, claimDue, type DueRows, releaseClaims } from './claim.ts';

/** One kind of due row and what to do with each. */
export interface Task {
  rows: DueRows;
  /** At most so many at once in this worker. */
  concurrency: number;
  /** Sets the row's next due time, or ends it. When it throws, the lease runs out before the next try. */
  run: (id: string) => Promise<unknown>;
}

export interface Loop {
  kind: string;
  /** Look now: something may be due. */
  wake(): void;
  /** Claims no more. Resolves when what runs has ended. */
  stop(): Promise<void>;
  /** Gives back what is still running: others may take it at once. */
  release(): Promise<void>;
  counts(): { running: number; done: number; failed: number };
}

/** Rows written by others become known at the latest after this. */
export const POLL_MS_MAX = 1_000;
/** A storm of wake-ups becomes at most so many claims. */
const CLAIM_GAP_MS = 10;
/** Before a row is run again that was run and left as it was. */
const UNCHANGED_PAUSE_MS = 1_000;

/**
 * Claims due rows as they fall due and runs them, until stopped.
 *
 * @param pollMs looks at least this often, whether woken or not
 */
export function startLoop(
  task: Task,
  { pool, clock, pollMs = POLL_MS_MAX }: { pool: pg.Pool; clock: Clock; pollMs?: number },
): Loop {
  const bell = createBell();
  const running = new Map<Claimed, Promise<void>>();
  const counts = { done: 0, failed: 0 };
  let stopping = false;
  let reachable = true;

  async function turn(): Promise<number> {
    const limit = task.concurrency - running.size;
    if (limit <= 0) return pollMs; // an ending one rings
    const now = clock.now();
    const { rows, nextDueAt } = await claimDue(pool, task.rows, { now, limit });
    if (rows.length > 0) crashPoint('rows-claimed');
    for (const row of rows) running.set(row, runOne(row));
    const untilNextMs = nextDueAt ? nextDueAt.getTime() - clock.now().getTime() : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(untilNextMs, jitter(pollMs)));
  }

  async function runOne(row: Claimed): Promise<void> {
    try {
      await task.run(row.id);
      counts.done += 1;
      crashPoint('row-unreleased');
      await releaseClaims(pool, task.rows, [row], { now: clock.now(), pauseMs: UNCHANGED_PAUSE_MS });
      crashPoint('row-released');
    } catch (error) {
      counts.failed += 1;
      log.error({ err: error, kind: task.rows.kind, id: row.id }, 'a due row failed; its lease will run out');
    } finally {
      running.delete(row);
      bell.ring();
    }
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      let waitMs = POLL_MS_MAX; // when the database is away, whatever the poll
      try {
        waitMs = await turn();
        reachable = true;
      } catch (error) {
        if (reachable) log.error({ err: error, kind: task.rows.kind }, 'cannot claim due rows; trying on');
        reachable = false;
      }
      await sleep(Math.min(CLAIM_GAP_MS, waitMs));
      if (!stopping) await bell.wait(waitMs - CLAIM_GAP_MS);
    }
  }

  const ended = loop();
  return {
    kind: task.rows.kind,
    wake: bell.ring,
    async stop() {
      stopping = true;
      bell.ring();
      await ended;
      await Promise.all(running.values());
    },
    async release() {
      if (running.size > 0) await releaseClaims(pool, task.rows, [...running.keys()]);
    },
    counts: () => ({ running: running.size, ...counts }),
  };
}
