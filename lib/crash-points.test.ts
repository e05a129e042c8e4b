import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CRASH_POINTS } from './crash-points.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cross-crash-points-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function namesIn(text: string): string[] {
  return [...text.matchAll(/\bcrashPoint\(\s*'([^']*)'\s*\)/g)].map(([, name]) => name ?? '');
}

function calledNames(): string[] {
  const files = ['lib', 'app'].flatMap((top) =>
    readdirSync(top, { recursive: true, encoding: 'utf8' }).map((file) => path.join(top, file)),
  );
  return files
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|generated|crash-points/.test(file))
    .flatMap((file) => namesIn(readFileSync(file, 'utf8')));
}

test('every point of the table stands in the code once, and every one in the code is in the table', () => {
  expect(calledNames().sort()).toEqual(Object.keys(CRASH_POINTS).sort());
});

test('a process is killed at every point', () => {
  const specs = ['web', 'worker'].map((name) => readFileSync(`e2e/crashes/${name}.spec.ts`, 'utf8')).join();
  expect(Object.keys(CRASH_POINTS).filter((point) => !specs.includes(`'${point}'`))).toEqual([]);
});

test('a call is found however it is laid out', () => {
  expect(namesIn("crashPoint('a');\nif (b) crashPoint(\n  'c',\n)".replace(',', ''))).toEqual(['a', 'c']);
});

/** A web process as the gateway's: lib/web/main.ts, which passes the point and says so. */
function pass(point: string, environment: Record<string, string>) {
  const script = path.join(folder, 'web/main.ts');
  mkdirSync(path.dirname(script), { recursive: true });
  writeFileSync(
    script,
    `import { crashPoint } from ${JSON.stringify(path.resolve('lib/crash-points.ts'))};
     crashPoint(${JSON.stringify(point)});
     console.log('went on');`,
  );
  const { signal, stdout } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { signal, said: stdout.trim() };
}

const WENT_ON = { signal: null, said: 'went on' };

test('an armed point kills its process once, and only the process that it names', () => {
  const armed = (name: string) => path.join(folder, `reply-applied@${name}`);
  for (const name of ['web', 'worker']) writeFileSync(armed(name), '');
  const environment = { CROSS_CRASH_POINTS: folder };
  expect(pass('reply-unapplied', environment)).toEqual(WENT_ON);
  expect(pass('reply-applied', environment)).toEqual({ signal: 'SIGKILL', said: '' });
  expect(pass('reply-applied', environment)).toEqual(WENT_ON);
  expect([existsSync(armed('web')), existsSync(armed('worker'))]).toEqual([false, true]);
});

test('without the folder nothing happens', () => {
  writeFileSync(path.join(folder, 'reply-applied@web'), '');
  expect(pass('reply-applied', { CROSS_CRASH_POINTS: '' })).toEqual(WENT_ON);
});
