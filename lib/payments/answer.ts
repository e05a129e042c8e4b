/** "Did my payment arrive?", answered from what is known. Pure. */
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import type { AttemptStatus, PaymentRecord, PaymentStatus } from './types.ts';

/**
 * - `paid`: the money is in the books.
 * - `given_back`: it was, and all of it went back to the payer.
 * - `checking`: money may be on its way, or arrived in a way that a person looks at: nobody may say "not paid" yet.
 * - `no_answer`: nothing came, and the operator is one that cannot be asked: a lost message looks the same.
 * - `not_paid`: every request ended without money, for certain.
 * - `not_tried`: nothing was ever requested from an operator.
 */
export type AnswerKind = 'paid' | 'given_back' | 'checking' | 'no_answer' | 'not_paid' | 'not_tried';

const OPEN: readonly AttemptStatus[] = ['submitting', 'requires_otp', 'pending', 'unresolved'];

/** Silence is never "not paid" (domain rule: unknown is not failed). */
export function answerOf({ payment, attempts }: Pick<PaymentRecord, 'payment' | 'attempts'>): AnswerKind {
  const status = payment.status as PaymentStatus; // held to the list by a CHECK
  if (status === 'succeeded') return payment.refundedAmount >= payment.amount ? 'given_back' : 'paid';
  if (payment.suspense || payment.unresolved || attempts.some(isOpen)) return 'checking';
  const asked = attempts.filter(({ calledAt }) => calledAt !== null);
  if (asked.length === 0) return 'not_tried';
  return asked.some(wasClosedUnanswered) ? 'no_answer' : 'not_paid';
}

/** Still open, or told of without proof and being asked about. One that nobody ever sent asks nobody for money. */
function isOpen({ status, calledAt, hintedAt }: Attempt): boolean {
  const open = OPEN.some((one) => one === status);
  return hintedAt !== null || (open && calledAt !== null);
}

/** Ended by our clock and not by the operator's word (close.ts). */
function wasClosedUnanswered({ status, provider }: Attempt): boolean {
  return status === 'expired' && isProviderId(provider) && providerById(provider).manifest.queryBy === 'none';
}
