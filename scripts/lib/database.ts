import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionFields, describeUrl } from './connection.ts';
import { startEmbeddedPostgres } from './postgres.ts';
import { Refusal } from './progress.ts';

export type Database = { url: string; stop: () => Promise<void> };

const VERSION_MIN = 15;
const CONNECTED_WITHIN_MS = 5_000;
const RESTART_AFTER_MS = 1_000;

/** The database that DATABASE_URL names, when it answers and is new enough. It is not ours to stop. */
export async function givenDatabase(url: string): Promise<Database> {
  const client = new pg.Client({ ...connectionFields(url), connectionTimeoutMillis: CONNECTED_WITHIN_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < VERSION_MIN) {
      throw new Refusal(`DATABASE_URL leads to PostgreSQL ${version}: ${VERSION_MIN} or newer is needed.`);
    }
    return { url, stop: async () => {} };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`DATABASE_URL: no database at ${describeUrl(url)} (${reasonOf(error)}).`);
  } finally {
    await client.end().catch(() => {});
  }
}

/** PostgreSQL of our own, in the data folder. Started again when it ends without being told to. */
export async function embeddedDatabase(dataDir: string, say: (line: string) => void): Promise<Database> {
  const folder = path.join(dataDir, 'postgres');
  let stopping = false;
  let server = await startEmbeddedPostgres({ folder, durable: true });
  const watch = () =>
    server.onExit(async (reason) => {
      while (!stopping) {
        say(`${reason.trim()}\nPostgreSQL is started again.`);
        await sleep(RESTART_AFTER_MS);
        if (stopping) return;
        try {
          // Web and worker know this address: a server at another one would be of no use to them.
          server = await startEmbeddedPostgres({
            folder,
            durable: true,
            port: Number(new URL(server.url).port),
          });
          return watch();
        } catch (error) {
          reason = reasonOf(error);
        }
      }
    });
  watch();
  return {
    url: server.url,
    stop: async () => {
      stopping = true;
      await server.stop();
    },
  };
}

function reasonOf(error: unknown): string {
  // A name with several addresses fails with one error an address and no message of its own.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return error instanceof Error
    ? error.message || String((error as NodeJS.ErrnoException).code)
    : String(error);
}
