import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres.ts';
import { commandOf, isAlive } from './processes.ts';

let parent: string;
let server: EmbeddedPostgres | undefined;

beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'cross-embedded-'));
  chmodSync(parent, 0o711);
});
afterEach(async () => {
  await server?.stop();
  rmSync(parent, { recursive: true, force: true });
});

async function start({ durable } = { durable: false }): Promise<EmbeddedPostgres> {
  server = await startEmbeddedPostgres({ folder: path.join(parent, 'postgres'), durable });
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

test('what was written is there after a restart, at the same address', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
}, 30_000);

test('a server that was left running in the folder is stopped first', async () => {
  const left = await start();
  await query(left.url, 'CREATE TABLE kept AS SELECT 7 AS value');
  const next = await start();
  expect(isAlive(left.pid)).toBe(false);
  expect(await query(next.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
}, 30_000);

test('a server that was killed is recovered, and its end is told', async () => {
  const killed = await start({ durable: true });
  await query(killed.url, 'CREATE TABLE kept AS SELECT 7 AS value');
  const told = new Promise((resolve) => killed.onExit(resolve));
  process.kill(killed.pid, 'SIGKILL');
  expect(await told).toContain('PostgreSQL ended');
  const next = await start();
  expect(await query(next.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
}, 30_000);

test('a backend that outlives its killed server is ended before the next server starts', async () => {
  const killed = await start({ durable: true });
  const client = new pg.Client({ connectionString: killed.url });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const backend = rows[0]?.pid ?? 0;
  // It looks at nothing but its own counting, so it does not see its server go.
  const counting = client.query('SELECT count(*) FROM generate_series(1, 1000000000000)').catch(() => {});
  await vi.waitFor(() => expect(commandOf(backend)).toContain('SELECT'));
  process.kill(killed.pid, 'SIGKILL');
  await vi.waitFor(() => expect(isAlive(killed.pid)).toBe(false));
  expect(isAlive(backend)).toBe(true);
  const next = await start();
  expect(isAlive(backend)).toBe(false);
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await counting;
  await client.end().catch(() => {});
}, 30_000);

test('another port is found when somebody took the remembered one', async () => {
  const first = await start();
  await first.stop();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(Number(new URL(first.url).port), '127.0.0.1', resolve));
  const second = await start();
  expect(second.url).not.toBe(first.url);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await second.stop();
  // Unless others rely on the old address.
  const [folder, port] = [path.join(parent, 'postgres'), Number(new URL(first.url).port)];
  await expect(startEmbeddedPostgres({ folder, durable: false, port })).rejects.toThrow('is in use');
  taken.close();
}, 30_000);

test('a folder that only root may enter does not stop root', async () => {
  chmodSync(parent, 0o700);
  expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
}, 30_000);
