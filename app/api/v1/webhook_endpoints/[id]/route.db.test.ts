import { beforeEach, describe, expect, test } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { DELETE, GET, PATCH } from './route.ts';

let shop: Shop;
let key: string;
let id: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
  ({ id } = await db.webhookEndpoint.findFirstOrThrow());
});

const read = (secret = key, which = id) =>
  ask(GET, { path: `/webhook_endpoints/${which}`, id: which, key: secret });
const change = (body: unknown, secret = key, which = id) =>
  ask(PATCH, { method: 'PATCH', path: `/webhook_endpoints/${which}`, id: which, key: secret, body });
const remove = (secret = key, which = id) =>
  ask(DELETE, { method: 'DELETE', path: `/webhook_endpoints/${which}`, id: which, key: secret });

test('200 with the endpoint, without its secret', async () => {
  const { status, json } = await read();
  expect(status).toBe(200);
  expect(json).toEqual({
    id,
    object: 'webhook_endpoint',
    url: 'https://shop.test/webhook',
    description: null,
    types: [],
    status: 'enabled',
    disabled_reason: null,
    old_secret_until: null,
    mode: 'test',
    created_at: expect.any(String),
  });
});

describe('a change', () => {
  test('of what it names leaves the rest', async () => {
    const before = (await read()).json;
    const reply = await change({ types: ['payment.succeeded'], description: 'Stock' });
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.json).toEqual({ ...before, types: ['payment.succeeded'], description: 'Stock' });
    expect((await change({ description: null, url: 'https://shop.test/new' })).json).toEqual({
      ...before,
      types: ['payment.succeeded'],
      url: 'https://shop.test/new',
    });
    expect((await change({})).json).toEqual((await read()).json);
  });

  test('disables and enables; a reason is kept until then', async () => {
    expect((await change({ status: 'disabled' })).json).toMatchObject({
      status: 'disabled',
      disabled_reason: 'Disabled by the shop.',
    });
    await shop.pay();
    expect(await db.delivery.count()).toBe(0);
    await db.webhookEndpoint.updateMany({ data: { disabledReason: 'Answered 410.' } });
    expect((await change({ status: 'disabled' })).json.disabled_reason).toBe('Answered 410.');
    expect((await change({ status: 'enabled' })).json).toMatchObject({
      status: 'enabled',
      disabled_reason: null,
    });
    await shop.pay();
    expect(await db.delivery.count()).toBe(1);
  });

  test.each([
    [{ url: 'http://shop.example/' }, 'url'],
    [{ url: 'https://192.168.0.1/' }, 'url'],
    [{ url: null }, 'url'],
    [{ types: ['no.type'] }, 'types[0]'],
    [{ status: 'off' }, 'status'],
    [{ secret: 'whsec_' }, 'secret'],
  ])('to %j: 422, and nothing changes', async (body, path) => {
    const before = (await read()).json;
    const reply = await change(body);
    expect(reply).toMatchObject({ status: 422, json: { code: 'request_invalid' } });
    expect(reply.json.errors[0].path).toBe(path);
    expect((await read()).json).toEqual(before);
  });

  test('without a body: 400', async () => {
    const reply = await ask(PATCH, { method: 'PATCH', path: `/webhook_endpoints/${id}`, id, key });
    expect(reply).toMatchObject({ status: 400, json: { code: 'request_malformed' } });
  });
});

test('a deleted one is gone', async () => {
  expect(await remove()).toMatchObject({ status: 200, json: { id, deleted: true } });
  expect((await read()).status).toBe(404);
  expect((await remove()).status).toBe(404);
});

test('404 for an endpoint of nobody, another app or mode, and nothing of theirs changes', async () => {
  const before = await db.webhookEndpoint.findFirstOrThrow();
  const foreign = await aKey(await aShop(new Date()));
  const live = await aKey(shop, { mode: 'live' });
  for (const secret of [foreign, live]) {
    expect((await read(secret)).status).toBe(404);
    expect((await change({ status: 'disabled' }, secret)).status).toBe(404);
    expect((await remove(secret)).status).toBe(404);
  }
  for (const which of [newId('we'), newId('pay'), 'x']) {
    expect((await read(key, which)).status).toBe(404);
    expect((await change({}, key, which)).status).toBe(404);
    expect((await remove(key, which)).status).toBe(404);
  }
  expect(await db.webhookEndpoint.findUniqueOrThrow({ where: { id } })).toEqual(before);
});

test('403 for a key that only reads', async () => {
  const reader = await aKey(shop, { scopes: ['read'] });
  expect((await change({ status: 'disabled' }, reader)).status).toBe(403);
  expect((await remove(reader)).status).toBe(403);
});
