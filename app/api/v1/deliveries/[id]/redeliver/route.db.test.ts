import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { POST as create } from '#app/api/v1/webhook_endpoints/route.ts';
import { aKey, ask, type Question } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import { idOfUuid, newId, uuidOfId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { deliverOne } from '#lib/webhooks/deliver.ts';
import { aShopServer, type ShopServer, verified } from '#lib/webhooks/testing/shop-server.ts';
import { POST } from './route.ts';

let shop: Shop;
let server: ShopServer;
let key: string;
let endpoint: { id: string; secret: string };
let id: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  await db.webhookEndpoint.deleteMany();
  server = await aShopServer();
  key = await aKey(shop);
  endpoint = (await ask(create, { path: '/webhook_endpoints', key, body: { url: server.url } })).json;
  await shop.pay();
  id = idOfUuid('dlv', (await db.delivery.findFirstOrThrow()).id);
});
afterEach(() => server.close());

const again = (question: Partial<Question> = {}) =>
  ask(POST, { method: 'POST', path: `/deliveries/${question.id ?? id}/redeliver`, id, key, ...question });
const row = (delivery: string) =>
  db.delivery.findUniqueOrThrow({ where: { id: uuidOfId(delivery as 'dlv_') } });

describe('a delivery', () => {
  test('that was delivered is sent again: the same event, a delivery of its own', async () => {
    await deliverOne(uuidOfId(id as 'dlv_'));
    const before = await row(id);
    const reply = await again();
    expect(reply).toMatchObject({ status: 201, json: { status: 'due', tries: 0, event: before.eventId } });
    expect(reply.json.id).not.toBe(id);
    expect(await row(id)).toEqual(before);
    await deliverOne(uuidOfId(reply.json.id));
    const [first, second] = server.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(verified(second, endpoint.secret)).toMatchObject({ type: 'payment.created' });
  });

  test('that was parked gets ten tries again, at the address of today', async () => {
    await db.delivery.updateMany({
      data: { status: 'parked', nextTryAt: null, triesCount: 10, url: 'http://127.0.0.1:9/old' },
    });
    const reply = await again();
    expect(reply.json).toMatchObject({ status: 'due', tries: 0, url: server.url });
  });

  test('that waits for its next try is tried now, and not doubled', async () => {
    const later = new Date(Date.now() + 3_600_000);
    await db.delivery.updateMany({ data: { nextTryAt: later, triesCount: 4 } });
    const reply = await again();
    expect(reply.json).toMatchObject({ id, status: 'due', tries: 4 });
    expect((await row(id)).nextTryAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await db.delivery.count()).toBe(1);
  });

  test('to a payment’s own address can be sent again too', async () => {
    await shop.pay({ callbackUrl: server.url });
    const own = await db.delivery.findFirstOrThrow({ where: { endpointId: null } });
    await db.delivery.updateMany({ data: { status: 'parked', nextTryAt: null } });
    const reply = await again({ id: idOfUuid('dlv', own.id) });
    expect(reply).toMatchObject({ status: 201, json: { endpoint: null, url: server.url, status: 'due' } });
  });
});

test('the same idempotency key sends once, also at once and after a crash', async () => {
  await deliverOne(uuidOfId(id as 'dlv_'));
  const headers = { 'idempotency-key': 'again-1' };
  await Promise.all([again({ headers }), again({ headers }), again({ headers })]);
  const first = await again({ headers });
  expect(await db.delivery.count()).toBe(2);
  await db.idempotencyKey.updateMany({ data: { status: null, bodySealed: null, lockedUntil: new Date(0) } });
  expect((await again({ headers })).json).toEqual(first.json);
  expect(await db.delivery.count()).toBe(2);
});

test('409 when nothing would be sent: the endpoint is disabled or deleted', async () => {
  await deliverOne(uuidOfId(id as 'dlv_'));
  await db.webhookEndpoint.updateMany({ data: { disabledAt: new Date() } });
  expect(await again()).toMatchObject({ status: 409, json: { code: 'endpoint_disabled' } });
  await db.webhookEndpoint.deleteMany();
  expect(await again()).toMatchObject({ status: 409, json: { code: 'endpoint_disabled' } });
  expect(await db.delivery.count()).toBe(1);
});

test('404 for a delivery of nobody, of another app and of the other mode', async () => {
  expect((await again({ id: newId('dlv') })).status).toBe(404);
  expect((await again({ id: newId('evt') })).status).toBe(404);
  expect((await again({ key: await aKey(await aShop(new Date())) })).status).toBe(404);
  expect((await again({ key: await aKey(shop, { mode: 'live' }) })).status).toBe(404);
  expect((await again({ key: await aKey(shop, { scopes: ['read'] }) })).status).toBe(403);
  expect(await db.delivery.count()).toBe(1);
});
