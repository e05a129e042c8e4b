/** Secret keys of an app in one mode: made, rolled over, revoked, bound to addresses. Shown once; only a hash stays. */
import { addMs } from '#lib/clock.ts';
import { db, inTransaction, type Tx } from '#lib/db.ts';
import type { ApiKey } from '#lib/generated/prisma/client.ts';
import { newId, newSecretKey } from '#lib/ids.ts';
import { sha256 } from '#lib/secrets.ts';
import type { AppScope } from '#lib/webhooks/endpoints.ts';
import type { KEY_LIVES, KeyFields } from './app-fields.ts';
import { lockApp, noteApp } from './apps.ts';
import type { Acting } from './second-factor.ts';

const DAY_MS = 24 * 3_600_000;
/** Of one app and mode that still work. */
export const KEYS_MAX = 20;
const LISTED_MAX = 100;

/** Keys of an app and mode: those that work first, the newest first. */
export function listKeys(scope: AppScope): Promise<ApiKey[]> {
  const { merchantId, appId, mode } = scope;
  return db.apiKey.findMany({
    where: { merchantId, appId, mode },
    orderBy: [{ revokedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }, { id: 'desc' }],
    take: LISTED_MAX,
  });
}

export type KeyRefusal =
  | 'not_found'
  /** Live keys open once the platform has approved the app. */
  | 'live_closed'
  /** A live key that pays out works from listed addresses only. */
  | 'addresses_needed'
  | 'too_many';

export interface NewKey {
  key: ApiKey;
  /** Shown this once. */
  secret: string;
}

/** Makes a key. The caller has asked for a fresh second factor, for live mode. */
export function createKey(
  acting: Acting,
  scope: AppScope,
  { scopes, life, allowFrom }: KeyFields,
): Promise<NewKey | KeyRefusal> {
  return inTransaction(async (tx) => {
    const refusal = await refusalOf(tx, scope, { scopes, allowFrom, now: acting.now });
    if (refusal !== undefined) return refusal;
    const expiresAt = endOf(life, acting.now);
    return insertKey(tx, acting, { scope, scopes, allowFrom, expiresAt, action: 'key_created' });
  });
}

/**
 * A new key with the same rights beside the old one, which works on until it is revoked: the shop changes over without
 * a gap. The new one lives as long as the old one was meant to. Asked for as a new one is.
 */
export function rollKey(acting: Acting, scope: AppScope, id: string): Promise<NewKey | KeyRefusal> {
  return inTransaction(async (tx) => {
    const old = await lockKey(tx, scope, id);
    if (old === undefined || !isCurrent(old, acting.now)) return 'not_found';
    const { scopes, allowFrom } = old;
    const refusal = await refusalOf(tx, scope, { scopes, allowFrom, now: acting.now });
    if (refusal !== undefined) return refusal;
    const lifeMs = old.expiresAt === null ? null : old.expiresAt.getTime() - old.createdAt.getTime();
    const expiresAt = lifeMs === null ? null : addMs(acting.now, lifeMs);
    return insertKey(tx, acting, { scope, scopes, allowFrom, expiresAt, action: 'key_rolled', old });
  });
}

/** Ends a key: every process refuses it within seconds. False when there is no such key, or it was revoked already. */
export function revokeKey(acting: Acting, scope: AppScope, id: string): Promise<boolean> {
  return inTransaction(async (tx) => {
    const key = await lockKey(tx, scope, id);
    if (key === undefined || key.revokedAt !== null) return false;
    await tx.apiKey.update({ where: { id }, data: { revokedAt: acting.now } });
    await noteApp(tx, acting, { action: 'key_revoked', targetId: id, before: { key: key.hint } });
    return true;
  });
}

/** Binds a key to addresses; an empty list lifts it, but never of a live key that pays out. Asked for as a new one is. */
export function changeKeyAddresses(
  acting: Acting,
  scope: AppScope,
  { id, allowFrom }: { id: string; allowFrom: string[] },
): Promise<'changed' | KeyRefusal> {
  return inTransaction(async (tx) => {
    const key = await lockKey(tx, scope, id);
    if (key === undefined || key.revokedAt !== null) return 'not_found';
    if (needsAddresses(scope, { scopes: key.scopes, allowFrom })) return 'addresses_needed';
    await tx.apiKey.update({ where: { id }, data: { allowFrom } });
    await noteApp(tx, acting, {
      action: 'key_addresses_changed',
      targetId: id,
      before: { addresses: key.allowFrom.join(' ') },
      after: { addresses: allowFrom.join(' ') },
    });
    return 'changed';
  });
}

/** True while it works: neither revoked nor expired. */
export function isCurrent(key: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
}

/** First and last characters, to recognise it in a list and in the request log. */
export function hintOf(secret: string): string {
  return `${secret.slice(0, 12)}…${secret.slice(-4)}`;
}

// ───────────── details ─────────────

type Rights = Pick<ApiKey, 'scopes' | 'allowFrom'>;

async function refusalOf(
  tx: Tx,
  scope: AppScope,
  { now, ...rights }: Rights & { now: Date },
): Promise<KeyRefusal | undefined> {
  const { merchantId, appId, mode } = scope;
  const app = await lockApp(tx, merchantId, appId);
  if (app === undefined) return 'not_found';
  if (mode === 'live' && !app.liveApproved) return 'live_closed';
  if (needsAddresses(scope, rights)) return 'addresses_needed';
  const working = await tx.apiKey.count({
    where: { appId, mode, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  });
  return working >= KEYS_MAX ? 'too_many' : undefined;
}

function needsAddresses({ mode }: AppScope, { scopes, allowFrom }: Rights): boolean {
  return mode === 'live' && scopes.includes('payouts') && allowFrom.length === 0;
}

async function insertKey(
  tx: Tx,
  acting: Acting,
  made: Rights & {
    scope: AppScope;
    expiresAt: Date | null;
    action: 'key_created' | 'key_rolled';
    old?: ApiKey;
  },
): Promise<NewKey> {
  const { scope, scopes, allowFrom, expiresAt, action, old } = made;
  const { merchantId, appId, mode } = scope;
  const secret = newSecretKey(mode);
  const key = await tx.apiKey.create({
    data: {
      id: newId('key'),
      merchantId,
      appId,
      mode,
      hash: sha256(secret),
      hint: hintOf(secret),
      scopes,
      allowFrom,
      expiresAt,
      createdAt: acting.now,
    },
  });
  await noteApp(tx, acting, {
    action,
    targetId: key.id,
    ...(old === undefined ? {} : { before: { key: old.hint } }),
    after: { key: key.hint, scopes: scopes.join(' '), addresses: allowFrom.join(' ') },
  });
  return { key, secret };
}

async function lockKey(
  tx: Tx,
  { merchantId, appId, mode }: AppScope,
  id: string,
): Promise<ApiKey | undefined> {
  await tx.$executeRaw`SELECT 1 FROM api_keys WHERE id = ${id} FOR UPDATE`;
  return (await tx.apiKey.findFirst({ where: { id, merchantId, appId, mode } })) ?? undefined;
}

function endOf(life: (typeof KEY_LIVES)[number], now: Date): Date | null {
  return life === 'never' ? null : addMs(now, Number(life) * DAY_MS);
}
