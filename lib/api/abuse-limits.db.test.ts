/** The abuse limits of a phone number and the rate limits of a key, as a shop's program sees them. */
import { beforeEach, expect, test, vi } from 'vitest';
import { POST as attempt } from '#app/api/v1/payments/[id]/attempts/route.ts';
import { POST as create, GET as list } from '#app/api/v1/payments/route.ts';
import { db } from '#lib/db.ts';
import type { OutgoingRequest } from '#lib/http.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { forgetKeys } from './authenticate.ts';
import { aKey, ask, NOTHING, rowCounts } from './testing/client.ts';

const wire = vi.hoisted(() => ({ shop: undefined as unknown }));
vi.mock('#lib/http.ts', async (original) => ({
  ...(await original<object>()),
  sendHttp: (request: OutgoingRequest) => (wire.shop as Shop).deps.send(request),
}));

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  wire.shop = shop;
  key = await aKey(shop);
});

const direct = (reference: string, phone: string, secret = key) => {
  const body = { amount: 1500, currency: 'XAF', reference, operator: 'cm-mtn', phone };
  return ask(create, { path: '/payments', key: secret, body, headers: { 'idempotency-key': reference } });
};

test('429 for a direct charge of 259 in test mode: nothing exists, reference and key stay free', async () => {
  const reply = await direct('order-1', '670000259');
  expect(reply).toMatchObject({
    status: 429,
    json: { code: 'too_many_requests', errors: [{ path: 'phone' }] },
  });
  expect(reply.headers.get('retry-after')).toBe('600');
  // These tell of the key, whose limit was not reached.
  expect(Number(reply.headers.get('ratelimit-remaining'))).toBeGreaterThan(0);
  expect(await rowCounts()).toEqual(NOTHING);
  expect((await direct('order-1', '670000789')).status).toBe(201);
});

test('429 for one more attempt; the payment can still be paid by another number', async () => {
  const body = { amount: 1500, currency: 'XAF', reference: 'order-1' };
  const { json: payment } = await ask(create, { path: '/payments', key, body });
  const pay = (phone: string) =>
    ask(attempt, {
      path: `/payments/${payment.id}/attempts`,
      id: payment.id,
      key,
      body: { operator: 'cm-mtn', phone },
    });
  expect((await pay('670000259')).status).toBe(429);
  expect(await pay('670000789')).toMatchObject({ status: 201, json: { attempts: [{ status: 'pending' }] } });
});

test('429 for the fourth live prompt to a number within ten minutes', async () => {
  await db.connection.updateMany({ data: { mode: 'live' } });
  await db.app.updateMany({ data: { liveApproved: true } });
  const live = await aKey(shop, { mode: 'live' });
  for (const n of [1, 2, 3]) expect((await direct(`order-${n}`, '670000789', live)).status).toBe(201);
  const before = await rowCounts();
  const reply = await direct('order-4', '670000789', live);
  expect(reply).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(590);
  expect(await rowCounts()).toEqual(before);
  expect((await direct('order-4', '670000788', live)).status).toBe(201);
});

test('every answer says how much of the rate is left, good or bad', async () => {
  const good = await ask(list, { path: '/payments', key });
  const bad = await ask(list, { path: '/payments?limit=0', key });
  const left = [good, bad].map(({ headers }) => Number(headers.get('ratelimit-remaining')));
  expect(left[0]).toBe((left[1] ?? 0) + 1);
  for (const { headers } of [good, bad]) {
    expect(headers.get('ratelimit-policy')).toBe('1000;w=10');
    expect(headers.get('ratelimit-limit')).toBe('1000');
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    expect(headers.get('retry-after')).toBeNull();
  }
});

test('429 for an address that guesses keys, with the same headers', async () => {
  const headers = { 'x-cross-peer': '198.51.100.77' };
  const guess = () => ask(list, { path: '/payments', key: `sk_test_${'0'.repeat(43)}`, headers });
  let reply = await guess();
  for (let sent = 0; sent < 70 && reply.status === 401; sent += 1) reply = await guess();
  expect(reply).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
  const wait = reply.headers.get('retry-after');
  expect(Number(wait)).toBeGreaterThan(0);
  expect(reply.headers.get('ratelimit-remaining')).toBe('0');
  expect(reply.headers.get('ratelimit-reset')).toBe(wait);
});

test('the right key is served from an address that guesses keys: others may share it', async () => {
  const headers = { 'x-cross-peer': '198.51.100.78' };
  const wrong = (digit: string) =>
    ask(list, { path: '/payments', key: `sk_test_${digit.repeat(43)}`, headers });
  const right = () => ask(list, { path: '/payments', key, headers });
  for (let sent = 0; sent <= 60; sent += 1) expect((await wrong(String(sent % 10))).status).toBe(401);
  expect((await wrong('1')).status).toBe(429);
  expect((await right()).status).toBe(200);
  // Nor does it clear the guesser's count.
  expect((await wrong('2')).status).toBe(429);
  await db.apiKey.updateMany({ data: { revokedAt: new Date() } });
  forgetKeys();
  expect((await right()).status).toBe(429);
});
