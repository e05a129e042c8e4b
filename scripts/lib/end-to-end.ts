import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.ts';
import {
  databaseUrl,
  STOPPED_WITHIN_MS,
  startGateway,
  stopGateway,
  testedGatewayEnvironment,
} from './gateway.ts';
import { isAlive, stopProcess } from './processes.ts';
import { runNode } from './run.ts';
import type { Outcome } from './vitest.ts';

/**
 * Starts the built product as `npm start` does, with its own data folder and port, and runs Playwright against
 * it. That it starts, that it starts again after kill -9, and that it ends without leaving a process count as one
 * test each.
 */
export async function runEndToEnd(options: { buildFolder: string; full: boolean }): Promise<Outcome> {
  const chromium = await findChromium();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cross-e2e-'));
  const environment = {
    ...(await testedGatewayEnvironment({ dataDir, buildFolder: options.buildFolder })),
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

async function runPlaywright(environment: NodeJS.ProcessEnv, full: boolean): Promise<Outcome> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cross-playwright-'));
  const file = path.join(folder, 'result.json');
  const projects = full ? [] : ['--project', 'chromium', '--project', 'calls'];
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
