/** The merchant API's objects, made from rows (design, API: Payment). Pure; JSON-safe. */
import { env } from '#lib/env.ts';
import type { Attempt, Discrepancy, Refund } from '#lib/generated/prisma/client.ts';
import { failureText } from '#lib/i18n/failure-text.ts';
import { formatMoney } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { FAILURES, type FailureCode } from '#lib/operators/failures.ts';
import type { ProviderAction } from '#lib/providers/provider.ts';
import { blocks } from './decision.ts';
import { attemptFacts, storedMoney } from './record.ts';
import { shownReference } from './shown-reference.ts';
import type { PaymentRecord } from './types.ts';

/** The attempt that the payer has to wait for, if any. */
export function blockingAttempt({ attempts }: PaymentRecord): Attempt | undefined {
  return attempts.find((attempt) => blocks(attemptFacts(attempt)));
}

/** The attempt that tells the payment's story best: the one that was paid, else the blocking one, else the last. */
export function currentAttempt(record: PaymentRecord): Attempt | undefined {
  const paid = record.attempts.find((attempt) => attempt.status === 'succeeded');
  return paid ?? blockingAttempt(record) ?? record.attempts.at(-1);
}

/**
 * A payment as GET returns it and as events carry it: amounts in minor units, times in ISO 8601 UTC, phones masked.
 *
 * @param now decides nothing but keeps the function pure where a next action depends on time
 */
export function paymentResource(record: PaymentRecord, _now: Date) {
  const { payment } = record;
  const current = currentAttempt(record);
  return {
    id: payment.id,
    object: 'payment' as const,
    status: payment.status,
    amount: Number(payment.amount),
    currency: payment.currency,
    reference: payment.reference,
    description: payment.description,
    customer: record.payer === undefined ? null : { phone: record.payer.phoneMasked ?? null },
    country: payment.country,
    operator: current?.operatorReported ?? current?.operator ?? null,
    phone: current === undefined ? null : (record.attemptPhones[current.id] ?? null),
    next_action: nextAction(record),
    checkout_url: checkoutUrl(payment.id),
    failure: failure(record, payment.status === 'succeeded' ? null : payment.failureCode, current),
    amount_paid_by_customer:
      payment.amountPaidByCustomer === null ? null : Number(payment.amountPaidByCustomer),
    fees: Number(payment.feeAmount),
    refunded_amount: Number(payment.refundedAmount),
    metadata: payment.metadata,
    attempts: record.attempts.map((attempt) => attemptResource(record, attempt)),
    attempts_max: payment.attemptsMax,
    receipt_url: payment.receiptCode === null ? null : receiptUrl(payment.receiptCode),
    late: payment.late,
    unresolved: payment.unresolved,
    mode: payment.mode,
    origin: payment.origin,
    created_at: payment.createdAt.toISOString(),
    expires_at: payment.expiresAt.toISOString(),
    completed_at: payment.completedAt?.toISOString() ?? null,
  };
}

export type PaymentResource = ReturnType<typeof paymentResource>;

function attemptResource(record: PaymentRecord, attempt: Attempt) {
  return {
    id: attempt.id,
    object: 'attempt' as const,
    status: attempt.status,
    operator: attempt.operatorReported ?? attempt.operator,
    phone: record.attemptPhones[attempt.id] ?? null,
    provider: attempt.provider,
    provider_reference: shownReference(attempt),
    operator_reference: attempt.operatorReference,
    released: attempt.releasedAt !== null,
    failure: failure(record, attempt.failureCode, attempt),
    created_at: attempt.submittedAt.toISOString(),
    completed_at: attempt.completedAt?.toISOString() ?? null,
  };
}

/** What the payer has to do now; only while an attempt blocks. */
export function nextAction(record: PaymentRecord) {
  const attempt = blockingAttempt(record);
  if (attempt === undefined || attempt.status === 'submitting' || attempt.nextAction === null) return null;
  const action = attempt.nextAction as unknown as ProviderAction; // written by apply-observation alone
  switch (action.type) {
    case 'confirm_on_phone':
      return {
        type: 'confirm_on_phone' as const,
        ussd: action.ussd ?? null,
        instructions:
          record.payment.locale === 'en'
            ? 'Confirm the request on the phone with your PIN.'
            : 'Confirmez la demande sur le téléphone avec votre code secret.',
      };
    case 'enter_otp':
      return { type: 'enter_otp' as const, length: action.length ?? null, ussd: action.ussd ?? null };
    case 'redirect':
    case 'form':
      return { type: 'redirect' as const, url: `${checkoutUrl(record.payment.id)}/go` };
  }
}

/** Where anyone sees how a payment stands now. */
export function receiptUrl(code: string): string {
  return `${env().publicUrl}/r/${code}`;
}

function checkoutUrl(paymentId: string): string {
  return `${env().publicUrl}/pay/${paymentId}`;
}

/** In English, for the shop's developer and support; the payer's page has its own words. */
function failure({ payment, app }: PaymentRecord, code: string | null, attempt: Attempt | undefined) {
  if (code === null) return null;
  const known = code as FailureCode; // written by apply-observation alone
  const operator = attempt === undefined ? undefined : OPERATORS[attempt.operator as OperatorId]; // from the catalogue
  const message = failureText(known, 'en', {
    operator: operator?.name.label ?? 'mobile money',
    amount: formatMoney(storedMoney(payment.amount, payment.currency), 'en'),
    shop: app.name,
  });
  return { code: known, message, retryable: FAILURES[known].retryable, who: FAILURES[known].who };
}

export function refundResource(refund: Refund) {
  return {
    id: refund.id,
    object: 'refund' as const,
    payment: refund.paymentId,
    status: refund.status,
    amount: Number(refund.amount),
    currency: refund.currency,
    by: refund.by,
    reason: refund.reason,
    mode: refund.mode,
    created_at: refund.createdAt.toISOString(),
  };
}

export function discrepancyResource(discrepancy: Discrepancy) {
  return {
    id: discrepancy.id,
    object: 'discrepancy' as const,
    kind: discrepancy.kind,
    status: discrepancy.status,
    payment: discrepancy.paymentId,
    attempt: discrepancy.attemptId,
    evidence: discrepancy.evidence,
    mode: discrepancy.mode,
    created_at: discrepancy.createdAt.toISOString(),
    settled_at: discrepancy.settledAt?.toISOString() ?? null,
  };
}
