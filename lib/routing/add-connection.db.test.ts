import { beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { addConnection } from './add-connection.ts';
import { assertTimingsFitConnections } from './assert-timings.ts';
import { connectionContext } from './connection-context.ts';

beforeEach(truncateAll);

const request = {
  provider: 'my-coolpay',
  mode: 'live' as const,
  merchantId: null,
  credentials: { public_key: 'fake-public-key', private_key: 'fake-private-key' },
};

test('credentials are sealed and come back for the client alone', async () => {
  const connection = await addConnection(request);
  expect(Buffer.from(connection.credentialsSealed).toString('latin1')).not.toContain('fake-private-key');
  const context = connectionContext(connection, {
    clock: systemClock,
    send: async () => ({ kind: 'silence', reason: '' }),
  });
  expect(context).toMatchObject({
    baseUrl: 'https://my-coolpay.com',
    guard: 'connection',
    credentials: request.credentials,
  });
});

test.each([
  ['a missing key', { credentials: { public_key: 'fake-public-key' } }, 'credentials.private_key'],
  ['a source that is no network', { settings: { sourceNetworks: ['somewhere'] } }, 'settings.sourceNetworks'],
  ['our own address', { baseUrl: 'http://127.0.0.1:3000' }, 'base_url'],
  ['no address', { baseUrl: 'my-coolpay' }, 'base_url'],
  [
    'our own address as one of several',
    {
      provider: 'flexpay',
      credentials: { token: 'fake', merchant: 'ZANDO' },
      settings: { checkBaseUrl: 'http://127.0.0.1:3000' },
    },
    'settings.checkBaseUrl',
  ],
])('%s is refused by name, and nothing is stored', async (_, change, path) => {
  const refused = await addConnection({ ...request, ...change }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'request_invalid' });
  expect(String(refused)).toContain(path);
  expect(await db.connection.count()).toBe(0);
});

test('fast timings and real money never meet, whichever came first', async () => {
  await addConnection(request);
  vi.stubEnv('CROSS_TIMINGS', 'fast');
  resetEnv();
  try {
    await expect(assertTimingsFitConnections()).rejects.toThrow('CROSS_TIMINGS=fast is for tests');
    await expect(addConnection(request)).rejects.toMatchObject({ code: 'request_invalid' });
    await db.connection.deleteMany();
    await expect(assertTimingsFitConnections()).resolves.toBeUndefined();
  } finally {
    vi.unstubAllEnvs();
    resetEnv();
  }
});
