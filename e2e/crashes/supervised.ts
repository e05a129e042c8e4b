/** A gateway under `npm start`, whose processes a test kills from outside. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import {
  databaseUrl,
  type Gateway,
  partsOf,
  startGateway,
  stopGateway,
  testedGatewayEnvironment,
} from '#scripts/lib/gateway.ts';
import { commandOf, isAlive, stopProcess } from '#scripts/lib/processes.ts';

export const TARGETS = ['web', 'worker', 'both', 'postgres', 'start'] as const;
export type Target = (typeof TARGETS)[number];

export interface Supervised {
  dataDir: string;
  databaseUrl: string;
  /** kill -9. Waits until the process is there, and sees it dead. */
  kill: (target: Target) => Promise<void>;
  /** SIGTERM to the start; fails when a process is left behind. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
  /** Stops what runs and removes the data, which are kept when a test failed. */
  close: (options: { keep: boolean }) => Promise<void>;
}

/** Starts one with a data folder of its own. */
export async function startSupervised(): Promise<Supervised> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cross-crashes-'));
  const environment = await testedGatewayEnvironment({
    dataDir,
    buildFolder: process.env.CROSS_BUILD_DIR ?? '.next',
  });
  let gateway: Gateway | undefined;
  const everyPid = new Set<number>();
  const running = () => {
    const parts = partsOf(dataDir);
    for (const pid of Object.values(parts)) everyPid.add(pid);
    return parts;
  };
  const start = async () => {
    gateway = await startGateway(environment);
    expect(gateway.started, gateway.output()).toBe(true);
    everyPid.add(gateway.pid);
    running();
  };
  const stop = async () => {
    if (gateway !== undefined) expect(await stopGateway(gateway.pid, dataDir)).toBe('');
    gateway = undefined;
    expect([...everyPid].filter(isAlive), 'processes left behind').toEqual([]);
  };
  await start();

  return {
    dataDir,
    databaseUrl: databaseUrl(dataDir),
    kill: async (target) => {
      const victims = (): number[] => {
        if (target === 'start') return [gateway?.pid ?? 0];
        const { web, worker, ...rest } = running();
        return target === 'both' ? [web, worker] : [{ web, worker, ...rest }[target]];
      };
      // One that was killed a moment ago may not be back yet.
      await expect.poll(() => victims().every(isOurs), { timeout: 90_000, intervals: [20] }).toBe(true);
      const dying = victims();
      for (const pid of dying) process.kill(pid, 'SIGKILL');
      await expect.poll(() => dying.some(isAlive), { intervals: [5] }).toBe(false);
      if (target === 'start') await start();
    },
    start,
    stop,
    close: async ({ keep }) => {
      if (gateway !== undefined) await stopProcess(gateway.pid, { signal: 'SIGTERM', withinMs: 45_000 });
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A number that is noted and gone may be another program's by now. */
function isOurs(pid: number): boolean {
  return pid > 0 && isAlive(pid) && /lib\/(web|worker)\/main\.ts|postgres|start\.mjs/.test(commandOf(pid));
}
