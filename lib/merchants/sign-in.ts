import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '#lib/clock.ts';
import { db, inTransaction, type Tx } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { isLocale } from '#lib/i18n/locale.ts';
import { enqueueMail } from '#lib/mail/enqueue.ts';
import { networkOf } from '#lib/peer-network.ts';
import { writeAudit } from './audit.ts';
import { isOpenMerchant } from './is-open.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import { type Browser, createSession, USER_AGENT_LENGTH_MAX } from './sessions.ts';
import { giveTryBack, takeTry } from './sign-in-limits.ts';

/** A refusal says nothing about which half was wrong. */
export type SignInResult =
  | { kind: 'signed_in'; sessionId: string }
  | { kind: 'refused' }
  | { kind: 'limited'; retryAfterMs: number };

/** Every refusal takes this long: what was done meanwhile (an audit line for a known address) cannot be measured. */
const REFUSAL_MS = 400;

export interface SignInDeps {
  clock: Clock;
  pause(ms: number): Promise<unknown>;
}

/** Tries an e-mail address and a password (as signInFields gives them) and begins a session when they fit. */
export async function signIn(
  { email, password, browser }: { email: string; password: string; browser: Browser },
  { clock, pause }: SignInDeps = { clock: systemClock, pause: sleep },
): Promise<SignInResult> {
  const limited = await takeTry({ email, peer: browser.peer });
  if (limited !== undefined) return { kind: 'limited', ...limited };
  const startedAt = performance.now();
  const member = await db.member.findUnique({ where: { email } });
  const open = member !== null && member.disabledAt === null && (await isOpenMerchant(member.merchantId));
  const fits = await verifyPassword(member?.passwordHash, password);
  if (member === null || !fits || !open) {
    await recordRefusal(member, browser, clock.now());
    await pause(Math.max(0, REFUSAL_MS - (performance.now() - startedAt)));
    return { kind: 'refused' };
  }
  const sessionId = await begin({ member, password, browser, now: clock.now() });
  await giveTryBack({ email, peer: browser.peer });
  return { kind: 'signed_in', sessionId };
}

async function begin(fields: {
  member: Member;
  password: string;
  browser: Browser;
  now: Date;
}): Promise<string> {
  const { member, password, browser, now } = fields;
  const passwordHash = needsRehash(member.passwordHash) ? await hashPassword(password) : undefined;
  return inTransaction(async (tx) => {
    // Only over the hash that was just checked: a password changed meanwhile must not come back.
    if (passwordHash !== undefined) {
      await tx.member.updateMany({
        where: { id: member.id, passwordHash: member.passwordHash },
        data: { passwordHash },
      });
    }
    const known = await isKnownBrowser(tx, member.id, browser);
    const sessionId = await createSession(tx, { member, browser, now });
    if (!known) await tellOfNewDevice(tx, { member, browser, now });
    await writeAudit(tx, {
      merchantId: member.merchantId,
      memberId: member.id,
      action: 'sign_in',
      targetId: sessionId,
      peer: browser.peer,
      at: now,
    });
    return sessionId;
  });
}

/** The first sign-in of all is no news; a browser is known by its name and its network. */
async function isKnownBrowser(tx: Pick<Tx, 'session'>, memberId: string, browser: Browser): Promise<boolean> {
  const earlier = await tx.session.findMany({
    where: { memberId },
    select: { userAgent: true, peer: true },
    orderBy: { createdAt: 'desc' },
    take: 100,
  });
  const same = ({ userAgent, peer }: Browser) =>
    userAgent === browser.userAgent.slice(0, USER_AGENT_LENGTH_MAX) &&
    networkOf(peer) === networkOf(browser.peer);
  return earlier.length === 0 || earlier.some(same);
}

async function tellOfNewDevice(
  tx: Pick<Tx, 'mail'>,
  { member, browser, now }: { member: Member; browser: Browser; now: Date },
): Promise<void> {
  await enqueueMail(tx, {
    kind: 'new_device',
    to: member.email,
    locale: isLocale(member.locale) ? member.locale : 'fr',
    merchantId: member.merchantId,
    values: {
      device: browser.userAgent.slice(0, 120) || '?',
      peer: browser.peer,
      link: `${env().publicUrl}/portal/sessions`,
    },
    at: now,
  });
}

/** An address that nobody has belongs to no merchant, so it has no audit to stand in. */
async function recordRefusal(member: Member | null, browser: Browser, now: Date): Promise<void> {
  if (member === null) return;
  await writeAudit(db, {
    merchantId: member.merchantId,
    memberId: member.id,
    action: 'sign_in_refused',
    peer: browser.peer,
    at: now,
  });
}
