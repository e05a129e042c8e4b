/** Sequences found by reviews in which money would have been lost, doubled or guessed. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db, inTransaction } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import type { Observation } from '#lib/providers/provider.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { applyObservation } from './apply-observation.ts';
import { authorizePayment } from './authorize.ts';
import { comeBack } from './come-back.ts';
import { createPayment } from './create.ts';
import { goToProvider } from './go.ts';
import { queryAttempt } from './query.ts';
import { releaseAttempt } from './release.ts';
import { shopReturnUrl } from './return-url.ts';
import { submitPayment } from './submit.ts';
import { aShop, PAYER, type Shop } from './testing/shop.ts';
import type { PaymentRecord } from './types.ts';

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop();
});

const MINUTE = 60_000;
const paid = { status: 'succeeded' as const, operatorReference: 'MP-1' };

async function submitted(): Promise<PaymentRecord> {
  const { payment } = await shop.pay();
  return submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
}

function lastOf({ attempts }: PaymentRecord): string {
  return attempts.at(-1)?.id ?? '';
}

function see(record: PaymentRecord, seen: Partial<Observation> & Pick<Observation, 'outcome'>) {
  const observation = { source: 'query' as const, raw: {}, ...seen };
  return applyObservation(
    { paymentId: record.payment.id, attemptId: lastOf(record), observation },
    shop.deps,
  );
}

function settle(change: Parameters<Shop['backend']['settle']>[1]) {
  return shop.backend.settle(shop.transaction().reference, change);
}

describe('a callback about an attempt that has ended', () => {
  test.each(['failed', 'unresolved'])('(%s) is asked about until the provider answers', async (status) => {
    const record = await submitted();
    if (status === 'failed') await see(record, { outcome: 'failed' });
    else {
      shop.clock.advance(72 * 60 * MINUTE);
      await queryAttempt(lastOf(record), shop.deps);
    }
    settle(paid);
    shop.intercept(async () => ({ kind: 'silence', reason: 'timeout' }));
    await shop.receive(shop.callback());
    expect((await shop.books(record.payment.id)).attempts[0]?.nextQueryAt).not.toBeNull();

    shop.intercept((request, next) => next(request));
    await queryAttempt(lastOf(record), shop.deps);
    expect(await shop.books(record.payment.id)).toMatchObject({
      payment: { status: 'succeeded' },
      attempts: [{ nextQueryAt: null, hintedAt: null }],
    });
  });

  test.each(['failed', 'succeeded'] as const)(
    'is not answered by a question that left before it (%s)',
    async (status) => {
      const record = await submitted();
      settle(status === 'failed' ? { status } : paid);
      shop.intercept(async (request, next) => {
        const slow = await next(request);
        shop.intercept(async () => ({ kind: 'silence', reason: 'timeout' }));
        settle(paid);
        shop.clock.advance(1_000);
        await shop.receive(shop.callback());
        return slow;
      });
      await queryAttempt(lastOf(record), shop.deps);
      expect((await shop.books(record.payment.id)).attempts[0]).toMatchObject({
        status,
        hintedAt: expect.any(Date),
        nextQueryAt: expect.any(Date),
      });

      shop.intercept((request, next) => next(request));
      shop.clock.advance(1_000);
      await queryAttempt(lastOf(record), shop.deps);
      expect(await shop.books(record.payment.id)).toMatchObject({
        payment: { status: 'succeeded' },
        attempts: [{ nextQueryAt: null, hintedAt: null }],
      });
    },
  );

  test('is read again when it could not be read for a reason of ours', async () => {
    const record = await submitted();
    settle(paid);
    const connection = await db.connection.findFirstOrThrow();
    const broken = { credentialsSealed: new Uint8Array([1, 2, 3]) };
    await db.connection.update({ where: { id: connection.id }, data: broken });
    expect(await shop.receive(shop.callback())).toMatchObject({ status: 503 });
    const waiting = await db.callback.findFirstOrThrow();
    expect(waiting).toMatchObject({ status: 'received', nextTryAt: expect.any(Date) });
    expect((await shop.books(record.payment.id)).payment.status).toBe('pending');
  });
});

describe('a payment that has succeeded', () => {
  /** Two attempts on the provider's page: the first released, the second open; then the first one's money comes. */
  async function paidByTheFirst(second: () => Promise<PaymentRecord>, paymentId: string) {
    await submitPayment({ paymentId, operator: 'cm-card' }, shop.deps);
    await goToProvider({ paymentId }, shop.deps);
    const first = shop.transaction().reference;
    await comeBack({ reference: first, result: 'cancel' }, shop.deps);
    const record = await second();
    shop.backend.settle(first, paid);
    await queryAttempt(record.attempts[0]?.id ?? '', shop.deps);
    expect((await shop.books(paymentId)).payment.status).toBe('succeeded');
  }

  test('sends nobody to a provider any more', async () => {
    const { payment } = await shop.pay();
    const target = { paymentId: payment.id, operator: 'cm-card' as const };
    await paidByTheFirst(() => submitPayment(target, shop.deps), payment.id);
    expect(await goToProvider({ paymentId: payment.id }, shop.deps)).toEqual({ kind: 'back' });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  test('passes no code on any more', async () => {
    const { payment } = await shop.pay();
    const target = { paymentId: payment.id, operator: 'cm-mtn' as const, phone: PAYER };
    await paidByTheFirst(() => {
      shop.backend.next = { with: { status: 'requires_otp' } };
      return submitPayment(target, shop.deps);
    }, payment.id);
    shop.sent.length = 0;
    const late = authorizePayment({ paymentId: payment.id, code: '1234' }, shop.deps);
    await expect(late).rejects.toMatchObject({ code: 'otp_not_expected' });
    expect(shop.sent).toEqual([]);
  });

  test('is not refunded when a surplus goes back', async () => {
    const record = await submitted();
    const amount = money(1500n, 'XAF');
    await see(record, { outcome: 'succeeded', transactionId: 'A', money: amount });
    await see(record, { outcome: 'succeeded', transactionId: 'B', money: amount });
    await see(record, { outcome: 'refunded', transactionId: 'B', money: amount });
    expect((await shop.books(record.payment.id)).payment.refundedAmount).toBe(0n);
  });
});

