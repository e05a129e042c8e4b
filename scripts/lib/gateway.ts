/** The built product as `npm start` runs it, for a program that needs one to itself. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, stopProcess } from './processes.ts';

const STARTED_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 45_000;
/** What a developer may have set for a gateway of theirs; empty means unset, also over a .env file. */
const FOREIGN = [
  'CROSS_PUBLIC_URL',
  'CROSS_SECRET',
  'CROSS_SECRET_OLD',
  'CROSS_HOST',
  'CROSS_TIMINGS',
  'DATABASE_URL',
  'TRUSTED_PROXIES',
  'CONNECTION_NETWORKS',
  'COMPAT_HOSTS',
  'WEB_CONCURRENCY',
  'LOG_LEVEL',
  'METRICS_TOKEN',
];

export type Gateway = { pid: number; started: boolean; output: () => string };

/** Our own environment without the settings of another gateway, and with `settings`. */
export function gatewayEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...Object.fromEntries(FOREIGN.map((name) => [name, ''])), ...settings };
}

/** Resolves when the demo runs, or (`started: false`) when it ended or took too long. */
export function startGateway(environment: NodeJS.ProcessEnv): Promise<Gateway> {
  // Without npm's marks: it is ours to stop, not npm's.
  const { npm_lifecycle_event: _npm, CROSS_HANDED_OVER: _handed, ...env } = environment;
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env,
    // The channel: when this process is killed the gateway must end too.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
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
  const running = Object.values(gatewayPids(dataDir)).flat();
  const ended = await stopProcess(pid, { signal: 'SIGTERM', withinMs: STOPPED_WITHIN_MS });
  if (ended === 'killed')
    return `\nThe gateway did not end within ${STOPPED_WITHIN_MS / 1_000} s of SIGTERM.`;
  const left = running.filter(isAlive);
  return left.length ? `\nThe gateway left processes behind: ${left.join(', ')}.` : '';
}

/** Who runs for the gateway of this data folder: the web process, the worker and PostgreSQL's first process. */
export function gatewayPids(dataDir: string): { web: number[]; worker: number[]; postgres: number[] } {
  // Written by start.ts, in the order in which it starts them.
  const { children } = JSON.parse(readFileSync(path.join(dataDir, 'start.json'), 'utf8')) as {
    children: number[];
  };
  const postgres = Number.parseInt(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
  return { web: children.slice(0, 1), worker: children.slice(1), postgres: [postgres] };
}

/** Where the gateway's own PostgreSQL listens. */
export function gatewayDatabaseUrl(dataDir: string): string {
  const { port, password } = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8'));
  return `postgresql://cross:${password}@127.0.0.1:${port}/cross`;
}
