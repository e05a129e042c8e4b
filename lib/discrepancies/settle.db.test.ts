import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';
import { createMember } from '#lib/merchants/members.ts';
import type { Role } from '#lib/merchants/roles.ts';
import { applyObservation } from '#lib/payments/apply-observation.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import type { Mode } from '#lib/payments/types.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { assignDiscrepancy } from './assign.ts';
import { discrepancyHistory } from './history.ts';
import { agreeWithProposal, declineProposal, type Said, settleDiscrepancy } from './settle.ts';
import type { Acting } from './steps.ts';

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop();
});

const PAID: Said = {
  decision: 'succeeded',
  reason: 'The statement of 21 November shows it.',
  reference: 'MP-77',
  amount: '1 500',
};
const NOT_PAID: Said = { ...PAID, decision: 'failed', reference: '', amount: '' };
const SEEN: Said = { ...NOT_PAID, decision: 'acknowledged' };

async function someone(name: string, role: Role = 'admin', merchantId = shop.merchantId): Promise<Acting> {
  const email = `${name.toLowerCase()}@example.com`;
  const member = await createMember(db, {
    merchantId,
    email,
    name,
    role,
    password: 'a long enough password',
  });
  const now = shop.clock.now();
  return {
    mode: 'test',
    peer: '203.0.113.9',
    now,
    session: {
      id: newUuid(),
      createdAt: now,
      secondFactorAt: now,
      awaitsSecondFactor: false,
      member: { id: member.id, email, name, role, locale: 'fr' },
      merchant: {
        id: merchantId,
        name: 'Boutique Awa',
        country: 'CM',
        timezone: 'Africa/Douala',
        platform: false,
        approved: true,
      },
    },
  };
}

/** A payment that nobody answered about for three days, and its discrepancy. */
async function unresolved(mode: Mode = 'test') {
  const { payment } = await shop.pay();
  await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  shop.clock.advance(73 * 3_600_000);
  const [attempt] = (await shop.books(payment.id)).attempts;
  await queryAttempt(attempt?.id ?? '', shop.deps);
  const discrepancy = await db.discrepancy.findFirstOrThrow({ where: { paymentId: payment.id } });
  // The shop of these tests has a test connection only; what differs in live is who must agree.
  if (mode === 'live') {
    await db.discrepancy.update({ where: { id: discrepancy.id }, data: { mode } });
  }
  return { id: discrepancy.id, paymentId: payment.id, attemptId: attempt?.id ?? '' };
}

const rowOf = (id: string) => db.discrepancy.findUniqueOrThrow({ where: { id } });
const live = (acting: Acting): Acting => ({ ...acting, mode: 'live' });

