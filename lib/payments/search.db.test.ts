/** Finding payments: by what a person has in hand, by filters, page by page; and nobody else's, whatever is asked. */
import { beforeEach, describe, expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { db, sql } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { cluesOfText, cluesOfWord } from './clues.ts';
import { exportPayments } from './export.ts';
import { listPayments } from './find.ts';
import { findByClues, findByPayer, maskedPayer, payerKeys } from './find-by-clues.ts';
import { submitPayment } from './submit.ts';
import { aShop, PAYER, phone } from './testing/shop.ts';
import type { Scope } from './types.ts';

beforeEach(truncateAll);

const READER = { country: 'CM', currencies: ['XOF', 'XAF', 'CDF', 'USD'] } as const;
const ANOTHER = phone('+237690000049');

async function twoShops() {
  const shop = await aShop();
  const paid = await shop.pay({ reference: 'CMD-1042' });
  await submitPayment({ paymentId: paid.payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  await db.attempt.updateMany({
    where: { paymentId: paid.payment.id },
    data: { operatorReference: 'MP241121.1032.C12345', transactionId: 'TX-77' },
  });
  const all: Scope = { ...shop.scope, appId: 'all' };
  return { shop, all, paid, id: paid.payment.id };
}

const find = (scope: Scope, typed: string) => findByClues(scope, cluesOfWord(typed, READER));

test('what a payer has in hand finds the payment, in capitals or not', async () => {
  const { all, id } = await twoShops();
  const attempt = await db.attempt.findFirstOrThrow({ where: { paymentId: id } });
  expect(await find(all, id)).toEqual({ by: 'id', ids: [id] });
  expect(await find(all, 'cmd-1042')).toEqual({ by: 'reference', ids: [id] });
  for (const name of ['mp241121.1032.c12345', 'TX-77', attempt.reference.toLowerCase()]) {
    expect(await find(all, name)).toEqual({ by: 'operator_reference', ids: [id] });
  }
  for (const number of ['670000789', '+237 6 70 00 07 89']) {
    expect(await find(all, number)).toEqual({ by: 'phone', ids: [id] });
  }
  expect(await find(all, '1 500 FCFA')).toMatchObject({ by: 'amount' });
  expect(await find(all, 'CMD-104')).toEqual({ by: 'nothing' });
  const sms = 'Paiement de 1500 FCFA. Ref: MP241121.1032.C12345. Solde: 20000 FCFA';
  expect(await findByClues(all, cluesOfText(sms, READER))).toEqual({ by: 'operator_reference', ids: [id] });
});

test('another merchant, another mode and another app find nothing of it', async () => {
  const { all, id, shop } = await twoShops();
  const other: Scope = { ...all, merchantId: 'mer_other' };
  const live: Scope = { ...all, mode: 'live' };
  const keys = payerKeys(all.merchantId, [PAYER]);
  for (const scope of [other, live]) {
    for (const typed of [id, 'CMD-1042', 'MP241121.1032.C12345', 'TX-77', '670000789']) {
      expect(await find(scope, typed)).toEqual({ by: 'nothing' });
    }
    expect(await findByPayer(scope, keys)).toEqual([]);
    // Even ids that somebody found elsewhere open nothing.
    expect((await listPayments(scope, { ids: [id], limit: 10 })).records).toEqual([]);
  }
  expect(await maskedPayer('mer_other', keys)).toBeUndefined();
  expect((await listPayments({ ...shop.scope, appId: 'app_other' }, { limit: 10 })).records).toEqual([]);
});

test('a number is looked for by a key of this merchant’s alone, and shown masked', async () => {
  const { all, id } = await twoShops();
  const [key = ''] = payerKeys(all.merchantId, [PAYER]);
  expect(await findByPayer(all, [key])).toEqual([id]);
  expect(await maskedPayer(all.merchantId, [key])).toMatch(/•/);
  expect(payerKeys('mer_other', [PAYER])).not.toContain(key);
  expect(await findByPayer(all, ['', 'x', `${key}0`, "' OR 1=1", key.toUpperCase()])).toEqual([]);
});

test('filters meet: operator, amount, day, status, ids', async () => {
  const { shop, all, id } = await twoShops();
  shop.clock.advance(60_000);
  const second = await shop.pay({ reference: 'B', money: money(99_000n, 'XAF') });
  await submitPayment({ paymentId: second.payment.id, operator: 'cm-orange', phone: ANOTHER }, shop.deps);
  const ids = async (filter: Parameters<typeof listPayments>[1]) =>
    (await listPayments(all, filter)).records.map(({ payment }) => payment.id);
  const limit = 10;
  expect(await ids({ limit })).toEqual([second.payment.id, id]);
  expect(await ids({ limit, operator: 'cm-orange' })).toEqual([second.payment.id]);
  expect(await ids({ limit, operator: 'cm-orange', ids: [id] })).toEqual([]);
  expect(await ids({ limit, operator: 'cm-card' })).toEqual([]);
  expect(await ids({ limit, ids: [] })).toEqual([]);
  expect(await ids({ limit, ranges: [{ from: 1500n, to: 1500n, currencies: ['XAF'] }] })).toEqual([id]);
  expect(await ids({ limit, ranges: [{ from: 1501n, currencies: ['XAF'] }] })).toEqual([second.payment.id]);
  expect(await ids({ limit, ranges: [{ from: 1n, currencies: ['USD'] }] })).toEqual([]);
  expect(await ids({ limit, amounts: [{ amount: 1500n, currencies: ['USD', 'CDF'] }] })).toEqual([]);
  const { createdAt } = second.payment;
  expect(await ids({ limit, createdFrom: createdAt })).toEqual([second.payment.id]);
  expect(await ids({ limit, createdBefore: createdAt })).toEqual([id]);
  expect(await ids({ limit, createdAfter: createdAt })).toEqual([]);
  expect(await ids({ limit, reference: 'b' })).toEqual([]);
  expect(await ids({ limit, reference: 'B' })).toEqual([second.payment.id]);
});

test('an export has every payment of the view once, however it is cut, and none that came later', async () => {
  const { shop, all } = await twoShops();
  for (let n = 0; n < 6; n += 1) await shop.pay(); // at the same moment: the id decides
  const now = addMs(shop.clock.now(), 1);
  const seen: string[] = [];
  for await (const rows of exportPayments(all, {}, { now, batch: 3 })) {
    expect(rows.length).toBeLessThanOrEqual(3);
    if (seen.length === 0) {
      shop.clock.advance(1_000);
      await shop.pay({ reference: 'later' });
    }
    seen.push(...rows.map(({ reference }) => reference));
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
  expect(seen).not.toContain('later');
  const [line] = (await exportPayments(all, { reference: 'CMD-1042' }, { now }).next()).value ?? [];
  expect(line).toMatchObject({
    operator: 'cm-mtn',
    operatorReference: 'MP241121.1032.C12345',
    amount: 1500n,
  });
  expect(line.phoneMasked).toContain('•');
});

describe('a busy operator', () => {
  /** A shop with more tries at one operator than are read at once: as rows, since paying that often takes minutes. */
  async function aBusyShop() {
    const shop = await aShop();
    const scope: Scope = { ...shop.scope, appId: 'all' };
    const { merchantId, appId } = shop.scope;
    await db.$executeRaw`
      INSERT INTO payments (id, merchant_id, app_id, mode, status, hosted, amount, currency, reference, country, attempts_max,
        attempts_count, created_at, expires_at)
      SELECT ${idSql()}, ${merchantId}, ${appId}, 'test', CASE n % 200 WHEN 0 THEN 'canceled' ELSE 'failed' END, true,
        CASE WHEN n > 5990 THEN 777 ELSE 1500 END, 'XAF', n::text, 'CM', 5, (n % 3 > 0)::int,
        ${START}::timestamptz + n * interval '1 s', ${START}::timestamptz + interval '9 days'
      FROM generate_series(1, 9000) AS n`;
    // Two of three were tried; the oldest hundred a week later, so that tries and payments are not in one order.
    await db.$executeRaw`
      INSERT INTO attempts (id, payment_id, merchant_id, mode, number, connection_id, provider, operator, flow, reference, amount,
        currency, status, submitted_at)
      SELECT 'att_' || n, ${idSql()}, ${merchantId}, 'test', 1, 'con_1', 'my-coolpay', 'cm-mtn', 'push',
        lpad(n::text, 20, '0'), 1500, 'XAF', 'failed',
        ${START}::timestamptz + n * interval '1 s' + CASE WHEN n < 100 THEN interval '7 days' ELSE interval '0 s' END
      FROM generate_series(1, 9000) AS n WHERE n % 3 > 0`;
    await db.$executeRaw`ANALYZE payments`;
    await db.$executeRaw`ANALYZE attempts`;
    return scope;
  }

  const START = new Date('2026-10-01T00:00:00Z');
  const idSql = () => sql`'pay_0' || lpad(n::text, 25, '0')`;
  const idOf = (n: number) => `pay_0${String(n).padStart(25, '0')}`;
  const tried = Array.from({ length: 9_000 }, (_, index) => 9_000 - index).filter((n) => n % 3 > 0);

  /** The first pages of a list, one after the other. */
  async function pages(scope: Scope, filter: Parameters<typeof listPayments>[1], count = 4) {
    const ids: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < count; page += 1) {
      const { records, next } = await listPayments(scope, { ...filter, ...(after && { after }) });
      ids.push(...records.map(({ payment }) => payment.id));
      after = next;
      if (after === undefined) break;
    }
    return ids;
  }

  const until = (n: number) => ({ createdBefore: addMs(START, n * 1_000) });

  test('lists each of its payments once and in order, also those that were tried long after', async () => {
    const scope = await aBusyShop();
    const busy = { operator: 'cm-mtn', limit: 10 } as const;
    expect(await pages(scope, busy)).toEqual(tried.slice(0, 40).map(idOf));
    const oldest = tried.filter((n) => n < 120);
    expect(await pages(scope, { ...busy, ...until(120) })).toEqual(oldest.slice(0, 40).map(idOf));
    const canceled = tried.filter((n) => n % 200 === 0);
    expect(canceled).toHaveLength(30);
    expect(await pages(scope, { ...busy, status: 'canceled' })).toEqual(canceled.map(idOf));
    expect(await pages(scope, { ...busy, operator: 'cm-orange' })).toEqual([]);
    const rare = { ranges: [{ from: 777n, to: 777n, currencies: ['XAF'] as const }], ...until(6_000) };
    const found = tried.filter((n) => n > 5_990 && n < 6_000);
    expect(await pages(scope, { ...busy, ...rare, limit: 2 })).toEqual(found.map(idOf));
  });
});
