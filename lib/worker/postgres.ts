import pg from 'pg';
import { env } from '#lib/env.ts';

/** Due rows are announced here (lib/db.ts, notifyDue). */
export const DUE_CHANNEL = 'cross_due';

/**
 * How the worker's own connections reach the database. They are beside Prisma's pool: LISTEN and the numbering
 * lock live as long as a connection does, so behind a transaction-pooling proxy the worker needs a direct address.
 */
export function connectionConfig(): pg.ClientConfig {
  const url = new URL(env().databaseUrl);
  const schema = url.searchParams.get('schema');
  url.searchParams.delete('schema'); // Prisma's parameter: raw SQL follows the search path
  return {
    connectionString: url.href,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000, // the other end may vanish without a word
    keepAlive: true,
    application_name: 'cross worker',
    ...(schema !== null && { options: `-c search_path=${schema}` }),
  };
}

export function openPool(): pg.Pool {
  const pool = new pg.Pool({ ...connectionConfig(), max: POOL_MAX });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {})); // the same while one is lent out: its query fails
  return pool;
}

/** One claim per kind of row, and what graphile-worker holds. */
const POOL_MAX = 8;
