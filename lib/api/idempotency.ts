/**
 * Idempotency-Key: the same key and body answer the same, with one effect, also after a crash.
 *
 * The life of a key: a row is inserted together with what the request creates (createPayment does that in its own
 * statement; the other POSTs begin here), unfinished and locked. The first answer finishes it, sealed. A second request
 * meanwhile gets 409. When the first dies, its lock runs out and the next request with the key takes the row over and
 * carries on from what it finds in the database: it never starts afresh. The lease is short (timings), so a request that
 * still runs may be overtaken: what cannot be undone then looks under a lock whether it was done (charge.ts).
 *
 * What is not kept: refusals that changed nothing. The caller may mend its request and use the key again.
 */
import { createHash } from 'node:crypto';
import { addMs } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db, sql, type Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { IdempotencyKey } from '#lib/generated/prisma/client.ts';
import type { Scope } from '#lib/payments/types.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, type Sealed, seal } from '#lib/secrets.ts';
import { timings } from '#lib/timings.ts';

/** One request's hold on a key. */
export interface Claim {
  scope: Scope & { appId: string };
  key: string;
  requestHash: Uint8Array<ArrayBuffer>;
  /** True once this request's own insert (or take-over) made it the one that finishes the row. */
  owned: boolean;
  /** True once the row holds the answer: it was inserted with it. */
  finished: boolean;
  /** As this request wrote it; another time in the row is another request's. Absent where createPayment inserted it. */
  lockedUntil?: Date;
}

/** An answer as it was first given. */
export interface KeptAnswer {
  status: number;
  body: unknown;
}

export type KeyState =
  | { kind: 'free' }
  | { kind: 'answered'; answer: KeptAnswer }
  /** A request with this key was begun and never finished; this one now holds the row. */
  | { kind: 'resumed'; resourceId: string | undefined; begunAt: Date };

/** Seconds a second request should wait for the first: a direct charge is answered within 8. */
const RETRY_AFTER_SECONDS = '2';

/**
 * The claim of a request, from its header.
 *
 * @returns undefined without the header
 * @throws AppError request_malformed when the key is not 1 to 255 printable ASCII characters
 */
export function readClaim(request: Request, scope: Claim['scope'], body: unknown): Claim | undefined {
  const key = request.headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key)) {
    throw new AppError(
      'request_malformed',
      'Idempotency-Key must be 1 to 255 printable ASCII characters. Use a fresh UUID for every new request.',
    );
  }
  const { pathname } = new URL(request.url);
  return {
    scope,
    key,
    requestHash: requestHash(request.method, pathname, body),
    owned: false,
    finished: false,
  };
}

/** SHA-256 of method, path and the body with sorted members: a client that writes the same JSON anew may retry. */
export function requestHash(method: string, path: string, body: unknown): Uint8Array<ArrayBuffer> {
  const digest = createHash('sha256')
    .update(`${method} ${path}\n${canonical(body)}`)
    .digest();
  return Uint8Array.from(digest);
}

/**
 * What is known of a key, taking an abandoned one over.
 *
 * @throws AppError idempotency_key_reused (another body), idempotency_key_in_use (the first still runs)
 */
export async function lookUpKey(claim: Claim, now: Date): Promise<KeyState> {
  const row = await db.idempotencyKey.findUnique({ where: { appId_mode_key: rowId(claim) } });
  if (row === null) return { kind: 'free' };
  if (addMs(row.createdAt, timings().idempotencyKeepMs) <= now) {
    await db.idempotencyKey.deleteMany({ where: { ...rowId(claim), createdAt: row.createdAt } });
    return { kind: 'free' };
  }
  if (!sameBytes(row.requestHash, claim.requestHash)) {
    throw new AppError(
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Use a fresh key for every new request.',
    );
  }
  if (row.status !== null) return { kind: 'answered', answer: keptAnswer(claim, row, row.status) };
  if (row.lockedUntil > now || !(await takeOver(claim, row, now))) throw keyInUse();
  crashPoint('key-taken-over');
  claim.owned = true;
  return { kind: 'resumed', resourceId: row.resourceId ?? undefined, begunAt: row.createdAt };
}

/**
 * Begins a key for a request that creates no row to insert it with.
 *
 * @returns `free` when this request made the row, otherwise what lookUpKey says
 */
