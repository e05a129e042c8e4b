import { db, inTransaction, notifyDue } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { enqueueMail } from '#lib/mail/enqueue.ts';
import { writeAudit } from './audit.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { Acting } from './second-factor.ts';
import { giveTryBack, takeTry } from './sign-in-limits.ts';

/**
 * Changes one's own password, for who knows the present one: an open browser left behind must not be enough. Ends every
 * session, tells the mailbox, and counts wrong tries like those at the sign-in.
 */
export async function changeOwnPassword(
  { session, peer, now }: Acting,
  { current, password }: { current: string; password: string },
): Promise<'changed' | 'refused' | 'limited'> {
  const { id, email, locale } = session.member;
  if ((await takeTry({ email, peer })) !== undefined) return 'limited';
  const member = await db.member.findUniqueOrThrow({ where: { id } });
  if (!(await verifyPassword(member.passwordHash, current))) return 'refused';
  const passwordHash = await hashPassword(password);
  const merchantId = session.merchant.id;
  await inTransaction(async (tx) => {
    await tx.member.update({ where: { id }, data: { passwordHash, sessionVersion: { increment: 1 } } });
    await writeAudit(tx, {
      merchantId,
      memberId: id,
      action: 'password_changed',
      targetId: id,
      peer,
      at: now,
    });
    await enqueueMail(tx, {
      kind: 'password_changed',
      to: email,
      locale,
      merchantId,
      values: { link: `${env().publicUrl}/portal/forgotten` },
      at: now,
    });
  });
  await Promise.all([giveTryBack({ email, peer }), notifyDue()]);
  return 'changed';
}
