import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from './env.ts';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';
import { log } from './log.ts';

/** What a function takes that must run inside its caller's transaction. */
export type Tx = Prisma.TransactionClient;

/** A piece of raw SQL with bound values: `db.$queryRaw(sql`…`)`. */
export const sql = Prisma.sql;
export type Sql = Prisma.Sql;

/** Raised on every new due row; the worker listens. */
const DUE_CHANNEL = 'cross_due';

/** One client a process: a hot reload evaluates this module again, and each client would hold its own pool. */
const holder: typeof globalThis & { crossDb?: Connection } = globalThis;

/**
 * The database. Made on first use, so importing this file connects to nothing and needs no environment. The pool
 * holds DATABASE_POOL connections (10).
 */
export const db: PrismaClient = new Proxy(Object.create(null), {
  get(_target, property) {
    const current = connection().prisma;
    const value: unknown = Reflect.get(current, property);
    return typeof value === 'function' ? value.bind(current) : value;
  },
});

/**
 * Runs `fn` in one transaction (read committed) and commits when it returns. Nothing slow belongs inside: no provider
 * call, no webhook. Times are limits in milliseconds for a free connection and for the whole transaction.
 */
export function inTransaction<T>(
  fn: (tx: Tx) => Promise<T>,
  { waitMs = 5_000, timeoutMs = 10_000 }: { waitMs?: number; timeoutMs?: number } = {},
): Promise<T> {
  return db.$transaction(fn, { maxWait: waitMs, timeout: timeoutMs });
}

/**
 * Wakes the worker. Call it after the commit: a NOTIFY inside a transaction makes commits wait for each other across
 * the whole database. A lost wake-up only costs time, since due rows are also polled: so it never throws. While one is
 * on its way, and a moment longer, all further calls become one.
 */
export async function notifyDue(): Promise<void> {
  waking.again = waking.busy;
  if (waking.busy) return;
  waking.busy = true;
  try {
    await db.$executeRawUnsafe(`NOTIFY ${DUE_CHANNEL}`);
  } catch (error) {
    log.warn({ err: error }, 'could not wake the worker');
  }
  setTimeout(() => {
    waking.busy = false;
    if (waking.again) void notifyDue();
  }, WAKE_GAP_MS).unref();
}

/** The worker's loops turn no faster (lib/worker/loop.ts). */
const WAKE_GAP_MS = 10;
const waking = { busy: false, again: false };

/** True when a raw or prepared statement failed because of this unique index; nothing of it was written. */
export function violates(error: unknown, index: string): boolean {
  if (error instanceof pg.DatabaseError) return error.code === '23505' && error.constraint === index;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2010') return false;
  // The driver adapter's own error, as it maps PostgreSQL's 23505.
  const { cause } = (error.meta?.driverAdapterError ?? {}) as {
    cause?: { kind?: string; constraint?: { index?: string } };
  };
  return cause?.kind === 'UniqueConstraintViolation' && cause.constraint?.index === index;
}

/**
 * Runs a statement past Prisma, on its pool, prepared once a connection: for the few that run so often that planning and
 * Prisma's own work would be most of their cost (bench/README.md). Its text must be one of a few, and its values what
 * node-postgres takes: texts, numbers, bigints, booleans, dates, bytes. PgBouncer in transaction mode must know prepared
 * statements (1.21 or newer, max_prepared_statements above 0).
 */
export async function queryPrepared<Row extends pg.QueryResultRow>(statement: Sql): Promise<Row[]> {
  const { pool, preparedNames } = connection();
  const { text, values } = statement;
  const name = preparedNames.get(text) ?? `prepared_${preparedNames.size + 1}`;
  preparedNames.set(text, name);
  const { rows } = await pool.query<Row>({ name, text, values });
  return rows;
}

/** Closes the pool: at shutdown, and between test databases. The next use makes a new client. */
export async function closeDb(): Promise<void> {
  waking.again = false;
  const current = holder.crossDb;
  delete holder.crossDb;
  await current?.prisma.$disconnect();
  await current?.pool.end();
}

interface Connection {
  pool: pg.Pool;
  prisma: PrismaClient;
  /** By text. Beside the pool, since a name must mean the same text on all of its connections. */
  preparedNames: Map<string, string>;
}

function connection(): Connection {
  holder.crossDb ??= connect();
  return holder.crossDb;
}

function connect(): Connection {
  const { databaseUrl, databasePool } = env();
  const url = new URL(databaseUrl);
  const schema = url.searchParams.get('schema');
  url.searchParams.delete('schema');
  // Raw SQL names tables without a schema, so the search path must follow Prisma's `schema` parameter.
  const searchPath = schema === null ? {} : { options: `-c search_path=${schema}` };
  const pool = new pg.Pool({ connectionString: url.href, max: databasePool, ...searchPath });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  return {
    pool,
    prisma: new PrismaClient({ adapter: new PrismaPg(pool, schema === null ? {} : { schema }) }),
    preparedNames: new Map(),
  };
}
