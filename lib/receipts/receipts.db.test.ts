import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { newReceiptCode, readReceiptCode } from '#lib/ids.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { loadRecord } from '#lib/payments/record.ts';
import { paymentResource } from '#lib/payments/resource.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { WRONG_CODES } from './limits.ts';
import { lookUpReceipt } from './look-up.ts';

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
});

const PEER = '203.0.113.9';
const MIGRATION = path.resolve(
  import.meta.dirname,
  '../../prisma/migrations/20261121123052_give_receipt_codes/migration.sql',
);

let orders = 0;
async function aPaidPayment(): Promise<{ id: string; code: string }> {
  const { payment } = await shop.pay({ description: 'Panier 7', reference: `secret-${++orders}` });
  await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  shop.transaction().status = 'succeeded';
  await shop.receive(shop.callback());
  const row = await db.payment.findUniqueOrThrow({ where: { id: payment.id } });
  return { id: payment.id, code: row.receiptCode ?? '' };
}

const look = (code: string, peer = PEER) => lookUpReceipt({ code, peer });

describe('a payment that succeeds', () => {
  test('has a code, and its address stands in the API and in the very event of the success', async () => {
    const { id, code } = await aPaidPayment();
    expect(code).toMatch(/^[2-9A-HJKMNP-TW-Z]{12}$/);
    const record = await loadRecord(id);
    const url = record && paymentResource(record, new Date()).receipt_url;
    expect(url).toMatch(new RegExp(`/r/${code}$`));
    const event = await db.event.findFirstOrThrow({ where: { resourceId: id, type: 'payment.succeeded' } });
    expect(event.data).toMatchObject({ receipt_url: url });
  });

  test('keeps its code when more is told of it; one that does not succeed has none', async () => {
    const { id, code } = await aPaidPayment();
    await shop.receive(shop.callback());
    expect((await db.payment.findUniqueOrThrow({ where: { id } })).receiptCode).toBe(code);
    const { payment } = await shop.pay();
    await cancelPayment({ paymentId: payment.id, by: 'payer' }, shop.deps);
    const record = await loadRecord(payment.id);
    expect(record && paymentResource(record, new Date()).receipt_url).toBeNull();
  });
});

test('payments that succeeded before there were receipts are given a code each by the migration', async () => {
  const paid = [await aPaidPayment(), await aPaidPayment(), await aPaidPayment()];
  await db.payment.updateMany({ data: { receiptCode: null } });
  await shop.pay();
  await db.$executeRawUnsafe(readFileSync(MIGRATION, 'utf8'));
  const rows = await db.payment.findMany({ where: { receiptCode: { not: null } } });
  expect(rows.map(({ id }) => id).sort()).toEqual(paid.map(({ id }) => id).sort());
  expect(new Set(rows.map(({ receiptCode }) => receiptCode)).size).toBe(3);
  for (const { receiptCode } of rows) expect(readReceiptCode(receiptCode ?? '')).toBe(receiptCode);
});

describe('anyone who looks a code up', () => {
  test('sees shop with its look, amount, time, state and two digits, and nothing else', async () => {
    const { code, id } = await aPaidPayment();
    const found = await look(code);
    const { completedAt } = await db.payment.findUniqueOrThrow({ where: { id } });
    expect(found).toEqual({
      kind: 'receipt',
      receipt: {
        code,
        mode: 'test',
        shop: 'Boutique Awa',
        brand: {},
        country: 'CM',
        money: { amount: 1500n, currency: 'XAF' },
        at: completedAt,
        state: 'received',
        digits: '89',
      },
    });
  });

  test('may type it in small letters, with spaces, dashes or dots', async () => {
    const { code } = await aPaidPayment();
    const [a, b, c] = code.match(/.{4}/g) ?? [];
    for (const typed of [
      code.toLowerCase(),
      `${a}-${b}-${c}`,
      ` ${a} ${b} ${c} `,
      `${a}–${b}\u2011${c}`,
      `${a}.${b}.${c}`,
      `${a}\u00a0${b}\u202f${c}`,
    ]) {
      expect(await look(typed)).toMatchObject({ kind: 'receipt' });
    }
  });

  test('with a made-up, a near or an incomplete code finds nothing', async () => {
    const { code } = await aPaidPayment();
    const near = `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`;
    const swapped = `${code[1]}${code[0]}${code.slice(2)}`;
    for (const wrong of [
      newReceiptCode(),
      near,
      code.slice(0, 11),
      `${code}2`,
      '',
      'LLLLLLLLLLLL',
      "' OR 1=1",
    ])
      expect(await look(wrong)).toEqual({ kind: 'unknown' });
    if (swapped !== code) expect(await look(swapped)).toEqual({ kind: 'unknown' });
  });
});

