/** A payment as the shop's program knows it through a dialect. */
import { randomUUID } from 'node:crypto';
import { db, type Tx } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { CompatTransaction } from '#lib/generated/prisma/client.ts';
import { failureText } from '#lib/i18n/failure-text.ts';
import { money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import { findPayment } from '#lib/payments/find.ts';
import { payerDetails } from '#lib/payments/payer-details.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { blockingAttempt, currentAttempt, nextAction } from '#lib/payments/resource.ts';
import type { PaymentRecord, PaymentStatus } from '#lib/payments/types.ts';
import { isReadable } from '#lib/providers/codecs.ts';
import type {
  Manifest,
  ServerPaymentRequest,
  ServerStatus,
  ServerTransaction,
} from '#lib/providers/provider.ts';
import { nextTransactionNumber } from '#lib/transaction-numbers.ts';
import type { Dialect } from './accounts.ts';

/** What is kept of a request beyond the payment itself. Its callback URL is also read by lib/webhooks/enqueue.ts. */
export interface CompatDetails {
  /** Named by the shop: the page then offers this one only. */
  operator?: OperatorId;
  callbackUrl?: string;
  /** Members of the dialect itself, untouched. */
  caller?: Record<string, unknown>;
}

/** Written by {@link insertCompatTransaction} alone, in this shape. */
export function detailsOf(row: Pick<CompatTransaction, 'details'>): CompatDetails {
  return row.details as unknown as CompatDetails;
}

/** Gives a new payment its name in the dialect, in the transaction that creates it. */
export async function insertCompatTransaction(
  tx: Tx,
  { payment }: PaymentRecord,
  { dialect, request }: { dialect: Dialect; request: ServerPaymentRequest },
): Promise<CompatTransaction> {
  const details: CompatDetails = {
    ...(request.operator === undefined ? {} : { operator: request.operator }),
    ...(request.callbackUrl === undefined ? {} : { callbackUrl: request.callbackUrl }),
    ...(request.details === undefined ? {} : { caller: request.details }),
  };
  return tx.compatTransaction.create({
    data: {
      paymentId: payment.id,
      merchantId: payment.merchantId,
      dialectCredentialId: dialect.credential.id,
      provider: dialect.manifest.id,
      reference: payment.reference,
      // Where an account is named by a public key alone (My-CoolPay), nobody may count through its transactions.
      providerReference: dialect.manifest.integerReferences
        ? await nextTransactionNumber(tx)
        : (dialect.manifest.newReference?.() ?? randomUUID()),
      details: JSON.parse(JSON.stringify(details)),
      createdAt: payment.createdAt,
    },
  });
}

export interface Found {
  row: CompatTransaction;
  record: PaymentRecord;
}

/** A transaction of this very account; another account's and a missing one are both `undefined`. */
export async function findCompatTransaction(
  { credential, scope }: Dialect,
  by: { reference: string } | { providerReference: string } | { paymentId: string },
): Promise<Found | undefined> {
  if (!Object.values(by).every(isReadable)) return undefined;
  const row = await db.compatTransaction.findFirst({ where: { dialectCredentialId: credential.id, ...by } });
  const record = row === null ? undefined : await findPayment(scope, row.paymentId);
  return row === null || record === undefined ? undefined : { row, record };
}

/** The payment in the terms of the provider contract. */
export async function serverTransaction(
  { row, record }: Found,
  manifest: Manifest,
): Promise<ServerTransaction> {
  const { payment } = record;
  const attempt = currentAttempt(record);
  const details = detailsOf(row);
  const amount = storedMoney(payment.amount, payment.currency);
  const phone = (await phoneOf(attempt?.id)) ?? (await phoneOf(payment.id));
  const operator = operatorOf(record, details, manifest);
  const status = statusOf(record);
  const failureCode = status === 'succeeded' ? undefined : (payment.failureCode as FailureCode | null); // from FAILURES alone
  const ussd = ussdOf(record, operator, manifest);
  return {
    kind: 'payment',
    reference: payment.reference,
    providerReference: row.providerReference,
    ...(attempt?.operatorReference ? { operatorReference: attempt.operatorReference } : {}),
    status,
    money: amount,
    fee: money(payment.feeAmount, amount.currency),
    ...(payment.amountPaidByCustomer === null
      ? {}
      : { payerCharge: money(payment.amountPaidByCustomer, amount.currency) }),
    operator,
    ...(phone === undefined ? {} : { phone }),
    description: payment.description ?? '',
    message: messageOf(status, failureCode, payment.locale === 'en' ? 'en' : 'fr'),
    ...(failureCode ? { failureCode } : {}),
    ...(ussd === undefined ? {} : { ussd }),
    ...(payment.hosted ? { pageUrl: pageUrl(payment.id) } : {}),
    details: {
      ...details.caller,
      ...(details.callbackUrl === undefined ? {} : { callbackUrl: details.callbackUrl }),
    },
    createdAt: payment.createdAt,
    ...(payment.completedAt === null ? {} : { completedAt: payment.completedAt }),
  };
}

/** Our own checkout: what the dialect calls its payment page. */
export function pageUrl(paymentId: string): string {
  return `${env().publicUrl}/pay/${paymentId}`;
}

function statusOf(record: PaymentRecord): ServerStatus {
  const { payment } = record;
  const status = payment.status as PaymentStatus; // held to the list by a CHECK
  if (status === 'pending' && blockingAttempt(record)?.status === 'requires_otp') return 'requires_otp';
  if (status === 'succeeded' && payment.refundedAmount >= payment.amount) return 'refunded';
  return status;
}

/** Until the payer has chosen on the page, what such pages are mostly for. */
function operatorOf(record: PaymentRecord, { operator }: CompatDetails, manifest: Manifest): OperatorId {
  const attempt = currentAttempt(record);
  const onPage = manifest.operators.find((served) => served.flow === 'redirect' || served.flow === 'form');
  const likely = operator ?? (onPage ?? manifest.operators[0])?.operator;
  const known = attempt?.operatorReported ?? attempt?.operator ?? likely;
  if (known === undefined) throw new Error(`${manifest.id} serves no operator.`);
  return known as OperatorId; // attempts are written from the catalogue alone
}

function ussdOf(record: PaymentRecord, operator: OperatorId, manifest: Manifest): string | undefined {
  const action = nextAction(record);
  if (action?.type === 'redirect') return undefined;
  const general = OPERATORS[operator].dialCode;
  const own = manifest.operators.find((served) => served.operator === operator)?.dialCode;
  return action?.ussd ?? own ?? (general?.use === 'approve' ? general.code : undefined);
}

async function phoneOf(ownerId: string | undefined): Promise<string | undefined> {
  return ownerId === undefined ? undefined : (await payerDetails(ownerId)).phone;
}

const STATUS_MESSAGES: Record<ServerStatus, Record<'fr' | 'en', string>> = {
  created: { fr: 'Transaction créée', en: 'Transaction created' },
  requires_otp: { fr: 'Un code a été envoyé par SMS', en: 'A code was sent by SMS' },
  pending: { fr: 'En attente de confirmation', en: 'Waiting for confirmation' },
  succeeded: { fr: 'Transaction effectuée', en: 'Transaction completed' },
  failed: { fr: 'La transaction a échoué', en: 'The transaction failed' },
  canceled: { fr: 'Transaction annulée', en: 'Transaction canceled' },
  expired: { fr: 'Transaction expirée', en: 'Transaction expired' },
  refunding: { fr: 'Remboursement en cours', en: 'Refund on its way' },
  refunded: { fr: 'Transaction remboursée', en: 'Transaction refunded' },
};

function messageOf(
  status: ServerStatus,
  failureCode: FailureCode | null | undefined,
  locale: 'fr' | 'en',
): string {
  return failureCode ? failureText(failureCode, locale) : STATUS_MESSAGES[status][locale];
}
