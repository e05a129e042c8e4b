import { PrismaPg } from '@prisma/adapter-pg';
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
const holder: typeof globalThis & { crossPrisma?: PrismaClient } = globalThis;

/**
 * The database. Made on first use, so importing this file connects to nothing and needs no environment. The pool
 * holds DATABASE_POOL connections (10).
 */
export const db: PrismaClient = new Proxy(Object.create(null), {
  get(_target, property) {
    const current = client();
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
 * the whole database. A lost wake-up only costs time, since due rows are also polled: so it never throws.
 */
export async function notifyDue(): Promise<void> {
  try {
    await db.$executeRawUnsafe(`NOTIFY ${DUE_CHANNEL}`);
  } catch (error) {
    log.warn({ err: error }, 'could not wake the worker');
  }
}

/** True when a raw statement failed because of this unique index; nothing of it was written. */
export function violates(error: unknown, index: string): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2010') return false;
  // The driver adapter's own error, as it maps PostgreSQL's 23505.
  const { cause } = (error.meta?.driverAdapterError ?? {}) as {
    cause?: { kind?: string; constraint?: { index?: string } };
  };
  return cause?.kind === 'UniqueConstraintViolation' && cause.constraint?.index === index;
}

/** Closes the pool: at shutdown, and between test databases. The next use makes a new client. */
export async function closeDb(): Promise<void> {
  const current = holder.crossPrisma;
  delete holder.crossPrisma;
  await current?.$disconnect();
}

function client(): PrismaClient {
  holder.crossPrisma ??= connect();
  return holder.crossPrisma;
}

function connect(): PrismaClient {
  const { databaseUrl, databasePool } = env();
  const url = new URL(databaseUrl);
  const schema = url.searchParams.get('schema');
  url.searchParams.delete('schema');
  const config = { connectionString: url.href, max: databasePool };
  if (schema === null) return new PrismaClient({ adapter: new PrismaPg(config) });
  // Raw SQL names tables without a schema, so the search path must follow Prisma's `schema` parameter.
  const options = `-c search_path=${schema}`;
  return new PrismaClient({ adapter: new PrismaPg({ ...config, options }, { schema }) });
}
