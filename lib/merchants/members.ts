import { systemClock } from '#lib/clock.ts';
import { db, inTransaction, type Tx } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { newId } from '#lib/ids.ts';
import { writeAudit } from './audit.ts';
import { hashPassword } from './password.ts';
import type { Role } from './roles.ts';

/** Who does it, for the audit; without a member, the gateway's own operator at a terminal. */
export interface Actor {
  memberId?: string;
  peer?: string;
}

export interface NewMember {
  merchantId: string;
  email: string;
  name: string;
  role: Role;
  locale?: Locale;
  password: string;
}

/** Adds a person to a merchant. The e-mail address is unique in the whole gateway: a second one throws. */
export async function createMember(
  tx: Pick<Tx, 'member' | 'auditEntry'>,
  fields: NewMember,
  actor: Actor = {},
): Promise<Member> {
  const { password, ...rest } = fields;
  const passwordHash = await hashPassword(password);
  const email = fields.email.trim().toLowerCase();
  const member = await tx.member.create({ data: { id: newId('mem'), ...rest, email, passwordHash } });
  const { merchantId, role } = member;
  await writeAudit(tx, {
    ...actor,
    merchantId,
    action: 'member_created',
    targetId: member.id,
    after: { role },
    at: systemClock.now(),
  });
  return member;
}

/** Sets a password and ends every session of the member, in one transaction. */
export async function changePassword(memberId: string, password: string, actor: Actor): Promise<void> {
  const passwordHash = await hashPassword(password);
  await inTransaction(async (tx) => {
    const member = await tx.member.update({
      where: { id: memberId },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    await writeAudit(tx, {
      ...actor,
      merchantId: member.merchantId,
      action: 'password_changed',
      targetId: memberId,
      at: systemClock.now(),
    });
  });
}

/** Sets a role and ends every session of the member: no page goes on with the rights of before. */
export async function changeRole(memberId: string, role: Role, actor: Actor): Promise<void> {
  await inTransaction(async (tx) => {
    const before = await tx.member.findUniqueOrThrow({ where: { id: memberId } });
    await tx.member.update({ where: { id: memberId }, data: { role, sessionVersion: { increment: 1 } } });
    await writeAudit(tx, {
      ...actor,
      merchantId: before.merchantId,
      action: 'role_changed',
      targetId: memberId,
      before: { role: before.role },
      after: { role },
      at: systemClock.now(),
    });
  });
}

/** The language a member reads the portal and its mails in. */
export async function changeLocale(memberId: string, locale: Locale): Promise<void> {
  await db.member.update({ where: { id: memberId }, data: { locale } });
}
