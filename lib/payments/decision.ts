/** The words of the rules: what is known when an observation arrives, and what it may change. */
import type { Money } from '#lib/money.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { Trust } from '#lib/providers/provider.ts';
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

/** Another attempt may follow this one. */
export function triesRemain(
  {
    attemptsCount,
    attemptsMax,
    expiresAt,
  }: Pick<PaymentFacts, 'attemptsCount' | 'attemptsMax' | 'expiresAt'>,
  now: Date,
): boolean {
  return attemptsCount < attemptsMax && now.getTime() < expiresAt.getTime();
}

/** Nothing moves, and what is not settled is asked about again: an ended attempt too, while a hint about it is open. */
export function still(snapshot: Snapshot, applied: Applied): Decision {
  const { status, hinted } = snapshot.attempt;
  const open = !isFinalAttempt(status) && status !== 'unresolved';
  return { applied, payment: {}, attempt: {}, query: open || hinted ? 'schedule' : 'stop' };
}

/** The answer was definite and brought nothing new: an open hint is answered. */
export function settled(snapshot: Snapshot, applied: Applied): Decision {
  const decision = still({ ...snapshot, attempt: { ...snapshot.attempt, hinted: false } }, applied);
  return snapshot.attempt.hinted ? { ...decision, attempt: { hinted: false } } : decision;
}
