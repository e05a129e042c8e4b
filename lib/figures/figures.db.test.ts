import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { newId, newUuid } from '#lib/ids.ts';
import { listConnections } from '#lib/merchants/connections.ts';
import { money } from '#lib/money.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { HEALTH_WINDOW_MS, judge, recentAnswers } from '#lib/routing/health.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { firstHour, isFirstHourOver } from './first-hour.ts';
import { periodsAt } from './periods.ts';
import { beingChecked, openDiscrepancies, periodFigures, receivedByDay } from './received.ts';
import { connectionHealth, failuresByReason, isConnected, triesByOperator } from './tries.ts';

beforeEach(truncateAll);

const at = (text: string) => new Date(text);

describe('days', () => {
  test('begin at midnight where the merchant lives', async () => {
    // 23:30 in UTC is past midnight already in Kinshasa (UTC+1) and in Lubumbashi (UTC+2).
    const now = at('2026-11-20T23:30:00Z');
    const kinshasa = await periodsAt(now, 'Africa/Kinshasa');
    expect(kinshasa.today).toEqual({ from: at('2026-11-20T23:00:00Z'), to: now });
    expect(kinshasa.calendar.at(-1)).toBe('2026-11-21');
    const abidjan = await periodsAt(now, 'Africa/Abidjan');
    expect(abidjan.today).toEqual({ from: at('2026-11-20T00:00:00Z'), to: now });
    expect(abidjan.yesterday).toEqual({ from: at('2026-11-19T00:00:00Z'), to: at('2026-11-19T23:30:00Z') });
    expect(abidjan.lastWeek).toEqual({ from: at('2026-11-13T00:00:00Z'), to: at('2026-11-13T23:30:00Z') });
    expect(abidjan.calendar).toHaveLength(14);
    expect(abidjan.calendar[0]).toBe('2026-11-07');
    expect(abidjan.fortnightFrom).toEqual(at('2026-11-07T00:00:00Z'));
  });

  test('of 23 and 25 hours are days too', async () => {
    // Paris leaves summer time on 25 October 2026.
    const periods = await periodsAt(at('2026-10-25T22:00:00Z'), 'Europe/Paris');
    expect(periods.today.from).toEqual(at('2026-10-24T22:00:00Z'));
    expect(periods.yesterday.from).toEqual(at('2026-10-23T22:00:00Z'));
    expect((await periodsAt(at('2026-10-26T22:00:00Z'), 'Europe/Paris')).today.from).toEqual(
      at('2026-10-25T23:00:00Z'),
    );
  });
});

interface Kept {
  status?: string;
  amount?: bigint;
  currency?: string;
  merchantId?: string;
  mode?: string;
  createdAt?: Date;
  completedAt?: Date;
  origin?: string;
}

async function aPayment({ merchantId = 'mer_1', mode = 'test', status = 'succeeded', ...rest }: Kept = {}) {
  const id = newId('pay');
  const createdAt = rest.createdAt ?? at('2026-11-21T10:00:00Z');
  await db.payment.create({
    data: {
      id,
      merchantId,
      appId: 'app_1',
      mode,
      status,
      hosted: true,
      amount: rest.amount ?? 1_000n,
      currency: rest.currency ?? 'XAF',
      reference: id,
      country: 'CM',
      attemptsMax: 5,
      createdAt,
      expiresAt: at('2026-12-01T00:00:00Z'),
      origin: rest.origin ?? 'api',
      ...(status === 'created' || status === 'pending' ? {} : { completedAt: rest.completedAt ?? createdAt }),
    },
  });
  return id;
}

const MINE = { merchantId: 'mer_1', mode: 'test' } as const;
const DAY = { from: at('2026-11-21T00:00:00Z'), to: at('2026-11-22T00:00:00Z') };

describe('figures', () => {
  test('count what was received when it was proven, by currency, and never another shop’s or mode’s', async () => {
    await aPayment();
    await aPayment({ amount: 2n ** 60n });
    await aPayment({ amount: 5n, currency: 'USD' });
    // Asked for yesterday, paid today: received today.
    await aPayment({
      createdAt: at('2026-11-20T23:59:00Z'),
      completedAt: at('2026-11-21T00:01:00Z'),
      amount: 1n,
    });
    await aPayment({ completedAt: at('2026-11-22T00:00:00Z') });
    await aPayment({ merchantId: 'mer_2' });
    await aPayment({ mode: 'live' });
    await aPayment({ status: 'failed' });
    await aPayment({ status: 'pending' });
    const figures = await periodFigures(MINE, DAY);
    expect(figures.received).toEqual([
      { money: money(2n ** 60n + 1_001n, 'XAF'), count: 3 },
      { money: money(5n, 'USD'), count: 1 },
    ]);
    expect(figures.endings).toEqual({ succeeded: 4, lost: 1 });
    expect(await beingChecked(MINE)).toEqual([{ money: money(1_000n, 'XAF'), count: 1 }]);
    expect(await beingChecked({ ...MINE, mode: 'live' })).toEqual([]);
    const days = await receivedByDay(MINE, { fortnightFrom: at('2026-11-21T00:00:00Z') }, 'Africa/Kinshasa');
    expect(days.map(({ day, count }) => [day, count])).toEqual([
      ['2026-11-21', 1],
      ['2026-11-21', 3],
      ['2026-11-22', 1],
    ]);
    expect(await openDiscrepancies(MINE)).toBe(0);
  });
});

