/** An app's credentials in the dialects, as its people manage them: one account per app, mode and provider. */
import { z } from 'zod';
import { db, inTransaction, type Tx } from '#lib/db.ts';
import { type DialectCredential, Prisma } from '#lib/generated/prisma/client.ts';
import { newPublicKey, newUuid } from '#lib/ids.ts';
import { lockApp, noteApp } from '#lib/merchants/apps.ts';
import type { Acting } from '#lib/merchants/second-factor.ts';
import { type ProviderId, providerById } from '#lib/providers/index.ts';
import { inventCredentials, isSecretCredential, lookupOf } from '#lib/providers/invent-credentials.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, seal } from '#lib/secrets.ts';
import { type AddressFault, webhookAddressFault } from '#lib/webhooks/address.ts';
import type { AppScope } from '#lib/webhooks/endpoints.ts';
import { dialectAlsoLookup, dialectLookup } from './accounts.ts';

/** Some names are short (a partner number): two accounts may draw the same one. */
const DRAWS = 5;

export type Credentials = Readonly<Record<string, string>>;

/** The app's account in a dialect; the oldest, should there be several. */
export async function findDialect(
  { merchantId, appId, mode }: AppScope,
  provider: ProviderId,
): Promise<DialectCredential | undefined> {
  const found = await db.dialectCredential.findFirst({
    where: { merchantId, appId, mode, provider },
    orderBy: { createdAt: 'asc' },
  });
  return found ?? undefined;
}

/** Which dialects an app has an account in. */
export function listDialects({ merchantId, appId, mode }: AppScope): Promise<DialectCredential[]> {
  return db.dialectCredential.findMany({
    where: { merchantId, appId, mode },
    orderBy: { createdAt: 'asc' },
    take: 100,
  });
}

/** Makes the account. In live mode with a fresh second factor. `live_closed` until the platform has approved the app. */
export function createDialect(
  acting: Acting,
  scope: AppScope,
  provider: ProviderId,
): Promise<'created' | 'exists' | 'live_closed' | 'not_found'> {
  const { merchantId, appId, mode } = scope;
  const { manifest } = providerById(provider);
  return drawing(async (tx) => {
    const app = await lockApp(tx, merchantId, appId);
    if (app === undefined) return 'not_found';
    if (mode === 'live' && !app.liveApproved) return 'live_closed';
    if ((await tx.dialectCredential.count({ where: { appId, mode, provider } })) > 0) return 'exists';
    const id = newUuid();
    await tx.dialectCredential.create({
      data: { id, merchantId, appId, mode, provider, ...sealed(manifest, id, invent(manifest, mode)) },
    });
    await noteApp(tx, acting, { action: 'dialect_created', targetId: id, after: { provider, mode } });
    return 'created';
  });
}

/**
 * New secrets at once; the names of the account stay, so a shop changes only what may have leaked. In a dialect without
 * a secret, the name itself is new. In live mode with a fresh second factor.
 */
export function rotateDialect(acting: Acting, scope: AppScope, provider: ProviderId): Promise<boolean> {
  const { manifest } = providerById(provider);
  return drawing(async (tx) => {
    const row = await lockDialect(tx, scope, provider);
    if (row === undefined) return false;
    const fresh = invent(manifest, scope.mode);
    const hasSecret = Object.keys(fresh).some((name) => isSecretCredential(manifest, name));
    const kept = hasSecret
      ? Object.entries(credentialsOf(row)).filter(([name]) => !isSecretCredential(manifest, name))
      : [];
    const credentials = { ...fresh, ...Object.fromEntries(kept) };
    await tx.dialectCredential.update({ where: { id: row.id }, data: sealed(manifest, row.id, credentials) });
    await noteApp(tx, acting, { action: 'dialect_rotated', targetId: row.id, after: { provider } });
    return true;
  });
}

/** Notes that somebody is about to read the secrets. In live mode with a fresh second factor. */
export function noteDialectShown(acting: Acting, scope: AppScope, provider: ProviderId): Promise<boolean> {
  return inTransaction(async (tx) => {
    const row = await lockDialect(tx, scope, provider);
    if (row === undefined) return false;
    await noteApp(tx, acting, { action: 'dialect_shown', targetId: row.id, after: { provider } });
    return true;
  });
}

/** The plain credentials, by the provider's own names. */
export function credentialsOf(row: DialectCredential): Credentials {
  return CREDENTIALS.parse(JSON.parse(open(row.credentialsSealed, sealPurpose.dialectCredentials(row.id))));
}

