/**
 * The only writer of a payment's or an attempt's status (domain rule 2).
 *
 * One transaction: lock and read the payment, decide, write the status, the event with its deliveries, the postings and
 * the discrepancy together (rule 7). The provider is never called in here. A wake-up of the worker is sent after the
 * commit, because a NOTIFY inside a transaction serialises all commits of the database.
 */
import { addMs } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { inTransaction, notifyDue, type Tx } from '#lib/db.ts';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { newReceiptCode, newUuid } from '#lib/ids.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Observation } from '#lib/providers/provider.ts';
import { paced, timings } from '#lib/timings.ts';
import { recordConsequences } from './consequences.ts';
import { type Decision, isFinalAttempt, type Snapshot } from './decision.ts';
import { OTP_TRIES_MAX } from './limits.ts';
import { storedAction } from './next-action.ts';
import { nextQueryAt } from './query-schedule.ts';
import { attemptFacts, lockRecord, paymentFacts, storedMoney } from './record.ts';
import { decide, decideUnresolved } from './state.ts';
import { storable } from './storable.ts';
import type { AttemptStatus, Deps, PaymentRecord } from './types.ts';

/** A fact about an attempt. */
export interface Seen {
  paymentId: string;
  attemptId: string;
  observation: Observation;
  /** The attempt as it stood when the question left that this answers: what was hinted since, it may not know yet. */
  asked?: Pick<Attempt, 'hintedAt'>;
  /** Commits with the observation, or keeps it from being committed by throwing. The payment is locked. */
  alongside?: (tx: Tx, applied: Decision['applied']) => Promise<void>;
}

/**
 * Applies one observation to an attempt.
 *
 * @returns the payment as committed, and what was made of the observation
 */
export async function applyObservation(
  target: Seen,
  deps: Deps,
): Promise<{ record: PaymentRecord; applied: Decision['applied'] }> {
  const { paymentId, attemptId } = target;
  const observation = storable(target.observation);
  const result = await inTransaction(async (tx) => {
    const now = deps.clock.now();
    const record = await mustLock(tx, paymentId);
    crashPoint('observation-locked');
    const attempt = mustFind(record.attempts, attemptId);
    const decision = decide(await snapshotOf(tx, { record, attempt, now, observation }), observation);
    const { asked } = target;
    const changed = await write(tx, {
      record,
      attempt,
      decision,
      observation,
      now,
      ...(asked && { asked }),
    });
    await tx.observation.create({
      data: {
        id: newUuid(),
        merchantId: record.payment.merchantId,
        paymentId,
        attemptId,
        source: observation.source,
        outcome: observation.outcome,
        applied: decision.applied,
        detail: JSON.parse(JSON.stringify({ ...observation.raw, failure: observation.failureCode })),
        at: now,
      },
    });
    await target.alongside?.(tx, decision.applied);
    crashPoint('observation-uncommitted');
    return { record: changed, applied: decision.applied };
  });
  crashPoint('observation-committed');
  await notifyDue();
  return result;
}

/** Ends the waiting for an attempt that stayed without an answer for 72 h. */
export async function applyUnresolved(
  target: { paymentId: string; attemptId: string },
  deps: Deps,
): Promise<void> {
  await inTransaction(async (tx) => {
    const now = deps.clock.now();
    const record = await mustLock(tx, target.paymentId);
    const attempt = mustFind(record.attempts, target.attemptId);
    const decision = decideUnresolved(await snapshotOf(tx, { record, attempt, now }));
    await write(tx, { record, attempt, decision, now });
  });
  await notifyDue();
}

/** What a move of the payer, the shop or the clock does inside the transaction. */
export interface Change {
  decision: Decision;
  /** The attempt that the decision's `attempt` part is about. */
  attemptId?: string;
  /** A new attempt, inserted together with the payment's move. */
  begin?: (tx: Tx) => Promise<Attempt>;
}

/**
 * Moves a payment by something other than a provider's word: a new attempt, cancel, release, expiry.
 *
 * @param choose reads the locked payment and says what changes, refuses with an error code, or `undefined` for nothing
 */
