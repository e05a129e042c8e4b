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
import { type Money, sameMoney } from '#lib/money.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { Observation, Source, Trust } from '#lib/providers/provider.ts';
import type { AttemptStatus, PaymentStatus } from './types.ts';

export interface PaymentFacts {
  status: PaymentStatus;
  attemptsCount: number;
  attemptsMax: number;
  expiresAt: Date;
  unresolved: boolean;
}

export interface AttemptFacts {
  id: string;
  status: AttemptStatus;
  released: boolean;
  /** What we asked the provider for. */
  amount: Money;
  reference: string;
  otpTries: number;
  notFoundCount: number;
  /** When the provider call ended, or must have ended; null while nothing was asked. */
  callEndedAt: Date | null;
  /** Told something without proof since the last definite answer: asked about even after its end. */
  hinted: boolean;
  /** A code was sent and its reply was lost. */
  otpSilent: boolean;
}

/** Money already counted on this payment. */
export interface ArrivalFacts {
  transactionId: string;
  /** The provider's name, where the money first came without one. */
  namedAs: string | null;
  attemptId: string;
  kind: 'payment' | 'surplus' | 'suspense';
  money: Money;
  reversed: boolean;
}

export interface Snapshot {
  payment: PaymentFacts;
  attempt: AttemptFacts;
  arrivals: readonly ArrivalFacts[];
  /** True when the observation's transaction id is already counted for another payment of the same connection. */
  countedElsewhere: boolean;
  trust: Trust;
  limits: { notFoundAfterMs: number; notFoundQueries: number; otpTriesMax: number };
  now: Date;
}

/** In a word, what was made of an observation; shown in the timeline. */
export type Applied =
  | 'moved'
  | 'noted'
  | 'repeat'
  | 'hint'
  | 'nothing'
  | 'late'
  | 'surplus'
  | 'suspense'
  | 'reversed'
  | 'contradiction';

export type DiscrepancyKind =
  | 'surplus'
  | 'wrong_amount'
  | 'wrong_currency'
  | 'late_after_cancel'
  | 'unresolved'
  | 'reversal'
  | 'contradiction';

export type PaymentEvent =
  | 'payment.pending'
  | 'payment.attempt_failed'
  | 'payment.unresolved'
  | 'payment.succeeded'
  | 'payment.failed'
  | 'payment.canceled'
  | 'payment.expired'
  | 'payment.surplus_received'
  | 'refund.succeeded';

export interface Decision {
  applied: Applied;
  payment: {
    status?: PaymentStatus;
    failureCode?: FailureCode | null;
    late?: true;
    surplus?: true;
    suspense?: true;
    unresolved?: boolean;
    completed?: true;
    paidByCustomer?: Money;
  };
  attempt: {
    status?: AttemptStatus;
    failureCode?: FailureCode | null;
    notFoundCount?: number;
    otpTries?: number;
    released?: true;
    /** Set by a hint, cleared by a definite answer. */
    hinted?: boolean;
    otpSilent?: true;
    /** Keep what the observation says about references, operator and next action. */
    note?: true;
    completed?: true;
  };
  arrival?: { transactionId: string; kind: ArrivalFacts['kind']; money: Money };
  /** Money that was counted without a name has one now. */
  naming?: { transactionId: string; namedAs: string };
  reversal?: { transactionId: string; money: Money; kind: ArrivalFacts['kind'] };
  event?: PaymentEvent;
  discrepancy?: { kind: DiscrepancyKind; key: string };
  /** When to ask the provider next: as scheduled, at once, or never again. */
  query: 'schedule' | 'soon' | 'stop';
}

const FINAL_ATTEMPT: readonly AttemptStatus[] = ['succeeded', 'failed', 'canceled', 'expired'];

/** True once an attempt's story has ended; `unresolved` has not: money may still arrive. */
export function isFinalAttempt(status: AttemptStatus): boolean {
  return FINAL_ATTEMPT.includes(status);
}

/** True while the payer must wait for this attempt before another may start. */
export function blocks(attempt: { status: AttemptStatus; released: boolean }): boolean {
  return !isFinalAttempt(attempt.status) && !attempt.released;
}

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

/** Nothing moves, and what is not settled is asked about again: an ended attempt too, while a hint about it is open. */
function still(snapshot: Snapshot, applied: Applied): Decision {
  const { status, hinted } = snapshot.attempt;
  const open = !isFinalAttempt(status) && status !== 'unresolved';
  return { applied, payment: {}, attempt: {}, query: open || hinted ? 'schedule' : 'stop' };
}

