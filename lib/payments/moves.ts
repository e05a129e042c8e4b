/**
 * What the payer, the shop and the clock may move, as pure functions beside `decide` (which holds what providers tell).
 * Each returns a {@link Decision} for apply-observation.ts, or the error code of a refusal.
 */
import type { ErrorCode } from '#lib/errors.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import { type AttemptFacts, blocks, type Decision, type PaymentFacts, triesRemain } from './decision.ts';
import { decide } from './state.ts';

type Move = { ok: true; decision: Decision } | { ok: false; error: ErrorCode };

/** May another attempt begin now? One blocking attempt a payment; tries and time must remain. */
export function decideAttempt(payment: PaymentFacts, attempts: readonly AttemptFacts[], now: Date): Move {
  if (attempts.some(blocks)) return { ok: false, error: 'payment_blocked' };
  if (payment.status === 'expired') return { ok: false, error: 'payment_expired' };
  if (payment.status !== 'created') return { ok: false, error: 'payment_final' };
  if (now.getTime() >= payment.expiresAt.getTime()) return { ok: false, error: 'payment_expired' };
  if (payment.attemptsCount >= payment.attemptsMax) return { ok: false, error: 'attempts_exhausted' };
  return {
    ok: true,
    decision: { applied: 'moved', payment: { status: 'pending' }, attempt: {}, query: 'schedule' },
  };
}

/** Cancel is possible only while no attempt blocks: a prompt that is out cannot be called back. */
export function decideCancel(
  payment: PaymentFacts,
  attempts: readonly AttemptFacts[],
  by: 'merchant' | 'payer',
): Move {
  if (attempts.some(blocks)) return { ok: false, error: 'payment_blocked' };
  if (payment.status !== 'created') return { ok: false, error: 'payment_final' };
  return {
    ok: true,
    decision: {
      applied: 'moved',
      payment: {
        status: 'canceled',
        failureCode: by === 'merchant' ? 'canceled_by_merchant' : 'canceled_on_page',
        completed: true,
      },
      attempt: {},
      event: 'payment.canceled',
      query: 'stop',
    },
  };
}

/** A created payment expires by the clock; a pending one never does. */
export function decideExpiry(payment: PaymentFacts, now: Date): Decision | undefined {
  if (payment.status !== 'created' || now.getTime() < payment.expiresAt.getTime()) return undefined;
  return {
    applied: 'moved',
    payment: { status: 'expired', failureCode: 'session_expired', completed: true },
    attempt: {},
    event: 'payment.expired',
    query: 'stop',
  };
}

/** An attempt whose provider was never asked ends without anybody's word: there is nothing that could have happened. */
export function decideNeverAsked(payment: PaymentFacts, attempt: AttemptFacts, now: Date): Decision {
  return decideEnd(payment, attempt, { failureCode: 'session_expired', now });
}

/** `expired` by the rules of {@link decide}, for an attempt whose provider says nothing. */
function decideEnd(
  payment: PaymentFacts,
  attempt: AttemptFacts,
  { failureCode, now }: { failureCode: FailureCode; now: Date },
): Decision {
  const nothingHappened = { arrivals: [], countedElsewhere: false, trust: 'query' as const, now };
  const limits = { notFoundAfterMs: 0, notFoundQueries: 0, otpTriesMax: 0 };
  return decide(
    { payment, attempt, ...nothingHappened, limits },
    { outcome: 'expired', source: 'reply', failureCode, raw: {} },
  );
}

/**
 * An attempt that nobody can ask about ends without anybody's word: its page's life is over, or its payer came back by
 * the cancel or failure link. It is released with it, which tells it from one that the provider ended: money that is
 * announced later still counts, and nobody says that nothing was taken.
 */
export function decideClosed(
  payment: PaymentFacts,
  attempt: AttemptFacts,
  { failureCode, now }: { failureCode: FailureCode; now: Date },
): Decision {
  const decision = decideEnd(payment, attempt, { failureCode, now });
  return decision.attempt.status === undefined
    ? decision
    : { ...decision, attempt: { ...decision.attempt, released: true } };
}

export type ReleaseReason = 'payer_did_not_confirm' | 'payer_came_back' | 'session_over';

export interface ReleaseFacts {
  flow: string;
  hosted: boolean;
  submittedAt: Date;
  lastQueryAt: Date | null;
  approvalWindowMs: number;
  sessionMs: number | undefined;
  triesRemain: boolean;
}

/**
 * May the payer stop waiting for this attempt? Redirect and form attempts: on return by the cancel or failure link while
 * another try is left, or when the session is over. The way back is no proof, so it ends no payment: of the last try the
 * provider's answer, or the end of the session, is the end. Push and OTP attempts: only after the approval window, a query made later than that without
 * a final answer, and the payer's own word. Direct charges: never. (Design, domain: Payment and attempt.)
 */
export function mayRelease(
  attempt: AttemptFacts,
  facts: ReleaseFacts,
  reason: ReleaseReason,
  now: Date,
): boolean {
  if (!facts.hosted || !blocks(attempt) || attempt.status === 'unresolved') return false;
  if (facts.flow === 'redirect' || facts.flow === 'form') {
    if (reason === 'payer_came_back') return facts.triesRemain;
    const over =
      facts.sessionMs !== undefined && now.getTime() >= facts.submittedAt.getTime() + facts.sessionMs;
    return reason === 'session_over' && over;
  }
  const windowEnd = facts.submittedAt.getTime() + facts.approvalWindowMs;
  const askedSince = facts.lastQueryAt !== null && facts.lastQueryAt.getTime() > windowEnd;
  return reason === 'payer_did_not_confirm' && now.getTime() > windowEnd && askedSince;
}

/** The payment goes back to the payer, or ends when no tries or time remain; the attempt is still queried. */
export function decideRelease(payment: PaymentFacts, reason: ReleaseReason, now: Date): Decision {
  if (payment.status !== 'pending') {
    return { applied: 'noted', payment: {}, attempt: { released: true }, query: 'schedule' };
  }
  const { failureCode, end } = RELEASES[reason];
  const released = { applied: 'moved', attempt: { released: true }, query: 'schedule' } as const;
  if (triesRemain(payment, now))
    return { ...released, payment: { status: 'created', failureCode }, event: 'payment.attempt_failed' };
  if (end === undefined) throw new Error('The way back from a page ends no payment.');
  return { ...released, payment: { status: end, failureCode, completed: true }, event: `payment.${end}` };
}

/** Why the payer waits no longer, and what a payment ends as that has no other try left. */
const RELEASES = {
  payer_did_not_confirm: { failureCode: 'payer_timeout', end: 'failed' },
  payer_came_back: { failureCode: 'canceled_on_page', end: undefined },
  session_over: { failureCode: 'session_expired', end: 'expired' },
} as const;
