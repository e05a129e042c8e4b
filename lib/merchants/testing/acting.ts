import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import type { Acting } from '../second-factor.ts';
import { createSession, findSession } from '../sessions.ts';

export const PEER = '203.0.113.9';

/** A member signed in now, who acts. */
export async function actingAs(member: Member, now: Date): Promise<Acting> {
  const id = await createSession(db, { member, browser: { peer: PEER, userAgent: '' }, now });
  const session = await findSession(id, { now, seen: 'person' });
  if (session === undefined) throw new Error('no session');
  return { session, peer: PEER, now };
}
