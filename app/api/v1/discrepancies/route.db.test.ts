import { beforeEach, expect, test } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { DiscrepancyPage, Event } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { eventResource } from '#lib/webhooks/resource.ts';
import { GET } from './route.ts';

let shop: Shop;
let key: string;
let seen: { paymentId: string; attemptId: string };
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
  const { payment } = await shop.pay();
  const { attempts } = await submitPayment(
    { paymentId: payment.id, operator: 'cm-mtn', phone: PAYER },
    shop.deps,
  );
  seen = { paymentId: payment.id, attemptId: attempts[0]?.id ?? '' };
});

const list = (query = '', secret = key) => ask(GET, { path: `/discrepancies${query}`, key: secret });
const ids = (json: { data: { id: string }[] }) => json.data.map(({ id }) => id);

async function aDiscrepancy(change: object = {}): Promise<string> {
  const id = newId('dis');
  await db.discrepancy.create({
    data: {
      id,
      ...shop.scope,
      ...seen,
      kind: 'surplus',
      key: id,
      evidence: { expected: { amount: 1500, currency: 'XAF' } },
      ...change,
    },
  });
  return id;
}

test('200 with what happened: money of another amount, and its evidence', async () => {
  Object.assign(shop.transaction(), { status: 'succeeded', money: money(900n, 'XAF') });
  await shop.receive(shop.callback());
  const { json } = await list();
  expect(DiscrepancyPage.parse(json)).toEqual(json);
  expect(json.data).toMatchObject([
    {
      kind: 'wrong_amount',
      status: 'open',
      payment: seen.paymentId,
      attempt: seen.attemptId,
      evidence: { expected: { amount: 1500, currency: 'XAF' }, received: { amount: 900, currency: 'XAF' } },
    },
  ]);
  const told = eventResource(await db.event.findFirstOrThrow({ where: { type: 'discrepancy.opened' } }));
  expect(Event.parse(told)).toEqual(told);
  expect(told.data).toEqual(json.data[0]);
});

test('is paged by keyset, newest first, without gaps or repeats, also within one moment', async () => {
  const createdAt = new Date();
  for (let n = 0; n < 5; n += 1) await aDiscrepancy({ createdAt });
  const newest = await aDiscrepancy({ createdAt: new Date(createdAt.getTime() + 1) });
  const found: string[] = [];
  let after = '';
  for (const more of [true, true, false]) {
    const { json } = await list(`?limit=2${after}`);
    expect(json.has_more).toBe(more);
    found.push(...ids(json));
    after = `&after=${json.next}`;
  }
  expect(found[0]).toBe(newest);
  expect(new Set(found).size).toBe(6);
});

test('filters by status and payment', async () => {
  const open = await aDiscrepancy();
  const settled = await aDiscrepancy({ status: 'settled', decision: 'acknowledged', settledAt: new Date() });
  expect(ids((await list('?status=open')).json)).toEqual([open]);
  expect(ids((await list('?status=settled')).json)).toEqual([settled]);
  expect(ids((await list(`?payment=${seen.paymentId}`)).json)).toHaveLength(2);
  expect(ids((await list(`?payment=${newId('pay')}`)).json)).toEqual([]);
  expect((await list('?status=closed')).status).toBe(422);
});

test('nothing of another app or mode; 403 without a scope', async () => {
  const id = await aDiscrepancy();
  const [foreign, live] = [await aKey(await aShop(new Date())), await aKey(shop, { mode: 'live' })];
  for (const secret of [foreign, live]) {
    expect((await list('', secret)).json).toEqual({ data: [], has_more: false, next: null });
    expect((await list(`?after=${id}`, secret)).json.data).toEqual([]);
  }
  expect((await list('', await aKey(shop, { scopes: ['balance'] }))).status).toBe(403);
});