describe('in test mode', () => {
  test('a person’s word with a statement line makes the payment succeed, once, with everything that follows', async () => {
    const awa = await someone('Awa');
    const { id, paymentId } = await unresolved();
    expect(await settleDiscrepancy(awa, id, PAID, shop.deps)).toBe('settled');
    const books = await shop.books(paymentId);
    expect(books.payment).toMatchObject({ status: 'succeeded', unresolved: false });
    expect(books).toMatchObject({ postings: ['payment_succeeded'], arrivals: ['payment'] });
    expect(books.events.at(-1)).toBe('payment.succeeded');
    expect(await rowOf(id)).toMatchObject({ status: 'settled', decision: 'succeeded' });
    const word = await db.observation.findFirstOrThrow({ where: { paymentId, source: 'person' } });
    expect(word).toMatchObject({ outcome: 'succeeded', applied: 'moved' });
    expect(word.detail).toMatchObject({
      by: 'Awa',
      reason: PAID.reason,
      statement_reference: 'MP-77',
      second_factor_at: awa.session.secondFactorAt?.toISOString(),
    });
    const audit = await db.auditEntry.findMany({ where: { targetId: id } });
    expect(audit).toMatchObject([{ action: 'discrepancy_settled', memberId: awa.session.member.id }]);
  });

  test('the operator’s own later word about that money is no second money', async () => {
    const { id, paymentId, attemptId } = await unresolved();
    await settleDiscrepancy(await someone('Awa'), id, PAID, shop.deps);
    const observation = { source: 'query', outcome: 'succeeded', transactionId: 'X-1', raw: {} } as const;
    await applyObservation({ paymentId, attemptId, observation }, shop.deps);
    expect(await shop.books(paymentId)).toMatchObject({
      postings: ['payment_succeeded'],
      payment: { surplus: false },
    });
  });

  test('a person’s "not paid" ends it without a posting', async () => {
    const { id, paymentId } = await unresolved();
    expect(await settleDiscrepancy(await someone('Awa'), id, NOT_PAID, shop.deps)).toBe('settled');
    const books = await shop.books(paymentId);
    expect(books.attempts[0]?.status).toBe('failed');
    expect(books).toMatchObject({ postings: [], payment: { unresolved: false } });
  });

  test.each(['1 499', '1500.5', 'mille', '-1500', ''])('an amount of "%s" is refused', async (amount) => {
    const { id, paymentId } = await unresolved();
    const said = { ...PAID, amount };
    expect(await settleDiscrepancy(await someone('Awa'), id, said, shop.deps)).toBe('amount_differs');
    expect((await shop.books(paymentId)).payment.status).toBe('pending');
  });

  test('a statement line that another payment was counted by is refused', async () => {
    const awa = await someone('Awa');
    const first = await unresolved();
    const observation = { source: 'query', outcome: 'succeeded', transactionId: 'MP-77', raw: {} } as const;
    await applyObservation({ ...first, observation }, shop.deps);
    const second = await unresolved();
    expect(await settleDiscrepancy(awa, second.id, PAID, shop.deps)).toBe('reference_used');
  });

  test('when the operator has answered meanwhile, nothing contradicts it and nothing is written', async () => {
    const awa = await someone('Awa');
    const { id, paymentId, attemptId } = await unresolved();
    const observation = { source: 'query', outcome: 'succeeded', transactionId: 'X-1', raw: {} } as const;
    await applyObservation({ paymentId, attemptId, observation }, shop.deps);
    const before = await shop.books(paymentId);
    expect(await settleDiscrepancy(awa, id, NOT_PAID, shop.deps)).toBe('changed');
    expect(await settleDiscrepancy(awa, id, PAID, shop.deps)).toBe('changed');
    expect(await shop.books(paymentId)).toEqual(before);
    expect((await rowOf(id)).status).toBe('open');
    // What is left is to have seen it.
    expect(await settleDiscrepancy(awa, id, SEEN, shop.deps)).toBe('settled');
    expect((await shop.books(paymentId)).postings).toEqual(before.postings);
  });

  test('two people at once: one settles, the other is told', async () => {
    const [awa, kofi] = [await someone('Awa'), await someone('Kofi')];
    const { id, paymentId } = await unresolved();
    const both = await Promise.all([
      settleDiscrepancy(awa, id, PAID, shop.deps),
      settleDiscrepancy(kofi, id, NOT_PAID, shop.deps),
    ]);
    expect(both.sort()).toEqual(['changed', 'settled']);
    const steps = await db.discrepancyStep.findMany({ where: { discrepancyId: id } });
    expect(steps).toHaveLength(1);
    expect((await shop.books(paymentId)).postings.length).toBe(steps[0]?.decision === 'succeeded' ? 1 : 0);
  });

  test('money that is set aside can only be looked at, never said to be right', async () => {
    const awa = await someone('Awa');
    const { payment } = await shop.pay();
    const record = await submitPayment(
      { paymentId: payment.id, operator: 'cm-mtn', phone: PAYER },
      shop.deps,
    );
    const attemptId = record.attempts[0]?.id ?? '';
    const money = { amount: 1_400n, currency: 'XAF' } as const;
    const observation = {
      source: 'query',
      outcome: 'succeeded',
      transactionId: 'X-1',
      money,
      raw: {},
    } as const;
    await applyObservation({ paymentId: payment.id, attemptId, observation }, shop.deps);
    const { id } = await db.discrepancy.findFirstOrThrow({ where: { kind: 'wrong_amount' } });
    expect(await settleDiscrepancy(awa, id, PAID, shop.deps)).toBe('changed');
    expect(await settleDiscrepancy(awa, id, SEEN, shop.deps)).toBe('settled');
    expect(await shop.books(payment.id)).toMatchObject({
      postings: ['suspense'],
      payment: { status: 'pending' },
    });
  });
});

