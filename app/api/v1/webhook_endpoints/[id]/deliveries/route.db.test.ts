import { beforeEach, expect, test } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { DeliveryPage } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { newId, newUuid } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET } from './route.ts';

let shop: Shop;
let key: string;
let id: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
  ({ id } = await db.webhookEndpoint.findFirstOrThrow());
});

const list = (query = '', secret = key, which = id) =>
  ask(GET, { path: `/webhook_endpoints/${which}/deliveries${query}`, id: which, key: secret });
const events = (json: { data: { event: string }[] }) => json.data.map(({ event }) => event);

test('200 with each delivery and the last answer to it', async () => {
  await shop.pay();
  const { id: uuid, eventId } = await db.delivery.findFirstOrThrow();
  await db.deliveryTry.createMany({
    data: [1, 2].map((number) => ({
      id: newUuid(),
      deliveryId: uuid,
      number,
      status: 503,
      reply: `busy ${number}`,
      durationMs: 5,
    })),
  });
  await db.delivery.updateMany({
    data: { triesCount: 2, lastStatus: 503, lastError: 'Answered 503.', status: 'parked', nextTryAt: null },
  });
  const { status, json } = await list();
  expect(status).toBe(200);
  expect(DeliveryPage.parse(json)).toEqual(json);
  expect(json).toMatchObject({ has_more: false, next: null });
  expect(json.data).toEqual([
    {
      id: expect.stringMatching(/^dlv_/),
      object: 'delivery',
      event: eventId,
      type: 'payment.created',
      endpoint: id,
      url: 'https://shop.test/webhook',
      status: 'parked',
      tries: 2,
      next_try_at: null,
      last_status: 503,
      last_error: 'Answered 503.',
      last_reply: 'busy 2',
      delivered_at: null,
      created_at: expect.any(String),
    },
  ]);
});

test('is paged by keyset, newest first, without gaps or repeats, also within one moment', async () => {
  for (let n = 1; n <= 5; n += 1) await shop.pay();
  await db.delivery.updateMany({ data: { createdAt: new Date() } });
  const seen: string[] = [];
  let after = '';
  for (const more of [true, true, false]) {
    const { json } = await list(`?limit=2${after}`);
    expect(json.has_more).toBe(more);
    seen.push(...events(json));
    after = `&after=${json.next}`;
  }
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
  shop.clock.advance(1_000);
  await shop.pay();
  const newest = await db.event.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  expect(events((await list('?limit=1')).json)).toEqual([newest.id]);
});

test('filters by status', async () => {
  await shop.pay();
  await db.delivery.updateMany({ data: { status: 'delivered' } });
  await shop.pay();
  expect((await list('?status=delivered')).json.data).toMatchObject([{ status: 'delivered' }]);
  expect((await list('?status=parked')).json.data).toEqual([]);
  expect((await list('?status=lost')).status).toBe(422);
});

test('shows neither another endpoint’s nor those of a payment’s own address', async () => {
  await shop.pay({ callbackUrl: 'https://shop.test/own' });
  expect(await db.delivery.count()).toBe(2);
  expect((await list()).json.data).toMatchObject([{ endpoint: id }]);
  expect((await list('?after=x')).json.data).toEqual([]);
  expect((await list(`?after=${newId('dlv')}`)).json.data).toEqual([]);
});

test('404 for an endpoint of nobody, of another app and of the other mode', async () => {
  expect((await list('', key, newId('we'))).status).toBe(404);
  expect((await list('', await aKey(await aShop(new Date())))).status).toBe(404);
  expect((await list('', await aKey(shop, { mode: 'live' }))).status).toBe(404);
});
