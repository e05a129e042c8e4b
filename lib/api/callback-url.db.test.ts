/** A payment's own callback_url, from POST /payments to the shop's server. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { POST as cancel } from '#app/api/v1/payments/[id]/cancel/route.ts';
import { POST as create } from '#app/api/v1/payments/route.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { deliverOne } from '#lib/webhooks/deliver.ts';
import { aShopServer, type ShopServer, verified } from '#lib/webhooks/testing/shop-server.ts';
import { forgetKeys } from './authenticate.ts';
import { aKey, ask } from './testing/client.ts';

let shop: Shop;
let server: ShopServer;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  await db.webhookEndpoint.deleteMany();
  server = await aShopServer();
  key = await aKey(shop);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  resetEnv();
  await server.close();
});

const pay = (callbackUrl: string, secret = key) =>
  ask(create, {
    path: '/payments',
    key: secret,
    body: { amount: 1500, currency: 'XAF', reference: 'order-1', callback_url: callbackUrl },
  });

test('gets the payment’s events, signed with the app’s signing secret, and nobody else’s', async () => {
  const { json: payment } = await pay(server.url);
  await shop.pay({ reference: 'another' });
  const path = `/payments/${payment.id}/cancel`;
  const { json: canceled } = await ask(cancel, { method: 'POST', path, id: payment.id, key });
  const due = await db.delivery.findMany({ orderBy: { createdAt: 'asc' } });
  expect(due.map(({ url }) => url)).toEqual([server.url, server.url]);
  for (const { id } of due) expect(await deliverOne(id)).toBe('delivered');

  const { signingSecretSealed } = await db.app.findUniqueOrThrow({ where: { id: shop.appId } });
  const secret = open(signingSecretSealed, sealPurpose.appSigningSecret(shop.appId));
  const told = server.received.map((got) => verified(got, secret));
  expect(told).toMatchObject([
    {
      type: 'payment.created',
      sequence: 1,
      data: { id: payment.id, reference: 'order-1', status: 'created' },
    },
    { type: 'payment.canceled', sequence: 2 },
  ]);
  expect(told[1]?.data).toEqual(canceled);
});

test.each(['http://shop.example/hook', 'https://10.0.0.1/hook', 'https://169.254.169.254/'])(
  '422 for %s, which no webhook would ever reach',
  async (callbackUrl) => {
    const reply = await pay(callbackUrl);
    expect(reply).toMatchObject({ status: 422, json: { errors: [{ path: 'callback_url' }] } });
    expect(await db.payment.count()).toBe(0);
  },
);

test('422 for this machine in live mode and outside the demo', async () => {
  await db.app.updateMany({ data: { liveApproved: true } });
  expect((await pay(server.url, await aKey(shop, { mode: 'live' }))).status).toBe(422);
  vi.stubEnv('CROSS_PUBLIC_URL', 'https://pay.example.com');
  resetEnv();
  expect((await pay(server.url)).status).toBe(422);
  expect(await db.payment.count()).toBe(0);
});

test('is the app’s own where the payment names none', async () => {
  await db.app.update({ where: { id: shop.appId }, data: { callbackUrl: server.url } });
  forgetKeys();
  await ask(create, {
    path: '/payments',
    key,
    body: { amount: 1500, currency: 'XAF', reference: 'order-2' },
  });
  expect(await db.delivery.findMany()).toMatchObject([{ url: server.url, endpointId: null }]);
});
