/** Which simulated handsets a person is looking at. */
import { addMs } from '#lib/clock.ts';
import type { Tx } from '#lib/db.ts';
import { db } from '#lib/db.ts';
import { storyTimes } from './times.ts';

/** A handset page was shown or looked for news. */
export async function seeHandset(phone: string, now: Date): Promise<void> {
  await db.sandboxHandset.upsert({
    where: { phone },
    create: { phone, lastSeenAt: now },
    update: { lastSeenAt: now },
  });
}

/** True while a page with this number was seen a moment ago. */
export async function isHandsetOpen(tx: Tx, phone: string, now: Date): Promise<boolean> {
  if (phone === '') return false;
  const seen = await tx.sandboxHandset.findUnique({ where: { phone } });
  return seen !== null && seen.lastSeenAt > addMs(now, -storyTimes().handsetOpenMs);
}
