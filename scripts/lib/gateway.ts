/** The built product as `npm start` runs it, with a data folder and a port of its own: what tests start and end. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './postgres.ts';
import { isAlive, stopProcess } from './processes.ts';

const STARTED_WITHIN_MS = 120_000;
export const STOPPED_WITHIN_MS = 45_000;

/** What a developer may have set for a gateway of theirs; empty means unset, also over a .env file. */
const FOREIGN = [
  'CROSS_PUBLIC_URL',
  'CROSS_SECRET',
  'CROSS_SECRET_OLD',
  'CROSS_HOST',
  'CROSS_TIMINGS',
  'CROSS_CRASH_POINTS',
  'DATABASE_URL',
  'TRUSTED_PROXIES',
  'CONNECTION_NETWORKS',
  'COMPAT_HOSTS',
  'WEB_CONCURRENCY',
  'LOG_LEVEL',
  'METRICS_TOKEN',
];

/** Our own environment without the settings of another gateway, and with `settings`. */
export function gatewayEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...Object.fromEntries(FOREIGN.map((name) => [name, ''])), ...settings };
}

/** For a test: a gateway in this data folder, on a free port, with the suite's settings. */
export async function testedGatewayEnvironment(options: {
  dataDir: string;
  buildFolder: string;
}): Promise<NodeJS.ProcessEnv> {
  return gatewayEnvironment({
    ...suiteEnvironment(),
    CROSS_BUILD_DIR: options.buildFolder,
    CROSS_DATA_DIR: options.dataDir,
    PORT: String(await freePort()),
  });
}

/** The suite says which settings it needs of the gateway, for example shorter times. */
function suiteEnvironment(): Record<string, string> {
  const file = 'e2e/environment.json';
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}

export type Gateway = { pid: number; started: boolean; output: () => string };

export function startGateway(environment: NodeJS.ProcessEnv): Promise<Gateway> {
  // Without npm's marks: it is ours to stop, not npm's.
  const { npm_lifecycle_event: _npm, CROSS_HANDED_OVER: _handed, ...env } = environment;
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // When this process is killed the gateway must end too.
  let output = '';
  return new Promise((resolve) => {
    const settle = (started: boolean) => {
      clearTimeout(late);
      resolve({ pid: child.pid ?? 0, started, output: () => output });
    };
    const late = setTimeout(() => settle(false), STARTED_WITHIN_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('The demo is running')) settle(true);
      });
    }
    child.once('exit', () => settle(false));
  });
}

/** Ends the gateway. Returns what is wrong with how it ended, or nothing. */
export async function stopGateway(pid: number, dataDir: string): Promise<string> {
  const parts = Object.values(partsOf(dataDir));
  const ended = await stopProcess(pid, { signal: 'SIGTERM', withinMs: STOPPED_WITHIN_MS });
  if (ended === 'killed')
    return `\nThe gateway did not end within ${STOPPED_WITHIN_MS / 1_000} s of SIGTERM.`;
  const left = parts.filter(isAlive);
  return left.length ? `\nThe gateway left processes behind: ${left.join(', ')}.` : '';
}

/** The process numbers of what a running start has started. */
export function partsOf(dataDir: string): { web: number; worker: number; postgres: number } {
  const { children } = JSON.parse(readFileSync(path.join(dataDir, 'start.json'), 'utf8')) as {
    children: number[];
  };
  const [web = 0, worker = 0] = children; // in the order of their first start
  return { web, worker, postgres: postgresPid(dataDir) };
}

/** The process number of the server in a data folder. */
export function postgresPid(dataDir: string): number {
  return Number.parseInt(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
}

/** Address of the database in a data folder. */
export function databaseUrl(dataDir: string): string {
  const { port, password } = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8'));
  return `postgresql://cross:${password}@127.0.0.1:${port}/cross`;
}
