/**
 * Sessions of the portal: one row a signed-in browser. The browser's cookie carries only the row's id (encrypted by
 * next-auth), so a session ends at the next request when its row is revoked, idle for too long, too old, when the
 * member's password or role changed (session_version), or when the member was disabled.
 */
import { z } from 'zod';
import { addMs } from '#lib/clock.ts';
import { db, inTransaction, sql, type Tx } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { isLocale, type Locale } from '#lib/i18n/locale.ts';
import { newUuid } from '#lib/ids.ts';
import { writeAudit } from './audit.ts';

const HOUR_MS = 3_600_000;
/** Without a page asked for during this long, a session is over. */
export const SESSION_IDLE_MS = 12 * HOUR_MS;
/** However busy, a session ends this long after the sign-in. */
export const SESSION_MAX_MS = 30 * 24 * HOUR_MS;
/** "Last seen" is written this often at most. */
const SEEN_EVERY_MS = 60_000;
const LISTED_MAX = 100;

/** A valid session with whose it is. */
export interface PortalSession {
  id: string;
  createdAt: Date;
  /** When this browser last proved the second factor. */
  secondFactorAt: Date | null;
  /** The password fitted and the code has not come yet: such a session opens the code's page alone. */
  awaitsSecondFactor: boolean;
  member: { id: string; email: string; name: string; role: string; locale: Locale };
  merchant: { id: string; name: string; country: string; timezone: string; platform: boolean };
}

/** One browser as its owner sees it in the list. */
export interface ListedSession {
  id: string;
  userAgent: string;
  peer: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Where a browser is and what it calls itself. */
export interface Browser {
  peer: string;
  userAgent: string;
}

/** Begins a session inside the transaction of the sign-in. */
export async function createSession(
  tx: Pick<Tx, 'session'>,
  { member, browser, now }: { member: Member; browser: Browser; now: Date },
): Promise<string> {
  const { id } = await tx.session.create({
    data: {
      id: newUuid(),
      memberId: member.id,
      sessionVersion: member.sessionVersion,
      userAgent: browser.userAgent.slice(0, 400),
      peer: browser.peer,
      createdAt: now,
      lastSeenAt: now,
      awaitsSecondFactor: member.totpEnabledAt !== null,
      expiresAt: addMs(now, SESSION_MAX_MS),
    },
  });
  return id;
}

/**
 * The session when it is valid now.
 *
 * @param seen `person` when somebody asked for a page: the session lives on. `feed` when a page asked by itself: an open
 *   tab must not keep a session alive that nobody uses
 */
export async function findSession(
  id: string,
  { now, seen }: { now: Date; seen: 'person' | 'feed' },
): Promise<PortalSession | undefined> {
  if (!z.uuid().safeParse(id).success) return undefined;
  const [row] = await db.$queryRaw<SessionRow[]>(sql`
    SELECT s.id::text, s.created_at, s.last_seen_at, s.second_factor_at, s.awaits_second_factor, m.id AS member_id, m.email, m.name, m.role, m.locale,
      o.id AS merchant_id, o.name AS merchant_name, o.country, o.timezone, o.platform
    FROM sessions s JOIN members m ON m.id = s.member_id JOIN merchants o ON o.id = m.merchant_id
    WHERE s.id = ${id}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now}
      AND s.last_seen_at > ${addMs(now, -SESSION_IDLE_MS)}
      AND s.session_version = m.session_version AND m.disabled_at IS NULL`);
  if (row === undefined) return undefined;
  if (seen === 'person' && now.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS) {
    await db.session.updateMany({ where: { id, revokedAt: null }, data: { lastSeenAt: now } });
  }
  return {
    id: row.id,
    createdAt: row.created_at,
    secondFactorAt: row.second_factor_at,
    awaitsSecondFactor: row.awaits_second_factor,
    member: {
      id: row.member_id,
      email: row.email,
      name: row.name,
      role: row.role,
      locale: isLocale(row.locale) ? row.locale : 'fr',
    },
    merchant: {
      id: row.merchant_id,
      name: row.merchant_name,
      country: row.country,
      timezone: row.timezone,
      platform: row.platform,
    },
  };
}

/** Where a member is signed in now, the latest first. */
export async function listSessions(memberId: string, now: Date): Promise<ListedSession[]> {
  return db.$queryRaw<ListedSession[]>(sql`
    SELECT s.id::text, s.user_agent AS "userAgent", s.peer, s.created_at AS "createdAt",
      s.last_seen_at AS "lastSeenAt"
    FROM sessions s JOIN members m ON m.id = s.member_id
    WHERE s.member_id = ${memberId} AND s.revoked_at IS NULL AND s.expires_at > ${now}
      AND s.last_seen_at > ${addMs(now, -SESSION_IDLE_MS)} AND s.session_version = m.session_version
    ORDER BY s.last_seen_at DESC, s.id LIMIT ${LISTED_MAX}`);
}

/** Who ends a session, and from where. */
export interface Revoking {
  session: PortalSession;
  peer: string;
  now: Date;
}

/** The browser's own sign-out. A session that has ended already stays as it is. */
export async function signOut({ session, peer, now }: Revoking): Promise<void> {
  await revoke({ session, peer, now }, session.id, 'sign_out');
}

/** Ends one of the member's own sessions; another member's, like a missing one, is not found. */
export async function revokeSession(revoking: Revoking, sessionId: string): Promise<'revoked' | 'not_found'> {
  if (!z.uuid().safeParse(sessionId).success) return 'not_found';
  return (await revoke(revoking, sessionId, 'session_revoked')) ? 'revoked' : 'not_found';
}

/** Ends every session of the member but the one that asks. Returns how many. */
export async function revokeOtherSessions({ session, peer, now }: Revoking): Promise<number> {
  return inTransaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { memberId: session.member.id, revokedAt: null, id: { not: session.id } },
      data: { revokedAt: now },
    });
    await writeAudit(tx, {
      merchantId: session.merchant.id,
      memberId: session.member.id,
      action: 'sessions_revoked',
      peer,
      after: { count },
      at: now,
    });
    return count;
  });
}

async function revoke(
  { session, peer, now }: Revoking,
  sessionId: string,
  action: 'sign_out' | 'session_revoked',
): Promise<boolean> {
  return inTransaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: sessionId, memberId: session.member.id, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return false;
    const { merchant, member } = session;
    await writeAudit(tx, {
      merchantId: merchant.id,
      memberId: member.id,
      action,
      targetId: sessionId,
      peer,
      at: now,
    });
    return true;
  });
}

interface SessionRow {
  id: string;
  created_at: Date;
  last_seen_at: Date;
  second_factor_at: Date | null;
  awaits_second_factor: boolean;
  member_id: string;
  email: string;
  name: string;
  role: string;
  locale: string;
  merchant_id: string;
  merchant_name: string;
  country: string;
  timezone: string;
  platform: boolean;
}
