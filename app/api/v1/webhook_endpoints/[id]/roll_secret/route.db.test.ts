import { afterEach, beforeEach, expect, test } from 'vitest';
import { GET as read } from '#app/api/v1/webhook_endpoints/[id]/route.ts';
import { POST as create } from '#app/api/v1/webhook_endpoints/route.ts';
import { aKey, ask, type Question } from '#lib/api/testing/client.ts';
import { WebhookEndpointWithSecret } from '#lib/api/webhook-schemas.ts';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { sendHttp } from '#lib/http.ts';
import { newId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { deliverOne } from '#lib/webhooks/deliver.ts';
import { aShopServer, type ShopServer, verified } from '#lib/webhooks/testing/shop-server.ts';
import { POST } from './route.ts';

let shop: Shop;
let server: ShopServer;
let key: string;
let id: string;
let old: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  await db.webhookEndpoint.deleteMany();
  server = await aShopServer();
  key = await aKey(shop);
  const made = await ask(create, { path: '/webhook_endpoints', key, body: { url: server.url } });
  ({ id, secret: old } = made.json);
});
afterEach(() => server.close());

const roll = (question: Partial<Question> = {}) =>
  ask(POST, {
    method: 'POST',
    path: `/webhook_endpoints/${question.id ?? id}/roll_secret`,
    id,
    key,
    ...question,
  });

/** One real event, delivered at a time. */
async function deliver(at = new Date()) {
  const { payment } = await shop.pay();
  const { id: eventId } = await db.event.findFirstOrThrow({ where: { resourceId: payment.id } });
  const delivery = await db.delivery.findFirstOrThrow({ where: { eventId } });
  await deliverOne(delivery.id, { clock: new ManualClock(at), send: sendHttp });
  return server.received.at(-1);
}
const signatures = (got: Awaited<ReturnType<typeof deliver>>) =>
  String(got?.headers['webhook-signature']).split(' ');

test('200 with a new secret; until the overlap is over both sign, then the new one alone', async () => {
  const before = Date.now();
  const reply = await roll({ body: { overlap: 60 } });
  expect(reply.status).toBe(200);
  expect(WebhookEndpointWithSecret.parse(reply.json)).toEqual(reply.json);
  const { secret, old_secret_until: until, ...shown } = reply.json;
  expect(secret).not.toBe(old);
  expect(Date.parse(until) - before).toBeGreaterThanOrEqual(60_000);
  expect((await ask(read, { path: `/webhook_endpoints/${id}`, id, key })).json).toEqual({
    ...shown,
    old_secret_until: until,
  });

  const during = await deliver();
  expect(signatures(during)).toHaveLength(2);
  expect(verified(during, old)).toEqual(verified(during, secret));
  const afterwards = await deliver(new Date(Date.parse(until)));
  expect(signatures(afterwards)).toHaveLength(1);
  expect(verified(afterwards, secret)).toMatchObject({ type: 'payment.created' });
  expect(() => verified(afterwards, old)).toThrow('No matching signature');
});

test('without a body the overlap is a day', async () => {
  const { json } = await roll();
  expect(Date.parse(json.old_secret_until) - Date.now()).toBeGreaterThan(23 * 3_600_000);
});

test('with an overlap of nothing the old secret ends at once', async () => {
  const { json } = await roll({ body: { overlap: 0 } });
  expect(json.old_secret_until).toBeNull();
  const got = await deliver();
  expect(signatures(got)).toHaveLength(1);
  expect(() => verified(got, old)).toThrow('No matching signature');
});

test('two secrets sign at most', async () => {
  const first = await roll();
  const second = await roll();
  const got = await deliver();
  expect(signatures(got)).toHaveLength(2);
  for (const { json } of [first, second]) expect(verified(got, json.secret)).toBeTruthy();
  expect(() => verified(got, old)).toThrow('No matching signature');
});

test('the same idempotency key rolls once: a retry must not throw away the secret that still verifies', async () => {
  const headers = { 'idempotency-key': 'roll-1' };
  await Promise.all([roll({ headers }), roll({ headers }), roll({ headers })]);
  const first = await roll({ headers });
  await db.idempotencyKey.updateMany({ data: { status: null, bodySealed: null, lockedUntil: new Date(0) } });
  const again = await roll({ headers });
  expect(again.json.secret).toBe(first.json.secret);
  const got = await deliver();
  expect(verified(got, old)).toEqual(verified(got, first.json.secret));
  const { bodySealed } = await db.idempotencyKey.findFirstOrThrow();
  expect(Buffer.from(bodySealed ?? []).includes('whsec_')).toBe(false);
});

test.each([
  { overlap: -1 },
  { overlap: 604_801 },
  { overlap: 1.5 },
  { overlap: '60' },
  { secret: 'whsec_mine' },
])('422 for %j, and the secret stays', async (body) => {
  const before = await db.webhookEndpoint.findFirstOrThrow();
  expect((await roll({ body })).status).toBe(422);
  expect(await db.webhookEndpoint.findFirstOrThrow()).toEqual(before);
});

test('404 for another’s, 403 for a key that only reads', async () => {
  expect((await roll({ id: newId('we') })).status).toBe(404);
  expect((await roll({ key: await aKey(await aShop(new Date())) })).status).toBe(404);
  expect((await roll({ key: await aKey(shop, { mode: 'live' }) })).status).toBe(404);
  expect((await roll({ key: await aKey(shop, { scopes: ['read'] }) })).status).toBe(403);
});
