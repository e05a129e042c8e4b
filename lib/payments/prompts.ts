/**
 * How often one phone number may be asked to pay, across all apps (design, API: abuse limits): a live prompt reaches a
 * person, wanted or not. Windows slide: what counts is what happened in the last ten minutes and the last day.
 */
import { db, type Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Phone } from '#lib/phone.ts';
import { promptHash } from '#lib/secrets.ts';
import { PROMPT_LIMITS } from './limits.ts';

/** In test mode this ending alone is refused, so that developers see it and are never locked out. */
const REFUSED_IN_TEST = '259';

interface Asked {
  mode: string;
  phone: Phone;
  now: Date;
}

/**
 * Whether a prompt would be let through now: lets the API refuse before a payment occupies its reference. It promises
 * nothing; countPrompt decides.
 *
 * @throws AppError too_many_requests, with Retry-After in seconds
 */
export function assertMayPrompt(asked: Asked): Promise<void> {
  return assertWithin(db, asked);
}

/**
 * Counts one prompt, in the transaction that begins its attempt: prompts that were refused or never sent do not count.
 * Two at once to the same number wait for each other.
 *
 * @throws AppError too_many_requests, with Retry-After in seconds
 */
export async function countPrompt(
  tx: Tx,
  { attemptId, ...asked }: Asked & { attemptId: string },
): Promise<void> {
  const { mode, phone, now } = asked;
  if (mode === 'live') {
    const hash = promptHash(phone.e164);
    // 63 bits of the hash; another number with the same would only wait a moment.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${Buffer.from(hash).readBigInt64BE()})`;
    await assertWithin(tx, asked);
    await tx.$executeRaw`
      INSERT INTO phone_prompts (attempt_id, prompt_hash, at) VALUES (${attemptId}, ${hash}, ${now})`;
    return;
  }
  await assertWithin(tx, asked);
}

async function assertWithin(client: Tx | typeof db, { mode, phone, now }: Asked): Promise<void> {
  if (mode !== 'live') {
    if (phone.e164.endsWith(REFUSED_IN_TEST)) throw tooMany(PROMPT_LIMITS.prompts.withinMs);
    return;
  }
  const hash = promptHash(phone.e164);
  const { prompts, unpaid } = PROMPT_LIMITS;
  const since = (ms: number) => new Date(now.getTime() - ms);
  // The oldest prompt that must leave its window before another fits in.
  const [oldest] = await client.$queryRaw<{ prompt: Date | null; unpaid: Date | null }[]>`
    SELECT
      (SELECT at FROM phone_prompts WHERE prompt_hash = ${hash} AND at > ${since(prompts.withinMs)}
       ORDER BY at DESC OFFSET ${prompts.max - 1} LIMIT 1) AS prompt,
      (SELECT p.at FROM phone_prompts p JOIN attempts a ON a.id = p.attempt_id
       WHERE p.prompt_hash = ${hash} AND p.at > ${since(unpaid.withinMs)} AND a.status <> 'succeeded'
       ORDER BY p.at DESC OFFSET ${unpaid.max - 1} LIMIT 1) AS unpaid`;
  const waits = [waitMs(oldest?.prompt, prompts.withinMs, now), waitMs(oldest?.unpaid, unpaid.withinMs, now)];
  const longest = Math.max(...waits);
  if (longest > 0) throw tooMany(longest);
}

function waitMs(oldest: Date | null | undefined, withinMs: number, now: Date): number {
  return oldest ? oldest.getTime() + withinMs - now.getTime() : 0;
}

function tooMany(ms: number): AppError {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  const message = `This number was asked too often. Nothing was sent. Try again in ${inWords(seconds)}.`;
  return new AppError('too_many_requests', `phone: ${message}`, {
    errors: [{ path: 'phone', message }],
    headers: { 'Retry-After': String(seconds) },
  });
}

function inWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
