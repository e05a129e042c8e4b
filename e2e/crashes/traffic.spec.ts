/** kill -9 at random times, and a stop in order, while shops and payers are at it; then the same accounting. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { Ending } from '#lib/sandbox/stories.ts';
import { Random } from '#lib/testing/histories/random.ts';
import { openJudge } from './judge.ts';
import { openShop, type ProviderId, type Shop } from './shop.ts';
import { type Supervised, startSupervised, type Target } from './supervised.ts';

/** Stories that come to rest within seconds, and whose end does not hang on a callback that a crash may swallow. */
const STORIES: Record<ProviderId, readonly [Ending, ...Ending[]]> = {
  'my-coolpay': [
    '789',
    '789',
    '700',
    '019',
    '049',
    '109',
    '139',
    '149',
    '159',
    '169',
    '179',
    '189',
    '199',
    '219',
  ],
  paygateglobal: ['789', '789', '700', '059', '069', '109', '139', '159', '169', '179', '189'],
};
const SETTLED_WITHIN_MS = 150_000;
const PAYMENTS_AT_STOP = 30;

test.describe.configure({ mode: 'default' });

for (const { seed, title } of [
  { seed: 1, title: '' },
  ...[2, 3, 4].map((seed) => ({ seed, title: ' @full' })),
]) {
  const size =
    title === ''
      ? { payments: 40, kills: 8, withinMs: 35_000 }
      : { payments: 120, kills: 24, withinMs: 150_000 };
  test(`${size.kills} kills at random while ${size.payments} payments are made, seed ${seed}${title}`, async () => {
    test.setTimeout(400_000 + size.withinMs + SETTLED_WITHIN_MS);
    const gateway = await startSupervised();
    const judge = openJudge(gateway.databaseUrl);
    const shop = await openShop(gateway.dataDir);
    let right = false;
    try {
      const killed = killAtRandom(gateway, new Random(seed, 1), size);
      await Promise.all([...payAtRandom(shop, new Random(seed, 2), size), killed]);
      await expect
        .poll(() => judge.problems(shop), { timeout: SETTLED_WITHIN_MS, intervals: [500] })
        .toEqual([]);
      expect(await judge.query('SELECT 1 FROM payments')).toHaveLength(size.payments);
      right = true;
    } finally {
      shop.close();
      await judge.close();
      if (right) await gateway.stop();
      await gateway.close({ keep: !right });
    }
  });
}

test('a stop in order answers every request that had an effect, and nothing is lost or told twice', async () => {
  test.setTimeout(500_000);
  const gateway = await startSupervised();
  const judge = openJudge(gateway.databaseUrl);
  const shop = await openShop(gateway.dataDir);
  let right = false;
  try {
    const order = { provider: 'paygateglobal', ending: '789' } as const;
    const asked: Promise<boolean>[] = [];
    // Some have ended, some wait for the payer, some are on their way when the stop comes.
    const before = 5;
    for (let index = 1; index <= PAYMENTS_AT_STOP; index += 1) {
      asked.push(shop.chargeOnce({ name: `payment ${index}`, ...order }));
      if (index === before) await Promise.all(asked);
      if (index > before) await sleep(30); // the traffic's pace, and no wait for a result
      if (index === PAYMENTS_AT_STOP / 2) asked.push(gateway.stop().then(() => true));
    }
    const answered = (await Promise.all(asked)).filter(Boolean).length - 1;
    expect(answered).toBeGreaterThan(before);
    expect(answered).toBeLessThan(PAYMENTS_AT_STOP);

    await gateway.start();
    const created = await judge.query<{ reference: string }>('SELECT reference FROM payments');
    const known = shop.orders
      .filter(({ paymentId }) => paymentId !== undefined)
      .map(({ reference }) => reference);
    expect(created.map(({ reference }) => reference).sort()).toEqual(known.sort());
    await Promise.all(shop.orders.map((one) => shop.askAgain(one)));
    await expect
      .poll(() => judge.problems(shop), { timeout: SETTLED_WITHIN_MS, intervals: [500] })
      .toEqual([]);
    expect([...shop.taken.values()].filter(({ times }) => times !== 1)).toEqual([]);
    right = true;
  } finally {
    shop.close();
    await judge.close();
    if (right) await gateway.stop();
    await gateway.close({ keep: !right });
  }
});

interface Size {
  payments: number;
  kills: number;
  withinMs: number;
}

/**
 * Each process is killed alone and with another; the first ones by chance, so that a few kills reach them all. Real time
 * passes between kills, as between payments: random moments are what is tried, and results are polled for.
 */
async function killAtRandom(gateway: Supervised, random: Random, { kills, withinMs }: Size): Promise<void> {
  const weights: Record<Target, number> = { web: 4, worker: 4, both: 3, postgres: 3, start: 1 };
  const all = (Object.keys(weights) as Target[]).sort(() => random.next() - 0.5); // keys of the table as its type has them
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(random.between(0, (2 * withinMs) / kills));
    await gateway.kill(all[kill] ?? random.weighted(weights));
  }
}

function payAtRandom(shop: Shop, random: Random, { payments, withinMs }: Size): Promise<void>[] {
  return Array.from({ length: payments }, async (_, index) => {
    const provider = random.pick(['my-coolpay', 'paygateglobal']);
    const ending = random.pick(STORIES[provider]);
    await sleep(random.between(0, withinMs));
    const payment = await shop.charge({ name: `payment ${index + 1}`, provider, ending });
    if (ending === '219') await shop.authorize(payment);
  });
}
