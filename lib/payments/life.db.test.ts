import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { authorizePayment } from './authorize.ts';
import { cancelPayment } from './cancel.ts';
import { comeBack } from './come-back.ts';
import { expirePayment } from './expire.ts';
import { goToProvider } from './go.ts';
import { queryAttempt } from './query.ts';
import { loadRecord } from './record.ts';
import { canRelease, releaseAttempt } from './release.ts';
import { submitPayment } from './submit.ts';
import { aShop, PAYER, type Shop } from './testing/shop.ts';
import type { PaymentRecord } from './types.ts';

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function submitted(change: Parameters<Shop['pay']>[0] = {}): Promise<PaymentRecord> {
  const { payment } = await shop.pay(change);
  return submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
}

function settle(change: Parameters<Shop['backend']['settle']>[1]) {
  return shop.backend.settle(shop.transaction().reference, change);
}

const paid = { status: 'succeeded' as const, operatorReference: 'MP-1' };

function onlyAttempt({ attempts }: PaymentRecord): string {
  expect(attempts).toHaveLength(1);
  return attempts[0]?.id ?? '';
}

describe('a payment that goes well', () => {
  test('is created, pending, succeeded; posted once; told once each', async () => {
    const { payment } = await submitted();
    settle(paid);
    expect(await shop.receive(shop.callback())).toMatchObject({ status: 200, body: 'OK' });
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'succeeded', late: false, surplus: false, suspense: false },
      attempts: [{ status: 'succeeded', nextQueryAt: null, operatorReference: 'MP-1' }],
      events: ['payment.created', 'payment.pending', 'payment.succeeded'],
      sequences: [1, 2, 3],
      postings: ['payment_succeeded', 'payment_succeeded'], // the amount, and the fee that the provider told
      arrivals: ['payment'],
      discrepancies: [],
      deliveries: 3,
    });
  });

  test('the event carries the payment as GET returns it, with the phone masked', async () => {
    const { payment } = await submitted();
    const event = await db.event.findFirstOrThrow({
      where: { resourceId: payment.id, type: 'payment.pending' },
    });
    expect(event.data).toMatchObject({
      id: payment.id,
      status: 'pending',
      amount: 1500,
      phone: '+237 6 7• •• •• 89',
      next_action: { type: 'confirm_on_phone' },
    });
    expect(JSON.stringify(event.data)).not.toContain(PAYER.national);
  });

  test('our reference stands in the database before the provider is asked', async () => {
    let seen: unknown;
    shop.intercept(async (request, next) => {
      seen = await db.attempt.findFirst();
      return next(request);
    });
    await submitted();
    expect(seen).toMatchObject({ status: 'submitting', nextQueryAt: expect.any(Date) });
  });
});