const CREDENTIALS = z.record(z.string(), z.string());

export interface DialectChange {
  callbackUrl?: string | undefined;
  successUrl?: string | undefined;
  cancelUrl?: string | undefined;
  failureUrl?: string | undefined;
  /** Names of those that are on; others of the manifest are off. */
  switches: readonly string[];
  /** Payouts and balances from anywhere; test mode only. */
  addressCheckLifted: boolean;
}

/** Writes the whole form. */
export function changeDialect(
  acting: Acting,
  scope: AppScope,
  { provider, change }: { provider: ProviderId; change: DialectChange },
): Promise<'changed' | 'not_found' | AddressFault> {
  const fault =
    change.callbackUrl === undefined ? undefined : webhookAddressFault(change.callbackUrl, scope.mode);
  if (fault !== undefined) return Promise.resolve(fault);
  const { switches: known = {} } = providerById(provider).manifest;
  return inTransaction(async (tx) => {
    const row = await lockDialect(tx, scope, provider);
    if (row === undefined) return 'not_found';
    // Whatever else stands there was set by a person who knew why.
    const settings: Record<string, Prisma.JsonValue | undefined> = {
      ...SETTINGS.parse(row.settings),
      success_url: change.successUrl,
      cancel_url: change.cancelUrl,
      failure_url: change.failureUrl,
      address_check_lifted: change.addressCheckLifted && scope.mode === 'test',
    };
    for (const [name, { on }] of Object.entries(known)) {
      settings[name] = change.switches.includes(name) ? on : undefined;
    }
    await tx.dialectCredential.update({
      where: { id: row.id },
      data: { callbackUrl: change.callbackUrl ?? null, settings: JSON.parse(JSON.stringify(settings)) },
    });
    await noteApp(tx, acting, {
      action: 'dialect_changed',
      targetId: row.id,
      before: { callbackUrl: row.callbackUrl ?? '' },
      after: { callbackUrl: change.callbackUrl ?? '', switches: change.switches.join(' ') },
    });
    return 'changed';
  });
}

const SETTINGS = z.record(z.string(), z.json());

/** What the form about an account shows: addresses, and which switches are on. */
export function dialectSettings(row: DialectCredential): {
  successUrl: string;
  cancelUrl: string;
  failureUrl: string;
  addressCheckLifted: boolean;
  switches: string[];
} {
  const settings = SETTINGS.parse(row.settings);
  const text = (name: string) => (typeof settings[name] === 'string' ? settings[name] : '');
  const { switches = {} } = providerById(row.provider).manifest;
  return {
    successUrl: text('success_url'),
    cancelUrl: text('cancel_url'),
    failureUrl: text('failure_url'),
    addressCheckLifted: settings.address_check_lifted === true,
    switches: Object.entries(switches).flatMap(([name, { on }]) => (settings[name] === on ? [name] : [])),
  };
}

// ───────────── details ─────────────

async function lockDialect(
  tx: Tx,
  scope: AppScope,
  provider: ProviderId,
): Promise<DialectCredential | undefined> {
  const { merchantId, appId, mode } = scope;
  if ((await lockApp(tx, merchantId, appId)) === undefined) return undefined;
  const row = await tx.dialectCredential.findFirst({
    where: { merchantId, appId, mode, provider },
    orderBy: { createdAt: 'asc' },
  });
  return row ?? undefined;
}

function invent(manifest: Manifest, mode: AppScope['mode']): Record<string, string> {
  const credentials = inventCredentials(manifest, mode);
  return 'public_key' in credentials ? { ...credentials, public_key: newPublicKey(mode) } : credentials;
}

function sealed(manifest: Manifest, id: string, credentials: Credentials) {
  const also = manifest.alsoNamedBy === undefined ? undefined : credentials[manifest.alsoNamedBy];
  return {
    lookup: dialectLookup(manifest, lookupOf(manifest, credentials)),
    alsoLookup: also === undefined ? null : dialectAlsoLookup(manifest, also),
    credentialsSealed: seal(JSON.stringify(credentials), sealPurpose.dialectCredentials(id)),
  };
}

/** Draws again when a name was taken. */
async function drawing<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let draw = 1; ; draw += 1) {
    try {
      return await inTransaction(work);
    } catch (error) {
      const taken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
      if (!taken || draw >= DRAWS) throw error;
    }
  }
}
