import { expect, test } from 'vitest';
import type { Attempt, Payment } from '#lib/generated/prisma/client.ts';
import { answerOf } from './answer.ts';

const AT = new Date('2026-11-21T10:00:00Z');

function anAttempt(change: Partial<Attempt> = {}): Attempt {
  // Only what the answer reads.
  return { status: 'failed', provider: 'my-coolpay', calledAt: AT, hintedAt: null, ...change } as Attempt;
}

function answer(payment: Partial<Payment>, ...attempts: Attempt[]) {
  const row = {
    amount: 1500n,
    refundedAmount: 0n,
    suspense: false,
    unresolved: false,
    ...payment,
  } as Payment;
  return answerOf({ payment: row, attempts });
}

test.each([
  ['paid', { status: 'succeeded' }, []],
  ['paid', { status: 'succeeded', refundedAmount: 500n }, []],
  ['given_back', { status: 'succeeded', refundedAmount: 1500n }, []],
  ['not_tried', { status: 'created' }, []],
  ['not_tried', { status: 'expired' }, []],
  ['not_paid', { status: 'failed' }, [anAttempt()]],
  ['not_paid', { status: 'created' }, [anAttempt({ status: 'expired' })]],
] as const)('%s', (kind, payment, attempts) => {
  expect(answer(payment, ...attempts)).toBe(kind);
});

test.each([
  ['an attempt is open', { status: 'pending' }, anAttempt({ status: 'pending' })],
  [
    'an attempt the payer left behind is open',
    { status: 'created' },
    anAttempt({ status: 'pending', releasedAt: AT }),
  ],
  [
    'the operator has been silent for days',
    { status: 'pending', unresolved: true },
    anAttempt({ status: 'unresolved' }),
  ],
  ['another amount arrived', { status: 'failed', suspense: true }, anAttempt()],
  ['somebody said that it was paid, without proof', { status: 'failed' }, anAttempt({ hintedAt: AT })],
] as const)('nobody is told "not paid" while %s', (_why, payment, attempt) => {
  expect(answer(payment, attempt)).toBe('checking');
});

test('where nobody can be asked, silence is not "not paid" either', () => {
  expect(answer({ status: 'expired' }, anAttempt({ status: 'expired', provider: 'tmoney-online' }))).toBe(
    'no_answer',
  );
});

test('a page that was never opened asked nobody for money', () => {
  expect(answer({ status: 'pending' }, anAttempt({ status: 'pending', calledAt: null }))).toBe('not_tried');
});