describe('a receipt is as true as the books are now', () => {
  test('money that its operator gave back is said at once', async () => {
    const { id, code } = await aPaidPayment();
    await db.payment.update({ where: { id }, data: { refundedAmount: 500n } });
    expect(await look(code)).toMatchObject({
      receipt: {
        state: 'partly_given_back',
        givenBack: { back: { amount: 500n }, left: { amount: 1000n } },
      },
    });
    await db.payment.update({ where: { id }, data: { refundedAmount: 1500n } });
    expect(await look(code)).toMatchObject({ receipt: { state: 'given_back' } });
  });

  test.each([
    ['reversal', 'open', 'checked'],
    ['late_after_cancel', 'open', 'checked'],
    ['late_after_cancel', 'settled', 'received'],
    // A second payment of the same order, and a stray amount, leave the first one good.
    ['surplus', 'open', 'received'],
    ['wrong_amount', 'open', 'received'],
  ])('a discrepancy %s that is %s makes it %s', async (kind, status, state) => {
    const { id, code } = await aPaidPayment();
    const attempt = await db.attempt.findFirstOrThrow({ where: { paymentId: id } });
    await db.discrepancy.create({
      data: {
        id: `dis_${kind}`,
        merchantId: shop.merchantId,
        appId: shop.appId,
        mode: 'test',
        paymentId: id,
        attemptId: attempt.id,
        kind,
        key: kind,
        evidence: {},
        status,
        ...(status === 'settled' ? { decision: 'acknowledged', settledAt: new Date() } : {}),
      },
    });
    expect(await look(code)).toMatchObject({ receipt: { state } });
  });

  test('a late success, after the payment had expired, is a receipt like any other', async () => {
    const { id, code } = await aPaidPayment();
    await db.payment.update({ where: { id }, data: { late: true } });
    expect(await look(code)).toMatchObject({ receipt: { state: 'received' } });
  });

  test('without its payer’s details it says no digits', async () => {
    const { id, code } = await aPaidPayment();
    await db.payerDetail.deleteMany({ where: { paymentId: id } });
    const found = await look(code);
    expect(found.kind === 'receipt' && 'digits' in found.receipt).toBe(false);
  });
});

describe('guessing', () => {
  test('ends soon from one place (an IPv6 subscriber has one), not for the others; right codes cost nothing', async () => {
    const { code } = await aPaidPayment();
    for (let right = 0; right < WRONG_CODES.place + 5; right += 1)
      expect((await look(code)).kind).toBe('receipt');
    const guesser = (last: number) => `2001:db8:7:7::${last}`;
    for (let wrong = 1; wrong <= WRONG_CODES.place; wrong += 1)
      expect((await look(newReceiptCode(), guesser(wrong))).kind).toBe('unknown');
    expect(await look(newReceiptCode(), guesser(99))).toMatchObject({ kind: 'limited' });
    // Not even a right one: the answer would tell that it was right.
    expect(await look(code, guesser(99))).toMatchObject({ kind: 'limited' });
    expect(await look(code)).toMatchObject({ kind: 'receipt' });
  });

  test('at once counts every try', async () => {
    const tries = await Promise.all(
      Array.from({ length: WRONG_CODES.place + 10 }, () => look(newReceiptCode(), '198.51.100.77')),
    );
    expect(tries.filter(({ kind }) => kind === 'unknown')).toHaveLength(WRONG_CODES.place);
  });

  test('from everywhere together ends too', async () => {
    const { code } = await aPaidPayment();
    await look(newReceiptCode());
    await db.rateLimit.updateMany({
      where: { key: 'receipt-all:all' },
      data: { points: WRONG_CODES.everywhere - 1 },
    });
    expect((await look(newReceiptCode(), '198.51.100.1')).kind).toBe('unknown');
    expect(await look(code, '198.51.100.2')).toMatchObject({ kind: 'limited' });
  });

  test('what cannot be a code is a typing mistake and does not count', async () => {
    for (let typo = 0; typo < WRONG_CODES.place + 5; typo += 1) await look(`K7Q4-${typo}`);
    expect((await look(newReceiptCode())).kind).toBe('unknown');
    expect(await db.rateLimit.count()).toBe(2);
  });
});
