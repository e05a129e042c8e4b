/** Loading a payment whole: row, app, attempts and masked numbers. */
import { addMs } from '#lib/clock.ts';
import { db, type Tx } from '#lib/db.ts';
import type { App, Attempt, PayerDetail, Payment } from '#lib/generated/prisma/client.ts';
import { isCurrency, type Money, money } from '#lib/money.ts';
import { timings } from '#lib/timings.ts';
import type { AttemptFacts, PaymentFacts } from './decision.ts';
import type { AttemptStatus, PaymentRecord, PaymentStatus } from './types.ts';

/** Reads a payment under a row lock, so that what is decided about it stays true until the commit. */
export async function lockRecord(tx: Tx, paymentId: string): Promise<PaymentRecord | undefined> {
  const locked = await tx.$queryRaw<unknown[]>`SELECT 1 FROM payments WHERE id = ${paymentId} FOR UPDATE`;
  return locked.length === 0 ? undefined : loadRecord(paymentId, tx);
}

/** Reads a payment as it is now. */
export async function loadRecord(
  paymentId: string,
  client: Tx | typeof db = db,
): Promise<PaymentRecord | undefined> {
  const payment = await client.payment.findUnique({ where: { id: paymentId } });
  if (payment === null) return undefined;
  return (await loadRecords([payment], client))[0];
}

/** Completes payment rows with what belongs to them, in their order; three queries whatever their number. */
export async function loadRecords(
  payments: Payment[],
  client: Tx | typeof db = db,
): Promise<PaymentRecord[]> {
  if (payments.length === 0) return [];
  const ids = payments.map((payment) => payment.id);
  const apps = await client.app.findMany({
    where: { id: { in: [...new Set(payments.map((p) => p.appId))] } },
  });
  const attempts = await client.attempt.findMany({
    where: { paymentId: { in: ids } },
    orderBy: { number: 'asc' },
  });
  const payers = await client.payerDetail.findMany({ where: { paymentId: { in: ids } } });
  return payments.map((payment) =>
    assemble(
      payment,
      must(
        apps.find((app) => app.id === payment.appId),
        payment.appId,
      ),
      attempts,
      payers,
    ),
  );
}

function assemble(payment: Payment, app: App, attempts: Attempt[], payers: PayerDetail[]): PaymentRecord {
  const own = payers.filter((payer) => payer.paymentId === payment.id);
  const customer = own.find((payer) => payer.ownerId === payment.id);
  const attemptPhones = Object.fromEntries(
    own.flatMap((payer) =>
      payer.phoneMasked === null || payer === customer ? [] : [[payer.ownerId, payer.phoneMasked]],
    ),
  );
  return {
    payment,
    app,
    attempts: attempts.filter((attempt) => attempt.paymentId === payment.id),
    ...(customer === undefined
      ? {}
      : { payer: customer.phoneMasked === null ? {} : { phoneMasked: customer.phoneMasked } }),
    attemptPhones,
  };
}

/** What `decide` needs of a payment. */
export function paymentFacts(payment: Payment): PaymentFacts {
  return {
    status: payment.status as PaymentStatus, // held to the list by a CHECK
    attemptsCount: payment.attemptsCount,
    attemptsMax: payment.attemptsMax,
    expiresAt: payment.expiresAt,
    unresolved: payment.unresolved,
  };
}

/** What `decide` needs of an attempt. */
export function attemptFacts(attempt: Attempt): AttemptFacts {
  return {
    id: attempt.id,
    status: attempt.status as AttemptStatus, // held to the list by a CHECK
    released: attempt.releasedAt !== null,
    amount: storedMoney(attempt.amount, attempt.currency),
    reference: attempt.reference,
    otpTries: attempt.otpTries,
    notFoundCount: attempt.notFoundCount,
    callEndedAt: attempt.callEndedAt ?? latestEnd(attempt.calledAt),
    hinted: attempt.hintedAt !== null,
    otpSilent: attempt.otpSilent,
  };
}

/** A call whose end was never written (the process died) has ended when its time-out is over. */
function latestEnd(calledAt: Date | null): Date | null {
  return calledAt === null ? null : addMs(calledAt, timings().providerTimeoutMs);
}

/** Money as stored: minor units beside a currency that a CHECK holds to the list. */
export function storedMoney(amount: bigint, currency: string): Money {
  if (!isCurrency(currency)) throw new Error(`Stored currency ${currency} is not one of ours.`);
  return money(amount, currency);
}

function must<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new Error(`Row ${id} is missing beside a row that names it.`);
  return value;
}
