import { beforeEach, expect, test, vi } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import type { OutgoingRequest } from '#lib/http.ts';
import { newId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { POST } from './route.ts';

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

const CHARGE = { operator: 'cm-mtn', phone: '670000789' };
const attempt = (id: string, body: unknown = CHARGE, headers: Record<string, string> = {}) =>
  ask(POST, { path: `/payments/${id}/attempts`, id, key, body, headers });

test('201 asks the payer', async () => {
  const { payment } = await shop.pay();
  const reply = await attempt(payment.id);
  expect(reply).toMatchObject({ status: 201, json: { status: 'pending', operator: 'cm-mtn' } });
  expect(shop.backend.transactions).toHaveLength(1);
});

test('409 while an attempt waits, and nothing is charged a second time', async () => {
  const { payment } = await shop.pay();
  await attempt(payment.id);
  expect(await attempt(payment.id)).toMatchObject({ status: 409, json: { code: 'payment_blocked' } });
  expect(shop.backend.transactions).toHaveLength(1);
});

test('404 for another shop’s payment', async () => {
  const foreign = await (await aShop(new Date())).pay();
  expect((await attempt(foreign.payment.id)).status).toBe(404);
  expect((await attempt(newId('pay'))).status).toBe(404);
  expect(await db.attempt.count()).toBe(0);
});

test.each([
  ['an empty object', {}, 'operator'],
  ['an unknown operator', { ...CHARGE, operator: 'cm-mtm' }, 'operator'],
  ['an operator of another country', { ...CHARGE, operator: 'tg-flooz' }, 'operator'],
  ['a phone of another country', { ...CHARGE, phone: '+22890123456' }, 'phone'],
  ['a missing phone', { operator: 'cm-mtn' }, 'phone'],
  ['a misspelt member', { ...CHARGE, fone: '1' }, 'fone'],
])('422 for %s', async (_what, body, path) => {
  const { payment } = await shop.pay();
  const reply = await attempt(payment.id, body);
  expect(reply.status).toBe(422);
  expect(reply.json.errors[0].path).toBe(path);
  expect(await db.attempt.count()).toBe(0);
});

test('the same idempotency key charges once and gets the same answer', async () => {
  const { payment } = await shop.pay();
  const headers = { 'idempotency-key': 'try-1' };
  const first = await attempt(payment.id, CHARGE, headers);
  const again = await attempt(payment.id, CHARGE, headers);
  expect(again.json).toEqual(first.json);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(shop.backend.transactions).toHaveLength(1);
});

test('a refusal that changed nothing frees the key', async () => {
  const { payment } = await shop.pay();
  const headers = { 'idempotency-key': 'try-1' };
  const cheap = await attempt(payment.id, { ...CHARGE, operator: 'tg-flooz' }, headers);
  expect(cheap.status).toBe(422);
  expect(await db.idempotencyKey.count()).toBe(0);
  expect((await attempt(payment.id, CHARGE, headers)).status).toBe(201);
});
