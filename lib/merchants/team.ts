/** A merchant's people: who is in the team, their roles, and who may no longer come in. */
import { db, inTransaction, sql, type Tx } from '#lib/db.ts';
import { mayGive } from './invitations.ts';
import { noteAct } from './note-act.ts';
import type { Role } from './roles.ts';
import type { Acting } from './second-factor.ts';

export interface TeamMember {
  id: string;
  name: string;
  email: string;
  role: string;
  createdAt: Date;
  disabledAt: Date | null;
  totpEnabledAt: Date | null;
  lastSeenAt: Date | null;
}

/** Everybody of a merchant, with when they were last seen; the disabled ones last. */
export function listTeam(merchantId: string): Promise<TeamMember[]> {
  return db.$queryRaw<TeamMember[]>(sql`
    SELECT m.id, m.name, m.email, m.role, m.created_at AS "createdAt", m.disabled_at AS "disabledAt",
      m.totp_enabled_at AS "totpEnabledAt",
      (SELECT max(s.last_seen_at) FROM sessions s WHERE s.member_id = m.id) AS "lastSeenAt"
    FROM members m WHERE m.merchant_id = ${merchantId}
    ORDER BY m.disabled_at IS NOT NULL, m.name, m.id LIMIT 500`);
}

export type TeamChange = 'done' | 'not_found' | 'last_owner' | 'not_yourself' | 'role_too_high';

/** Gives another role, which ends the member's sessions. Nobody changes their own, and one owner always remains. */
export function giveRole(acting: Acting, memberId: string, role: Role): Promise<TeamChange> {
  return changeMember(acting, memberId, async (tx, member) => {
    if (
      !mayGive(acting.session.member.role, role) ||
      !mayGive(acting.session.member.role, member.role as Role)
    ) {
      return 'role_too_high';
    }
    if (member.role === 'owner' && role !== 'owner' && (await isLastOwner(tx, member))) return 'last_owner';
    if (member.role === role) return 'done';
    await tx.member.update({ where: { id: memberId }, data: { role, sessionVersion: { increment: 1 } } });
    await noteAct(tx, acting, {
      action: 'role_changed',
      targetId: memberId,
      before: { role: member.role },
      after: { role },
    });
    return 'done';
  });
}

/** Shuts a member out at once, or lets them in again with the password they had. */
export function setDisabled(acting: Acting, memberId: string, disabled: boolean): Promise<TeamChange> {
  return changeMember(acting, memberId, async (tx, member) => {
    if (!mayGive(acting.session.member.role, member.role as Role)) return 'role_too_high';
    if (disabled && member.role === 'owner' && (await isLastOwner(tx, member))) return 'last_owner';
    if ((member.disabledAt !== null) === disabled) return 'done';
    await tx.member.update({
      where: { id: memberId },
      data: { disabledAt: disabled ? acting.now : null, sessionVersion: { increment: 1 } },
    });
    await noteAct(tx, acting, {
      action: disabled ? 'member_disabled' : 'member_enabled',
      targetId: memberId,
    });
    return 'done';
  });
}

// ───────────── details ─────────────

interface Changed {
  id: string;
  merchantId: string;
  role: string;
  disabledAt: Date | null;
}

/** Under the lock of all the merchant's members: of two owners who disable each other at once, one remains. */
function changeMember(
  { session }: Acting,
  memberId: string,
  change: (tx: Tx, member: Changed) => Promise<TeamChange>,
): Promise<TeamChange> {
  if (memberId === session.member.id) return Promise.resolve('not_yourself');
  return inTransaction(async (tx) => {
    const team = await tx.$queryRaw<Changed[]>(sql`
      SELECT id, merchant_id AS "merchantId", role, disabled_at AS "disabledAt" FROM members
      WHERE merchant_id = ${session.merchant.id} ORDER BY id FOR UPDATE`);
    const member = team.find(({ id }) => id === memberId);
    const actor = team.find(({ id }) => id === session.member.id);
    // Shut out themselves while they waited for the lock.
    if (member === undefined || actor === undefined || actor.disabledAt !== null) return 'not_found';
    return change(tx, member);
  });
}

async function isLastOwner(tx: Tx, { id, merchantId }: Changed): Promise<boolean> {
  const others = await tx.member.count({
    where: { merchantId, role: 'owner', disabledAt: null, id: { not: id } },
  });
  return others === 0;
}
