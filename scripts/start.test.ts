import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cross-start-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const CLEAN = { CROSS_PUBLIC_URL: '', CROSS_SECRET: '', DATABASE_URL: '', PORT: '', CROSS_DATA_DIR: dataDir };
const PRODUCTION = { CROSS_PUBLIC_URL: 'https://pay.example.com' };

function start(environment: Record<string, string>): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...CLEAN, ...environment };
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('close', (code) => resolve({ code, errors }));
  });
}

describe('what a person can mend is one sentence and exit code 1', { timeout: 30_000 }, () => {
  test.each([
    ['production without a secret', PRODUCTION, 'CROSS_SECRET is missing.'],
    [
      'production with a short secret',
      { ...PRODUCTION, CROSS_SECRET: 'short' },
      'CROSS_SECRET must have at least 32 bytes',
    ],
    [
      'production with crash points',
      { ...PRODUCTION, CROSS_SECRET: 'x'.repeat(32), CROSS_CRASH_POINTS: '/tmp' },
      'CROSS_CRASH_POINTS is for tests only',
    ],
    ['a port that is none', { PORT: '99999999' }, 'PORT must be a port from 1 to 65535.'],
    [
      'a data folder that cannot be',
      { CROSS_DATA_DIR: '/proc/nope' },
      'The data folder /proc/nope cannot be made',
    ],
    ['a database that is none', { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must begin with postgresql://.'],
  ])('%s', async (_case, environment, sentence) => {
    const { code, errors } = await start(environment);
    expect(errors).toContain(sentence);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  test('a database that does not answer, and its password stays unsaid', async () => {
    const taken = await listen();
    const free = taken.port;
    await taken.close();
    const { code, errors } = await start({
      PORT: String(free),
      DATABASE_URL: `postgresql://cross:hidden@127.0.0.1:${free}/cross`,
    });
    expect(errors).toBe(
      `DATABASE_URL: no database at 127.0.0.1:${free}/cross (connect ECONNREFUSED 127.0.0.1:${free}).\n`,
    );
    expect(code).toBe(1);
  });

  test('a port in use, before anything is started', async () => {
    const taken = await listen();
    const { code, errors } = await start({ PORT: String(taken.port) });
    await taken.close();
    expect(errors).toMatch(/^Port \d+ is in use by another program: set PORT to another one, .*\n$/);
    expect(code).toBe(1);
  });
});

test('the secrets that the demo makes are for its owner only', async () => {
  const taken = await listen();
  await start({ PORT: String(taken.port) });
  await taken.close();
  for (const name of ['secret', 'portal-password']) {
    expect(statSync(path.join(dataDir, name)).mode & 0o077).toBe(0);
  }
}, 30_000);

async function listen(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