describe('silence', () => {
  test('at the request fails nothing; the callback brings the reference and the money', async () => {
    shop.intercept(async (request, next) => {
      await next(request);
      return { kind: 'silence', reason: 'timeout' };
    });
    const { payment } = await submitted();
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'pending' },
      attempts: [{ status: 'submitting', providerReference: null }],
      events: ['payment.created'],
    });
    shop.intercept((request, next) => next(request));
    settle(paid);
    await shop.receive(shop.callback());
    expect((await shop.books(payment.id)).payment.status).toBe('succeeded');
    expect(shop.backend.transactions).toHaveLength(1);
  });

  test('a reference that only a callback claimed makes room for the next callback’s', async () => {
    shop.intercept(async (request, next) => {
      await next(request);
      return { kind: 'silence', reason: 'timeout' };
    });
    const { payment } = await submitted();
    shop.intercept((request, next) => next(request));
    await shop.receive(shop.callback({ ...paid, providerReference: 'never-heard-of' }));
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'pending' },
      attempts: [{ status: 'submitting', providerReference: 'never-heard-of' }],
    });
    settle(paid);
    await shop.receive(shop.callback());
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'succeeded' },
      attempts: [{ providerReference: shop.transaction().providerReference }],
    });
  });

  test('of a connection that never opened is a failure, and the payer may try again', async () => {
    shop.intercept(async () => ({ kind: 'not_sent', reason: 'ECONNREFUSED' }));
    const { payment } = await submitted();
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'created', failureCode: 'operator_unavailable' },
      attempts: [{ status: 'failed', failureCode: 'operator_unavailable' }],
      events: ['payment.created', 'payment.attempt_failed'],
    });
  });

  test('for 72 hours leaves the payment pending, unresolved, with a discrepancy; money still counts', async () => {
    const record = await submitted();
    shop.clock.advance(72 * HOUR);
    await queryAttempt(onlyAttempt(record), shop.deps);
    expect(await shop.books(record.payment.id)).toMatchObject({
      payment: { status: 'pending', unresolved: true },
      attempts: [{ status: 'unresolved', nextQueryAt: null }],
      discrepancies: ['unresolved'],
    });
    settle(paid);
    await shop.receive(shop.callback());
    expect(await shop.books(record.payment.id)).toMatchObject({
      payment: { status: 'succeeded', unresolved: false },
    });
  });
});

describe('callbacks', () => {
  test.each([
    [
      'a forged signature',
      (c: string) => c.replace(/"signature":"[0-9a-f]+"/, `"signature":"${'0'.repeat(32)}"`),
    ],
    [
      'another amount under the same signature',
      (c: string) => c.replace('"transaction_amount":1500', '"transaction_amount":1'),
    ],
    ['another application', (c: string) => c.replace('fake-public-key', 'other-public-key')],
    ['no JSON', () => '<html></html>'],
    ['nothing', () => ''],
  ])('with %s are stored, answered KO and move nothing', async (_, change) => {
    const { payment } = await submitted();
    const before = await shop.books(payment.id);
    settle(paid);
    const callback = shop.callback();
    const answer = await shop.receive({ ...callback, body: change(callback.body) });
    expect(answer).toMatchObject({ status: 403, body: 'KO' });
    expect(await shop.books(payment.id)).toEqual(before);
    expect(await db.callback.findFirst()).toMatchObject({ status: 'refused', nextTryAt: null });
  });

  test('from another address are refused, whatever X-Forwarded-For says', async () => {
    const { payment } = await submitted();
    const before = await shop.books(payment.id);
    settle(paid);
    const callback = shop.callback();
    const headers = { ...callback.headers, 'x-forwarded-for': '15.236.140.89', 'x-real-ip': '15.236.140.89' };
    expect(await shop.receive({ ...callback, headers, peer: '198.51.100.7' })).toMatchObject({ body: 'KO' });
    expect(await shop.books(payment.id)).toEqual(before);
  });

  test('to an unknown token are nobody’s: nothing is stored', async () => {
    await submitted();
    settle(paid);
    expect(await shop.receive(shop.callback(), 'unknown')).toBeUndefined();
    expect(await db.callback.count()).toBe(0);
  });

  test('that were altered in the status, which is unsigned, are settled by the query', async () => {
    const { payment } = await submitted();
    const answer = await shop.receive(shop.callback({ status: 'succeeded', operatorReference: 'MP-1' }));
    expect(answer).toMatchObject({ body: 'OK' });
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'pending' },
      postings: [],
      arrivals: [],
    });
  });

  test('twice at once, and once more later, change nothing more', async () => {
    const { payment } = await submitted();
    settle(paid);
    const callback = shop.callback();
    await Promise.all([shop.receive(callback), shop.receive(callback), shop.receive(callback)]);
    const after = await shop.books(payment.id);
    expect(after).toMatchObject({
      payment: { status: 'succeeded' },
      arrivals: ['payment'],
      sequences: [1, 2, 3],
    });
    await shop.receive(callback);
    const { attempts: _asked, ...moved } = await shop.books(payment.id);
    expect(after).toMatchObject(moved);
  });

  test('against a query on the same attempt post once', async () => {
    const record = await submitted();
    settle(paid);
    await Promise.all([
      shop.receive(shop.callback()),
      queryAttempt(onlyAttempt(record), shop.deps),
      queryAttempt(onlyAttempt(record), shop.deps),
    ]);
    expect(await shop.books(record.payment.id)).toMatchObject({
      arrivals: ['payment'],
      sequences: [1, 2, 3],
    });
  });
});

