import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, run } from 'graphile-worker';
import type pg from 'pg';
import { addMs, type Clock } from '#lib/clock.ts';
import { findWrongCheckpoints } from '#lib/ledger/check.ts';
import { foldPostings } from '#lib/ledger/fold.ts';
import { log } from '#lib/log.ts';
import { REQUESTS_KEPT_MS } from '#lib/merchants/request-log.ts';
import { PROMPT_LIMITS } from '#lib/payments/limits.ts';
import { timings } from '#lib/timings.ts';

/** What runs by the calendar. Several workers: graphile-worker runs each entry once. */
const CRONTAB = `
17 * * * * clean_idempotency_keys
47 * * * * clean_sessions
27 * * * * clean_phone_prompts
7 * * * * clean_connection_values
37 2 * * * erase_old_payer_details
37 * * * * clean_api_requests
* * * * * fold_postings
7 3 * * * check_books
`;

const BATCH_MAX = 5_000;
const DAY_MS = 86_400_000;
const RESTART_MS = 10_000;

export interface RareJobs {
  stop(): Promise<void>;
}

/** Cron and jobs that are not due rows, by graphile-worker. Ends when stopped; started anew when it breaks down. */
export function startRareJobs({ pool, clock }: { pool: pg.Pool; clock: Clock }): RareJobs {
  const halt = new AbortController();
  let runner: Runner | undefined;

  async function loop(): Promise<void> {
    while (!halt.signal.aborted) {
      try {
        runner = await run({
          pgPool: pool,
          crontab: CRONTAB,
          taskList: {
            clean_idempotency_keys: () => cleanIdempotencyKeys(pool, clock.now()).then(() => {}),
            clean_sessions: () => cleanSessions(pool, clock.now()).then(() => {}),
            clean_phone_prompts: () => cleanPhonePrompts(pool, clock.now()).then(() => {}),
            clean_api_requests: () => cleanApiRequests(pool, clock.now()).then(() => {}),
            clean_connection_values: () => cleanConnectionValues(pool, clock.now()).then(() => {}),
            fold_postings: () => foldPostings().then(() => {}),
            check_books: checkBooks,
            erase_old_payer_details: () => eraseOldPayerDetails(pool, clock.now()).then(() => {}),
          },
          concurrency: 1,
          noHandleSignals: true, // main.ts stops everything in order
          pollInterval: 60_000, // jobs for later only; new ones are announced
          logger: new Logger(
            () => (level, message) => log[LEVELS[level]]({ source: 'graphile-worker' }, message),
          ),
        });
        if (halt.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        log.error({ err: error }, 'rare jobs broke down; starting them again');
      }
      await sleep(RESTART_MS, undefined, { signal: halt.signal }).catch(() => {});
    }
  }

  const ended = loop();
  return {
    async stop() {
      halt.abort();
      // It refuses when it is on its way down already; its end is awaited below either way.
      await runner?.stop().catch(() => {});
      await ended;
    },
  };
}

const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** A key may be used again for something else once the shop can no longer be retrying it. Returns how many went. */
export function cleanIdempotencyKeys(pool: pg.Pool, now: Date): Promise<number> {
  const olderThan = addMs(now, -timings().idempotencyKeepMs);
  return deleteInBatches(pool, 'idempotency_keys', 'created_at < $1', olderThan);
}

/** Returns how many went. */
export function cleanSessions(pool: pg.Pool, now: Date): Promise<number> {
  return deleteInBatches(pool, 'sessions', 'expires_at < $1', now);
}

/** Prompts that no limit counts any more. Returns how many went. */
export function cleanPhonePrompts(pool: pg.Pool, now: Date): Promise<number> {
  return deleteInBatches(pool, 'phone_prompts', 'at < $1', addMs(now, -PROMPT_LIMITS.unpaid.withinMs));
}

/** Values past their time: TMoney Online's server end keeps one a session. Returns how many went. */
export function cleanConnectionValues(pool: pg.Pool, now: Date): Promise<number> {
  return deleteInBatches(pool, 'connection_values', 'expires_at < $1', now);
}

/**
 * Payers' details that their merchant keeps no longer (merchants.retention_days). Those of payments that are not over
 * stay: their operator may have to be asked. Returns how many went.
 */
export async function eraseOldPayerDetails(pool: pg.Pool, now: Date): Promise<number> {
  const { rows } = await pool.query<{ id: string; days: number }>(
    'SELECT id, retention_days AS days FROM merchants WHERE retention_days IS NOT NULL ORDER BY id',
  );
  let erased = 0;
  for (const { id, days } of rows) {
    const olderThan = addMs(now, -days * DAY_MS);
    for (let last = BATCH_MAX; last === BATCH_MAX; erased += last) {
      const { rowCount } = await pool.query(
        `DELETE FROM payer_details WHERE owner_id = ANY (ARRAY(
           SELECT d.owner_id FROM payer_details d JOIN payments p ON p.id = d.payment_id
           WHERE d.merchant_id = $1 AND d.created_at < $2
             AND p.status IN ('succeeded', 'failed', 'canceled', 'expired')
           LIMIT ${BATCH_MAX}))`,
        [id, olderThan],
      );
      last = rowCount ?? 0;
    }
  }
  return erased;
}

/** The request log is for finding out what went wrong this week. Returns how many went. */
export function cleanApiRequests(pool: pg.Pool, now: Date): Promise<number> {
  return deleteInBatches(pool, 'api_requests', 'at < $1', addMs(now, -REQUESTS_KEPT_MS));
}

/** A balance that is not the sum of its postings is for people, at once. */
async function checkBooks(): Promise<void> {
  const wrong = await findWrongCheckpoints();
  if (wrong.length > 0) log.error({ wrong }, 'balances differ from the sum of their postings');
}

/** Small deletions, so that no request waits for a long one. */
async function deleteInBatches(pool: pg.Pool, table: string, where: string, value: Date): Promise<number> {
  for (let deleted = 0; ; ) {
    const { rowCount } = await pool.query(
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${BATCH_MAX}))`,
      [value],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH_MAX) return deleted;
  }
}
