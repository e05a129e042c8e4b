import { beforeEach, expect, test } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { Event } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET } from './route.ts';

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
});

const read = (id: string, secret = key) => ask(GET, { path: `/events/${id}`, id, key: secret });

test('200 with the event, also before it has a position', async () => {
  const { payment } = await shop.pay();
  const { id, position } = await db.event.findFirstOrThrow();
  expect(position).toBeNull();
  const reply = await read(id);
  expect(reply).toMatchObject({
    status: 200,
    json: { id, type: 'payment.created', sequence: 1, data: { id: payment.id } },
  });
  expect(Event.parse(reply.json)).toEqual(reply.json);
});

test('404 for an event of nobody, of another app or mode, and for another kind of id', async () => {
  const { payment } = await shop.pay();
  const { id } = await db.event.findFirstOrThrow();
  for (const reply of [
    await read(newId('evt')),
    await read(payment.id),
    await read(id, await aKey(await aShop(new Date()))),
    await read(id, await aKey(shop, { mode: 'live' })),
  ]) {
    expect(reply).toMatchObject({ status: 404, json: { code: 'not_found' } });
  }
});
