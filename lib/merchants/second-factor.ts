/**
 * The second factor: a code of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), or one of ten
 * recovery codes when the app is lost. A code is taken once, also when it is sent twice at the same moment; tries are
 * counted per member, because here the password has fitted already.
 */
import { randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verify } from 'otplib';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { db, inTransaction } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, seal, sha256 } from '#lib/secrets.ts';
import { writeAudit } from './audit.ts';
import type { PortalSession } from './sessions.ts';

const MINUTE_MS = 60_000;
/** How long a proof lasts for actions that ask for one. */
export const SECOND_FACTOR_FRESH_MS = 10 * MINUTE_MS;
/** Clocks of phones go wrong by some seconds: the code before and the one after are taken too. */
const TOLERANCE_S = 30;
const RECOVERY_CODES = 10;
export const SECOND_FACTOR_TRIES = 10;
const TRIES_WINDOW_S = 15 * 60;
const ISSUER = 'Cross';

/** Who acts, from where. */
export interface Acting {
  session: PortalSession;
  peer: string;
  now: Date;
}

export type CodeResult =
  | { kind: 'proven'; by: 'app' | 'recovery'; recoveryCodesLeft: number }
  | { kind: 'refused' }
  | { kind: 'not_enrolled' }
  | { kind: 'limited'; retryAfterMs: number };

/** True when this session proved the second factor a short while ago. */
export function isFresh(session: PortalSession, now: Date): boolean {
  const { secondFactorAt } = session;
  return secondFactorAt !== null && now.getTime() - secondFactorAt.getTime() < SECOND_FACTOR_FRESH_MS;
}

/**
 * Begins the set-up: a new secret, which counts only once a code of it came back. Beginning again replaces it; a factor
 * that is in use already is left alone.
 *
 * @returns the secret for typing and as `otpauth:` address for a QR code; undefined while a factor is in use
 */
export async function beginEnrolment({
  session,
}: Pick<Acting, 'session'>): Promise<{ secret: string; uri: string } | undefined> {
  const { id, email } = session.member;
  const secret = generateSecret();
  const { count } = await db.member.updateMany({
    where: { id, totpEnabledAt: null },
    data: { totpSealed: Buffer.from(seal(secret, sealPurpose.memberTotp(id))), totpLastStep: 0n },
  });
  return count === 0 ? undefined : { secret, uri: generateURI({ issuer: ISSUER, label: email, secret }) };
}

/**
 * Ends the set-up with a code of the new secret.
 *
 * @returns ten recovery codes, shown this once; undefined when the code does not fit or nothing was begun
 */
export async function confirmEnrolment(acting: Acting, code: string): Promise<string[] | undefined> {
  const { session, peer, now } = acting;
  const { id } = session.member;
  if ((await takeTry(id)) !== undefined) return undefined;
  const step = await matchingStep(id, code, { enabled: false, now });
  if (step === undefined) return undefined;
  return inTransaction(async (tx) => {
    const { count } = await tx.member.updateMany({
      where: { id, totpEnabledAt: null, totpSealed: { not: null } },
      data: { totpEnabledAt: now, totpLastStep: step },
    });
    if (count === 0) return undefined;
    await tx.session.updateMany({ where: { id: session.id }, data: { secondFactorAt: now } });
    await writeAudit(tx, { ...whoOf(acting), action: 'second_factor_enabled', peer, at: now });
    return writeRecoveryCodes(tx, id);
  });
}

/** Proves the second factor for this session: a code of the app, or a recovery code, which is then used up. */
export async function proveSecondFactor(acting: Acting, typed: string): Promise<CodeResult> {
  const { session, peer, now } = acting;
  const { id } = session.member;
  const limited = await takeTry(id);
  if (limited !== undefined) return { kind: 'limited', ...limited };
  const member = await db.member.findUniqueOrThrow({ where: { id }, select: { totpEnabledAt: true } });
  if (member.totpEnabledAt === null) return { kind: 'not_enrolled' };
  const by = await spendCode(id, typed, now);
  if (by === undefined) {
    await writeAudit(db, { ...whoOf(acting), action: 'second_factor_refused', peer, at: now });
    return { kind: 'refused' };
  }
  const recoveryCodesLeft = await inTransaction(async (tx) => {
    await tx.session.updateMany({
      where: { id: session.id },
      data: { secondFactorAt: now, awaitsSecondFactor: false },
    });
    if (by === 'recovery') {
      await writeAudit(tx, { ...whoOf(acting), action: 'recovery_code_used', peer, at: now });
    }
    return tx.recoveryCode.count({ where: { memberId: id, usedAt: null } });
  });
  await limiter().delete(id);
  return { kind: 'proven', by, recoveryCodesLeft };
}

