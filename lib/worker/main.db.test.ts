import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase, truncateAll } from '#lib/testing/database.ts';

/** A process of its own, in the way the start script runs it. */
const STARTED_WITHIN_MS = 60_000;

let children: ChildProcess[] = [];
beforeEach(truncateAll);
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['lib/worker/main.ts'], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  children.push(child);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { child, ended: once(child, 'close').then(([code, signal]) => ({ code, signal, errors })) };
}

/** A worker that has begun; fails when it ends instead. */
async function started() {
  const worker = start({ DATABASE_URL: await testDatabase() });
  const first = await Promise.race([
    once(worker.child, 'message').then(([message]) => message),
    worker.ended,
  ]);
  expect(first).toBe('ready');
  return worker;
}

describe('the worker process', () => {
  test('ends in order on SIGTERM', { timeout: STARTED_WITHIN_MS }, async () => {
    const { child, ended } = await started();
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, signal: null });
  });

  test('ends when its parent is gone', { timeout: STARTED_WITHIN_MS }, async () => {
    const { child } = await started();
    const exit = once(child, 'exit'); // after disconnect() Node tells no 'close'
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  test.each([
    [
      'cannot be reached',
      'postgresql://cross:secret-word@127.0.0.1:1/cross',
      'The database cannot be reached (',
    ],
    ['has no such database', undefined, 'The database cannot be reached ('],
  ])(
    'says so in one sentence when the database %s',
    { timeout: STARTED_WITHIN_MS },
    async (_what, url, said) => {
      const { ended } = start({ DATABASE_URL: url ?? `${await testDatabase()}_missing` });
      const { code, errors } = await ended;
      expect(code).toBe(1);
      expect(errors).toContain(said);
      expect(
        errors
          .trim()
          .split('\n')
          .filter((line) => !line.includes('Warning')),
      ).toHaveLength(1);
      expect(errors).not.toContain('secret-word');
    },
  );
});
