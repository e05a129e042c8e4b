import { db } from '#lib/db.ts';

/** True when at least one app of the merchant may take real money. */
export async function hasLiveApp(merchantId: string): Promise<boolean> {
  const app = await db.app.findFirst({ where: { merchantId, liveApproved: true }, select: { id: true } });
  return app !== null;
}
