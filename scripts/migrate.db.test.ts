import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { withDatabase } from './lib/connection.ts';

let folder: string;
let name: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cross-migrate-'));
  cpSync('prisma', path.join(folder, 'prisma'), { recursive: true });
  name = `cross_migrate_${crypto.randomUUID().replaceAll('-', '')}`;
  await query(inject('testServer').url, `CREATE DATABASE ${name}`);
});
afterEach(async () => {
  await query(inject('testServer').url, `DROP DATABASE ${name} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

function databaseUrl(): string {
  return withDatabase(inject('testServer').url, name);
}

/** Runs scripts/migrate.ts in a folder whose prisma/ a test has changed. */
function migrate(...args: string[]): { code: number | null; output: string } {
  const script = path.resolve('scripts/migrate.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: databaseUrl() },
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

function changeSchema(change: (schema: string) => string): void {
  const file = path.join(folder, 'prisma/schema.prisma');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function addMigration(sql: string): void {
  const target = path.join(folder, 'prisma/migrations/99990101000000_planted');
  mkdirSync(target);
  writeFileSync(path.join(target, 'migration.sql'), sql);
}

test('migrations are applied once and recorded as Prisma records them', async () => {
  const first = migrate();
  expect(first.output).toContain('_create_tables');
  const rows = await query(
    databaseUrl(),
    'SELECT migration_name, finished_at, checksum FROM _prisma_migrations',
  );
  expect(rows.length).toBe(readdirSync('prisma/migrations').filter((entry) => /^\d/.test(entry)).length);
  expect(rows.every((row) => row.finished_at !== null && String(row.checksum).length === 64)).toBe(true);
  expect(migrate()).toMatchObject({ code: 0, output: expect.stringContaining('up to date') });
}, 30_000);

test('a migration that fails leaves nothing of itself, and says why', async () => {
  migrate();
  addMigration('CREATE TABLE half (id int);\nCREATE TABLE half (id int);');
  const { code, output } = migrate();
  expect(code).toBe(1);
  expect(output).toContain('relation "half" already exists');
  expect(await query(databaseUrl(), `SELECT to_regclass('half') AS found`)).toEqual([{ found: null }]);
}, 30_000);

test('a schema that the migrations do not make is drift', () => {
  expect(migrate('diff')).toMatchObject({ code: 0 });
  changeSchema((schema) =>
    schema.replace('  name      String\n', '  name      String\n  motto     String?\n'),
  );
  const { code, output } = migrate('diff');
  expect(code).toBe(1);
  expect(output).toContain('ADD COLUMN     "motto"');
}, 30_000);

test('a new migration holds the difference and no foreign key made by hand is dropped', () => {
  changeSchema((schema) =>
    schema.replace('  name      String\n', '  name      String\n  motto     String?\n'),
  );
  const { output } = migrate('new', 'add_motto');
  const file = /Wrote (\S+)\./.exec(output)?.[1] ?? '';
  const sql = readFileSync(path.join(folder, file), 'utf8');
  expect(file).toMatch(/^prisma\/migrations\/\d{14}_add_motto\/migration\.sql$/);
  expect(sql).toContain('ADD COLUMN     "motto"');
  expect(sql).not.toContain('DROP');
  expect(migrate('diff')).toMatchObject({ code: 0 });
}, 30_000);
