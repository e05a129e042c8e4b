import { statusLook } from '#components/payment-status.tsx';
import type { PaymentPage, PaymentRow } from '#components/portal/payment-row.ts';
import { clockText, whenText } from '#components/time.tsx';
import { type Currency, formatMoney, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { isFailureCode } from '#lib/operators/failures.ts';
import { listPayments } from '#lib/payments/find.ts';
import type { Found } from '#lib/payments/find-by-clues.ts';
import { currentAttempt } from '#lib/payments/resource.ts';
import type { PaymentRecord, PaymentStatus } from '#lib/payments/types.ts';
import type { PortalPage } from '../open-page.ts';
import { REASONS } from '../words.ts';
import { type ListFilter, resolveFilter } from './filter.ts';

const PAGE_SIZE = 25;

export type Reader = Pick<PortalPage, 'session' | 'mode' | 'locale' | 'timeZone' | 'now' | 'href'>;

/** One page of the merchant's payments in this mode, in the reader's words, and what was searched for was taken as. */
export async function readPage(
  reader: Reader,
  filter: ListFilter,
): Promise<{ page: PaymentPage; found?: Found }> {
  const { scope, filter: resolved, found } = await resolveFilter(reader, filter);
  const { after } = filter;
  const { records, next } = await listPayments(scope, {
    ...resolved,
    ...(after !== undefined && { after }),
    limit: PAGE_SIZE,
  });
  const page = {
    rows: records.map((record) => paymentRow(record, reader)),
    asOf: clockText(reader.now, reader.locale, reader.timeZone),
    ...(next !== undefined && { next }),
  };
  return { page, ...(found !== undefined && { found }) };
}
export function paymentRow(record: PaymentRecord, reader: Reader): PaymentRow {
  const { payment } = record;
  const { locale, timeZone, now, href } = reader;
  const attempt = currentAttempt(record);
  const phone = (attempt && record.attemptPhones[attempt.id]) ?? record.payer?.phoneMasked;
  const operator = (attempt?.operatorReported ?? attempt?.operator) as OperatorId | undefined; // held to the list by a CHECK
  const reason = payment.status === 'failed' && isFailureCode(payment.failureCode) && payment.failureCode;
  return {
    id: payment.id,
    href: href(`/portal/payments/${payment.id}`),
    state: statusLook({ ...payment, status: payment.status as PaymentStatus, locale }), // held to the list by a CHECK
    ...(reason && { reason: REASONS[locale][reason] }),
    reference: payment.reference,
    ...(payment.origin === 'link' && payment.description !== null && { what: payment.description }),
    ...(phone !== undefined && { phone }),
    ...(operator !== undefined && { operator: OPERATORS[operator].name.label }),
    amount: formatMoney(money(payment.amount, payment.currency as Currency), locale),
    createdAt: payment.createdAt.toISOString(),
    when: whenText({ at: payment.createdAt, locale, timeZone, today: now }),
  };
}