describe('money', () => {
  test('of another amount goes to suspense; the payment waits and a person is asked', async () => {
    const { payment } = await submitted();
    settle({ ...paid, money: money(1400n, 'XAF') });
    await shop.receive(shop.callback());
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'pending', suspense: true },
      arrivals: ['suspense'],
      discrepancies: ['wrong_amount'],
    });
  });

  test('twice under one reference is a surplus', async () => {
    const record = await submitted();
    settle(paid);
    await shop.receive(shop.callback());
    settle({ operatorReference: 'MP-2' });
    await shop.receive(shop.callback());
    expect(await shop.books(record.payment.id)).toMatchObject({
      payment: { status: 'succeeded', surplus: true },
      arrivals: ['payment', 'surplus'],
      discrepancies: ['surplus'],
      events: ['payment.created', 'payment.pending', 'payment.succeeded', 'payment.surplus_received'],
    });
  });

  test('that arrives after the last try failed still counts, late', async () => {
    const { payment } = await submitted({ attemptsMax: 1 });
    settle({ status: 'failed' });
    await shop.receive(shop.callback());
    expect((await shop.books(payment.id)).payment.status).toBe('failed');
    settle(paid);
    await shop.receive(shop.callback());
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'succeeded', late: true },
      arrivals: ['payment'],
    });
  });
});

describe('tries', () => {
  test('a refusal gives the payment back until the last one ends it', async () => {
    const { payment } = await submitted({ attemptsMax: 2 });
    settle({ status: 'canceled' });
    await shop.receive(shop.callback());
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'created', failureCode: 'payer_declined' },
    });
    await submitPayment({ paymentId: payment.id, operator: 'cm-orange', phone: PAYER }, shop.deps);
    settle({ status: 'failed' });
    await shop.receive(shop.callback());
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'failed' },
      events: [
        'payment.created',
        'payment.pending',
        'payment.attempt_failed',
        'payment.pending',
        'payment.failed',
      ],
    });
    await expect(
      submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps),
    ).rejects.toMatchObject({ code: 'payment_final' });
  });

  test('two tabs that submit at once make one charge', async () => {
    const { payment } = await shop.pay();
    const target = { paymentId: payment.id, operator: 'cm-mtn' as const, phone: PAYER };
    const results = await Promise.allSettled([1, 2, 3].map(() => submitPayment(target, shop.deps)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(shop.backend.transactions).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'payment_blocked' });
    }
  });

  test('an operator of another country, or an amount it cannot take, is refused before anything is written', async () => {
    const { payment } = await shop.pay();
    const wrong = submitPayment({ paymentId: payment.id, operator: 'tg-tmoney', phone: PAYER }, shop.deps);
    await expect(wrong).rejects.toMatchObject({ code: 'operator_unsupported' });
    const large = await shop.pay({ money: money(5_000_000n, 'XAF') });
    const tooMuch = submitPayment(
      { paymentId: large.payment.id, operator: 'cm-mtn', phone: PAYER },
      shop.deps,
    );
    await expect(tooMuch).rejects.toMatchObject({ code: 'amount_out_of_range' });
    expect(await db.attempt.count()).toBe(0);
  });
});

