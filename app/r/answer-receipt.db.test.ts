import { beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { newReceiptCode } from '#lib/ids.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER } from '#lib/payments/testing/shop.ts';
import { WRONG_CODES } from '#lib/receipts/limits.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { answerCodeForm, answerReceipt } from './answer-receipt.tsx';

beforeEach(truncateAll);

const ORIGIN = 'http://127.0.0.1:3000';
const open = (code: string, peer = '203.0.113.9') =>
  answerReceipt(new Request(`${ORIGIN}/r/${code}`, { headers: { 'x-cross-peer': peer } }), {
    params: Promise.resolve({ code }),
  });

async function aCode(): Promise<string> {
  const shop = await aShop(new Date());
  const { payment } = await shop.pay();
  await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  shop.transaction().status = 'succeeded';
  await shop.receive(shop.callback());
  return (await db.payment.findUniqueOrThrow({ where: { id: payment.id } })).receiptCode ?? '';
}

test('a right code is 200, one that is no code or nobody’s 404, and guessing ends in 429 for right ones too', async () => {
  const code = await aCode();
  expect((await open(code)).status).toBe(200);
  expect((await open('%E0%A4%A')).status).toBe(404);
  for (let wrong = 0; wrong < WRONG_CODES.place; wrong += 1)
    expect((await open(newReceiptCode())).status).toBe(404);
  const limited = await open(code);
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(limited.headers.get('retry-after'))).toBeLessThanOrEqual(WRONG_CODES.seconds);
  expect(await limited.text()).not.toContain('Argent reçu');
  expect((await open(code, '198.51.100.7')).status).toBe(200);
});

test('a typed code leads to its page in the language that was asked for; half a code is given back', async () => {
  const led = await answerCodeForm(new Request(`${ORIGIN}/r?lang=en&code=k7q4-mx2p-3r9t`));
  expect([led.status, led.headers.get('location')]).toEqual([303, '/r/K7Q4MX2P3R9T?lang=en']);
  const half = await answerCodeForm(new Request(`${ORIGIN}/r?lang=en&code=K7%22`));
  expect(half.status).toBe(200);
  const text = await half.text();
  expect(text).toContain('value="K7&quot;"');
  expect(text).toContain('name="lang" value="en"');
});
