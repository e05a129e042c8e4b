import { cache } from 'react';
import type { CheckoutView, FormEcho } from '#components/checkout/view.ts';
import { offeredOnPage } from '#lib/compat/page.ts';
import type { Country } from '#lib/countries.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { payerDetails } from '#lib/payments/payer-details.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { returnsByItselfAfterS, shopReturnUrl } from '#lib/payments/return-url.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { parseE164 } from '#lib/phone.ts';
import { availableOperators } from '#lib/routing/connections.ts';
import { checkoutView } from './checkout-view.ts';

/** The payment of this page, read once per request for layout, title and page together. */
export const loadPayment = cache((id: string): Promise<PaymentRecord | undefined> => findPublicPayment(id));

/**
 * The whole view, with what the choice needs: operators and the number that the shop sent. `stays`: the payer asked the
 * page not to go on by itself.
 */
export async function loadView(
  record: PaymentRecord,
  { stays, ...options }: { echo?: FormEcho; desktop: boolean; now: Date; stays?: boolean },
): Promise<CheckoutView> {
  const { payment } = record;
  const choosing = payment.status === 'created' && payment.hosted;
  const facts = {
    ...options,
    record,
    leaveUrl: shopReturnUrl(record, options.now),
    leaveByItselfAfterS: stays ? undefined : returnsByItselfAfterS(record, options.now),
  };
  if (!choosing) return checkoutView({ ...facts, operators: [] });

  const country = payment.country as Country; // held to the list by a CHECK
  const amount = storedMoney(payment.amount, payment.currency);
  const [available, details] = await Promise.all([
    availableOperators(payment, country, amount),
    payerDetails(payment.id),
  ]);
  const operators = await offeredOnPage(payment, available);
  const phone = details.phone === undefined ? undefined : parseE164(details.phone);
  // A number of another country cannot pay here; it would only have to be deleted.
  const customerPhone = phone?.country === country ? phone : undefined;
  return checkoutView({ ...facts, operators, customerPhone });
}
