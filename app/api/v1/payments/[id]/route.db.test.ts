import { beforeEach, expect, test } from 'vitest';
import { Payment } from '#lib/api/schemas.ts';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { newId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { DELETE, GET, OPTIONS } from './route.ts';

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
});

const read = (id: string, secret = key) => ask(GET, { path: `/payments/${id}`, id, key: secret });

test('200 with the payment', async () => {
  const { payment } = await shop.pay();
  const reply = await read(payment.id);
  expect(reply.status).toBe(200);
  expect(Payment.parse(reply.json)).toEqual(reply.json);
  expect(reply.json).toMatchObject({
    id: payment.id,
    object: 'payment',
    reference: 'order-1',
    status: 'created',
  });
});

test('404, the same one, for what is missing, malformed, another shop’s, another mode’s', async () => {
  const { payment } = await shop.pay();
  const stranger = await aShop(new Date());
  const foreign = await stranger.pay();
  const replies = [
    await read(newId('pay')),
    await read('1'),
    await read(newId('evt')),
    await read(foreign.payment.id),
    await read(payment.id, await aKey(shop, { mode: 'live' })),
  ];
  const told = replies.map(({ status, json }) => ({ ...json, request_id: '', status }));
  expect(new Set(told.map((problem) => JSON.stringify(problem))).size).toBe(1);
  expect(told[0]).toMatchObject({ status: 404, code: 'not_found' });
});

test('a key that may only read may read', async () => {
  const { payment } = await shop.pay();
  expect((await read(payment.id, await aKey(shop, { scopes: ['read'] }))).status).toBe(200);
  expect((await read(payment.id, await aKey(shop, { scopes: ['balance'] }))).status).toBe(403);
});

test('405 for DELETE, and OPTIONS names what is served', async () => {
  expect((await ask(DELETE, { path: '/payments/x', method: 'DELETE', key, id: 'x' })).status).toBe(405);
  const options = await ask(OPTIONS, { path: '/payments/x', method: 'OPTIONS', id: 'x' });
  expect(options.status).toBe(204);
  expect(options.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
});