describe('with real money', () => {
  test('one person proposes, another one agrees, and only then it moves', async () => {
    const [awa, kofi] = [live(await someone('Awa')), live(await someone('Kofi', 'owner'))];
    const { id, paymentId } = await unresolved('live');
    expect(await settleDiscrepancy(awa, id, PAID, shop.deps)).toBe('proposed');
    expect((await shop.books(paymentId)).payment.status).toBe('pending');
    const proposalId = (await rowOf(id)).proposalId ?? '';
    expect(await settleDiscrepancy(kofi, id, NOT_PAID, shop.deps)).toBe('changed');
    expect(await agreeWithProposal(awa, id, proposalId, shop.deps)).toBe('needs_another');
    expect(await agreeWithProposal(kofi, id, newUuid(), shop.deps)).toBe('changed');
    expect(await agreeWithProposal(kofi, id, proposalId, shop.deps)).toBe('settled');
    expect(await agreeWithProposal(kofi, id, proposalId, shop.deps)).toBe('changed');
    expect((await shop.books(paymentId)).payment.status).toBe('succeeded');
    const word = await db.observation.findFirstOrThrow({ where: { paymentId, source: 'person' } });
    expect(word.detail).toMatchObject({ by: 'Awa', agreed_by: 'Kofi', reason: PAID.reason });
  });

  test.each([
    ['was shut out', { disabledAt: new Date() }],
    ['may no longer decide', { role: 'support' }],
  ])('a proposal of somebody who %s does not count', async (_what, data) => {
    const [awa, kofi] = [live(await someone('Awa')), live(await someone('Kofi'))];
    const { id, paymentId } = await unresolved('live');
    await settleDiscrepancy(awa, id, PAID, shop.deps);
    await db.member.update({ where: { id: awa.session.member.id }, data });
    const proposalId = (await rowOf(id)).proposalId ?? '';
    expect(await agreeWithProposal(kofi, id, proposalId, shop.deps)).toBe('needs_another');
    expect((await shop.books(paymentId)).payment.status).toBe('pending');
  });

  test('a declined proposal makes room for another one, and cannot be agreed with', async () => {
    const [awa, kofi] = [live(await someone('Awa')), live(await someone('Kofi'))];
    const { id } = await unresolved('live');
    await settleDiscrepancy(awa, id, PAID, shop.deps);
    const proposalId = (await rowOf(id)).proposalId ?? '';
    expect(await declineProposal(kofi, id, proposalId)).toBe('declined');
    expect(await agreeWithProposal(kofi, id, proposalId, shop.deps)).toBe('changed');
    expect(await settleDiscrepancy(kofi, id, NOT_PAID, shop.deps)).toBe('proposed');
    const history = await discrepancyHistory({ id, merchantId: shop.merchantId });
    expect(history.map(({ kind }) => kind).sort()).toEqual(['declined', 'proposed', 'proposed']);
  });
});

test('another merchant’s, the other mode’s and no discrepancy are one not_found', async () => {
  const awa = await someone('Awa');
  const stranger = await someone('Yao', 'owner', 'mer_01hzzzzzzzzzzzzzzzzzzzzzzz');
  const { id } = await unresolved();
  for (const [acting, what] of [
    [stranger, id],
    [live(awa), id],
    [awa, 'dis_01hzzzzzzzzzzzzzzzzzzzzzzz'],
  ] as const) {
    expect(await settleDiscrepancy(acting, what, PAID, shop.deps)).toBe('not_found');
    expect(await agreeWithProposal(acting, what, newUuid(), shop.deps)).toBe('not_found');
    expect(await declineProposal(acting, what, newUuid())).toBe('not_found');
    expect(await assignDiscrepancy(acting, what, acting.session.member.id)).toBe('not_found');
  }
  expect((await rowOf(id)).status).toBe('open');
});

test('it is given to a colleague of the same house, and the history tells', async () => {
  const [awa, kofi] = [await someone('Awa'), await someone('Kofi', 'support')];
  const stranger = await someone('Yao', 'owner', 'mer_01hzzzzzzzzzzzzzzzzzzzzzzz');
  const { id } = await unresolved();
  expect(await assignDiscrepancy(awa, id, stranger.session.member.id)).toBe('not_found');
  expect(await assignDiscrepancy(awa, id, kofi.session.member.id)).toBe('assigned');
  expect(await assignDiscrepancy(awa, id, kofi.session.member.id)).toBe('assigned');
  expect((await rowOf(id)).assigneeId).toBe(kofi.session.member.id);
  const history = await discrepancyHistory({ id, merchantId: shop.merchantId });
  expect(history).toMatchObject([{ kind: 'assigned', by: 'Awa', assignee: 'Kofi' }]);
  await settleDiscrepancy(awa, id, PAID, shop.deps);
  expect(await assignDiscrepancy(awa, id, null)).toBe('changed');
});

test('the history can only grow', async () => {
  const awa = await someone('Awa');
  const { id } = await unresolved();
  await settleDiscrepancy(awa, id, PAID, shop.deps);
  const written = await db.discrepancyStep.findMany();
  await expect(db.discrepancyStep.updateMany({ data: { reason: 'another' } })).rejects.toThrow();
  await expect(db.discrepancyStep.deleteMany()).rejects.toThrow();
  expect(await db.discrepancyStep.findMany()).toEqual(written);
  expect(written).toHaveLength(1);
});
