/**
 * The rules of a payment, as one pure function (design, domain: the table of "Payment and attempt").
 *
 * `decide` takes what is known and one observation and returns what must change. It reads no clock and no database;
 * apply-observation.ts is the only caller that writes. In prose:
 *
 * - Silence moves nothing. A success needs proof (an authenticated query answer, a callback that the protocol names as
 *   proof, a statement line or a person); anything less only brings the next query forward.
 * - Money is identified by (connection, transaction id). The same money again changes nothing; other money on a payment
 *   that already succeeded is a surplus; money of another amount or currency goes to suspense and moves no status.
 * - A refused attempt gives the payment back to the payer while tries and time remain.
 */
import { assertNever } from '#lib/errors.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { Observation, Source, Trust } from '#lib/providers/provider.ts';
import { givenBackMoney, hasMoney } from './counted-money.ts';
import { type Decision, isFinalAttempt, type Snapshot, settled, still, triesRemain } from './decision.ts';
import { onMoney } from './money-rules.ts';
import type { AttemptStatus } from './types.ts';

/**
 * What one observation changes.
 *
 * @param seen the observation; `seen.money` in minor units as the provider states it
 * @returns a decision; `applied: 'nothing'` with an empty patch when nothing moves
 */
export function decide(snapshot: Snapshot, seen: Observation): Decision {
  switch (seen.outcome) {
    case 'unknown':
      return onSilence(snapshot, seen);
    case 'not_found':
      return onNotFound(snapshot);
    case 'pending':
    case 'requires_otp':
    case 'redirect':
      return onOpen(snapshot, seen, seen.outcome);
    case 'succeeded':
      return isProof(snapshot.trust, seen) ? onMoney(snapshot, seen) : hint(snapshot);
    case 'failed':
    case 'canceled':
    case 'expired':
      return isProof(snapshot.trust, seen) || seen.source === 'reply'
        ? onRefusal(snapshot, seen.outcome, seen.failureCode ?? 'unspecified', seen.source)
        : hint(snapshot);
    case 'refunding':
    case 'refunded':
      return isProof(snapshot.trust, seen) ? onGivenBack(snapshot, seen, seen.outcome) : hint(snapshot);
    default:
      return assertNever(seen.outcome);
  }
}

/** Domain rule 4. A reply to our own request may refuse, but an acceptance is not yet money. */
function isProof(trust: Trust, seen: Observation): boolean {
  if (seen.source === 'callback') return trust === 'source-and-amount';
  return seen.source !== 'reply';
}

function hint(snapshot: Snapshot): Decision {
  const known = snapshot.arrivals.some((a) => a.attemptId === snapshot.attempt.id && !a.reversed);
  // A callback about money that is already counted needs no further question, unless it names other money: only a
  // query can tell, so the question is asked all the same.
  return {
    applied: known ? 'repeat' : 'hint',
    payment: {},
    attempt: { note: true, hinted: true },
    query: 'soon',
  };
}

/** Silence about a code is remembered: if it was the right one, it is used up, and no later refusal proves anything. */
function onSilence(snapshot: Snapshot, seen: Observation): Decision {
  const decision = still(snapshot, 'nothing');
  const aboutCode = seen.source === 'reply' && snapshot.attempt.status === 'requires_otp';
  return aboutCode ? { ...decision, attempt: { otpSilent: true } } : decision;
}

function onOpen(
  snapshot: Snapshot,
  seen: Observation,
  outcome: 'pending' | 'requires_otp' | 'redirect',
): Decision {
  const { attempt, payment } = snapshot;
  if (isFinalAttempt(attempt.status) || attempt.status === 'unresolved') return still(snapshot, 'repeat');

  if (seen.failureCode === 'otp_invalid') {
    const otpTries = attempt.otpTries + 1;
    if (otpTries < snapshot.limits.otpTriesMax || attempt.otpSilent) {
      return { applied: 'noted', payment: {}, attempt: { otpTries, note: true }, query: 'schedule' };
    }
    const refused = onRefusal(snapshot, 'failed', 'otp_invalid', seen.source);
    // Our own limit ends it, not the provider's word: its money is still asked about.
    return { ...refused, attempt: { ...refused.attempt, otpTries, hinted: true }, query: 'schedule' };
  }

  // While a code is awaited the provider's status says "pending" too: only the reply to the code moves it on.
  const waitsForCode = attempt.status === 'requires_otp' && seen.source !== 'reply';
  const status: AttemptStatus = outcome === 'requires_otp' || waitsForCode ? 'requires_otp' : 'pending';
  const first = attempt.status === 'submitting';
  const tellsShop = first && !attempt.released && payment.status === 'pending';
  return {
    applied: status === attempt.status ? 'noted' : 'moved',
    payment: {},
    attempt: { status, notFoundCount: 0, note: true },
    ...(tellsShop ? { event: 'payment.pending' as const } : {}),
    query: 'schedule',
  };
}