describe('codes by SMS', () => {
  async function awaitsCode() {
    shop.backend.next = { with: { status: 'requires_otp' } };
    const record = await submitted();
    expect(record.attempts[0]?.status).toBe('requires_otp');
    return record.payment.id;
  }

  test('a wrong one is told, the right one goes on', async () => {
    const paymentId = await awaitsCode();
    await expect(authorizePayment({ paymentId, code: '0000' }, shop.deps)).rejects.toMatchObject({
      code: 'otp_invalid',
    });
    const record = await authorizePayment({ paymentId, code: '1234' }, shop.deps);
    expect(record.attempts[0]).toMatchObject({ status: 'pending', otpTries: 1 });
  });

  test('five wrong ones end the attempt, however many tabs guess', async () => {
    const paymentId = await awaitsCode();
    for (let guess = 1; guess < 5; guess += 1) {
      await expect(authorizePayment({ paymentId, code: '0000' }, shop.deps)).rejects.toMatchObject({
        code: 'otp_invalid',
      });
    }
    const last = await Promise.allSettled(
      [1, 2, 3].map(() => authorizePayment({ paymentId, code: '0000' }, shop.deps)),
    );
    const codes = last.map((result) => (result.status === 'rejected' ? result.reason.code : 'accepted'));
    expect(codes.filter((code) => code === 'otp_tries_exhausted')).toHaveLength(1);
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(0);
    expect(await shop.books(paymentId)).toMatchObject({
      payment: { status: 'created', failureCode: 'otp_invalid' },
      attempts: [{ status: 'failed', otpTries: 5 }],
    });
  });

  test('a code nobody asked for is refused', async () => {
    const { payment } = await submitted();
    const early = authorizePayment({ paymentId: payment.id, code: '1234' }, shop.deps);
    await expect(early).rejects.toMatchObject({ code: 'otp_not_expected' });
  });
});

describe('ending early', () => {
  test('a payment nobody pays expires; a pending one never does', async () => {
    const { payment } = await shop.pay({ expiresInMs: 5 * MINUTE });
    await expirePayment(payment.id, shop.deps);
    expect((await shop.books(payment.id)).payment.status).toBe('created');
    shop.clock.advance(5 * MINUTE);
    await expirePayment(payment.id, shop.deps);
    await expirePayment(payment.id, shop.deps);
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'expired', failureCode: 'session_expired' },
      events: ['payment.created', 'payment.expired'],
    });

    const waiting = await submitted({ expiresInMs: 5 * MINUTE });
    shop.clock.advance(HOUR);
    await expirePayment(waiting.payment.id, shop.deps);
    expect((await shop.books(waiting.payment.id)).payment.status).toBe('pending');
  });

  test('cancel is refused while an attempt blocks', async () => {
    const { payment } = await submitted();
    await expect(cancelPayment({ paymentId: payment.id, by: 'payer' }, shop.deps)).rejects.toMatchObject({
      code: 'payment_blocked',
    });
  });

  test('cancel against success: whoever is first, money is never lost', async () => {
    const { payment } = await submitted({ attemptsMax: 5 });
    settle({ status: 'failed' });
    await shop.receive(shop.callback());
    settle(paid);
    const [, canceled] = await Promise.allSettled([
      shop.receive(shop.callback()),
      cancelPayment({ paymentId: payment.id, by: 'merchant' }, shop.deps),
    ]);
    const after = await shop.books(payment.id);
    expect(after).toMatchObject({ payment: { status: 'succeeded' }, arrivals: ['payment'] });
    expect(after.payment.late).toBe(canceled.status === 'fulfilled');
    expect(after.discrepancies).toEqual(canceled.status === 'fulfilled' ? ['late_after_cancel'] : []);
  });
});

