/** /metrics, and what the door of the callbacks counts. */
import { beforeEach, expect, test } from 'vitest';
import { POST as callback } from '#app/callbacks/[provider]/[token]/route.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import { aShop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET } from './route.ts';

const TOKEN = 'a-token-of-16-characters-or-more';

beforeEach(async () => {
  await truncateAll();
  process.env.METRICS_TOKEN = TOKEN;
  resetEnv();
});

function ask(headers: Record<string, string>): Promise<Response> {
  return GET(new Request('http://gateway.test/metrics', { headers }));
}

async function counted(provider: string, arrival: string): Promise<number> {
  const text = await (await ask({ 'x-cross-peer': '127.0.0.1' })).text();
  const line = text
    .split('\n')
    .find((each) => each.startsWith(`cross_callbacks_total{provider="${provider}",arrival="${arrival}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

function send(provider: string, token: string, body = '{}'): Promise<Response> {
  const request = new Request(`http://gateway.test/callbacks/${provider}/${token}`, { method: 'POST', body });
  return callback(request, { params: Promise.resolve({ provider, token }) });
}

test('a callback to an unknown token is 404, counted, and not stored', async () => {
  await aShop();
  const before = await Promise.all([
    counted('my-coolpay', 'unknown_token'),
    counted('other', 'unknown_token'),
  ]);
  expect((await send('my-coolpay', 'nobodys-token')).status).toBe(404);
  expect((await send('my-coolpay', 'nobodys-token-2')).status).toBe(404);
  expect((await send('no-such-provider', 'x')).status).toBe(404);
  expect(await counted('my-coolpay', 'unknown_token')).toBe((before[0] ?? 0) + 2);
  expect(await counted('other', 'unknown_token')).toBe((before[1] ?? 0) + 1);
  expect(await db.callback.count()).toBe(0);
});

test('a callback to a known token is counted as received, a large one apart', async () => {
  await aShop();
  const { callbackToken } = await db.connection.findFirstOrThrow();
  const before = [await counted('my-coolpay', 'received'), await counted('my-coolpay', 'too_large')];
  await send('my-coolpay', callbackToken);
  expect((await send('my-coolpay', callbackToken, 'x'.repeat(70_000))).status).toBe(413);
  expect(await counted('my-coolpay', 'received')).toBe((before[0] ?? 0) + 1);
  expect(await counted('my-coolpay', 'too_large')).toBe((before[1] ?? 0) + 1);
});

test.each<[string, Record<string, string>, number]>([
  ['this machine', { 'x-cross-peer': '127.0.0.1' }, 200],
  ['this machine by IPv6', { 'x-cross-peer': '::1' }, 200],
  ['the token from anywhere', { 'x-cross-peer': '203.0.113.9', authorization: `Bearer ${TOKEN}` }, 200],
  ['another token', { 'x-cross-peer': '203.0.113.9', authorization: 'Bearer another-token-than-this' }, 401],
  ['nobody', { 'x-cross-peer': '203.0.113.9' }, 401],
  ['a private address', { 'x-cross-peer': '10.0.0.7' }, 401],
  ['an address that is not known', {}, 401],
])('/metrics and %s', async (_who, headers, status) => {
  const response = await ask(headers);
  expect(response.status).toBe(status);
  expect((await response.text()).includes('process_cpu')).toBe(status === 200);
});

test('without METRICS_TOKEN no token opens it', async () => {
  delete process.env.METRICS_TOKEN;
  resetEnv();
  expect((await ask({ 'x-cross-peer': '203.0.113.9', authorization: `Bearer ${TOKEN}` })).status).toBe(401);
  expect((await ask({ 'x-cross-peer': '127.0.0.1' })).status).toBe(200);
});
