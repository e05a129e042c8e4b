import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { addConnection } from './add-connection.ts';
import { connectionStore } from './connection-store.ts';

const clock = new ManualClock();
let connectionId: string;

beforeEach(async () => {
  await truncateAll();
  const credentials = { public_key: 'fake-public-key', private_key: 'fake-private-key' };
  const connection = { provider: 'my-coolpay', mode: 'live' as const, merchantId: null, credentials };
  connectionId = (await addConnection(connection)).id;
});

test('a token is kept sealed, comes back until its time is over, and never for another connection', async () => {
  const store = connectionStore(connectionId, clock);
  await store.set('token', 'fake-token', { ttlMs: 60_000 });
  const row = await db.connectionValue.findFirstOrThrow();
  expect(row.value).not.toContain('fake-token');
  expect(await store.get('token')).toBe('fake-token');
  await db.connectionValue.update({
    where: { connectionId_key: { connectionId, key: 'token' } },
    data: { key: 'other' },
  });
  expect(await store.get('other')).toBeUndefined();
  await store.set('token', 'fake-token-2', { ttlMs: 60_000 });
  clock.advance(60_000);
  expect(await store.get('token')).toBeUndefined();
});

test('a counter counts, and can be read', async () => {
  const store = connectionStore(connectionId, clock);
  expect([await store.increment('n'), await store.increment('n'), await store.get('n')]).toEqual([1, 2, '2']);
});
