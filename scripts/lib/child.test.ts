import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { type Child, startChild } from './child.ts';
import { isAlive, stopProcess } from './processes.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cross-child-'));
const started: Child[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const READY = `process.send('ready'); setInterval(() => {}, 1_000);`;

function start(code: string, stopWithinMs = 5_000) {
  const script = path.join(folder, `${crypto.randomUUID()}.mjs`);
  writeFileSync(script, code);
  const said: string[] = [];
  const pids: number[] = [];
  const child = startChild({
    name: 'test',
    script,
    environment: process.env,
    output: 'inherit',
    stopWithinMs,
    say: (line) => said.push(line),
    onPid: (pid) => pids.push(pid),
  });
  started.push(child);
  return { child, said, pids, last: () => pids.at(-1) ?? 0 };
}

test('one that is killed is started again, and it is said', async () => {
  const { child, said, pids, last } = start(READY);
  await child.ready;
  process.kill(last(), 'SIGKILL');
  await vi.waitFor(() => expect(pids).toHaveLength(2), { timeout: 5_000 });
  expect(said.join()).toMatch(/The test process ended \(SIGKILL\).*starting it again in 1 s/);
  expect(isAlive(last())).toBe(true);
});

test('one that ends before it is ready is a refusal and not tried again', async () => {
  const { child, pids } = start('process.exit(3);');
  await expect(child.ready).rejects.toThrow('The test process could not start (3).');
  expect(pids).toHaveLength(1);
});

test('one that is stopped stays stopped', async () => {
  const { child, said, pids, last } = start(READY);
  await child.ready;
  await child.stop();
  expect(isAlive(last())).toBe(false);
  expect([said, pids.length]).toEqual([[], 1]);
});

test('one that ignores SIGTERM is killed when its time is over', async () => {
  const { child, last } = start(`process.on('SIGTERM', () => {}); ${READY}`, 100);
  await child.ready;
  await child.stop();
  expect(isAlive(last())).toBe(false);
});

test('one that is restarted comes back at once and silently', async () => {
  const { child, said, pids } = start(READY);
  await child.ready;
  child.restart();
  await vi.waitFor(() => expect(pids).toHaveLength(2), { timeout: 5_000 });
  expect(said).toEqual([]);
});

test('a process that is gone counts as ended', async () => {
  const { child, last } = start(READY);
  await child.ready;
  await child.stop();
  expect(await stopProcess(last(), { signal: 'SIGTERM', withinMs: 10 })).toBe('ended');
});
