import { db } from '#lib/db.ts';

/** False for a merchant that the platform suspended or its owner closed: nobody signs in, no key or dialect account works. */
export async function isOpenMerchant(merchantId: string): Promise<boolean> {
  const merchant = await db.merchant.findUnique({
    where: { id: merchantId },
    select: { suspendedAt: true, closedAt: true },
  });
  return merchant !== null && merchant.suspendedAt === null && merchant.closedAt === null;
}
