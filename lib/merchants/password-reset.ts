/** A new password by a link in a mail. Whether an address has an account is told to its mailbox alone. */
import { addMs } from '#lib/clock.ts';
import { db, inTransaction, notifyDue } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { isLocale } from '#lib/i18n/locale.ts';
import { enqueueMail } from '#lib/mail/enqueue.ts';
import { networkOf } from '#lib/peer-network.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';
import { writeAudit } from './audit.ts';
import { hashOf, newLinkToken } from './link-token.ts';
import { hashPassword } from './password.ts';

export const RESET_MS = 30 * 60_000;
const WINDOW_S = 3_600;
/** Mails to one account in an hour, and questions from one network: nobody floods a mailbox. */
export const RESETS = { account: 3, peer: 10 } as const;

/** Sends a link when the address has an account that may sign in. Says nothing either way. */
export async function askForReset({
  email,
  peer,
  now,
}: {
  email: string;
  peer: string;
  now: Date;
}): Promise<void> {
  const peers = postgresLimiter({ keyPrefix: 'reset-peer', points: RESETS.peer, seconds: WINDOW_S });
  const accounts = postgresLimiter({ keyPrefix: 'reset-account', points: RESETS.account, seconds: WINDOW_S });
  const allowed = await Promise.all([peers.consume(networkOf(peer)), accounts.consume(email)]).then(
    () => true,
    () => false,
  );
  if (!allowed) return;
  const member = await db.member.findUnique({ where: { email } });
  if (member === null || member.disabledAt !== null) return;
  const { token, hash } = newLinkToken();
  await inTransaction(async (tx) => {
    await tx.passwordReset.create({
      data: { tokenHash: hash, memberId: member.id, createdAt: now, expiresAt: addMs(now, RESET_MS) },
    });
    await enqueueMail(tx, {
      kind: 'password_reset',
      to: email,
      locale: isLocale(member.locale) ? member.locale : 'fr',
      merchantId: member.merchantId,
      values: { link: `${env().publicUrl}/portal/reset/${token}` },
      at: now,
    });
    await writeAudit(tx, {
      merchantId: member.merchantId,
      memberId: member.id,
      action: 'password_reset_asked',
      peer,
      at: now,
    });
  });
  await notifyDue();
}

/** True while the link sets a password. */
export async function isResetOpen(token: string, now: Date): Promise<boolean> {
  const row = await db.passwordReset.findUnique({ where: { tokenHash: hashOf(token) } });
  return row !== null && row.usedAt === null && row.expiresAt > now;
}

/**
 * Sets the password, ends every session and every other link, and tells the mailbox. The second factor stays: a mailbox
 * alone must not be enough.
 *
 * @returns false when the link opens nothing (any more)
 */
export async function resetByLink(
  token: string,
  { password, peer, now }: { password: string; peer: string; now: Date },
): Promise<boolean> {
  if (!(await isResetOpen(token, now))) return false;
  const passwordHash = await hashPassword(password);
  const done = await inTransaction(async (tx) => {
    const [used] = await tx.passwordReset.updateManyAndReturn({
      where: { tokenHash: hashOf(token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (used === undefined) return false;
    await tx.passwordReset.updateMany({
      where: { memberId: used.memberId, usedAt: null },
      data: { usedAt: now },
    });
    const member = await tx.member.update({
      where: { id: used.memberId },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    await writeAudit(tx, {
      merchantId: member.merchantId,
      memberId: member.id,
      action: 'password_changed',
      targetId: member.id,
      peer,
      at: now,
    });
    await enqueueMail(tx, {
      kind: 'password_changed',
      to: member.email,
      locale: isLocale(member.locale) ? member.locale : 'fr',
      merchantId: member.merchantId,
      values: { link: `${env().publicUrl}/portal/forgotten` },
      at: now,
    });
    return true;
  });
  if (done) await notifyDue();
  return done;
}
