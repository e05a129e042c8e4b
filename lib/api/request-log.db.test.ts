/** What of a request to the API is written down, for whom. */
import { beforeEach, expect, test } from 'vitest';
import { GET as list } from '#app/api/v1/payments/route.ts';
import { db } from '#lib/db.ts';
import { flushRequests, listRequests, noteRequest } from '#lib/merchants/request-log.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { aKey, ask } from './testing/client.ts';

let shop: Shop;
beforeEach(async () => {
  await flushRequests();
  await truncateAll();
  shop = await aShop(new Date());
});

const scope = () => ({ merchantId: shop.merchantId, appId: shop.appId, mode: 'test' as const });
const logged = async () => {
  await flushRequests();
  return (await listRequests(scope(), { limit: 50 })).rows;
};

test('path, status and code, without the query, the key or a body', async () => {
  const key = await aKey(shop);
  const { headers } = await ask(list, { path: '/payments?reference=%2B237670000001', key });
  await ask(list, { path: '/payments?limit=0', key });
  const rows = await logged();
  expect(rows).toMatchObject([
    { method: 'GET', path: '/api/v1/payments', status: 422, errorCode: 'request_invalid' },
    { status: 200, errorCode: null, requestId: headers.get('request-id'), peer: '203.0.113.9' },
  ]);
  const text = JSON.stringify(rows);
  expect(text).not.toContain('237670000001');
  expect(text).not.toContain(key);
});

test('refusals of a known key are its app’s; those of an unknown one are nobody’s', async () => {
  await ask(list, { path: '/payments', key: await aKey(shop, { revokedAt: new Date() }) });
  await ask(list, { path: '/payments', key: await aKey(shop, { allowFrom: ['198.51.100.1'] }) });
  await ask(list, { path: '/payments', key: `sk_test_${'x'.repeat(43)}` });
  await ask(list, { path: '/payments' });
  expect((await logged()).map(({ errorCode }) => errorCode).sort()).toEqual([
    'address_refused',
    'key_invalid',
  ]);
});

test('pages hold their filters and their scope', async () => {
  const row = {
    ...scope(),
    requestId: 'req',
    method: 'GET',
    path: '/',
    errorCode: null,
    keyHint: '',
    peer: '',
    durationMs: 1,
    at: new Date('2026-11-21T10:00:00Z'),
  };
  for (let index = 0; index < 5; index += 1) noteRequest({ ...row, status: index === 0 ? 500 : 200 });
  noteRequest({ ...row, status: 200, mode: 'live' });
  await flushRequests();
  const first = await listRequests(scope(), { limit: 2 });
  const second = await listRequests(scope(), { limit: 10, after: first.rows.at(-1)?.id });
  expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(5);
  expect((await listRequests(scope(), { outcome: 'failed', limit: 10 })).rows).toHaveLength(1);
  const elsewhere = { ...scope(), appId: 'app_of_another' };
  expect((await listRequests(elsewhere, { limit: 10, after: first.rows[0]?.id })).rows).toEqual([]);
  expect((await listRequests(scope(), { limit: 10, after: "' OR 1=1" })).rows).toEqual([]);
  expect(await db.apiRequest.count()).toBe(6);
});
