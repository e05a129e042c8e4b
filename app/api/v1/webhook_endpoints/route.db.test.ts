import { beforeEach, describe, expect, test } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { WebhookEndpointList, WebhookEndpointWithSecret } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { ENDPOINTS_PER_APP_MAX } from '#lib/webhooks/endpoints.ts';
import { GET, POST } from './route.ts';

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  await db.webhookEndpoint.deleteMany();
  key = await aKey(shop);
});

const GOOD = { url: 'https://shop.example/hooks' };
const create = (body: unknown = GOOD, headers: Record<string, string> = {}, secret = key) =>
  ask(POST, { path: '/webhook_endpoints', key: secret, body, headers });
const list = (secret = key) => ask(GET, { path: '/webhook_endpoints', key: secret });

test('201 with the secret, which nothing shows again', async () => {
  const body = { ...GOOD, description: 'Stock', types: ['payment.succeeded', 'payment.failed'] };
  const reply = await create(body);
  expect(reply).toMatchObject({ status: 201, json: { ...body, status: 'enabled', mode: 'test' } });
  expect(WebhookEndpointWithSecret.parse(reply.json)).toEqual(reply.json);
  const { secret, ...shown } = reply.json;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);

  const listed = await list();
  expect(listed.json).toEqual({ data: [shown] });
  expect(WebhookEndpointList.parse(listed.json)).toEqual(listed.json);
  const row = await db.webhookEndpoint.findFirstOrThrow();
  expect(open(row.secretSealed, sealPurpose.webhookSecret(row.id))).toBe(secret);
  expect(Buffer.from(row.secretSealed).includes(secret.slice(6))).toBe(false);
});

describe('the same idempotency key', () => {
  const headers = { 'idempotency-key': 'endpoint-1' };

  test('gets the first answer again, secret included, which is kept sealed', async () => {
    const first = await create(GOOD, headers);
    const again = await create(GOOD, headers);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await db.webhookEndpoint.count()).toBe(1);
    const { bodySealed } = await db.idempotencyKey.findFirstOrThrow();
    expect(Buffer.from(bodySealed ?? []).includes('whsec_')).toBe(false);
  });

  test('twice at once makes one endpoint', async () => {
    const replies = await Promise.all([create(GOOD, headers), create(GOOD, headers), create(GOOD, headers)]);
    expect(await db.webhookEndpoint.count()).toBe(1);
    const made = replies.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ json }) => json.secret)).size).toBe(1);
    expect(replies.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  test('after a crash before the answer was kept: the same endpoint, the same secret', async () => {
    const first = await create(GOOD, headers);
    await db.idempotencyKey.updateMany({
      data: { status: null, bodySealed: null, lockedUntil: new Date(0) },
    });
    const again = await create(GOOD, headers);
    expect(again).toMatchObject({ status: 201, json: { id: first.json.id, secret: first.json.secret } });
    expect(await db.webhookEndpoint.count()).toBe(1);
  });

  test('is free again after a refusal', async () => {
    expect((await create({ url: 'http://shop.example/' }, headers)).status).toBe(422);
    expect((await create(GOOD, headers)).status).toBe(201);
  });
});

test('409 beyond the most that an app may have, also at once; the other mode has its own', async () => {
  for (let made = 1; made < ENDPOINTS_PER_APP_MAX; made += 1) await create();
  const replies = await Promise.all([create(), create(), create()]);
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect(await create(GOOD, { 'idempotency-key': 'one-too-many' })).toMatchObject({
    status: 409,
    json: { code: 'endpoints_exhausted' },
  });
  expect(await db.idempotencyKey.count()).toBe(0);
  expect((await list()).json.data).toHaveLength(ENDPOINTS_PER_APP_MAX);
  expect((await create(GOOD, {}, await aKey(shop, { mode: 'live' }))).status).toBe(201);
});

test.each<[string, unknown, string]>([
  ['no address', {}, 'url'],
  ['no web address', { url: 'shop.example' }, 'url'],
  ['ftp', { url: 'ftp://shop.example/' }, 'url'],
  ['plain http', { url: 'http://shop.example/' }, 'url'],
  ['a user in the address', { url: 'https://a:b@shop.example/' }, 'url'],
  ['a private address', { url: 'https://10.1.2.3/' }, 'url'],
  ['the metadata service', { url: 'https://169.254.169.254/' }, 'url'],
  ['a very long address', { url: `https://shop.example/${'a'.repeat(2100)}` }, 'url'],
  ['an unknown type', { ...GOOD, types: ['payment.paid'] }, 'types[0]'],
  ['the test type, which nobody subscribes to', { ...GOOD, types: ['webhook_endpoint.test'] }, 'types[0]'],
  ['a secret of their own', { ...GOOD, secret: 'whsec_x' }, 'secret'],
])('422 for %s, and nothing is made', async (_what, body, path) => {
  const reply = await create(body);
  expect(reply).toMatchObject({ status: 422, json: { code: 'request_invalid' } });
  expect(reply.json.errors[0].path).toBe(path);
  expect(await db.webhookEndpoint.count()).toBe(0);
});

test('this machine is good in the demo’s test mode, not in live mode', async () => {
  const body = { url: 'http://127.0.0.1:8080/hooks' };
  expect((await create(body)).status).toBe(201);
  expect((await create(body, {}, await aKey(shop, { mode: 'live' }))).status).toBe(422);
});

test('the list shows nothing of another app or mode', async () => {
  await create();
  expect((await list(await aKey(await aShop(new Date())))).json.data).toHaveLength(1); // its own
  expect((await list(await aKey(shop, { mode: 'live' }))).json.data).toEqual([]);
});

test('401 without a key, 403 for a key that only reads', async () => {
  expect((await ask(POST, { path: '/webhook_endpoints', body: GOOD })).status).toBe(401);
  const reader = await aKey(shop, { scopes: ['read'] });
  expect((await create(GOOD, {}, reader)).status).toBe(403);
  expect((await list(reader)).status).toBe(200);
});
