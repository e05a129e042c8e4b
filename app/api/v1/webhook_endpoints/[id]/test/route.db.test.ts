import { afterEach, beforeEach, expect, test } from 'vitest';
import { POST as create } from '#app/api/v1/webhook_endpoints/route.ts';
import { aKey, ask, type Question } from '#lib/api/testing/client.ts';
import { Delivery, Event } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { newId, uuidOfId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { deliverOne } from '#lib/webhooks/deliver.ts';
import { aShopServer, type ShopServer, verified } from '#lib/webhooks/testing/shop-server.ts';
import { POST } from './route.ts';

let shop: Shop;
let server: ShopServer;
let key: string;
let id: string;
let secret: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  server = await aShopServer();
  key = await aKey(shop);
  const body = { url: server.url, types: ['payment.failed'] };
  ({ id, secret } = (await ask(create, { path: '/webhook_endpoints', key, body })).json);
});
afterEach(() => server.close());

const send = (question: Partial<Question> = {}) =>
  ask(POST, { method: 'POST', path: `/webhook_endpoints/${id}/test`, id, key, ...question });

test('201: this endpoint alone gets a signed test, whatever types it wants', async () => {
  const reply = await send();
  expect(reply).toMatchObject({
    status: 201,
    json: { object: 'delivery', type: 'webhook_endpoint.test', endpoint: id, status: 'due', tries: 0 },
  });
  expect(Delivery.parse(reply.json)).toEqual(reply.json);
  expect(await db.delivery.count()).toBe(1);
  expect(await deliverOne(uuidOfId(reply.json.id))).toBe('delivered');
  const event = verified(server.received[0], secret);
  expect(Event.parse(event)).toEqual(event);
  expect(event).toMatchObject({
    id: reply.json.event,
    type: 'webhook_endpoint.test',
    mode: 'test',
    sequence: 1,
    data: { id, object: 'webhook_endpoint', url: server.url },
  });
  expect(server.received[0]?.body).not.toContain('whsec_');
  expect((await send()).status).toBe(201);
  expect((await db.event.findMany({ where: { resourceId: id } })).map((e) => e.sequence)).toEqual([1, 2]);
});

test('two at once are two tests', async () => {
  const replies = await Promise.all([send(), send(), send()]);
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(await db.delivery.count()).toBe(3);
});

test('the same idempotency key sends one, also after a crash', async () => {
  const headers = { 'idempotency-key': 'test-1' };
  const first = await send({ headers });
  expect((await send({ headers })).json).toEqual(first.json);
  await db.idempotencyKey.updateMany({ data: { status: null, bodySealed: null, lockedUntil: new Date(0) } });
  expect((await send({ headers })).json).toEqual(first.json);
  expect(await db.delivery.count()).toBe(1);
});

test('409 for a disabled endpoint, and the key is free again', async () => {
  await db.webhookEndpoint.updateMany({ data: { disabledAt: new Date(), disabledReason: 'Answered 410.' } });
  const headers = { 'idempotency-key': 'test-1' };
  const reply = await send({ headers });
  expect(reply).toMatchObject({ status: 409, json: { code: 'endpoint_disabled' } });
  expect(reply.json.detail).toContain('Answered 410.');
  await db.webhookEndpoint.updateMany({ data: { disabledAt: null } });
  expect((await send({ headers })).status).toBe(201);
});

test('404 for another’s, 403 for a key that only reads, 422 for a body', async () => {
  expect((await send({ id: newId('we') })).status).toBe(404);
  expect((await send({ key: await aKey(await aShop(new Date())) })).status).toBe(404);
  expect((await send({ key: await aKey(shop, { scopes: ['read'] }) })).status).toBe(403);
  expect((await send({ body: { type: 'payment.succeeded' } })).status).toBe(422);
  expect(await db.event.count()).toBe(0);
});
