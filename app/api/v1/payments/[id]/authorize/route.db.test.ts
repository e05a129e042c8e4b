import { beforeEach, expect, test, vi } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import type { OutgoingRequest } from '#lib/http.ts';
import { newId } from '#lib/ids.ts';
import { OTP_TRIES_MAX } from '#lib/payments/limits.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
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

async function waitingForCode(): Promise<string> {
  const { payment } = await shop.pay();
  shop.backend.next = { with: { status: 'requires_otp' } };
  await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  return payment.id;
}

const authorize = (id: string, code: unknown, headers: Record<string, string> = {}) =>
  ask(POST, { path: `/payments/${id}/authorize`, id, key, body: { code }, headers });
const otpTries = async () => (await db.attempt.findFirstOrThrow()).otpTries;

test('200 with the right code', async () => {
  const reply = await authorize(await waitingForCode(), '1234');
  expect(reply).toMatchObject({
    status: 200,
    json: { status: 'pending', next_action: { type: 'confirm_on_phone' } },
  });
});

test('422 for a wrong code, which costs a try; with the same key it costs it once', async () => {
  const id = await waitingForCode();
  const headers = { 'idempotency-key': 'code-1' };
  const first = await authorize(id, '0000', headers);
  expect(first).toMatchObject({ status: 422, json: { code: 'otp_invalid' } });
  expect(await otpTries()).toBe(1);
  const again = await authorize(id, '0000', headers);
  expect(again.json).toEqual(first.json);
  expect(again.headers.get('content-type')).toBe('application/problem+json');
  expect(await otpTries()).toBe(1);
});

test('after too many wrong codes the attempt has ended', async () => {
  const id = await waitingForCode();
  for (let tries = 1; tries < OTP_TRIES_MAX; tries += 1)
    expect((await authorize(id, '0000')).status).toBe(422);
  expect(await authorize(id, '0000')).toMatchObject({ status: 409, json: { code: 'otp_tries_exhausted' } });
});

test('409 when no code is awaited, 404 for another shop’s payment', async () => {
  const { payment } = await shop.pay();
  expect(await authorize(payment.id, '1234')).toMatchObject({
    status: 409,
    json: { code: 'otp_not_expected' },
  });
  expect((await authorize(newId('pay'), '1234')).status).toBe(404);
  const foreign = await (await aShop(new Date())).pay();
  expect((await authorize(foreign.payment.id, '1234')).status).toBe(404);
});

test.each([undefined, '', 1234, '12', '12345678901', '12a4', ['1234']])(
  '422 for the code %j, without a try',
  async (code) => {
    const id = await waitingForCode();
    expect((await authorize(id, code)).json).toMatchObject({ status: 422, code: 'request_invalid' });
    expect(await otpTries()).toBe(0);
  },
);
