import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import type { Acting } from '../second-factor.ts';
import { createSession, findSession } from '../sessions.ts';

/** A member in front of the portal. */
export async function actingAs(member: Member, now: Date): Promise<Acting> {
  const id = await createSession(db, { member, browser: { peer: '203.0.113.9', userAgent: '' }, now });
  const session = await findSession(id, { now, seen: 'person' });
  if (session === undefined) throw new Error('no session');
  return { session, peer: '203.0.113.9', now };
}
