import { beforeEach, describe, expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { db, inTransaction } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import type { Phone } from '#lib/phone.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { createBell } from '#lib/worker/bell.ts';
import { createPayment } from './create.ts';
import { countPrompt } from './prompts.ts';
import { submitPayment } from './submit.ts';
import { aShop, PAYER, phone, type Shop } from './testing/shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await liveShop();
});

/** A shop whose only connection is a live one. */
async function liveShop(): Promise<Shop> {
  const made = await aShop(new Date('2026-11-21T10:00:00Z'));
  await db.connection.updateMany({ data: { mode: 'live' } });
  return made;
}

let orders = 0;
/** One prompt, by a payment of its own; the payment's id. */
async function prompt(to: Phone = PAYER, by = shop, mode: 'live' | 'test' = 'live'): Promise<string> {
  orders += 1;
  const request = { money: money(1500n, 'XAF'), reference: `order-${orders}`, hosted: true };
  const { record } = await createPayment({ ...by.scope, mode }, request, {
    deps: { ...by.deps, clock: shop.clock },
  });
  const paymentId = record.payment.id;
  await submitPayment({ paymentId, operator: 'cm-mtn', phone: to }, { ...by.deps, clock: shop.clock });
  return paymentId;
}

async function refusal(asked: Promise<unknown>): Promise<AppError> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error('it was not refused');
  expect(error).toMatchObject({ code: 'too_many_requests', status: 429 });
  return error;
}

/** Whether some transaction waits for the lock of a number. */
async function isWaiting(): Promise<boolean> {
  const waiting = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
  return waiting.length > 0;
}
const pause = () => db.$executeRaw`SELECT pg_sleep(0.01)`;

const prompted = () => shop.backend.transactions.length;

describe('in live mode a number', () => {
  test('gets three prompts in ten minutes; the fourth is refused and nothing is sent', async () => {
    await prompt();
    shop.clock.advance(4 * MINUTE);
    await prompt();
    await prompt();
    const error = await refusal(prompt());
    expect(error.headers).toEqual({ 'Retry-After': '360' });
    expect(prompted()).toBe(3);
    expect(await db.attempt.count()).toBe(3);
    expect(await db.payment.count({ where: { status: 'created' } })).toBe(1);
    // The window slides: one more when the first has left it, not three.
    shop.clock.advance(6 * MINUTE);
    await prompt();
    await refusal(prompt());
  });

  test('is counted across merchants, and another number is free', async () => {
    await prompt();
    await prompt();
    const other = await aShop(new Date('2026-11-21T10:00:00Z'));
    await db.connection.updateMany({ data: { mode: 'live' } });
    await prompt(PAYER, other);
    await refusal(prompt(PAYER, other));
    await refusal(prompt());
    await prompt(phone('+237670000788'));
  });

  test('asked for a third and a fourth time at once: the fourth waits for the third, and is refused', async () => {
    await prompt();
    await prompt();
    const asked = { mode: 'live', phone: PAYER, now: shop.clock.now() };
    const [counted, commit] = [createBell(), createBell()];
    const third = inTransaction(async (tx) => {
      await countPrompt(tx, { ...asked, attemptId: 'att_3' });
      counted.ring();
      await commit.wait(5_000);
    });
    await counted.wait(5_000);
    let over = false;
    const fourth = refusal(
      inTransaction((tx) => countPrompt(tx, { ...asked, attemptId: 'att_4' })).finally(() => {
        over = true;
      }),
    );
    for (let looks = 0; looks < 500 && !over && !(await isWaiting()); looks += 1) await pause();
    expect(over).toBe(false);
    commit.ring();
    await Promise.all([third, fourth]);
  });

  test('gets ten unpaid prompts a day; what was paid does not count', async () => {
    const paid = await prompt();
    await db.attempt.updateMany({ where: { paymentId: paid }, data: { status: 'succeeded' } });
    const first = shop.clock.now();
    for (let n = 0; n < 10; n += 1) {
      shop.clock.advance(HOUR);
      await prompt();
    }
    shop.clock.advance(HOUR);
    const error = await refusal(prompt());
    const free = addMs(first, HOUR + 24 * HOUR);
    expect(error.headers).toEqual({
      'Retry-After': String((free.getTime() - shop.clock.now().getTime()) / 1_000),
    });
    shop.clock.set(addMs(free, -1));
    await refusal(prompt());
    shop.clock.set(free);
    await prompt();
  });

  test('that was refused is not counted for it', async () => {
    for (let n = 0; n < 3; n += 1) await prompt();
    for (let n = 0; n < 20; n += 1) await refusal(prompt());
    shop.clock.advance(10 * MINUTE);
    await prompt();
  });

  test('is kept as a keyed hash and nothing else', async () => {
    await prompt();
    const [row] = await db.$queryRaw<Record<string, unknown>[]>`SELECT * FROM phone_prompts`;
    expect(Object.keys(row ?? {}).sort()).toEqual(['at', 'attempt_id', 'prompt_hash']);
    const { phoneHash } = await db.payerDetail.findFirstOrThrow();
    expect(row?.prompt_hash).toHaveLength(32);
    expect(row?.prompt_hash).not.toEqual(phoneHash);
  });
});

describe('in test mode', () => {
  beforeEach(async () => {
    await truncateAll();
    shop = await aShop(new Date('2026-11-21T10:00:00Z'));
  });

  test('nobody is locked out, and nothing is kept', async () => {
    for (let n = 0; n < 12; n += 1) await prompt(PAYER, shop, 'test');
    expect(await db.$queryRaw`SELECT * FROM phone_prompts`).toEqual([]);
  });

  test('a number that ends in 259 shows the refusal', async () => {
    const error = await refusal(prompt(phone('+237670000259'), shop, 'test'));
    expect(error.headers).toEqual({ 'Retry-After': '600' });
    expect(prompted()).toBe(0);
    expect(await db.attempt.count()).toBe(0);
    expect(await db.payment.findFirst()).toMatchObject({ status: 'created', attemptsCount: 0 });
  });
});

test('a payment that may not be tried says that, whatever its number', async () => {
  const paymentId = await prompt();
  for (let n = 0; n < 2; n += 1) await prompt();
  const again = submitPayment({ paymentId, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  await expect(again).rejects.toMatchObject({ code: 'payment_blocked' });
  await expect(
    submitPayment({ paymentId: newId('pay'), operator: 'cm-mtn', phone: PAYER }, shop.deps),
  ).rejects.toMatchObject({ code: 'not_found' });
});
