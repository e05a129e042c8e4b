import { db } from '#lib/db.ts';
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import { findPayment } from '#lib/payments/find.ts';
import type { Mode, PaymentRecord } from '#lib/payments/types.ts';

/** A payment of this very link, or undefined. */
export async function findLinkPayment(
  { id: linkId, merchantId, appId, mode }: PaymentLink,
  paymentId: string,
): Promise<PaymentRecord | undefined> {
  const made = await db.paymentLinkPayment.findFirst({ where: { paymentId, linkId } });
  if (made === null) return undefined;
  return findPayment({ merchantId, appId, mode: mode as Mode }, paymentId); // held to the list by a CHECK
}
