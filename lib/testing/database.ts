import pg from 'pg';
import { inject } from 'vitest';

/**
 * The empty, migrated database of this vitest worker; DATABASE_URL names it afterwards. Called before every
 * *.db.test.ts file by the set-up file, so a test only needs `beforeEach(truncateAll)`.
 * Returns its URL, for a second real connection.
 */
export async function testDatabase(): Promise<string> {
  ready ??= makeDatabase();
  process.env.DATABASE_URL = await ready;
  return ready;
}

/** Empties every table, append-only ones too; about 5 ms. Leaves the migrations' own table. */
export async function truncateAll(): Promise<void> {
  await testDatabase();
  own ??= connectOwn();
  const { connection, emptying } = await own;
  await connection.query(emptying);
}

let ready: Promise<string> | undefined;
let own: Promise<{ connection: pg.Client; emptying: string }> | undefined;

async function makeDatabase(): Promise<string> {
  const { url, template } = inject('testServer');
  // Files that follow each other in one worker slot share a database; two slots never do.
  const name = `${template.replace('template', 'test')}_${process.env.VITEST_POOL_ID ?? '1'}`;
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  try {
    const { rowCount } = await server.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await server.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } finally {
    await server.end();
  }
  const address = new URL(url);
  address.pathname = `/${name}`;
  ready = Promise.resolve(address.href);
  await truncateAll();
  return address.href;
}

async function connectOwn(): Promise<{ connection: pg.Client; emptying: string }> {
  const connection = new pg.Client({ connectionString: await testDatabase() });
  await connection.connect();
  connection.on('error', () => {}); // the server goes before the worker does
  const { rows } = await connection.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  // As a replica would: no trigger fires, neither the append-only ones nor those of foreign keys. DELETE and not
  // TRUNCATE, which takes longer on small tables than all of a test.
  const emptying = [
    'BEGIN; SET LOCAL session_replication_role = replica;',
    ...rows.map(({ name }) => `DELETE FROM ${name};`),
    'COMMIT',
  ].join('\n');
  return { connection, emptying };
}