describe('what a provider says', () => {
  test('may hold bytes that the database refuses', async () => {
    const record = await submitted();
    settle({ ...paid, message: 'ok\u0000' });
    await queryAttempt(lastOf(record), shop.deps);
    expect((await shop.books(record.payment.id)).payment.status).toBe('succeeded');
  });

  test('may be cut inside a character', async () => {
    const text = `${'x'.repeat(499)}😀 bad gateway`;
    shop.intercept(async () => ({ kind: 'reply', status: 502, headers: {}, text }));
    const record = await submitted();
    expect(await db.observation.count()).toBe(1);
    expect((await shop.books(record.payment.id)).attempts[0]?.callEndedAt).not.toBeNull();
  });

  test('may state that the payer was charged nothing', async () => {
    const record = await submitted();
    await see(record, { outcome: 'succeeded', transactionId: 'A', payerCharge: money(0n, 'XAF') });
    expect((await shop.books(record.payment.id)).payment.status).toBe('succeeded');
  });

  test('may name the money of two payments alike: nothing is guessed, a person is asked, nothing stands still', async () => {
    const one = await submitted();
    settle({ ...paid, operatorReference: '0' });
    await queryAttempt(lastOf(one), shop.deps);
    const two = await submitted();
    settle({ ...paid, operatorReference: '0' });
    await queryAttempt(lastOf(two), shop.deps);
    const books = await shop.books(two.payment.id);
    expect(books).toMatchObject({
      payment: { status: 'pending' },
      arrivals: [],
      discrepancies: ['contradiction'],
    });
    expect(books.attempts[0]?.nextQueryAt?.getTime()).toBeGreaterThan(shop.clock.now().getTime());
  });

  test.each([
    ['a name later, then other money', [undefined, 'A', 'B'], [1500n, 1500n, 1500n], ['payment', 'surplus']],
    [
      'another amount without a name, then the right one',
      [undefined, 'B'],
      [100n, 1500n],
      ['suspense', 'payment'],
    ],
    ['the same name twice', [undefined, 'A', 'A'], [1500n, 1500n, 1500n], ['payment']],
  ])('may give %s', async (_, names, amounts, arrivals) => {
    const record = await submitted();
    for (const [index, name] of names.entries()) {
      const stated = money(amounts[index] ?? 0n, 'XAF');
      await see(record, {
        outcome: 'succeeded',
        money: stated,
        ...(name === undefined ? {} : { transactionId: name }),
      });
    }
    expect((await shop.books(record.payment.id)).arrivals.sort()).toEqual([...arrivals].sort());
  });
});

