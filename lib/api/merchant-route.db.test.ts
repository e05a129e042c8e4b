import { beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { KEY_TAKEN, merchantRoute } from './merchant-route.ts';
import { cancelPaymentOperation, createPaymentOperation, getPaymentOperation } from './operations.ts';
import { aKey, ask } from './testing/client.ts';

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
});

const id = newId('pay');
const SECRET = 'postgresql://user:password@host';

test('an unexpected error tells nothing but its request id', async () => {
  const route = merchantRoute(getPaymentOperation, () => Promise.reject(new Error(SECRET)));
  const reply = await ask(route, { path: `/payments/${id}`, id, key });
  expect(reply).toMatchObject({ status: 500, json: { code: 'internal_error' } });
  expect(JSON.stringify(reply.json)).not.toContain('password');
  expect(reply.json.request_id).toBe(reply.headers.get('request-id'));
});

test('a refusal tells its sentence and headers, and keeps its detail to itself', async () => {
  const route = merchantRoute(getPaymentOperation, () =>
    Promise.reject(
      new AppError('payment_final', 'Already paid.', { detail: { SECRET }, headers: { 'Retry-After': '7' } }),
    ),
  );
  const reply = await ask(route, { path: `/payments/${id}`, id, key });
  expect(reply.json).toEqual({
    type: expect.stringMatching(/\/docs#payment_final$/),
    title: 'Payment final',
    status: 409,
    detail: 'Already paid.',
    code: 'payment_final',
    request_id: expect.stringMatching(/^req_/),
  });
  expect(reply.headers.get('retry-after')).toBe('7');
});

test('an unexpected error under an idempotency key lets the next request carry on at once', async () => {
  const seen: boolean[] = [];
  const route = merchantRoute(cancelPaymentOperation, async ({ resumed }) => {
    seen.push(resumed !== undefined);
    if (resumed === undefined) throw new Error('half-way');
    return { body: { done: true } };
  });
  const send = () =>
    ask(route, {
      path: `/payments/${id}/cancel`,
      method: 'POST',
      id,
      key,
      headers: { 'idempotency-key': 'k' },
    });
  expect((await send()).status).toBe(500);
  expect(await send()).toMatchObject({ status: 200, json: { done: true } });
  expect(seen).toEqual([false, true]);
  expect((await send()).headers.get('idempotent-replayed')).toBe('true');
});

test('a faster request that took the key and then failed is carried on', async () => {
  const body = { amount: 1500, currency: 'XAF', reference: 'order-1' };
  const seen: (string | undefined)[] = [];
  const route = merchantRoute(createPaymentOperation, async ({ claim, resumed }) => {
    seen.push(resumed?.resourceId);
    if (resumed !== undefined) return { body: { done: true } };
    await db.idempotencyKey.create({
      data: {
        appId: shop.appId,
        mode: 'test',
        key: 'k',
        requestHash: claim?.requestHash ?? new Uint8Array(),
        resourceId: id,
        lockedUntil: new Date(0),
      },
    });
    return KEY_TAKEN;
  });
  const reply = await ask(route, { path: '/payments', key, body, headers: { 'idempotency-key': 'k' } });
  expect(reply).toMatchObject({ status: 201, json: { done: true } });
  expect(seen).toEqual([undefined, id]);
});

test('the request keeps the id that our HTTP server gave it', async () => {
  const route = merchantRoute(getPaymentOperation, async () => ({ body: {} }));
  const reply = await ask(route, {
    path: `/payments/${id}`,
    id,
    key,
    headers: { 'request-id': 'req_of_server' },
  });
  expect(reply.headers.get('request-id')).toBe('req_of_server');
});
