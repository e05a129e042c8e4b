import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { operatorName } from '#components/checkout/words.ts';
import { type OwnReceipt, ReceiptPage } from '#components/receipt/receipt-page.tsx';
import { systemClock } from '#lib/clock.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { operatorWords, translator } from '#lib/i18n/translator.ts';
import { codeInGroups } from '#lib/ids.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { currentAttempt } from '#lib/payments/resource.ts';
import { shownReference } from '#lib/payments/shown-reference.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { readReceipt } from '#lib/receipts/look-up.ts';
import { documentLocale } from '../../../document-locale.ts';
import { receiptUrls } from '../../../r/urls.ts';

interface Props {
  params: Promise<{ id: string }>;
}

/** Both once per request, for title and page together. */
const load = cache(async (id: string) => {
  const record = await findPublicPayment(id);
  return { record, receipt: record === undefined ? undefined : await readReceipt(record.payment.id) };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { receipt } = await load((await params).id);
  if (receipt === undefined) return {};
  const { code, shop } = receipt;
  return { title: translator(await documentLocale())('receipt.title', { code: codeInGroups(code), shop }) };
}

/** The payer's own receipt, behind the payer's own address: with what customer service asks for. */
export default async function OwnReceiptPage({ params }: Props) {
  const { id } = await params;
  const { record, receipt } = await load(id);
  if (record === undefined || receipt === undefined) notFound();
  const locale = await documentLocale();
  return (
    <ReceiptPage
      receipt={receipt}
      locale={locale}
      now={systemClock.now()}
      urls={receiptUrls(receipt.code)}
      own={ownOf(record, locale)}
    />
  );
}

function ownOf(record: PaymentRecord, locale: Locale): OwnReceipt {
  const { payment, attemptPhones } = record;
  const { id: paymentId, reference, description } = payment;
  const attempt = currentAttempt(record);
  if (attempt === undefined) return { paymentId, reference };
  const operator = (attempt.operatorReported ?? attempt.operator) as OperatorId; // both from the catalogue alone
  const phone = attemptPhones[attempt.id];
  const operatorReference = attempt.operatorReference ?? shownReference(attempt);
  return {
    paymentId,
    reference,
    ...(description === null ? {} : { description }),
    operator: operatorWords(operatorName(operator, locale)),
    ...(phone === undefined ? {} : { phone: phone.replaceAll(' ', '\u00a0') }),
    ...(operatorReference === null ? {} : { operatorReference }),
  };
}
