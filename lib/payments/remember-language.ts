/** The payer's own choice of language stays with the payment: on the provider's page, on the way back, on another device. */
import { db } from '#lib/db.ts';

/** Writes the language that the payer chose on the page; what the shop said at creation was only its guess. */
export async function rememberLanguage(paymentId: string, locale: 'fr' | 'en'): Promise<void> {
  await db.payment.updateMany({ where: { id: paymentId, locale: { not: locale } }, data: { locale } });
}
