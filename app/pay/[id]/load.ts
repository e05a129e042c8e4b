import { cookies } from 'next/headers';
import type { CheckoutView, FormEcho } from '#components/checkout/view.ts';
import { offeredOnPage, toldByShop } from '#lib/compat/page.ts';
import type { Country } from '#lib/countries.ts';
import { linkSlugOf } from '#lib/links/find-link.ts';
import { payerDetails } from '#lib/payments/payer-details.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { returnsByItselfAfterS, shopReturnUrl } from '#lib/payments/return-url.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { type Phone, parseE164 } from '#lib/phone.ts';
import { availableOperators } from '#lib/routing/connections.ts';
import { checkoutView } from './checkout-view.ts';
import { REMEMBERED_COOKIE, readRemembered } from './remembered.ts';

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
  const [told, slug] = await Promise.all([toldByShop(payment), linkSlugOf(payment)]);
  const facts = {
    ...options,
    record,
    told,
    // A link's payer comes from the link: the shop's pages for its own orders know nothing of it.
    leaveUrl: slug === undefined ? shopReturnUrl(record, options.now) : `/l/${slug}`,
    leaveByItselfAfterS: stays ? undefined : returnsByItselfAfterS(record, options.now),
  };
  if (!choosing) return checkoutView({ ...facts, operators: [] });

  const country = payment.country as Country; // held to the list by a CHECK
  const amount = storedMoney(payment.amount, payment.currency);
  const [available, customerPhone, cookie] = await Promise.all([
    availableOperators(payment, country, amount),
    customerPhoneOf(payment),
    cookies(),
  ]);
  const operators = await offeredOnPage(payment, available);
  const remembered = readRemembered(cookie.get(REMEMBERED_COOKIE)?.value, country);
  return checkoutView({ ...facts, operators, customerPhone, remembered });
}

/** The number that the shop sent. One of another country cannot pay here; it would only have to be deleted. */
export async function customerPhoneOf(
  payment: Pick<PaymentRecord['payment'], 'id' | 'country'>,
): Promise<Phone | undefined> {
  const details = await payerDetails(payment.id);
  const phone = details.phone === undefined ? undefined : parseE164(details.phone);
  return phone?.country === payment.country ? phone : undefined;
}
