/** What goes with a status and commits with it: arrivals, postings, refunds, discrepancies, events (domain rule 7). */
import { crashPoint } from '#lib/crash-points.ts';
import type { Tx } from '#lib/db.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { newId } from '#lib/ids.ts';
import { post } from '#lib/ledger/post.ts';
import { type LedgerEvent, postingsFor } from '#lib/ledger/postings.ts';
import { type Money, money } from '#lib/money.ts';
import type { Observation } from '#lib/providers/provider.ts';
import { enqueueEvent } from '#lib/webhooks/enqueue.ts';
import type { Decision } from './decision.ts';
import { storedMoney } from './record.ts';
import { discrepancyResource, paymentResource, refundResource } from './resource.ts';
import { shownReference } from './shown-reference.ts';
import type { Mode, PaymentRecord } from './types.ts';

interface Happened {
  /** As it will be committed. */
  record: PaymentRecord;
  attempt: Attempt | undefined;
  decision: Decision;
  observation: Observation | undefined;
  now: Date;
}

/** Writes everything that follows from a decision, in the transaction of the decision. */
export async function recordConsequences(tx: Tx, happened: Happened): Promise<void> {
  const { decision, attempt } = happened;
  if (attempt !== undefined) {
    if (decision.naming !== undefined) await nameArrival(tx, attempt, decision.naming);
    if (decision.arrival !== undefined) await recordArrival(tx, happened, attempt, decision.arrival);
    if (decision.reversal !== undefined) await recordReversal(tx, happened, attempt, decision.reversal);
    if (decision.discrepancy !== undefined)
      await openDiscrepancy(tx, happened, attempt, decision.discrepancy);
  }
  if (decision.event !== undefined && decision.event !== 'refund.succeeded')
    await announce(tx, happened, decision.event);
}

/** The money keeps the id it was counted under; its name is written beside it. */
async function nameArrival(tx: Tx, attempt: Attempt, naming: NonNullable<Decision['naming']>): Promise<void> {
  const { transactionId, namedAs } = naming;
  await tx.arrival.update({
    where: { connectionId_transactionId: { connectionId: attempt.connectionId, transactionId } },
    data: { namedAs },
  });
}

async function recordArrival(
  tx: Tx,
  { record, observation, now }: Happened,
  attempt: Attempt,
  arrival: NonNullable<Decision['arrival']>,
): Promise<void> {
  const { payment } = record;
  await tx.arrival.create({
    data: {
      connectionId: attempt.connectionId,
      transactionId: arrival.transactionId,
      merchantId: payment.merchantId,
      paymentId: payment.id,
      attemptId: attempt.id,
      kind: arrival.kind,
      amount: arrival.money.amount,
      currency: arrival.money.currency,
      createdAt: now,
    },
  });
  crashPoint('arrival-written');
  const providerFee = observation?.providerFee;
  const usableFee = providerFee?.currency === arrival.money.currency ? { providerFee } : {};
  const about = {
    ...books(record, attempt),
    money: arrival.money,
    transactionId: arrival.transactionId,
    ...usableFee,
  };
  const event: LedgerEvent =
    arrival.kind === 'payment'
      ? { kind: 'payment_succeeded', ...about, fee: feeOf(payment.feeAmount, arrival.money) }
      : { kind: arrival.kind, ...about };
  await post(tx, postingsFor(event));
  crashPoint('postings-written');
}

async function recordReversal(
  tx: Tx,
  { record, now }: Happened,
  attempt: Attempt,
  reversal: NonNullable<Decision['reversal']>,
): Promise<void> {
  const { payment } = record;
  const { transactionId, money: amount } = reversal;
  const counted = await tx.arrival.update({
    where: { connectionId_transactionId: { connectionId: attempt.connectionId, transactionId } },
    data: { reversedAt: now },
  });
  const pocket = counted.kind === 'payment' ? 'available' : (counted.kind as 'surplus' | 'suspense'); // by CHECK
  await post(
    tx,
    postingsFor({
      kind: 'reversed_by_provider',
      ...books(record, attempt),
      money: amount,
      transactionId,
      pocket,
    }),
  );
  const refund = await tx.refund.create({
    data: {
      id: newId('re'),
      merchantId: payment.merchantId,
      appId: payment.appId,
      mode: payment.mode,
      paymentId: payment.id,
      key: `reversal:${attempt.connectionId}:${transactionId}`,
      by: 'provider',
      status: 'succeeded',
      amount: amount.amount,
      currency: amount.currency,
      createdAt: now,
    },
  });
  if (counted.kind !== 'payment') return;
  await enqueueEvent(tx, {
    ...owner(record),
    type: 'refund.succeeded',
    resourceId: refund.id,
    sequence: 1,
    data: refundResource(refund),
    callbackUrl: payment.callbackUrl,
    at: now,
  });
}

async function openDiscrepancy(
  tx: Tx,
  { record, decision, observation, now }: Happened,
  attempt: Attempt,
  discrepancy: NonNullable<Decision['discrepancy']>,
): Promise<void> {
  const expected = storedMoney(attempt.amount, attempt.currency);
  const evidence = {
    expected: plain(expected),
    ...(decision.arrival === undefined
      ? {}
      : { received: plain(decision.arrival.money), transaction_id: decision.arrival.transactionId }),
    ...(observation === undefined ? {} : { source: observation.source, outcome: observation.outcome }),
    attempt: attempt.id,
    provider: attempt.provider,
    provider_reference: shownReference(attempt),
    operator_reference: attempt.operatorReference,
  };
  const opened = await tx.discrepancy.createManyAndReturn({
    data: [
      {
        id: newId('dis'),
        ...owner(record),
        paymentId: record.payment.id,
        attemptId: attempt.id,
        kind: discrepancy.kind,
        key: discrepancy.key,
        evidence,
        createdAt: now,
      },
    ],
    skipDuplicates: true,
  });
  for (const row of opened) {
    await enqueueEvent(tx, {
      ...owner(record),
      type: 'discrepancy.opened',
      resourceId: row.id,
      sequence: 1,
      data: discrepancyResource(row),
      callbackUrl: null,
      at: now,
    });
  }
}

async function announce(
  tx: Tx,
  { record, now }: Happened,
  type: NonNullable<Decision['event']>,
): Promise<void> {
  await enqueueEvent(tx, {
    ...owner(record),
    type,
    resourceId: record.payment.id,
    sequence: record.payment.eventSequence,
    data: paymentResource(record, now),
    callbackUrl: record.payment.callbackUrl,
    at: now,
  });
  crashPoint('event-written');
}

function owner({ payment }: PaymentRecord) {
  return { merchantId: payment.merchantId, appId: payment.appId, mode: payment.mode as Mode }; // by CHECK
}

function books({ payment }: PaymentRecord, attempt: Attempt) {
  return {
    merchantId: payment.merchantId,
    mode: payment.mode as Mode, // by CHECK
    paymentId: payment.id,
    attemptId: attempt.id,
    connectionId: attempt.connectionId,
    // The provider says where the money lies; the payer's choice is only a wish (protocols: operator reported).
    wallet: attempt.operatorReported ?? attempt.operator,
  };
}

function feeOf(amount: bigint, of: Money): Money {
  return money(amount, of.currency);
}

function plain(value: Money): { amount: number; currency: string } {
  return { amount: Number(value.amount), currency: value.currency };
}
