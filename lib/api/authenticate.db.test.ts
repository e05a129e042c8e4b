import { beforeEach, describe, expect, test, vi } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { authenticate } from './authenticate.ts';
import { aKey } from './testing/client.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(NOW);
});

function from(secret: string, peer = '203.0.113.9', now = NOW) {
  const headers: Record<string, string> = { authorization: `Bearer ${secret}` };
  if (peer !== '') headers['x-cross-peer'] = peer;
  return authenticate(new Request('http://localhost/api/v1/payments', { headers }), now);
}

test('a key names its app and mode', async () => {
  const caller = await from(await aKey(shop, { mode: 'live', scopes: ['read'] }));
  expect(caller.scope).toEqual({ ...shop.scope, mode: 'live' });
  expect(caller.grants).toEqual(['read']);
});

test.each([
  ['expired', { expiresAt: NOW }],
  ['revoked', { revokedAt: addMs(NOW, -1) }],
])('a key that is %s is refused like an unknown one', async (_what, options) => {
  const secret = await aKey(shop, options);
  await expect(from(secret)).rejects.toMatchObject({ status: 401, code: 'key_invalid' });
});

test('a key expires although it is remembered', async () => {
  const secret = await aKey(shop, { expiresAt: addMs(NOW, 1_000) });
  await from(secret);
  await expect(from(secret, '203.0.113.9', addMs(NOW, 1_000))).rejects.toMatchObject({ code: 'key_invalid' });
});

test('a revocation is obeyed within five seconds', async () => {
  const secret = await aKey(shop);
  await from(secret);
  await db.apiKey.updateMany({ data: { revokedAt: NOW } });
  await expect(from(secret, '203.0.113.9', addMs(NOW, 5_000))).rejects.toMatchObject({ code: 'key_invalid' });
});

test.each(['suspendedAt', 'closedAt'])(
  'a merchant’s %s stops its keys within five seconds',
  async (since) => {
    const secret = await aKey(shop);
    await from(secret);
    await db.merchant.updateMany({ data: { [since]: NOW } });
    await expect(from(secret, '203.0.113.9', addMs(NOW, 5_000))).rejects.toMatchObject({
      code: 'key_invalid',
    });
  },
);

describe('an address list', () => {
  const LIST = ['198.51.100.0/24', '203.0.113.7', '2001:db8::/32'];
  test.each(['198.51.100.200', '203.0.113.7', '2001:db8::1', '::ffff:198.51.100.3'])(
    'lets %s in',
    async (peer) => {
      await expect(from(await aKey(shop, { allowFrom: LIST }), peer)).resolves.toBeDefined();
    },
  );

  test.each(['198.51.101.1', '203.0.113.8', '2001:db9::1', '', 'localhost'])('keeps %j out', async (peer) => {
    await expect(from(await aKey(shop, { allowFrom: LIST }), peer)).rejects.toMatchObject({
      status: 403,
      code: 'address_refused',
    });
  });

  test('is not read from a header that a client can send', async () => {
    const secret = await aKey(shop, { allowFrom: LIST });
    const headers = {
      authorization: `Bearer ${secret}`,
      'x-forwarded-for': '203.0.113.7',
      'x-cross-peer': '192.0.2.1',
    };
    const request = new Request('http://localhost/', { headers });
    await expect(authenticate(request, NOW)).rejects.toMatchObject({ code: 'address_refused' });
  });
});

test('the last use is written once a minute', async () => {
  const secret = await aKey(shop);
  const lastUse = async () => (await db.apiKey.findFirstOrThrow()).lastUsedAt;
  await from(secret);
  await vi.waitFor(async () => expect(await lastUse()).toEqual(NOW));
  const write = vi.spyOn(db.apiKey, 'updateMany');
  await from(secret, '203.0.113.9', addMs(NOW, 59_999));
  expect(write).not.toHaveBeenCalled();
  await from(secret, '203.0.113.9', addMs(NOW, 60_000));
  await vi.waitFor(async () => expect(await lastUse()).toEqual(addMs(NOW, 60_000)));
});

test('an address that tries wrong keys is slowed down; others are not', async () => {
  const wrong = `sk_test_${'a'.repeat(43)}`;
  const peer = '192.0.2.66';
  for (let tries = 0; tries <= 60; tries += 1) await from(wrong, peer).catch(() => {});
  await expect(from(wrong, peer)).rejects.toMatchObject({ status: 429 });
  await expect(from(wrong, '192.0.2.67')).rejects.toMatchObject({ status: 401 });
});
