/** PostgreSQL, web and worker of a gateway in the test's own hands: what is killed is started again at once. */
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { CrashPoint } from '#lib/crash-points.ts';
import { startChild } from '#scripts/lib/child.ts';
import { embeddedDatabase } from '#scripts/lib/database.ts';
import { postgresPid, testedGatewayEnvironment } from '#scripts/lib/gateway.ts';
import { isAlive } from '#scripts/lib/processes.ts';
import { runNode } from '#scripts/lib/run.ts';
import { demoSecrets } from '#scripts/lib/settings.ts';

export type ProcessName = 'web' | 'worker';
export interface Parts {
  dataDir: string;
  databaseUrl: string;
  /** The process ends with SIGKILL when it next passes each of these points. */
  arm: (name: ProcessName, at: readonly CrashPoint[]) => { all: () => boolean };
  /** Holds the process still. Returns what lets it go on. */
  pause: (name: ProcessName) => () => void;
  /** Ends everything. Returns the processes that did not end. */
  stop: () => Promise<number[]>;
}

const STOP_WITHIN_MS = 20_000;

/** Starts the parts with a data folder of their own and crash points to arm. */
export async function startParts(): Promise<Parts> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cross-crashes-'));
  const points = path.join(dataDir, 'crash-points');
  mkdirSync(points);
  const pids: Record<ProcessName, number[]> = { web: [], worker: [] };
  const said: string[] = [];
  const given = await testedGatewayEnvironment({
    dataDir,
    buildFolder: process.env.CROSS_BUILD_DIR ?? '.next',
  });
  const database = await embeddedDatabase(dataDir, (line) => said.push(line));
  const postgres = postgresPid(dataDir);
  const environment: NodeJS.ProcessEnv = {
    ...given,
    ...demoSecrets(dataDir),
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    CROSS_CRASH_POINTS: points,
    LOG_LEVEL: 'warn',
  };
  for (const script of ['scripts/migrate.ts', 'prisma/seed.ts']) {
    const { code, output } = await runNode([script], { env: environment });
    expect(code, output).toBe(0);
  }
  const children = (['web', 'worker'] as const).map((name) =>
    startChild({
      name,
      script: `lib/${name}/main.ts`,
      environment,
      output: openSync(path.join(dataDir, `${name}.log`), 'w'),
      stopWithinMs: STOP_WITHIN_MS,
      say: (line) => said.push(line),
      onPid: (pid) => pids[name].push(pid),
      restartMs: { first: 0, max: 0 },
    }),
  );
  await Promise.all(children.map((child) => child.ready));

  return {
    dataDir,
    databaseUrl: database.url,
    arm: (name, at) => {
      const files = at.map((point) => path.join(points, `${point}@${name}`));
      const deaths = () =>
        said.filter((line) => line.startsWith(`The ${name} process ended (SIGKILL)`)).length;
      const before = deaths();
      for (const file of files) writeFileSync(file, '');
      return { all: () => deaths() === before + at.length && !files.some(existsSync) };
    },
    pause: (name) => {
      const pid = pids[name].at(-1) ?? 0;
      process.kill(pid, 'SIGSTOP');
      return () => process.kill(pid, 'SIGCONT');
    },
    stop: async () => {
      await Promise.all(children.map((child) => child.stop()));
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
      return [...Object.values(pids).flat(), postgres].filter(isAlive);
    },
  };
}
