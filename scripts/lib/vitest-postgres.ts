import { execFileSync } from 'node:child_process';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { withDatabase } from './connection.ts';
import { startTemporaryPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that tests make their databases on, and the migrated database they copy. */
    testServer: { url: string; template: string };
  }
}

/**
 * Once a run: a PostgreSQL server of its own, or the one TEST_DATABASE_URL names (its user must be a
 * superuser), with one migrated database that every worker's is copied from.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = process.env.TEST_DATABASE_URL ? undefined : await startTemporaryPostgres();
  const url = own?.url ?? process.env.TEST_DATABASE_URL ?? '';
  const template = `cross_template_${process.pid}`;
  await execute(url, `CREATE DATABASE ${template}`);
  // In a process of its own: the engine is WebAssembly, which vitest's module loader does not import.
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/migrate.ts'], {
    env: { ...process.env, DATABASE_URL: withDatabase(url, template) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  project.provide('testServer', { url, template });
  return async () => {
    if (own) return own.stop();
    await execute(url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
