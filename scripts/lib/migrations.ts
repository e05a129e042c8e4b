import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { type DiffTarget, type MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { connectionFields } from './connection.ts';

const SCHEMA = path.resolve('prisma/schema.prisma');
const MIGRATIONS = path.resolve('prisma/migrations');
const PG_CHAR = 18;
const PG_TEXT = 25;
const NO_FILTERS = { externalTables: [], externalEnums: [] };
/** Any number that nothing else in the database locks: two processes that start at once migrate in turn. */
const MIGRATION_LOCK = 7_319_204;

/** Where the engine leaves the reason when it panics. */
class PanicRegistry {
  message = '';
  set_message(message: string): void {
    this.message = message;
  }
}
const panics = new PanicRegistry();
Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });

/** Applies what the database has not seen yet. Returns the names of the migrations applied. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const lock = new pg.Client(connectionFields(databaseUrl));
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await withEngine(databaseUrl, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: readMigrations(),
        filters: NO_FILTERS,
      });
      return appliedMigrationNames;
    });
  } finally {
    await lock.end();
  }
}

/**
 * The SQL that would bring the migrations to what schema.prisma says; empty when they agree.
 * Foreign keys are left out of the comparison: schema.prisma has no relations, the few keys there are
 * stand in the migrations by hand, and the engine would want to drop every one of them.
 */
export async function pendingSql(databaseUrl: string): Promise<string> {
  const sql = await diff(databaseUrl, { tag: 'migrations', ...readMigrations() });
  return sql
    .split(/\n(?=-- )/)
    .filter((part) => !/^\s*(-- This is an empty migration|-- DropForeignKey)/.test(part))
    .join('\n')
    .trim();
}

/** Writes a new migration from the difference between the migrations and schema.prisma. Returns its file. */
export async function writeNewMigration(databaseUrl: string, name: string): Promise<string> {
  const sql = await pendingSql(databaseUrl);
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return writeMigration(`${stamp}_${name}`, `-- Why: say it here in one sentence.\n\n${sql}\n`);
}

/**
 * Writes the first migration anew from schema.prisma. Only until the first release: a published migration
 * is never edited. Databases made from the older one must be made again.
 */
export async function regenerateFirst(databaseUrl: string): Promise<string> {
  const first = readNames()[0] ?? '20261101000000_create_tables';
  const sql = await diff(databaseUrl, { tag: 'empty' });
  return writeMigration(
    first,
    `-- Every table of schema.prisma; checks, triggers and foreign keys follow.\n\n${sql.trim()}\n`,
  );
}

/** Changes when any migration does: names a template database that can be reused. */
export function migrationsHash(): string {
  const hash = createHash('sha256');
  for (const name of readNames()) hash.update(name).update(readSql(name));
  return hash.digest('hex').slice(0, 12);
}

function readNames(): string[] {
  return readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function readSql(name: string): string {
  return readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8');
}

function readMigrations(): MigrationList {
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: readNames().map((name) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readSql(name) } },
    })),
  };
}

function writeMigration(name: string, sql: string): string {
  const folder = path.join(MIGRATIONS, name);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'migration.sql');
  rmSync(file, { force: true });
  writeFileSync(file, sql);
  writeFileSync(path.join(MIGRATIONS, 'migration_lock.toml'), 'provider = "postgresql"\n');
  return path.relative(process.cwd(), file);
}

async function diff(databaseUrl: string, from: DiffTarget): Promise<string> {
  const files = [{ path: SCHEMA, content: readFileSync(SCHEMA, 'utf8') }];
  return withEngine(databaseUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from,
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    });
    return stdout ?? '';
  });
}

async function withEngine<T>(databaseUrl: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const factory = new WholeScripts(databaseUrl);
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  const datamodels: [string, string][] = [[SCHEMA, readFileSync(SCHEMA, 'utf8')]];
  const engine = await SchemaEngine.new({ datamodels }, () => {}, bound);
  try {
    return await use(engine);
  } catch (error) {
    throw readable(error, factory);
  } finally {
    engine.free();
    await factory.close();
  }
}

/** The engine reports trouble as JSON inside a message; its own words are what a person needs. */
function readable(error: unknown, factory: WholeScripts): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const reason = factory.failure ?? panics.message;
  return reason ? new Error(`${message}\n${reason}`, { cause: error }) : error;
}

/**
 * Prisma's adapter cuts a script at every semicolon and runs the pieces on any connection of its pool, which
 * breaks function bodies and leaves half a migration behind. Here a script goes to the server whole, so a
 * migration happens entirely or not at all.
 */
class WholeScripts implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  failure: string | undefined;
  readonly #url: string;
  readonly #open: (() => Promise<unknown>)[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<SqlDriverAdapter> {
    return this.#adapter();
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const database = `cross_shadow_${crypto.randomUUID().replaceAll('-', '')}`;
    await this.#once(`CREATE DATABASE ${database}`);
    // Closed last in, first out: the shadow's own connections end before it is dropped.
    this.#open.push(() => this.#once(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
    return this.#adapter(database);
  }

  async close(): Promise<void> {
    for (const close of this.#open.reverse()) await close();
  }

  async #adapter(database?: string): Promise<SqlDriverAdapter> {
    const fields = { ...connectionFields(this.#url), ...(database && { database }) };
    const pool = new pg.Pool({ ...fields, max: 1 });
    pool.on('error', () => {});
    let open = true;
    const end = async () => {
      if (open) await pool.end();
      open = false;
    };
    this.#open.push(end);
    const adapter = await new PrismaPg(pool).connect();
    adapter.executeScript = async (script) => {
      try {
        await pool.query(script);
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        throw error;
      }
    };
    adapter.queryRaw = withChars(adapter.queryRaw.bind(adapter), pool);
    adapter.dispose = end;
    return adapter;
  }

  async #once(sql: string): Promise<void> {
    const client = new pg.Client(connectionFields(this.#url));
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

/**
 * The engine reads columns of PostgreSQL's one-byte type "char" (18) in the catalogue, which the adapter of
 * the same version refuses. The adapter is shown text, and the engine is told what the column really is.
 */
function withChars(queryRaw: SqlDriverAdapter['queryRaw'], pool: pg.Pool): SqlDriverAdapter['queryRaw'] {
  let chars: number[] = [];
  const query = pool.query.bind(pool) as unknown as (config: unknown) => Promise<pg.QueryResult>;
  const asText = async (config: unknown) => {
    const result = await query(config);
    if (Array.isArray(result)) return result; // a whole script
    chars = result.fields.flatMap((field, column) => (field.dataTypeID === PG_CHAR ? [column] : []));
    for (const column of chars) Object.assign(result.fields[column] ?? {}, { dataTypeID: PG_TEXT });
    return result;
  };
  pool.query = asText as unknown as typeof pool.query;
  return async (sql) => {
    const result = await queryRaw(sql);
    for (const column of chars) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
}