export async function beginKey(claim: Claim, resourceId: string | undefined, now: Date): Promise<KeyState> {
  if (await insertKey(db, claim, { resourceId, now })) {
    crashPoint('key-written');
    claim.owned = true;
    return { kind: 'free' };
  }
  const state = await lookUpKey(claim, now);
  // The row went away between insert and look-up (a refusal released it): the caller simply tries again.
  if (state.kind === 'free') throw keyInUse();
  return state;
}

/**
 * Inserts a key, in the transaction of what it creates where there is one: a crash then leaves both or neither. Another
 * transaction with the same key is waited for.
 *
 * @returns false when another request has the key
 */
export async function insertKey(
  client: Tx | typeof db,
  claim: Claim,
  { resourceId, now }: { resourceId: string | undefined; now: Date },
): Promise<boolean> {
  const lockedUntil = addMs(now, timings().idempotencyLeaseMs);
  const inserted = await client.$executeRaw(sql`
    INSERT INTO idempotency_keys (app_id, mode, key, request_hash, resource_id, locked_until, created_at)
    VALUES (${claim.scope.appId}, ${claim.scope.mode}, ${claim.key}, ${claim.requestHash}, ${resourceId ?? null},
            ${lockedUntil}, ${now})
    ON CONFLICT DO NOTHING`);
  if (inserted === 1) claim.lockedUntil = lockedUntil;
  return inserted === 1;
}

/** Keeps the first answer, sealed: it may hold secrets (a checkout address lets its holder pay or cancel). */
export async function finishKey(claim: Claim, answer: KeptAnswer): Promise<void> {
  if (claim.finished) return;
  await db.idempotencyKey.updateMany({
    where: { ...rowId(claim), status: null },
    data: sealAnswer(claim, answer),
  });
}

/** An answer as its key's row keeps it. */
export function sealAnswer(
  claim: Claim,
  { status, body }: KeptAnswer,
): { status: number; bodySealed: Sealed } {
  return { status, bodySealed: seal(JSON.stringify(body), purpose(claim)) };
}

/** Forgets a key whose request was refused without any effect. */
export async function forgetKey(claim: Claim): Promise<void> {
  await db.idempotencyKey.deleteMany({ where: { ...rowId(claim), status: null } });
}

/** Lets the next request with the key take over at once: this one failed half-way. */
export async function unlockKey(claim: Claim, now: Date): Promise<void> {
  await db.idempotencyKey.updateMany({
    where: { ...rowId(claim), status: null },
    data: { lockedUntil: now },
  });
}

/** True when this request was slower than its lease, and another one with its key took over. */
export async function isTakenOver(claim: Claim): Promise<boolean> {
  const row = await db.idempotencyKey.findUnique({ where: { appId_mode_key: rowId(claim) } });
  return row?.lockedUntil.getTime() !== claim.lockedUntil?.getTime();
}

function rowId(claim: Claim): { appId: string; mode: string; key: string } {
  return { appId: claim.scope.appId, mode: claim.scope.mode, key: claim.key };
}

function purpose(claim: Claim): string {
  return sealPurpose.idempotentAnswer(claim.scope.appId, `${claim.scope.mode}:${claim.key}`);
}

function keptAnswer(claim: Claim, row: IdempotencyKey, status: number): KeptAnswer {
  if (row.bodySealed === null) throw new Error('a finished idempotency key without its answer');
  return { status, body: JSON.parse(open(row.bodySealed, purpose(claim))) as unknown };
}

/** Of several requests that find the lock expired, the one whose update still sees it so goes on. */
async function takeOver(claim: Claim, row: IdempotencyKey, now: Date): Promise<boolean> {
  const lockedUntil = addMs(now, timings().idempotencyLeaseMs);
  const taken = await db.idempotencyKey.updateMany({
    where: { ...rowId(claim), status: null, lockedUntil: row.lockedUntil },
    data: { lockedUntil },
  });
  if (taken.count === 1) claim.lockedUntil = lockedUntil;
  return taken.count === 1;
}

/** The refusal of a second request while the first runs. */
export function keyInUse(): AppError {
  return new AppError(
    'idempotency_key_in_use',
    'A request with this Idempotency-Key is still running. Send the same request again in a moment.',
    { headers: { 'Retry-After': RETRY_AFTER_SECONDS } },
  );
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