export async function applyChange(
  paymentId: string,
  choose: (record: PaymentRecord, now: Date) => Change | { error: ErrorCode } | undefined,
  deps: Deps,
): Promise<PaymentRecord> {
  const result = await inTransaction(async (tx) => {
    const now = deps.clock.now();
    const record = await mustLock(tx, paymentId);
    crashPoint('change-locked');
    const change = choose(record, now);
    if (change === undefined) return record;
    if ('error' in change)
      throw new AppError(change.error, REFUSALS[change.error] ?? 'This payment cannot do that now.');
    const begun = change.begin === undefined ? undefined : await change.begin(tx);
    const withAttempt = begun === undefined ? record : { ...record, attempts: [...record.attempts, begun] };
    const attempt = withAttempt.attempts.find(
      (candidate) => candidate.id === (begun?.id ?? change.attemptId),
    );
    return write(tx, { record: withAttempt, attempt, decision: change.decision, now });
  });
  crashPoint('change-committed');
  await notifyDue();
  return result;
}

const REFUSALS: Partial<Record<ErrorCode, string>> = {
  payment_blocked: 'An attempt of this payment is still open: wait for its result before doing this.',
  payment_final: 'This payment has already ended.',
  payment_expired: 'This payment has expired: create a new one.',
  attempts_exhausted: 'This payment has no attempts left: create a new one.',
};

async function snapshotOf(
  tx: Tx,
  {
    record,
    attempt,
    now,
    observation,
  }: { record: PaymentRecord; attempt: Attempt; now: Date; observation?: Observation },
): Promise<Snapshot> {
  const arrivals = await tx.arrival.findMany({ where: { paymentId: record.payment.id } });
  const { connectionId } = attempt;
  const transactionId = observation?.transactionId;
  const same =
    transactionId === undefined
      ? null
      : await tx.arrival.findUnique({
          where: { connectionId_transactionId: { connectionId, transactionId } },
        });
  const { notFoundAfterMs, notFoundQueries } = timings();
  return {
    payment: paymentFacts(record.payment),
    attempt: attemptFacts(attempt),
    arrivals: arrivals.map((arrival) => ({
      transactionId: arrival.transactionId,
      namedAs: arrival.namedAs,
      attemptId: arrival.attemptId,
      kind: arrival.kind as 'payment' | 'surplus' | 'suspense', // held to the list by a CHECK
      money: storedMoney(arrival.amount, arrival.currency),
      reversed: arrival.reversedAt !== null,
    })),
    countedElsewhere: same !== null && same.paymentId !== record.payment.id,
    trust: providerById(attempt.provider).manifest.trust,
    limits: { notFoundAfterMs, notFoundQueries, otpTriesMax: OTP_TRIES_MAX },
    now,
  };
}

interface Writing {
  record: PaymentRecord;
  attempt: Attempt | undefined;
  decision: Decision;
  observation?: Observation;
  asked?: Pick<Attempt, 'hintedAt'>;
  now: Date;
}

async function write(tx: Tx, writing: Writing): Promise<PaymentRecord> {
  const { record, decision, now } = writing;
  const attempt =
    writing.attempt === undefined
      ? undefined
      : await tx.attempt.update({
          where: { id: writing.attempt.id },
          data: attemptPatch(writing.attempt, writing),
        });
  const move = decision.payment;
  const data = {
    ...(move.status === undefined ? {} : { status: move.status }),
    ...(move.failureCode === undefined ? {} : { failureCode: move.failureCode }),
    ...(move.late ? { late: true } : {}),
    ...(move.surplus ? { surplus: true } : {}),
    ...(move.suspense ? { suspense: true } : {}),
    ...(move.unresolved === undefined ? {} : { unresolved: move.unresolved }),
    ...(move.completed ? { completedAt: now } : {}),
    ...(move.status === 'succeeded' && record.payment.receiptCode === null
      ? { receiptCode: newReceiptCode() }
      : {}),
    ...(move.paidByCustomer === undefined ? {} : { amountPaidByCustomer: move.paidByCustomer.amount }),
    // A surplus or suspense sum that goes back is no refund of the payment.
    ...(decision.reversal?.kind === 'payment'
      ? { refundedAmount: { increment: decision.reversal.money.amount } }
      : {}),
    ...(decision.event?.startsWith('payment.') ? { eventSequence: { increment: 1 } } : {}),
    ...(attempt === undefined ? {} : { attemptsCount: record.attempts.length }),
  };
  const payment =
    Object.keys(data).length === 0
      ? record.payment
      : await tx.payment.update({ where: { id: record.payment.id }, data });
  const changed: PaymentRecord = {
    ...record,
    payment,
    attempts: record.attempts.map((other) =>
      attempt !== undefined && other.id === attempt.id ? attempt : other,
    ),
  };
  crashPoint('status-written');
  await recordConsequences(tx, { record: changed, attempt, decision, observation: writing.observation, now });
  return changed;
}