describe('tries', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await aShop(at('2026-11-21T10:00:00Z'));
  });

  async function aTry(change: { status: string; failureCode?: string; operatorReported?: string }) {
    const { payment } = await shop.pay();
    const record = await submitPayment(
      { paymentId: payment.id, operator: 'cm-mtn', phone: PAYER },
      shop.deps,
    );
    const id = record.attempts[0]?.id ?? '';
    await db.attempt.update({ where: { id }, data: { ...change, submittedAt: shop.clock.now() } });
  }

  test('are counted by operator, by reason, and tell how a connection is', async () => {
    await aTry({ status: 'succeeded' });
    await aTry({ status: 'succeeded', operatorReported: 'cm-orange' });
    await aTry({ status: 'failed', failureCode: 'insufficient_funds' });
    for (let i = 0; i < 3; i += 1) await aTry({ status: 'failed', failureCode: 'operator_unavailable' });
    const scope = { merchantId: shop.merchantId, mode: 'test' } as const;
    expect(await triesByOperator(scope, DAY)).toEqual([
      { operator: 'cm-mtn', ended: 5, succeeded: 1 },
      { operator: 'cm-orange', ended: 1, succeeded: 1 },
    ]);
    expect(await failuresByReason(scope, DAY)).toEqual([
      { reason: 'operator_unavailable', count: 3 },
      { reason: 'insufficient_funds', count: 1 },
    ]);
    // A payer's empty purse is no illness of a connection.
    expect(await connectionHealth(scope, shop.clock.now())).toMatchObject([
      { id: shop.connectionId, day: { answers: 6, bad: 3 }, health: 'good' },
    ]);
    const other = { merchantId: 'mer_2', mode: 'test' } as const;
    expect(await connectionHealth(other, shop.clock.now())).toEqual([]);
    expect(await triesByOperator({ ...scope, mode: 'live' }, DAY)).toEqual([]);
  });

  test('of a connection are judged alike by the first page, the connections’ page and routing', async () => {
    const scope = { merchantId: shop.merchantId, mode: 'test' } as const;
    const seen = async () => {
      const now = shop.clock.now();
      const [home] = await connectionHealth(scope, now);
      const listed = (await listConnections(scope, now)).find(
        ({ connection }) => connection.id === shop.connectionId,
      );
      const routing = await recentAnswers([shop.connectionId], now);
      const { answers = 0, bad = 0 } = routing.get(shop.connectionId) ?? {};
      expect(home?.recent).toEqual({ answers, bad });
      expect(listed?.recent).toMatchObject({ answers, bad });
      expect(listed?.health).toBe(home?.health);
      expect(judge({ answers, bad })).toBe(home?.health);
      return { health: home?.health, day: home?.day };
    };
    // Neither a shop that cancels nor a payer without money speaks against the connection.
    await aTry({ status: 'canceled', failureCode: 'canceled_by_merchant' });
    await aTry({ status: 'failed', failureCode: 'insufficient_funds' });
    await aTry({ status: 'pending' });
    for (let i = 0; i < 5; i += 1) await aTry({ status: 'failed', failureCode: 'merchant_config' });
    expect(await seen()).toEqual({ health: 'good', day: { answers: 8, bad: 5 } });
    await aTry({ status: 'submitting' });
    await aTry({ status: 'unresolved' });
    expect(await seen()).toEqual({ health: 'poor', day: { answers: 10, bad: 7 } });
    for (let i = 0; i < 10; i += 1) await aTry({ status: 'failed', failureCode: 'operator_unavailable' });
    expect(await seen()).toEqual({ health: 'down', day: { answers: 20, bad: 17 } });
    shop.clock.advance(HEALTH_WINDOW_MS);
    expect(await seen()).toEqual({ health: 'unknown', day: { answers: 20, bad: 17 } });
  });
});

test('nothing can be paid without a connection of the mode that is not paused', async () => {
  const { merchantId, connectionId } = await aShop();
  const connected = (mode: 'test' | 'live') => isConnected({ merchantId, mode });
  expect([await connected('test'), await connected('live')]).toEqual([true, false]);
  await db.connection.update({ where: { id: connectionId }, data: { pausedAt: at('2026-11-21T10:00:00Z') } });
  expect(await connected('test')).toBe(false);
  await db.connection.update({ where: { id: connectionId }, data: { pausedAt: null, merchantId: 'mer_2' } });
  expect(await connected('test')).toBe(false);
  await db.connection.update({ where: { id: connectionId }, data: { merchantId: null } });
  expect(await connected('test')).toBe(true);
});

test('the first hour ends when the site is told, the key used, the webhook there and the payment paid', async () => {
  expect(await firstHour('mer_1')).toEqual({ site: false, key: false, webhook: false, payment: false });
  const { merchantId, scope } = await aShop();
  expect(await firstHour(merchantId)).toEqual({ site: true, key: false, webhook: true, payment: false });
  const paymentId = await aPayment({ merchantId, origin: 'compat:my-coolpay', status: 'failed' });
  const by = { merchantId, provider: 'my-coolpay', reference: 'order-1', providerReference: '100000001' };
  const dialect = { appId: scope.appId, mode: 'test', lookup: 'a key', credentialsSealed: new Uint8Array() };
  const { id: dialectCredentialId } = await db.dialectCredential.create({
    data: { id: newUuid(), merchantId, provider: by.provider, ...dialect },
  });
  await db.compatTransaction.create({ data: { ...by, paymentId, dialectCredentialId } });
  await aPayment({ merchantId, mode: 'live' });
  expect(await firstHour(merchantId)).toMatchObject({ key: true, payment: false });
  await aPayment({ merchantId });
  const done = await firstHour(merchantId);
  expect(isFirstHourOver(done)).toBe(true);
});
