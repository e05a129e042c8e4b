import { beforeEach, expect, test } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { Discrepancy } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET } from './route.ts';

let shop: Shop;
let key: string;
let id: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
  const { payment } = await shop.pay();
  const { attempts } = await submitPayment(
    { paymentId: payment.id, operator: 'cm-mtn', phone: PAYER },
    shop.deps,
  );
  id = newId('dis');
  await db.discrepancy.create({
    data: {
      id,
      ...shop.scope,
      paymentId: payment.id,
      attemptId: attempts[0]?.id ?? '',
      kind: 'wrong_amount',
      key: id,
      evidence: { expected: { amount: 1500, currency: 'XAF' }, received: { amount: 900, currency: 'XAF' } },
    },
  });
});

const read = (which: string, secret = key) =>
  ask(GET, { path: `/discrepancies/${which}`, id: which, key: secret });

test('200 with its evidence', async () => {
  const reply = await read(id);
  expect(reply).toMatchObject({
    status: 200,
    json: { id, kind: 'wrong_amount', status: 'open', evidence: { received: { amount: 900 } } },
  });
  expect(Discrepancy.parse(reply.json)).toEqual(reply.json);
});

test('404 for one of nobody, of another app or mode, and for another kind of id', async () => {
  expect((await read(newId('dis'))).status).toBe(404);
  expect((await read(newId('pay'))).status).toBe(404);
  expect((await read(id, await aKey(await aShop(new Date())))).status).toBe(404);
  expect((await read(id, await aKey(shop, { mode: 'live' }))).status).toBe(404);
});