/** The answer was definite and brought nothing new: an open hint is answered. */
function settled(snapshot: Snapshot, applied: Applied): Decision {
  const decision = still({ ...snapshot, attempt: { ...snapshot.attempt, hinted: false } }, applied);
  return snapshot.attempt.hinted ? { ...decision, attempt: { hinted: false } } : decision;
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

/** Money arrived: is it this payment's, the same again, too much, or of another amount? */
function onMoney(snapshot: Snapshot, seen: Observation): Decision {
  const { attempt, payment } = snapshot;
  const money = seen.money ?? attempt.amount;
  if (money.amount <= 0n) {
    // "Succeeded" with no money is no money: nothing can be posted, and somebody has to look at it.
    const key = `wrong_amount:${attempt.id}:${seen.transactionId ?? unnamed(attempt.reference)}`;
    return { ...settled(snapshot, 'contradiction'), discrepancy: { kind: 'wrong_amount', key } };
  }
  if (snapshot.countedElsewhere) {
    // The same name for the money of two payments: which of them it is, only a person can find out.
    const key = `counted_elsewhere:${attempt.id}:${seen.transactionId ?? ''}`;
    return { ...settled(snapshot, 'contradiction'), discrepancy: { kind: 'contradiction', key } };
  }
  const naming = nameFor(snapshot, seen.transactionId, money);
  if (naming !== undefined) return { ...settled(snapshot, 'repeat'), naming };
  if (isSameMoneyAgain(snapshot, seen.transactionId)) return settled(snapshot, 'repeat');
  const transactionId = seen.transactionId ?? unnamed(attempt.reference);
  const arrived = { transactionId, money };
  const paidByCustomer = seen.payerCharge === undefined ? {} : { paidByCustomer: seen.payerCharge };

  if (!sameMoney(money, attempt.amount)) {
    const kind = money.currency === attempt.amount.currency ? 'wrong_amount' : 'wrong_currency';
    return {
      applied: 'suspense',
      payment: { suspense: true },
      attempt: { note: true, hinted: false },
      arrival: { ...arrived, kind: 'suspense' },
      discrepancy: { kind, key: `${kind}:${attempt.id}:${transactionId}` },
      query: isFinalAttempt(attempt.status) ? 'stop' : 'schedule',
    };
  }

  const closed: Decision['attempt'] = {
    status: 'succeeded',
    failureCode: null,
    note: true,
    hinted: false,
    ...(isFinalAttempt(attempt.status) ? {} : { completed: true as const }),
  };
  switch (payment.status) {
    case 'succeeded':
      return {
        applied: 'surplus',
        payment: { surplus: true },
        attempt: closed,
        arrival: { ...arrived, kind: 'surplus' },
        event: 'payment.surplus_received',
        discrepancy: { kind: 'surplus', key: `surplus:${attempt.id}:${transactionId}` },
        query: 'stop',
      };
    case 'created':
    case 'pending':
      return {
        applied: 'moved',
        payment: {
          status: 'succeeded',
          failureCode: null,
          unresolved: false,
          completed: true,
          ...paidByCustomer,
        },
        attempt: closed,
        arrival: { ...arrived, kind: 'payment' },
        event: 'payment.succeeded',
        query: 'stop',
      };
    case 'failed':
    case 'canceled':
    case 'expired':
      return {
        applied: 'late',
        payment: {
          status: 'succeeded',
          failureCode: null,
          unresolved: false,
          late: true,
          completed: true,
          ...paidByCustomer,
        },
        attempt: closed,
        arrival: { ...arrived, kind: 'payment' },
        event: 'payment.succeeded',
        ...(payment.status === 'canceled'
          ? {
              discrepancy: {
                kind: 'late_after_cancel' as const,
                key: `late_after_cancel:${attempt.id}:${transactionId}`,
              },
            }
          : {}),
        query: 'stop',
      };
    default:
      return assertNever(payment.status);
  }
}

/**
 * Some providers name the money only in some of their answers. Money without a name is the money that is already
 * counted on the same attempt, if any: an unnamed answer never makes a surplus.
 */
function isSameMoneyAgain(snapshot: Snapshot, transactionId: string | undefined): boolean {
  if (transactionId === undefined) return hasCounted(snapshot);
  return snapshot.arrivals.some((arrival) => isCalled(arrival, transactionId));
}

/** The other way round: money that was counted without a name, of the same amount, is what now gets a name, once. */
function nameFor(snapshot: Snapshot, transactionId: string | undefined, money: Money): Decision['naming'] {
  if (transactionId === undefined || snapshot.arrivals.some((arrival) => isCalled(arrival, transactionId)))
    return;
  const nameless = snapshot.arrivals.find(
    (arrival) =>
      arrival.attemptId === snapshot.attempt.id &&
      arrival.transactionId === unnamed(snapshot.attempt.reference) &&
      arrival.namedAs === null &&
      sameMoney(arrival.money, money),
  );
  return nameless === undefined
    ? undefined
    : { transactionId: nameless.transactionId, namedAs: transactionId };
}

function isCalled(arrival: ArrivalFacts, transactionId: string): boolean {
  return arrival.transactionId === transactionId || arrival.namedAs === transactionId;
}

function hasCounted({ arrivals, attempt }: Snapshot): boolean {
  return arrivals.some((arrival) => arrival.attemptId === attempt.id);
}

/** The id we give to money that the provider does not name: our own reference, which is unique per connection. */
export function unnamed(reference: string): string {
  return `unnamed:${reference}`;
}

function hasMoney(snapshot: Snapshot): boolean {
  return snapshot.arrivals.some((arrival) => arrival.attemptId === snapshot.attempt.id && !arrival.reversed);
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
  const mayTryAgain =
    payment.attemptsCount < payment.attemptsMax && now.getTime() < payment.expiresAt.getTime();
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

/**
 * Which counted money is meant. Without a name it can only be the money that made the payment succeed, or the only
 * money there is, and only while nothing of this attempt was reversed: a repeated word must not reach for other money.
 */
function givenBackMoney(
  own: readonly ArrivalFacts[],
  attempt: AttemptFacts,
  transactionId: string | undefined,
): ArrivalFacts | undefined {
  const open = own.filter((arrival) => !arrival.reversed);
  if (transactionId === undefined) {
    if (own.length !== open.length) return undefined;
    return open.find((arrival) => arrival.kind === 'payment') ?? open[0];
  }
  return (
    open.find((arrival) => isCalled(arrival, transactionId)) ??
    (own.length === 1
      ? open.find((arrival) => arrival.transactionId === unnamed(attempt.reference))
      : undefined)
  );
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