describe('codes', () => {
  test('refused after one whose reply was lost do not end the attempt: the first may have been right', async () => {
    shop.backend.next = { with: { status: 'requires_otp' } };
    const record = await submitted();
    const paymentId = record.payment.id;
    let sent = 0;
    shop.intercept(async (request, next) => {
      if (!request.url.endsWith('/payin/authorize')) return next(request);
      sent += 1;
      if (sent === 1) return { kind: 'silence', reason: 'timeout' };
      return { kind: 'reply', status: 401, headers: {}, text: '{"status":"error","message":"no"}' };
    });
    for (let n = 0; n < 8; n += 1) {
      await authorizePayment({ paymentId, code: '1234' }, shop.deps).catch(() => undefined);
    }
    expect(sent).toBe(6);
    expect(await shop.books(paymentId)).toMatchObject({
      payment: { status: 'pending' },
      attempts: [{ status: 'requires_otp', nextQueryAt: expect.any(Date) }],
    });
  });

  test('that were wrong five times end the attempt, and its money is still asked about', async () => {
    shop.backend.next = { with: { status: 'requires_otp' } };
    const record = await submitted();
    const paymentId = record.payment.id;
    for (let n = 0; n < 5; n += 1) {
      await authorizePayment({ paymentId, code: '0000' }, shop.deps).catch(() => undefined);
    }
    expect(await shop.books(paymentId)).toMatchObject({
      payment: { status: 'created' },
      attempts: [{ status: 'failed', nextQueryAt: expect.any(Date) }],
    });
  });
});

describe('a process that dies', () => {
  test('during a charge leaves an attempt that "not found" can end', async () => {
    const { payment } = await shop.pay();
    shop.intercept(() => new Promise(() => {})); // the reply never comes, and neither does what would be done with it
    void submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
    const attempt = await vi.waitFor(() => db.attempt.findFirstOrThrow());
    for (let n = 0; n < 3; n += 1) {
      shop.clock.advance(2 * MINUTE);
      const observation: Observation = { outcome: 'not_found', source: 'query', raw: {} };
      await applyObservation({ paymentId: payment.id, attemptId: attempt.id, observation }, shop.deps);
    }
    expect((await shop.books(payment.id)).attempts[0]?.status).toBe('failed');
  });

  test('during the opening of a page leaves an attempt that is asked about soon', async () => {
    const { payment } = await shop.pay();
    await submitPayment({ paymentId: payment.id, operator: 'cm-card' }, shop.deps);
    shop.intercept(() => new Promise(() => {}));
    void goToProvider({ paymentId: payment.id }, shop.deps);
    const called = await vi.waitFor(() =>
      db.attempt.findFirstOrThrow({ where: { calledAt: { not: null } } }),
    );
    expect((called.nextQueryAt?.getTime() ?? 0) - shop.clock.now().getTime()).toBeLessThan(MINUTE);
  });
});

test('a payer who goes to the provider at the last moment is not expired by a worker that looked before', async () => {
  const { payment } = await shop.pay();
  const record = await submitPayment({ paymentId: payment.id, operator: 'cm-card' }, shop.deps);
  shop.clock.advance(31 * MINUTE);
  let worker: Promise<void> | undefined;
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM payments WHERE id = ${payment.id} FOR UPDATE`;
    worker = queryAttempt(lastOf(record), shop.deps);
    // The worker has read "never asked" and waits for the lock, which the payer's click holds.
    await vi.waitFor(async () => {
      const waiting = await db.$queryRaw<unknown[]>`SELECT 1 FROM pg_locks WHERE NOT granted`;
      expect(waiting.length).toBeGreaterThan(0);
    });
    await tx.attempt.update({ where: { id: lastOf(record) }, data: { calledAt: shop.clock.now() } });
  });
  await worker;
  expect((await shop.books(payment.id)).attempts[0]?.status).toBe('pending');
});

test('many requests with one taken reference are refused at once and hold up nobody', async () => {
  await shop.pay({ reference: 'same' });
  const request = { money: money(1500n, 'XAF'), reference: 'same', hosted: true };
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => createPayment(shop.scope, request, { deps: shop.deps })),
  );
  const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'created'));
  expect(new Set(codes)).toEqual(new Set(['reference_taken']));
});

test('a return link that is opened again and again does not ask the provider each time', async () => {
  await submitted();
  const { reference } = shop.transaction();
  shop.sent.length = 0;
  for (let n = 0; n < 20; n += 1) await comeBack({ reference, result: 'success' }, shop.deps);
  expect(shop.sent).toHaveLength(1);
});

test('a payer whose released attempt is still open leaves without a signed status', async () => {
  const { payment } = await shop.pay();
  await submitPayment({ paymentId: payment.id, operator: 'cm-card' }, shop.deps);
  await goToProvider({ paymentId: payment.id }, shop.deps);
  const { record } = await releaseAttempt({ paymentId: payment.id, because: 'payer_came_back' }, shop.deps);
  expect(record.payment.status).toBe('created');
  expect(shopReturnUrl(record, shop.clock.now())).toBe('https://shop.test');
});
