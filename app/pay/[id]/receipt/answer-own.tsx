import { operatorName } from '#components/checkout/words.ts';
import type { OwnReceipt } from '#components/receipt/receipt-page.tsx';
import { systemClock } from '#lib/clock.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { operatorWords } from '#lib/i18n/translator.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { currentAttempt } from '#lib/payments/resource.ts';
import { shownReference } from '#lib/payments/shown-reference.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { readReceipt } from '#lib/receipts/look-up.ts';
import { answerPaper } from '../../../paper.tsx';
import { receiptNotFound, receiptPaper, receiptUrls } from '../../../r/answer-receipt.tsx';
import type { RouteParams } from '../form.ts';

/** The payer's own receipt, behind the payer's own address: with what customer service asks for. */
export function answerOwnReceipt(request: Request, { params }: RouteParams): Promise<Response> {
  return answerPaper(request, async (reader) => {
    const record = await findPublicPayment((await params).id);
    const receipt = record === undefined ? undefined : await readReceipt(record.payment.id);
    if (record === undefined || receipt === undefined) return receiptNotFound(reader);
    const own = ownOf(record, reader.locale);
    return receiptPaper(receipt, { reader, now: systemClock.now(), urls: receiptUrls(receipt), own });
  });
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
