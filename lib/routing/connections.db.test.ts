import { beforeEach, describe, expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { db, sql } from '#lib/db.ts';
import { newProviderReference } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { addConnection } from './add-connection.ts';
import { availableOperators, routeFor, routesFor, TEST_PROVIDER } from './connections.ts';
import { HEALTH_WINDOW_MS } from './health.ts';
import { writeRule } from './rules.ts';

let shop: Shop;
let live: { merchantId: string; mode: 'live' };

beforeEach(async () => {
  await truncateAll();
  shop = await aShop();
  live = { merchantId: shop.merchantId, mode: 'live' };
});

async function connection(merchantId: string | null, mode: 'test' | 'live' = 'live'): Promise<string> {
  const credentials = { public_key: 'fake-public-key', private_key: 'fake-private-key' };
  return (await addConnection({ provider: 'my-coolpay', mode, merchantId, credentials })).id;
}

async function order(
  owner: { merchantId: string; mode: string; metadata?: unknown } = live,
): Promise<string[]> {
  const routes = await routesFor(owner, 'cm-mtn', 'XAF', shop.clock);
  return routes.map((route) => route.connection.id);
}

function rule(merchantId: string | null, connectionIds: string[]) {
  const key = { operator: 'cm-mtn' as const, currency: 'XAF' };
  return writeRule(db, { merchantId, mode: 'live' }, { ...key, connectionIds, now: shop.clock.now() });
}

/** So many answers of a connection, the newest `agoMs` ago. */
async function answers(connectionId: string, count: number, bad: boolean, agoMs = 1_000): Promise<void> {
  const { payment } = await shop.pay();
  for (let index = 0; index < count; index += 1) {
    await db.$executeRaw(sql`
      INSERT INTO attempts (id, payment_id, merchant_id, mode, number, connection_id, provider, operator, flow, status,
        reference, amount, currency, failure_code, called_at, call_ended_at)
      VALUES (${`att_${connectionId}_${agoMs}_${bad}_${index}`}, ${payment.id}, ${shop.merchantId}, 'live', ${index + 1},
        ${connectionId}, 'my-coolpay', 'cm-mtn', 'push', 'failed', ${newProviderReference()}, 100, 'XAF',
        ${bad ? 'operator_unavailable' : 'payer_declined'}, ${addMs(shop.clock.now(), -agoMs - index)}, now())`);
  }
}

describe('the order of connections', () => {
  test('own before the platform’s, unless a rule says otherwise; the merchant’s rule wins', async () => {
    const platform = await connection(null);
    const spare = await connection(null);
    const own = await connection(shop.merchantId);
    expect(await order()).toEqual([own, platform, spare]);
    await rule(null, [spare]);
    expect(await order()).toEqual([spare, own, platform]);
    await rule(shop.merchantId, [platform]);
    expect(await order()).toEqual([platform, spare, own]);
    await rule(shop.merchantId, []);
    await rule(null, [platform]);
    expect(await order()).toEqual([platform, own, spare]);
    expect(await db.routingRule.count()).toBe(1);
  });

  test('a rule of another merchant, mode, operator or currency changes nothing, and brings nothing in', async () => {
    const first = await connection(null);
    const second = await connection(null);
    const other = await db.merchant.create({ data: { id: 'mer_other', name: 'Other', country: 'CM' } });
    const foreign = await connection(other.id);
    await rule(other.id, [second]);
    await rule(shop.merchantId, [foreign]);
    const now = shop.clock.now();
    const owner = { merchantId: shop.merchantId, mode: 'test' };
    const key = { operator: 'cm-mtn' as const, currency: 'XAF', connectionIds: [second], now };
    await writeRule(db, owner, key);
    await writeRule(db, { ...owner, mode: 'live' }, { ...key, operator: 'cm-orange' });
    expect(await order()).toEqual([first, second]);
  });

  test('a test payment may name its provider; in live mode the same metadatum moves nothing', async () => {
    const own = await connection(shop.merchantId);
    const named = (mode: 'test' | 'live', provider: string) => {
      const metadata = { [TEST_PROVIDER]: provider };
      return order({ merchantId: shop.merchantId, mode, metadata });
    };
    expect(await named('live', 'flooz')).toEqual([own]);
    const inTest = await connection(shop.merchantId, 'test');
    expect(await named('test', 'my-coolpay')).toContain(inTest);
    expect(await named('test', 'flooz')).toEqual([]);
    expect(await order({ merchantId: shop.merchantId, mode: 'test' })).toContain(inTest);
  });

  test('two people who write the same rule at once leave one rule', async () => {
    const [first, second] = [await connection(null), await connection(null)];
    await Promise.all([rule(null, [first]), rule(null, [second]), rule(null, [second, first])]);
    expect(await db.routingRule.count()).toBe(1);
  });
});

describe('the amount', () => {
  const payGate = { auth_token: '0b0f6c0e-9f4e-4a52-8f0a-000000000001' };
  const mBanking = { nomUtilisateur: 'the-user', motDePasse: 'the-password' };
  const add = async (provider: 'paygateglobal' | 'tmoney-mbanking', credentials: Record<string, string>) =>
    addConnection({ provider, mode: 'live', merchantId: shop.merchantId, credentials });
  const tmoney = async (amount: bigint) => {
    const offers = await availableOperators(live, 'TG', money(amount, 'XOF'), shop.clock);
    return offers.find(({ operator }) => operator === 'tg-tmoney');
  };
  const range = (min: bigint, max: bigint) => ({ min: money(min, 'XOF'), max: money(max, 'XOF') });

  test('goes to the first connection that takes it', async () => {
    const first = await add('paygateglobal', payGate);
    expect(await tmoney(1_500_000n)).toMatchObject({
      reason: 'amount_above',
      limits: range(100n, 1_000_000n),
    });
    const second = await add('tmoney-mbanking', mBanking);
    expect(await tmoney(1_500_000n)).toMatchObject({ available: true });
    const chosen = async (amount: bigint) =>
      (await routeFor(live, 'tg-tmoney', money(amount, 'XOF'), shop.clock))?.route.connection.id;
    expect(await chosen(1_500n)).toBe(first.id);
    expect(await chosen(1_500_000n)).toBe(second.id);
  });

  test('that none of them takes is refused with the limits of all, also while one of them rests', async () => {
    await add('paygateglobal', payGate);
    const { id } = await add('tmoney-mbanking', mBanking);
    const refused = { available: false, reason: 'amount_above', limits: range(100n, 2_000_000n) };
    expect(await tmoney(2_000_001n)).toMatchObject(refused);
    await answers(id, 10, true);
    expect(await tmoney(2_000_001n)).toMatchObject(refused);
    // It would take it, and comes back by itself.
    expect(await tmoney(1_500_000n)).toMatchObject({ available: false, reason: 'down' });
  });
});

describe('health', () => {
  test('a connection that answers badly is tried last, and comes back by itself', async () => {
    const [first, second] = [await connection(null), await connection(null)];
    await answers(first, 5, true);
    await answers(first, 6, false);
    expect(await order()).toEqual([second, first]);
    shop.clock.advance(HEALTH_WINDOW_MS);
    expect(await order()).toEqual([first, second]);
  });

  test('below the floor it is not tried; with no other the operator is shown as down, and nothing is charged', async () => {
    const only = await connection(null);
    await answers(only, 10, true);
    expect(await order()).toEqual([]);
    expect(await routeFor(live, 'cm-mtn', money(1500n, 'XAF'), shop.clock)).toMatchObject({
      reason: 'down',
    });
    const offers = await availableOperators(live, 'CM', money(1500n, 'XAF'), shop.clock);
    expect(offers.find(({ operator }) => operator === 'cm-mtn')).toMatchObject({
      available: false,
      reason: 'down',
    });
    const { payment } = await shop.pay();
    await db.$executeRaw(sql`UPDATE payments SET mode = 'live' WHERE id = ${payment.id}`);
    const asked = submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
    await expect(asked).rejects.toMatchObject({ code: 'operator_unavailable' });
    expect(shop.sent).toEqual([]);
    shop.clock.advance(HEALTH_WINDOW_MS);
    expect(await order()).toEqual([only]);
  });

  test('payers who decline are no fault of the connection’s', async () => {
    const [first, second] = [await connection(null), await connection(null)];
    await answers(first, 20, false);
    expect(await order()).toEqual([first, second]);
  });

  test('in test mode whoever tests chooses the answers: they close nothing', async () => {
    await answers(shop.connectionId, 20, true);
    expect(await order({ ...live, mode: 'test' })).toEqual([shop.connectionId]);
  });
});