function attemptPatch(attempt: Attempt, { decision, observation, asked, now }: Writing) {
  const move = decision.attempt;
  // A slow answer may be older than a callback that came meanwhile: it does not answer that one's hint.
  const { hintedAt } = attempt;
  const stillHinted =
    asked !== undefined && hintedAt !== null && hintedAt.getTime() !== asked.hintedAt?.getTime();
  return {
    ...(move.status === undefined ? {} : { status: move.status }),
    ...(move.failureCode === undefined ? {} : { failureCode: move.failureCode }),
    ...(move.notFoundCount === undefined ? {} : { notFoundCount: move.notFoundCount }),
    ...(move.otpTries === undefined ? {} : { otpTries: move.otpTries }),
    ...(move.released ? { releasedAt: now } : {}),
    ...(move.hinted === undefined || stillHinted ? {} : { hintedAt: move.hinted ? now : null }),
    ...(move.otpSilent ? { otpSilent: true } : {}),
    ...(move.completed ? { completedAt: now } : {}),
    ...(move.note && observation !== undefined ? noted(attempt, observation) : {}),
    ...(observation?.source === 'reply' && attempt.callEndedAt === null ? { callEndedAt: now } : {}),
    ...(observation?.source === 'reply' ? { otpBusyUntil: null } : {}),
    ...(observation?.source === 'query' ? { lastQueryAt: now, queriesCount: { increment: 1 } } : {}),
    nextQueryAt: stillHinted ? now : nextQuery(attempt, decision, now),
  };
}

/**
 * References are kept from the first who told them; what the payer has to do next, from the last. While the provider
 * itself has confirmed nothing (the reply was lost), the reference in a callback is only a claim: a later one replaces it.
 */
function noted(attempt: Attempt, seen: Observation) {
  const told = seen.providerReference ?? null;
  const claimed = attempt.status === 'submitting' && told !== null;
  const nextAction = seen.nextAction === undefined ? undefined : storedAction(attempt.id, seen.nextAction);
  return {
    providerReference: claimed ? told : (attempt.providerReference ?? told),
    operatorReference: seen.operatorReference ?? attempt.operatorReference,
    transactionId: attempt.transactionId ?? seen.transactionId ?? null,
    operatorReported: seen.operator ?? attempt.operatorReported,
    payerCharge: seen.payerCharge?.amount ?? attempt.payerCharge,
    ...(nextAction === undefined ? {} : { nextAction }),
  };
}

function nextQuery(attempt: Attempt, decision: Decision, now: Date): Date | null {
  switch (decision.query) {
    case 'stop':
      return null;
    case 'soon':
      return now;
    case 'schedule': {
      const { sessionMs, approvalWindowMs } = providerById(attempt.provider).manifest;
      if (attempt.calledAt === null) return addMs(attempt.submittedAt, paced(sessionMs ?? approvalWindowMs));
      return (
        nextQueryAt({ submittedAt: askedSince(attempt, decision, now) }, now) ?? lastResort(attempt, now)
      );
    }
  }
}

/** An attempt that has ended is asked about again since its hint; an open one since its call. */
function askedSince(attempt: Attempt, decision: Decision, now: Date): Date {
  if (decision.attempt.hinted) return now;
  return attempt.hintedAt ?? attempt.calledAt ?? attempt.submittedAt;
}

/** The schedule is over: an open attempt is looked at once more, to be called unresolved; an ended one is left. */
function lastResort(attempt: Attempt, now: Date): Date | null {
  const open = !isFinalAttempt(attempt.status as AttemptStatus) && attempt.status !== 'unresolved'; // by CHECK
  return open ? addMs(now, timings().leaseMs) : null;
}

async function mustLock(tx: Tx, paymentId: string): Promise<PaymentRecord> {
  const record = await lockRecord(tx, paymentId);
  if (record === undefined) throw new AppError('not_found', 'There is no such payment.');
  return record;
}

function mustFind(attempts: Attempt[], attemptId: string): Attempt {
  const attempt = attempts.find((candidate) => candidate.id === attemptId);
  if (attempt === undefined)
    throw new Error(`Attempt ${attemptId} does not belong to the payment it was read with.`);
  return attempt;
}
