/** The worker process: `node lib/worker/main.ts`. */
import pg from 'pg';
import { closeDb } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { connectionConfig } from './postgres.ts';
import { startWorker } from './run.ts';
import { TASKS } from './tasks.ts';

/** Longer than a webhook may take; whoever stops us should wait a little longer still. */
const GRACE_MS = 16_000;
const PARENT_CHECK_MS = 1_000;

await start();

async function start(): Promise<void> {
  const problem = await findProblem();
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    process.exit(1);
  }
  const worker = startWorker({ tasks: TASKS, graceMs: GRACE_MS });
  let stopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'worker stopping');
    await worker.stop();
    await closeDb();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  // Started by another process, we end with it: a worker of yesterday's code must not outlive its web process.
  process.on('disconnect', () => void stop('the parent process closed its channel'));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop('the parent process is gone');
  }, PARENT_CHECK_MS).unref();

  log.info('worker started');
  process.send?.('ready'); // last: whoever hears it may stop us at once
}

/** One sentence, or undefined when the work can begin. */
async function findProblem(): Promise<string | undefined> {
  try {
    env();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const client = new pg.Client(connectionConfig());
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ migrated: boolean }>(
      `SELECT to_regclass('deliveries') IS NOT NULL AS migrated`,
    );
    return rows[0]?.migrated
      ? undefined
      : 'The database has no tables yet: migrate it before starting the worker.';
  } catch (error) {
    return `The database cannot be reached (${reasonOf(error)}): check DATABASE_URL and that PostgreSQL runs.`;
  } finally {
    await client.end().catch(() => {});
  }
}

/** ECONNREFUSED comes as an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}
