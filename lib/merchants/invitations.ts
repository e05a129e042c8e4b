/** How people join a merchant's team: by a link that a member with the right sends to their address. */
import { addMs } from '#lib/clock.ts';
import { db, inTransaction, notifyDue } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { Invitation } from '#lib/generated/prisma/client.ts';
import { isLocale, type Locale } from '#lib/i18n/locale.ts';
import { newUuid } from '#lib/ids.ts';
import { enqueueMail } from '#lib/mail/enqueue.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';
import { writeAudit } from './audit.ts';
import { hashOf, newLinkToken } from './link-token.ts';
import { createMember } from './members.ts';
import { isRole, type Role } from './roles.ts';
import type { Acting } from './second-factor.ts';

const DAY_MS = 24 * 3_600_000;
export const INVITATION_MS = 7 * DAY_MS;
/** Per merchant and day: a stolen account must not become a way to send mails. */
export const INVITATIONS_A_DAY = 30;

export type InviteResult = 'invited' | 'already_member' | 'address_taken' | 'role_too_high' | 'too_many';

/** A role may be given by those who have it or a higher one: an admin makes no owner. */
export function mayGive(giver: string, role: Role): boolean {
  return role !== 'owner' || giver === 'owner';
}

/**
 * Sends an invitation. An open one to the same address is replaced, and its old link opens nothing any more.
 *
 * @param roleName the role in words, in the language of the mail
 */
export async function invite(
  { session, peer, now }: Acting,
  { email, role, locale, roleName }: { email: string; role: Role; locale: Locale; roleName: string },
): Promise<InviteResult> {
  const merchantId = session.merchant.id;
  if (!mayGive(session.member.role, role)) return 'role_too_high';
  const member = await db.member.findUnique({ where: { email } });
  if (member !== null) return member.merchantId === merchantId ? 'already_member' : 'address_taken';
  const limiter = postgresLimiter({
    keyPrefix: 'invitations',
    points: INVITATIONS_A_DAY,
    seconds: DAY_MS / 1000,
  });
  const allowed = await limiter.consume(merchantId).then(
    () => true,
    () => false,
  );
  if (!allowed) return 'too_many';
  const { token, hash } = newLinkToken();
  await inTransaction(async (tx) => {
    await tx.invitation.updateMany({
      where: { merchantId, email, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now },
    });
    const invitation = await tx.invitation.create({
      data: {
        id: newUuid(),
        merchantId,
        email,
        role,
        tokenHash: hash,
        invitedBy: session.member.id,
        createdAt: now,
        expiresAt: addMs(now, INVITATION_MS),
      },
    });
    await enqueueMail(tx, {
      kind: 'invitation',
      to: email,
      locale,
      merchantId,
      values: {
        inviter: session.member.name,
        merchant: session.merchant.name,
        role: roleName,
        link: `${env().publicUrl}/portal/invitation/${token}`,
      },
      at: now,
    });
    await writeAudit(tx, {
      merchantId,
      memberId: session.member.id,
      action: 'member_invited',
      targetId: invitation.id,
      peer,
      after: { email, role },
      at: now,
    });
  });
  await notifyDue();
  return 'invited';
}

/** Open invitations of a merchant, the newest first. */
export function listInvitations(merchantId: string, now: Date): Promise<Invitation[]> {
  return db.invitation.findMany({
    where: { merchantId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    orderBy: { createdAt: 'desc' },
    take: 100,
  });
}

/** Takes an open invitation back; another merchant's, like a missing one, is not found. */
export async function revokeInvitation({ session, peer, now }: Acting, id: string): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return false;
  return inTransaction(async (tx) => {
    const { count } = await tx.invitation.updateMany({
      where: { id, merchantId: session.merchant.id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return false;
    await writeAudit(tx, {
      merchantId: session.merchant.id,
      memberId: session.member.id,
      action: 'invitation_revoked',
      targetId: id,
      peer,
      at: now,
    });
    return true;
  });
}

export interface OpenInvitation {
  email: string;
  role: Role;
  merchantName: string;
  locale: Locale;
}

/** What a link opens; undefined when it is wrong, used, taken back or too old. */
export async function findInvitation(token: string, now: Date): Promise<OpenInvitation | undefined> {
  const row = await db.invitation.findUnique({ where: { tokenHash: hashOf(token) } });
  if (row === null || row.acceptedAt !== null || row.revokedAt !== null || row.expiresAt <= now)
    return undefined;
  const merchant = await db.merchant.findUnique({ where: { id: row.merchantId } });
  if (merchant === null || merchant.closedAt !== null || !isRole(row.role)) return undefined;
  const locale = isLocale(merchant.locale) ? merchant.locale : 'fr';
  return { email: row.email, role: row.role, merchantName: merchant.name, locale };
}

/**
 * Makes the person a member with the password they chose. Twice at once makes one.
 *
 * @returns the new member's address; undefined when the link opens nothing (any more)
 */
export async function acceptInvitation(
  token: string,
  {
    name,
    password,
    locale,
    peer,
    now,
  }: { name: string; password: string; locale: Locale; peer: string; now: Date },
): Promise<{ email: string } | undefined> {
  const open = await findInvitation(token, now);
  if (open === undefined) return undefined;
  return inTransaction(async (tx) => {
    const [taken] = await tx.invitation.updateManyAndReturn({
      where: { tokenHash: hashOf(token), acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
      data: { acceptedAt: now },
    });
    if (taken === undefined || !isRole(taken.role)) return undefined;
    // Somebody may have made an account with this address since: the link must not touch it.
    if ((await tx.member.findUnique({ where: { email: taken.email } })) !== null) return undefined;
    const { merchantId, email, role } = taken;
    const member = await createMember(tx, { merchantId, email, name, role, locale, password }, { peer });
    await writeAudit(tx, {
      merchantId,
      memberId: member.id,
      action: 'invitation_accepted',
      targetId: taken.id,
      peer,
      at: now,
    });
    return { email };
  });
}