describe('letting the payer go on', () => {
  test('a prompt is released only after its time, a later query, and the payer’s own word', async () => {
    const record = await submitted();
    const { id: paymentId } = record.payment;
    const attemptId = onlyAttempt(record);
    const release = () => releaseAttempt({ paymentId, because: 'payer_did_not_confirm' }, shop.deps);
    expect((await release()).released).toBe(false);
    shop.clock.advance(6 * MINUTE);
    expect((await release()).released).toBe(false);
    await queryAttempt(attemptId, shop.deps);
    shop.clock.advance(1);
    expect((await release()).released).toBe(true);
    expect(await shop.books(paymentId)).toMatchObject({
      payment: { status: 'created' },
      attempts: [{ status: 'pending', releasedAt: expect.any(Date), nextQueryAt: expect.any(Date) }],
    });

    // The released one is paid while another is open: the payment succeeds, and the other's money is a surplus.
    const first = shop.transaction().reference;
    await submitPayment({ paymentId, operator: 'cm-orange', phone: PAYER }, shop.deps);
    const second = shop.transaction().reference;
    shop.backend.settle(first, paid);
    await queryAttempt(attemptId, shop.deps);
    expect((await shop.books(paymentId)).payment.status).toBe('succeeded');
    shop.backend.settle(second, { status: 'succeeded', operatorReference: 'OM-9' });
    await shop.receive(shop.callback());
    expect(await shop.books(paymentId)).toMatchObject({
      arrivals: ['payment', 'surplus'],
      discrepancies: ['surplus'],
    });
  });

  test('a direct charge is never released', async () => {
    const record = await submitted({ hosted: false });
    shop.clock.advance(6 * MINUTE);
    await queryAttempt(onlyAttempt(record), shop.deps);
    shop.clock.advance(1);
    const after = await loadRecord(record.payment.id);
    expect(after === undefined || canRelease(after, 'payer_did_not_confirm', shop.clock.now())).toBe(false);
  });
});

describe('races on real connections', () => {
  test('the payer switches operator while the first prompt is paid: one pays, the other is a surplus', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { payment } = await submitted();
      const first = shop.transaction().reference;
      const [attempt] = await db.attempt.findMany({ where: { paymentId: payment.id } });
      shop.clock.advance(6 * MINUTE);
      await queryAttempt(attempt?.id ?? '', shop.deps);
      shop.clock.advance(1);
      await releaseAttempt({ paymentId: payment.id, because: 'payer_did_not_confirm' }, shop.deps);
      shop.backend.settle(first, { status: 'succeeded', operatorReference: `MP-first-${round}` });

      const [switched] = await Promise.allSettled([
        submitPayment({ paymentId: payment.id, operator: 'cm-orange', phone: PAYER }, shop.deps),
        queryAttempt(attempt?.id ?? '', shop.deps),
        queryAttempt(attempt?.id ?? '', shop.deps),
      ]);
      expect(await shop.books(payment.id)).toMatchObject({
        payment: { status: 'succeeded' },
        arrivals: ['payment'],
      });
      if (switched.status === 'rejected') {
        expect(switched.reason).toMatchObject({ code: 'payment_final' });
        continue;
      }
      // The second prompt was out already: what it brings is kept apart and told.
      const second = await db.attempt.findFirstOrThrow({ where: { paymentId: payment.id, number: 2 } });
      shop.backend.settle(second.reference, { status: 'succeeded', operatorReference: `OM-second-${round}` });
      await queryAttempt(second.id, shop.deps);
      const books = await shop.books(payment.id);
      expect(books).toMatchObject({
        discrepancies: ['surplus'],
        payment: { status: 'succeeded', surplus: true },
      });
      expect(books.arrivals.sort()).toEqual(['payment', 'surplus']);
      expect(books.sequences).toEqual(books.sequences.map((_, index) => index + 1));
    }
  });

  test('two workers that ask about one due attempt post once and tell once', async () => {
    const record = await submitted();
    settle(paid);
    const attemptId = onlyAttempt(record);
    await Promise.all([1, 2, 3].map(() => queryAttempt(attemptId, shop.deps)));
    expect(await shop.books(record.payment.id)).toMatchObject({
      payment: { status: 'succeeded' },
      events: ['payment.created', 'payment.pending', 'payment.succeeded'],
      arrivals: ['payment'],
    });
  });

  test('two workers that expire one payment tell it once', async () => {
    const { payment } = await shop.pay({ expiresInMs: 5 * MINUTE });
    shop.clock.advance(5 * MINUTE);
    await Promise.all([1, 2, 3].map(() => expirePayment(payment.id, shop.deps)));
    expect((await shop.books(payment.id)).events).toEqual(['payment.created', 'payment.expired']);
  });
});

