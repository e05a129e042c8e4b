/** The product under measurement: built and started as `npm start` does it, with a folder and a port to itself. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { build, generate, isBuilt, isGenerated } from '../scripts/lib/build.ts';
import {
  databaseUrl as databaseUrlOf,
  gatewayEnvironment,
  partsOf,
  startGateway,
  stopGateway,
} from '../scripts/lib/gateway.ts';
import { freePort } from '../scripts/lib/postgres.ts';
import { stopProcess } from '../scripts/lib/processes.ts';

const BUILD_FOLDER = '.next';
const STOPPED_WITHIN_MS = 20_000;

export interface Product {
  baseUrl: string;
  databaseUrl: string;
  /** A plain connection, for what is counted and filled in. */
  database: pg.Client;
  pids: () => ReturnType<typeof partsOf>;
  stop: () => Promise<void>;
}

/**
 * Starts it. Afterwards this process has the product's settings too, so that its own modules (keys, sealing) can be used
 * on the same database.
 */
export async function startProduct(): Promise<Product> {
  if (!isGenerated()) await generate();
  if (!isBuilt(BUILD_FOLDER)) await build(BUILD_FOLDER, process.env);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cross-bench-'));
  const port = String(await freePort());
  const environment = gatewayEnvironment({
    CROSS_DATA_DIR: dataDir,
    PORT: port,
    CROSS_SECRET: randomBytes(48).toString('base64url'),
  });
  const gateway = await startGateway(environment);
  if (!gateway.started) {
    await stopProcess(gateway.pid, { signal: 'SIGTERM', withinMs: STOPPED_WITHIN_MS });
    throw new Error(`The gateway did not start:\n${gateway.output()}`);
  }
  const databaseUrl = databaseUrlOf(dataDir);
  Object.assign(process.env, environment, { DATABASE_URL: databaseUrl, NODE_ENV: 'production' });
  const database = new pg.Client({ connectionString: databaseUrl });
  database.on('error', () => {}); // the next query tells
  await database.connect();
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    databaseUrl,
    database,
    pids: () => partsOf(dataDir),
    stop: async () => {
      await database.end();
      const wrong = await stopGateway(gateway.pid, dataDir);
      if (wrong !== '') throw new Error(wrong);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
