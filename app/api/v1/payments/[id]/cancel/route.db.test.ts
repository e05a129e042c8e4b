import { beforeEach, expect, test } from 'vitest';
import { aKey, ask, type Question } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { POST } from './route.ts';

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
});

const cancel = (id: string, question: Partial<Question> = {}) =>
  ask(POST, { path: `/payments/${id}/cancel`, method: 'POST', id, key, ...question });

test('200 without a body and with an empty object', async () => {
  const [one, two] = [await shop.pay(), await shop.pay()];
  expect(await cancel(one.payment.id)).toMatchObject({ status: 200, json: { status: 'canceled' } });
  expect(await cancel(two.payment.id, { body: {} })).toMatchObject({
    status: 200,
    json: { status: 'canceled' },
  });
});

test('200 for a JSON content type with nothing behind it, as many clients send', async () => {
  const { payment } = await shop.pay();
  expect((await cancel(payment.id, { headers: { 'content-type': 'application/json' } })).status).toBe(200);
});

test('409 while an attempt waits and 409 once it is final', async () => {
  const { payment } = await shop.pay();
  await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  expect(await cancel(payment.id)).toMatchObject({ status: 409, json: { code: 'payment_blocked' } });
  const other = await shop.pay();
  await cancel(other.payment.id);
  expect(await cancel(other.payment.id)).toMatchObject({ status: 409, json: { code: 'payment_final' } });
});

test('the same idempotency key gets the first answer again, one event', async () => {
  const { payment } = await shop.pay();
  const headers = { 'idempotency-key': 'cancel-1' };
  const first = await cancel(payment.id, { headers });
  const again = await cancel(payment.id, { headers });
  expect(again.json).toEqual(first.json);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await db.event.count({ where: { type: 'payment.canceled' } })).toBe(1);
});

test('404 for a payment of nobody and of another shop, 422 for members', async () => {
  expect((await cancel(newId('pay'))).status).toBe(404);
  const foreign = await (await aShop(new Date())).pay();
  expect((await cancel(foreign.payment.id)).status).toBe(404);
  const { payment } = await shop.pay();
  expect((await cancel(payment.id, { body: { reason: 'x' } })).status).toBe(422);
  expect(await db.payment.count({ where: { status: 'canceled' } })).toBe(0);
});
