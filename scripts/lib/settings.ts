import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Env, EnvError, readEnv } from '#lib/env.ts';
import { Refusal } from './progress.ts';

export type Settings = Pick<Env, 'mode' | 'host' | 'port' | 'publicUrl' | 'dataDir'> & {
  /** The database that was given, or undefined: PostgreSQL of our own. */
  databaseUrl: string | undefined;
  /** What our processes get: everything set here, and for the demo the secrets that we made. */
  environment: NodeJS.ProcessEnv;
};

/** Stands in for the embedded database's address, which is known later, while the rest is checked. */
const LATER = 'postgresql://later';

/**
 * Reads the environment (and `.env`, which never overrides it), makes the data folder and, in the demo, its
 * secrets. Refuses with one sentence a problem.
 */
export function prepareSettings(options: { dev: boolean }): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const demo = !process.env.CROSS_PUBLIC_URL;
  const dataDir = path.resolve(process.env.CROSS_DATA_DIR || '.data');
  makeFolder(dataDir);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: options.dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    CROSS_DATA_DIR: dataDir,
    ...(demo && demoSecrets(dataDir)),
  };
  const { mode, host, port, publicUrl } = check({
    ...environment,
    DATABASE_URL: environment.DATABASE_URL || LATER,
  });
  return {
    mode,
    host,
    port,
    publicUrl,
    dataDir,
    databaseUrl: environment.DATABASE_URL || undefined,
    environment,
  };
}

function check(environment: NodeJS.ProcessEnv): Env {
  try {
    return readEnv(environment);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    // The heading is for logs; each problem is a sentence of its own.
    throw new Refusal(error.message.replace(/^.*\n/, '').replace(/^ *- /gm, ''));
  }
}

/** PostgreSQL's account passes through, and nobody else reads: each file in it has its own mode. */
function makeFolder(folder: string): void {
  try {
    makeLevels(folder);
    chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new Refusal(
      `The data folder ${folder} cannot be made (${code}). Set CROSS_DATA_DIR to another one.`,
    );
  }
}

/** Level by level: Node's own recursive mkdir never comes back from a place such as /proc. */
function makeLevels(folder: string): void {
  if (existsSync(folder)) return;
  makeLevels(path.dirname(folder));
  mkdirSync(folder);
}

/** Made once and kept, so that a restart neither signs people out nor locks away what is sealed. */
export function demoSecrets(dataDir: string): { CROSS_SECRET: string; CROSS_PORTAL_PASSWORD: string } {
  return {
    CROSS_SECRET: process.env.CROSS_SECRET || keep(path.join(dataDir, 'secret'), 48),
    CROSS_PORTAL_PASSWORD:
      process.env.CROSS_PORTAL_PASSWORD || keep(path.join(dataDir, 'portal-password'), 12),
  };
}

function keep(file: string, bytes: number): string {
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (kept) return kept;
  const made = randomBytes(bytes).toString('base64url');
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  return made;
}
