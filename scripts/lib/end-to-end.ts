import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.ts';
import { freePort } from './postgres.ts';
import { isAlive, stopProcess } from './processes.ts';
import { runNode } from './run.ts';
import type { Outcome } from './vitest.ts';

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

/**
 * Starts the built product as `npm start` does, with its own data folder and port, and runs Playwright against
 * it. That it starts, that it starts again after kill -9, and that it ends without leaving a process count as one
 * test each.
 */
export async function runEndToEnd(options: { buildFolder: string; full: boolean }): Promise<Outcome> {
  const chromium = await findChromium();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cross-e2e-'));
  const environment = {
    ...process.env,
    ...Object.fromEntries(FOREIGN.map((name) => [name, ''])),
    ...suiteEnvironment(),
    CROSS_BUILD_DIR: options.buildFolder,
    CROSS_DATA_DIR: dataDir,
    PORT: String(await freePort()),
    ...(chromium && { CHROMIUM: chromium }),
  };
  let gateway = await startGateway(environment);
  let keep = true;
  try {
    if (!gateway.started) return { passed: 0, failed: 1, output: gateway.output() };
    const tests = await runPlaywright({ ...environment, DATABASE_URL: databaseUrl(dataDir) }, options.full);
    if (!isAlive(gateway.pid)) tests.output += `\nThe gateway ended meanwhile:\n${gateway.output()}`;
    await stopProcess(gateway.pid, { signal: 'SIGKILL', withinMs: 1_000 });
    gateway = await startGateway(environment);
    const again = gateway.started ? '' : `\nNo start after kill -9:\n${gateway.output()}`;
    const left = gateway.started ? await stopGateway(gateway.pid, dataDir) : '';
    const wrong = [again, left].filter(Boolean);
    const failed = tests.failed + wrong.length;
    keep = failed > 0;
    const logs = keep ? `\nThe gateway's logs and database are kept in ${dataDir}.` : '';
    return {
      passed: tests.passed + 3 - wrong.length,
      failed,
      output: `${tests.output}${wrong.join('')}${logs}`,
      ...(tests.note && { note: tests.note }),
    };
  } finally {
    if (isAlive(gateway.pid)) {
      await stopProcess(gateway.pid, { signal: 'SIGTERM', withinMs: STOPPED_WITHIN_MS });
    }
    if (!keep) rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The suite says which settings it needs of the gateway, for example shorter times. */
function suiteEnvironment(): Record<string, string> {
  const file = 'e2e/environment.json';
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}

type Gateway = { pid: number; started: boolean; output: () => string };

function startGateway(environment: NodeJS.ProcessEnv): Promise<Gateway> {
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
async function stopGateway(pid: number, dataDir: string): Promise<string> {
  const { children } = JSON.parse(readFileSync(path.join(dataDir, 'start.json'), 'utf8')) as {
    children: number[];
  };
  const postgres = Number.parseInt(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
  const ended = await stopProcess(pid, { signal: 'SIGTERM', withinMs: STOPPED_WITHIN_MS });
  if (ended === 'killed')
    return `\nThe gateway did not end within ${STOPPED_WITHIN_MS / 1_000} s of SIGTERM.`;
  const left = [...children, postgres].filter(isAlive);
  return left.length ? `\nThe gateway left processes behind: ${left.join(', ')}.` : '';
}

function databaseUrl(dataDir: string): string {
  const { port, password } = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8'));
  return `postgresql://cross:${password}@127.0.0.1:${port}/cross`;
}

async function runPlaywright(environment: NodeJS.ProcessEnv, full: boolean): Promise<Outcome> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cross-playwright-'));
  const file = path.join(folder, 'result.json');
  const projects = full ? [] : ['--project', 'chromium'];
  const { code, output } = await runNode(
    ['node_modules/@playwright/test/cli.js', 'test', '--config', 'e2e/playwright.config.ts', ...projects],
    { env: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  );
  try {
    if (!existsSync(file)) return { passed: 0, failed: 1, output };
    const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number };
      errors: unknown[];
    };
    const failed = stats.unexpected + errors.length;
    return {
      passed: stats.expected + stats.flaky,
      failed: code === 0 ? failed : Math.max(failed, 1),
      output,
      ...(stats.flaky > 0 && { note: `${stats.flaky} passed only when tried again:\n${output}` }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
