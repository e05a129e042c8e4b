/**
 * kill -9 between any two writes from a shop's request to the delivery of its webhook (domain rule 3): one payment for
 * each crash point of a process, real processes and PostgreSQL, and one accounting when all have come to rest.
 */
import { expect, test } from '@playwright/test';
import type { CrashPoint } from '#lib/crash-points.ts';
import { type Judge, openJudge } from './judge.ts';
import { type Parts, type ProcessName, startParts } from './parts.ts';
import { insist, type NewOrder, openShop, type Payment, type Shop } from './shop.ts';

export interface Crash {
  /** Passed one after the other; the process dies at each. */
  at: readonly CrashPoint[];
  pays: keyof typeof WAYS;
  order: Omit<NewOrder, 'name'>;
  /** The worker stands still until the process has died, so that the web process is the one to ask. */
  alone?: true;
}

type About = Omit<NewOrder, 'name'>;
export const TOGO: About = { provider: 'paygateglobal', ending: '789' };
export const NEVER_TOLD: About = { ...TOGO, ending: '169' };
export const CODE: About = { provider: 'my-coolpay', ending: '219' };
export const CARD: About = { provider: 'my-coolpay', ending: '169' };

/** One payment for each point. */
export function each(
  points: readonly CrashPoint[],
  crash: Omit<Crash, 'at' | 'pays'> & { pays?: Crash['pays'] },
): Crash[] {
  return points.map((point) => ({ pays: 'phone', ...crash, at: [point] }));
}

/** Starts a gateway, makes the process die at each place, and settles the accounts. For one spec file. */
export function dieAt(process: ProcessName, crashes: readonly Crash[]): void {
  // One gateway, one crash after the other; a second try begins with the first, since the accounts are of all of them.
  test.describe.configure({ mode: 'serial' });
  test.setTimeout(120_000);

  let parts: Parts;
  let shop: Shop;
  let judge: Judge;
  /** Payments that are still being asked for: their shop repeats itself while later crashes happen. */
  const payments: Promise<void>[] = [];
  let died = 0;

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    parts = await startParts();
    judge = openJudge(parts.databaseUrl);
    shop = await openShop(parts.dataDir);
    // The demo's own shop aside, so that a crash at a delivery is at one of ours.
    await judge.query('UPDATE webhook_endpoints SET disabled_at = now() WHERE id <> $1', [shop.endpointId]);
    await judge.query(`UPDATE dialect_credentials SET callback_url = $1 WHERE provider = 'paygateglobal'`, [
      shop.confirmationUrl,
    ]);
  });

  test.afterAll(async () => {
    shop?.close();
    await judge?.close();
    expect(await parts?.stop(), 'processes that did not end').toEqual([]);
  });

  for (const crash of crashes) {
    const { at, pays, order, alone } = crash;
    test(`${process} dies at ${at.join(', then at ')}: ${pays} ${order.ending}`, async () => {
      const resume = alone ? parts.pause('worker') : undefined;
      const fired = parts.arm(process, at);
      const paying = WAYS[pays](shop, judge, { name: at.join(', '), ...order });
      paying.catch(() => {}); // told by the last test
      payments.push(paying);
      try {
        await expect.poll(fired.all, { timeout: 90_000, intervals: [20] }).toBe(true);
      } finally {
        resume?.();
      }
      died += 1;
    });
  }

  test(`${process}: every payment ended right, was charged, posted and told once`, async () => {
    test.setTimeout(300_000);
    await Promise.all(payments);
    await expect.poll(() => judge.problems(shop), { timeout: 150_000, intervals: [500] }).toEqual([]);
    expect(died).toBe(crashes.length);
    // How many were charged depends on how long restarts take: a payment that is still being asked for may meet the next
    // crash too, or expire. None would mean that nothing was tried.
    expect(await chargedPayments(judge)).toBeGreaterThan(0);
  });
}

/** How a payment is paid, each request repeated until it is answered. */
const WAYS = {
  phone: async (shop: Shop, _judge: Judge, order: NewOrder) => void (await shop.charge(order)),
  code: async (shop: Shop, _judge: Judge, order: NewOrder) => shop.authorize(await shop.charge(order)),
  expires: async (shop: Shop, _judge: Judge, order: NewOrder) =>
    void (await shop.host(order, { expires_in: 5 })),
  page: async (shop: Shop, _judge: Judge, order: NewOrder) => payOnPage(shop, await shop.host(order), order),
  dialect: payInDialect,
};

async function chargedPayments(judge: Judge): Promise<number> {
  const rows = await judge.query('SELECT 1 FROM sandbox_transactions WHERE charges > 0');
  return rows.length;
}

/** What a browser does, without one: choose the card, press on until the provider's page comes, approve, come back. */
async function payOnPage({ baseUrl }: Shop, { checkout_url }: Payment, { ending }: NewOrder): Promise<void> {
  const submit = (address: string, fields: Record<string, string>) =>
    insist(address, { method: 'POST', headers: { origin: baseUrl }, body: new URLSearchParams(fields) });
  let { location } = await submit(`${checkout_url}/charge`, { operator: 'cm-card' });
  if (!location.includes('/sandbox/pay/')) ({ location } = await submit(`${checkout_url}/go`, {}));
  if (!location.includes('/sandbox/pay/')) return; // the click that was cut off was the one that asked
  const decided = { action: 'approve', number: `670000${ending}`, operator: 'cm-card' };
  const back = await submit(`${location.split('?')[0]}/decide`, decided);
  if (back.location.includes('/pay/back')) await insist(back.location, {});
}

/** A program written for PayGateGlobal. */
async function payInDialect(shop: Shop, judge: Judge, order: NewOrder): Promise<void> {
  const { base_url, auth_token } = shop.compat.paygateglobal ?? {};
  const noted = shop.note(order);
  const body = {
    auth_token,
    identifier: noted.reference,
    phone_number: `90999${order.ending}`,
    amount: 1500,
    network: 'TMONEY',
  };
  await insist(`${base_url}/api/v1/pay`, { method: 'POST', body: JSON.stringify(body) });
  const [row] = await judge.query<{ id: string }>('SELECT id FROM payments WHERE reference = $1', [
    noted.reference,
  ]);
  if (row === undefined) throw new Error('No payment came of it.');
  noted.paymentId = row.id;
  await expect.poll(() => shop.confirmations.some((body) => body.includes(noted.reference))).toBe(true);
}
