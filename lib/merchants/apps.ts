import { db } from '#lib/db.ts';

/** True when at least one app of the merchant may take real money. */
export async function hasLiveApp(merchantId: string): Promise<boolean> {
  const app = await db.app.findFirst({ where: { merchantId, liveApproved: true }, select: { id: true } });
  return app !== null;
}

/** The merchant's apps, to choose one from: the oldest first. */
export function listAppNames(merchantId: string): Promise<{ id: string; name: string; country: string }[]> {
  return db.app.findMany({
    where: { merchantId },
    select: { id: true, name: true, country: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 200,
  });
}
