import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onlyOne } from './only-one.ts';
import { isAlive } from './processes.ts';

let folder: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cross-only-one-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process whose command line looks like one of ours. */
async function pretend(name: string, livesMs = 60_000): Promise<number> {
  const script = path.join(folder, 'pretend.mjs');
  writeFileSync(script, `setTimeout(() => {}, ${livesMs}); process.send('ready');`);
  const child = spawn(process.execPath, [script, name], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  running.push(child);
  await new Promise((resolve) => child.once('message', resolve));
  return child.pid ?? 0;
}

function leave(running: { pid: number; stopping?: boolean; children?: number[] }): void {
  writeFileSync(
    path.join(folder, 'start.json'),
    JSON.stringify({ stopping: false, children: [], ...running }),
  );
}

test('a second start in the same folder is refused', async () => {
  leave({ pid: await pretend('scripts/start.mjs') });
  await expect(onlyOne(folder)).rejects.toThrow('already running with its data in');
}, 10_000);

test('one that is just ending is waited for', async () => {
  leave({ pid: await pretend('scripts/start.mjs', 300), stopping: true });
  (await onlyOne(folder)).release();
});

test('another program that has its number by now is none', async () => {
  leave({ pid: await pretend('something else') });
  (await onlyOne(folder)).release();
});

test('children that a killed start left are ended, other programs are not', async () => {
  const left = await pretend('lib/worker/main.ts');
  const foreign = await pretend('something else');
  leave({ pid: 999_999_999, children: [left, foreign] });
  (await onlyOne(folder)).release();
  expect(isAlive(left)).toBe(false);
  expect(isAlive(foreign)).toBe(true);
});

test('an unreadable note is nobody', async () => {
  writeFileSync(path.join(folder, 'start.json'), '{');
  (await onlyOne(folder)).release();
});