describe('paying on the provider’s page', () => {
  async function chosen() {
    const { payment } = await shop.pay();
    return submitPayment({ paymentId: payment.id, operator: 'cm-card' }, shop.deps);
  }

  test('the provider is asked on the payer’s click, once, from however many tabs', async () => {
    const { payment } = await chosen();
    expect(shop.sent).toHaveLength(0);
    const goes = await Promise.all([1, 2, 3].map(() => goToProvider({ paymentId: payment.id }, shop.deps)));
    expect(goes.filter(({ kind }) => kind === 'redirect').length).toBeGreaterThanOrEqual(1);
    expect(shop.backend.transactions).toHaveLength(1);
    expect(await goToProvider({ paymentId: payment.id }, shop.deps)).toMatchObject({ kind: 'redirect' });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  test('coming back by the cancel link frees the payer, and the money still counts', async () => {
    const { payment } = await chosen();
    await goToProvider({ paymentId: payment.id }, shop.deps);
    const { reference } = shop.transaction();
    expect(await comeBack({ reference, result: 'cancel' }, shop.deps)).toBe(payment.id);
    expect(await shop.books(payment.id)).toMatchObject({
      payment: { status: 'created', failureCode: 'canceled_on_page' },
      attempts: [{ status: 'pending', releasedAt: expect.any(Date) }],
    });
    settle({ ...paid, operatorReference: 'CARD-1' });
    await shop.receive(shop.callback());
    expect((await shop.books(payment.id)).payment.status).toBe('succeeded');
  });

  describe('the last try: the way back is a clue, and the provider’s answer is the end', () => {
    const SECOND = 1_000;

    async function onPage() {
      const { payment } = await shop.pay({ attemptsMax: 1 });
      const record = await submitPayment({ paymentId: payment.id, operator: 'cm-card' }, shop.deps);
      await goToProvider({ paymentId: payment.id }, shop.deps);
      return { id: payment.id, attempt: onlyAttempt(record), reference: shop.transaction().reference };
    }

    /** What the worker does when something is due. */
    async function work() {
      const due = await db.attempt.findMany({ where: { nextQueryAt: { lte: shop.clock.now() } } });
      await Promise.all(due.map(({ id }) => queryAttempt(id, shop.deps)));
    }

    const FAILED = {
      payment: { status: 'failed', failureCode: 'unspecified' },
      attempts: [{ status: 'failed', failureCode: 'unspecified', releasedAt: null }],
      events: ['payment.created', 'payment.pending', 'payment.failed'],
    };

    test('told before the payer is back', async () => {
      const { id, reference } = await onPage();
      settle({ status: 'failed' });
      await shop.receive(shop.callback());
      await comeBack({ reference, result: 'failure' }, shop.deps);
      expect(await shop.books(id)).toMatchObject(FAILED);
    });

    test('found when the payer is back', async () => {
      const { id, reference } = await onPage();
      settle({ status: 'failed' });
      await comeBack({ reference, result: 'failure' }, shop.deps);
      expect(await shop.books(id)).toMatchObject(FAILED);
    });

    test.each(['failure', 'cancel'] as const)(
      'asked a moment before it failed, and back by the %s link before the next question',
      async (result) => {
        const { id, attempt, reference } = await onPage();
        await queryAttempt(attempt, shop.deps);
        settle({ status: 'failed' });
        await comeBack({ reference, result }, shop.deps);
        expect(await shop.books(id)).toMatchObject({
          payment: { status: 'pending' },
          attempts: [{ status: 'pending', releasedAt: null }],
        });
        shop.clock.advance(3 * SECOND);
        await work();
        expect(await shop.books(id)).toMatchObject(FAILED);
      },
    );

    test.each(['the worker’s question', 'the payer’s question', 'the only question'])(
      'over real connections, an answer from before it failed comes last: to %s',
      async (slow) => {
        const { id, attempt, reference } = await onPage();
        const early = Promise.withResolvers<void>();
        const asked = Promise.withResolvers<void>();
        let questions = 0;
        shop.intercept(async (request, next) => {
          questions += 1;
          if (questions > 1) return next(request);
          const answer = await next(request);
          settle({ status: 'failed' });
          asked.resolve();
          await early.promise;
          return answer;
        });
        const query = () => queryAttempt(attempt, shop.deps);
        const back = () => comeBack({ reference, result: 'failure' }, shop.deps);
        const [first, second] = slow === 'the worker’s question' ? [query, back] : [back, query];
        const waiting = first();
        await asked.promise;
        if (slow !== 'the only question') await second();
        early.resolve();
        await waiting;
        shop.clock.advance(3 * SECOND);
        await work();
        expect(await shop.books(id)).toMatchObject(FAILED);
      },
    );

    test('a payer who canceled, and a provider that never says so: over with the page’s session', async () => {
      const { id, reference } = await onPage();
      await comeBack({ reference, result: 'cancel' }, shop.deps);
      expect((await shop.books(id)).payment.status).toBe('pending');
      shop.clock.advance(31 * MINUTE);
      await work();
      expect(await shop.books(id)).toMatchObject({
        payment: { status: 'expired', failureCode: 'session_expired' },
        attempts: [{ status: 'pending', releasedAt: expect.any(Date) }],
        events: ['payment.created', 'payment.pending', 'payment.expired'],
      });
    });

    test('a link that is opened again and again asks no more often than any', async () => {
      const { attempt, reference } = await onPage();
      await queryAttempt(attempt, shop.deps);
      shop.sent.length = 0;
      for (let n = 0; n < 10; n += 1) {
        await comeBack({ reference, result: 'cancel' }, shop.deps);
        await work();
      }
      expect(shop.sent).toEqual([]);
      shop.clock.advance(3 * SECOND);
      await work();
      expect(shop.sent).toHaveLength(1);
    });
  });

  test('money of another amount holds the payer back: who is let go would pay twice', async () => {
    const record = await chosen();
    await goToProvider({ paymentId: record.payment.id }, shop.deps);
    settle({ ...paid, money: money(1400n, 'XAF') });
    await shop.receive(shop.callback());
    shop.clock.advance(31 * MINUTE);
    await queryAttempt(onlyAttempt(record), shop.deps);
    await comeBack({ reference: shop.transaction().reference, result: 'cancel' }, shop.deps);
    expect(await shop.books(record.payment.id)).toMatchObject({
      payment: { status: 'pending', suspense: true },
      attempts: [{ releasedAt: null }],
    });
  });

  test('a "success" link alone proves nothing', async () => {
    const { payment } = await chosen();
    await goToProvider({ paymentId: payment.id }, shop.deps);
    await comeBack({ reference: shop.transaction().reference, result: 'success' }, shop.deps);
    expect((await shop.books(payment.id)).payment.status).toBe('pending');
  });

  test('a payer who never clicks through was never charged: that is certain', async () => {
    const record = await chosen();
    shop.clock.advance(31 * MINUTE);
    await queryAttempt(onlyAttempt(record), shop.deps);
    expect(await shop.books(record.payment.id)).toMatchObject({
      payment: { status: 'created', failureCode: 'session_expired' },
      attempts: [{ status: 'expired' }],
    });
    expect(shop.sent).toHaveLength(0);
  });
});