function onNotFound(snapshot: Snapshot): Decision {
  const { attempt, limits, now } = snapshot;
  if (isFinalAttempt(attempt.status) || attempt.status === 'unresolved') return still(snapshot, 'nothing');
  const notFoundCount = attempt.notFoundCount + 1;
  const longEnough =
    attempt.callEndedAt !== null && now.getTime() - attempt.callEndedAt.getTime() >= limits.notFoundAfterMs;
  if (longEnough && notFoundCount >= limits.notFoundQueries && !hasMoney(snapshot)) {
    const refused = onRefusal(snapshot, 'failed', 'operator_unavailable', 'query');
    return { ...refused, attempt: { ...refused.attempt, notFoundCount } };
  }
  return { applied: 'noted', payment: {}, attempt: { notFoundCount }, query: 'schedule' };
}

function onRefusal(
  snapshot: Snapshot,
  outcome: 'failed' | 'canceled' | 'expired',
  failureCode: FailureCode,
  source: Source,
): Decision {
  const { attempt, payment, now } = snapshot;
  if (hasMoney(snapshot)) {
    // "Failed" after money was counted: neither is dropped nor believed; a person settles it.
    return {
      applied: 'contradiction',
      payment: {},
      attempt: {},
      discrepancy: { kind: 'contradiction', key: `contradiction:${attempt.id}` },
      query: isFinalAttempt(attempt.status) ? 'stop' : 'schedule',
    };
  }
  if (isFinalAttempt(attempt.status)) return settled(snapshot, 'repeat');
  // After 72 h of silence a late "failed" is not believed from the wire: only a statement or a person ends it.
  if (attempt.status === 'unresolved' && source !== 'statement' && source !== 'person')
    return settled(snapshot, 'noted');

  const ended: Decision['attempt'] = { status: outcome, failureCode, note: true, completed: true };
  const mayTryAgain = triesRemain(payment, now);
  // A released attempt no longer holds its payment: another one may be running, or the payment has ended.
  if (attempt.released || payment.status !== 'pending') {
    return { applied: 'moved', payment: {}, attempt: ended, query: 'stop' };
  }
  return mayTryAgain
    ? {
        applied: 'moved',
        payment: { status: 'created', failureCode, unresolved: false },
        attempt: ended,
        event: 'payment.attempt_failed',
        query: 'stop',
      }
    : {
        applied: 'moved',
        payment: { status: outcome, failureCode, unresolved: false, completed: true },
        attempt: ended,
        event: `payment.${outcome}`,
        query: 'stop',
      };
}

/** The provider gives the money back by itself. */
function onGivenBack(snapshot: Snapshot, seen: Observation, outcome: 'refunding' | 'refunded'): Decision {
  const { attempt } = snapshot;
  const own = snapshot.arrivals.filter((arrival) => arrival.attemptId === attempt.id);
  const counted = givenBackMoney(own, attempt, seen.transactionId);
  if (counted === undefined) {
    // Never counted here: the payer was debited and is being given the money back, so the attempt failed.
    const reversedBefore = own.some((arrival) => arrival.reversed);
    return reversedBefore
      ? settled(snapshot, 'repeat')
      : onRefusal(snapshot, 'failed', 'returned_by_operator', seen.source);
  }
  // "Will be given back" is not yet given back: the books move on the second word.
  if (outcome === 'refunding') return { applied: 'noted', payment: {}, attempt: {}, query: 'schedule' };
  return {
    applied: 'reversed',
    payment: {},
    attempt: {},
    reversal: { transactionId: counted.transactionId, money: counted.money, kind: counted.kind },
    ...(counted.kind === 'payment' ? { event: 'refund.succeeded' as const } : {}),
    discrepancy: { kind: 'reversal', key: `reversal:${attempt.id}:${counted.transactionId}` },
    query: isFinalAttempt(attempt.status) ? 'stop' : 'schedule',
  };
}

/** After 72 h without a final answer nobody waits any longer, but the money may still come: a person is asked. */
export function decideUnresolved(snapshot: Snapshot): Decision {
  const { attempt, payment } = snapshot;
  if (isFinalAttempt(attempt.status) || attempt.status === 'unresolved') return still(snapshot, 'nothing');
  const holds = payment.status === 'pending' && !attempt.released;
  return {
    applied: 'moved',
    payment: holds ? { unresolved: true } : {},
    attempt: { status: 'unresolved' },
    ...(holds ? { event: 'payment.unresolved' as const } : {}),
    discrepancy: { kind: 'unresolved', key: `unresolved:${attempt.id}` },
    query: 'stop',
  };
}
