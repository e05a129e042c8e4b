import { beforeEach, expect, test } from 'vitest';
import { PaymentLink } from '#lib/api/link-schemas.ts';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { POST } from '../route.ts';
import { GET, PATCH } from './route.ts';

let shop: Shop;
let key: string;
let id: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
  const body = { amount: 1500, currency: 'XAF', description: 'Cotisation', max_uses: 2 };
  id = (await ask(POST, { path: '/payment_links', key, body })).json.id;
});

const read = (secret = key, of = id) => ask(GET, { path: `/payment_links/${of}`, key: secret, id: of });
const change = (body: unknown, secret = key, of = id) =>
  ask(PATCH, { method: 'PATCH', path: `/payment_links/${of}`, key: secret, id: of, body });

test('it is read as it was made', async () => {
  const reply = await read();
  expect(reply).toMatchObject({ status: 200, json: { id, description: 'Cotisation', max_uses: 2 } });
  expect(PaymentLink.parse(reply.json)).toEqual(reply.json);
});

test('it is paused and resumed, and what is left out stays', async () => {
  expect(await change({ active: false })).toMatchObject({
    status: 200,
    json: { status: 'paused', max_uses: 2 },
  });
  expect(await change({ active: true, max_uses: null })).toMatchObject({
    json: { status: 'active', max_uses: null, amount: 1500 },
  });
  expect((await change({ expires_at: '2026-01-01T00:00:00Z' })).json).toMatchObject({ status: 'expired' });
  expect((await change({ expires_at: null })).json).toMatchObject({ status: 'active', expires_at: null });
});

test('a fixed amount becomes an open one with bounds, in one step', async () => {
  expect((await change({ amount_min: 500 })).json).toMatchObject({ code: 'request_invalid' });
  expect(await change({ amount: null, amount_min: 500, amount_max: 9000 })).toMatchObject({
    status: 200,
    json: { amount: null, amount_min: 500, amount_max: 9000 },
  });
  expect((await change({ amount_max: 100 })).json.errors[0].path).toBe('amount_max');
  expect((await read()).json.amount_max).toBe(9000);
});

test.each<[string, unknown]>([
  ['its currency', { currency: 'XOF' }],
  ['its address', { url: 'https://example.com' }],
  ['its uses', { uses: 0 }],
  ['its amount to more than anyone takes', { amount: 900_000_000 }],
  ['its description to nothing', { description: '' }],
])('422 for a change of %s', async (_what, body) => {
  const before = await db.paymentLink.findFirstOrThrow();
  expect((await change(body)).status).toBe(422);
  expect(await db.paymentLink.findFirstOrThrow()).toEqual(before);
});

test('404 for another shop, mode or kind of id; 403 for a key that only reads', async () => {
  const other = await aKey(await aShop(new Date()));
  expect((await read(other)).status).toBe(404);
  expect((await change({ active: false }, other)).status).toBe(404);
  expect((await read(await aKey(shop, { mode: 'live' }))).status).toBe(404);
  expect((await read(key, 'pay_00000000000000000000000000')).status).toBe(404);
  expect((await change({ active: false }, await aKey(shop, { scopes: ['read'] }))).status).toBe(403);
  expect((await read()).json.active).toBe(true);
});