/** New recovery codes in the place of the old ones. The caller has asked for a fresh second factor. */
export async function renewRecoveryCodes(acting: Acting): Promise<string[]> {
  const { session, peer, now } = acting;
  return inTransaction(async (tx) => {
    await writeAudit(tx, { ...whoOf(acting), action: 'recovery_codes_renewed', peer, at: now });
    return writeRecoveryCodes(tx, session.member.id);
  });
}

/** Takes the second factor away. The caller has asked for a fresh one. */
export async function disableSecondFactor(acting: Acting): Promise<void> {
  const { session, peer, now } = acting;
  const { id } = session.member;
  await inTransaction(async (tx) => {
    await tx.member.update({ where: { id }, data: { totpEnabledAt: null, totpSealed: null } });
    await tx.recoveryCode.deleteMany({ where: { memberId: id } });
    await tx.session.updateMany({ where: { memberId: id }, data: { secondFactorAt: null } });
    await writeAudit(tx, { ...whoOf(acting), action: 'second_factor_disabled', peer, at: now });
  });
}

/** Whether the member has a second factor, and how many recovery codes are left. */
export async function secondFactorOf(
  memberId: string,
): Promise<{ enabledAt: Date | null; recoveryCodesLeft: number }> {
  const [member, recoveryCodesLeft] = await Promise.all([
    db.member.findUniqueOrThrow({ where: { id: memberId }, select: { totpEnabledAt: true } }),
    db.recoveryCode.count({ where: { memberId, usedAt: null } }),
  ]);
  return { enabledAt: member.totpEnabledAt, recoveryCodesLeft };
}

// ───────────── details ─────────────

async function spendCode(
  memberId: string,
  typed: string,
  now: Date,
): Promise<'app' | 'recovery' | undefined> {
  const step = await matchingStep(memberId, typed, { enabled: true, now });
  if (step !== undefined) {
    // Only forward: of two requests with the same code one finds the step passed already.
    const { count } = await db.member.updateMany({
      where: { id: memberId, totpLastStep: { lt: step } },
      data: { totpLastStep: step },
    });
    return count === 1 ? 'app' : undefined;
  }
  const { count } = await db.recoveryCode.updateMany({
    where: { memberId, hash: Buffer.from(recoveryHash(typed)), usedAt: null },
    data: { usedAt: now },
  });
  return count === 1 ? 'recovery' : undefined;
}

async function matchingStep(
  memberId: string,
  typed: string,
  { enabled, now }: { enabled: boolean; now: Date },
): Promise<bigint | undefined> {
  const token = typed.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const member = await db.member.findUniqueOrThrow({ where: { id: memberId } });
  if (member.totpSealed === null || (member.totpEnabledAt !== null) !== enabled) return undefined;
  const result = await verify({
    secret: open(member.totpSealed, sealPurpose.memberTotp(memberId)),
    token,
    epoch: Math.floor(now.getTime() / 1000),
    epochTolerance: TOLERANCE_S,
  });
  return result.valid && 'timeStep' in result ? BigInt(result.timeStep) : undefined;
}

async function writeRecoveryCodes(
  tx: Pick<Parameters<Parameters<typeof inTransaction>[0]>[0], 'recoveryCode'>,
  memberId: string,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.recoveryCode.deleteMany({ where: { memberId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ id: newUuid(), memberId, hash: Buffer.from(recoveryHash(code)) })),
  });
  return codes;
}

/** 80 random bits as four groups of five; hexadecimal, so that no letter can be read as a digit. */
function newRecoveryCode(): string {
  return (randomBytes(10).toString('hex').match(/.{5}/g) ?? []).join('-');
}

function recoveryHash(typed: string): Uint8Array {
  return sha256(typed.toLowerCase().replace(/[^0-9a-f]/g, ''));
}

async function takeTry(memberId: string): Promise<{ retryAfterMs: number } | undefined> {
  try {
    await limiter().consume(memberId);
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return { retryAfterMs: refusal.msBeforeNext };
    throw refusal;
  }
}

function limiter() {
  return postgresLimiter({
    keyPrefix: 'second-factor',
    points: SECOND_FACTOR_TRIES,
    seconds: TRIES_WINDOW_S,
  });
}

function whoOf({ session }: Acting): { merchantId: string; memberId: string } {
  return { merchantId: session.merchant.id, memberId: session.member.id };
}
