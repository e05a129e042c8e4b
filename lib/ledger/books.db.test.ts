import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeDb, db, inTransaction } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import { testDatabase, truncateAll } from '#lib/testing/database.ts';
import { availableAccount, gatewayFeesAccount, providerAccount } from './accounts.ts';
import { balanceOf, balances, snapshot } from './balance.ts';
import { post } from './post.ts';
import { postingsFor } from './postings.ts';

let other: pg.Client;
beforeAll(async () => {
  other = new pg.Client({ connectionString: await testDatabase() });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await closeDb();
});
beforeEach(truncateAll);

const merchant = { merchantId: 'mer_1', mode: 'test' } as const;
const provider = providerAccount('con_1', 'cm-mtn');
const available = availableAccount('mer_1', 'test');
const pot = { ...merchant, account: available };

function aPayment({ transactionId = 'tx-1', amount = 1_500n, fee = 0n, merchantId = 'mer_1' } = {}) {
  return postingsFor({
    kind: 'payment_succeeded',
    merchantId,
    mode: 'test',
    paymentId: 'pay_1',
    attemptId: 'att_1',
    connectionId: 'con_1',
    wallet: 'cm-mtn',
    transactionId,
    money: money(amount, 'XAF'),
    fee: money(fee, 'XAF'),
  });
}

describe('post', () => {
  test('writes what happened and tells what is new', async () => {
    const postings = aPayment({ fee: 30n });
    expect(await inTransaction((tx) => post(tx, postings))).toEqual(postings);
    expect(await balances(db, merchant)).toEqual([
      { account: gatewayFeesAccount('test'), money: money(30n, 'XAF') },
      { account: available, money: money(1_470n, 'XAF') },
      { account: provider, money: money(-1_500n, 'XAF') },
    ]);
  });

  test('the same cause twice posts once, even with another amount', async () => {
    await inTransaction((tx) => post(tx, aPayment()));
    expect(await inTransaction((tx) => post(tx, aPayment({ amount: 99n })))).toEqual([]);
    expect(await balanceOf(db, pot)).toEqual([money(1_500n, 'XAF')]);
  });

  test('two transactions with the same causes at once: one posts, neither is stuck', async () => {
    const both = [...aPayment({ transactionId: 'a' }), ...aPayment({ transactionId: 'b' })];
    const written = await Promise.all([
      inTransaction((tx) => post(tx, both)),
      inTransaction((tx) => post(tx, both.toReversed())),
    ]);
    expect(written.flat()).toHaveLength(2);
    expect(await balanceOf(db, pot)).toEqual([money(3_000n, 'XAF')]);
  });

  test('what is rolled back was never posted', async () => {
    const failing = inTransaction(async (tx) => {
      await post(tx, aPayment());
      throw new Error('something else went wrong');
    });
    await expect(failing).rejects.toThrow('something else');
    expect(await balanceOf(db, pot)).toEqual([]);
  });

  test('nothing to post is nothing', async () => {
    expect(await inTransaction((tx) => post(tx, []))).toEqual([]);
  });

  test('amounts beyond what a float can hold stay exact', async () => {
    const amount = 2n ** 62n + 1n;
    await inTransaction((tx) => post(tx, aPayment({ amount })));
    await inTransaction((tx) => post(tx, aPayment({ amount, transactionId: 'tx-2' })));
    expect(await balanceOf(db, pot)).toEqual([money(2n * amount, 'XAF')]);
  });
});

test('a posting is never changed and never removed', async () => {
  await inTransaction((tx) => post(tx, aPayment()));
  await expect(other.query('UPDATE postings SET amount = 1')).rejects.toThrow('append-only');
  await expect(other.query('DELETE FROM postings')).rejects.toThrow('append-only');
  expect(await balanceOf(db, pot)).toEqual([money(1_500n, 'XAF')]);
});

test('a balance shows the merchant and the mode asked for only', async () => {
  await inTransaction((tx) => post(tx, aPayment()));
  await inTransaction((tx) => post(tx, aPayment({ merchantId: 'mer_2', transactionId: 'tx-2' })));
  expect(await balances(db, { merchantId: 'mer_1', mode: 'live' })).toEqual([]);
  expect((await balances(db, merchant)).map(({ account }) => account)).toEqual([available, provider]);
});

describe('snapshot', () => {
  test('reads numbered postings only, and never changes for a position', async () => {
    await inTransaction((tx) => post(tx, aPayment({ transactionId: 'a' })));
    expect(await snapshot(db, merchant)).toEqual({ position: 0n, balances: [] });
    await other.query('UPDATE postings SET position = 1');
    await inTransaction((tx) => post(tx, aPayment({ transactionId: 'b', amount: 7n })));
    const before = await snapshot(db, merchant);
    expect(before).toEqual({
      position: 1n,
      balances: [
        { account: available, money: money(1_500n, 'XAF') },
        { account: provider, money: money(-1_500n, 'XAF') },
      ],
    });
    await other.query('UPDATE postings SET position = 2 WHERE position IS NULL');
    expect(await snapshot(db, { ...merchant, position: 1n })).toEqual(before);
    expect((await snapshot(db, merchant)).position).toBe(2n);
  });
});
