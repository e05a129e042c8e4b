/** A merchant's apps: made, read, changed. Always within one merchant; another's app and none are the same. */
import { db, inTransaction, type Tx } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { App } from '#lib/generated/prisma/client.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, open, seal } from '#lib/secrets.ts';
import { webhookAddressFault } from '#lib/webhooks/address.ts';
import type { AppFields, NewAppFields } from './app-fields.ts';
import { type AuditAction, type AuditFact, writeAudit } from './audit.ts';
import type { Acting } from './second-factor.ts';

/** More is no shop with several sites but a program that makes apps. */
export const APPS_MAX = 50;

/** True when at least one app of the merchant may take real money. */
export async function hasLiveApp(merchantId: string): Promise<boolean> {
  const app = await db.app.findFirst({ where: { merchantId, liveApproved: true }, select: { id: true } });
  return app !== null;
}

/** All of them, oldest first: at most APPS_MAX. */
export function listApps(merchantId: string): Promise<App[]> {
  return db.app.findMany({
    where: { merchantId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: APPS_MAX,
  });
}

export async function findApp(merchantId: string, id: string): Promise<App | undefined> {
  return (await db.app.findFirst({ where: { id, merchantId } })) ?? undefined;
}

/** What is wrong with a form about an app: its field, and the key of the sentence. */
export type AppFaults = Readonly<Record<string, string>>;

/** Makes an app with a public key and a signing secret of its own. `too_many` beyond APPS_MAX. */
export async function createApp(
  acting: Acting,
  fields: NewAppFields,
): Promise<{ app: App } | { faults: AppFaults } | 'too_many'> {
  const faults = faultsOf(fields);
  if (faults !== undefined) return { faults };
  const merchantId = acting.session.merchant.id;
  const id = newId('app');
  return inTransaction(async (tx) => {
    // Two at once would each count the other's place as free.
    await tx.$executeRaw`SELECT 1 FROM merchants WHERE id = ${merchantId} FOR NO KEY UPDATE`;
    if ((await tx.app.count({ where: { merchantId } })) >= APPS_MAX) return 'too_many';
    const app = await tx.app.create({
      data: {
        id,
        merchantId,
        ...fields,
        publicKey: newPublicKey('test'),
        signingSecretSealed: seal(newSigningSecret(), sealPurpose.appSigningSecret(id)),
        declaredOrigins: [new URL(fields.siteUrl).origin],
        createdAt: acting.now,
      },
    });
    await noteApp(tx, acting, { action: 'app_created', targetId: id, after: { name: app.name } });
    return { app };
  });
}

/** Writes the whole form. Undefined when there is no such app. */
export async function changeApp(
  acting: Acting,
  id: string,
  fields: AppFields,
): Promise<{ app: App } | { faults: AppFaults } | undefined> {
  const merchantId = acting.session.merchant.id;
  return inTransaction(async (tx) => {
    const before = await lockApp(tx, merchantId, id);
    if (before === undefined) return undefined;
    const faults = faultsOf(fields, before);
    if (faults !== undefined) return { faults };
    const app = await tx.app.update({
      where: { id },
      data: {
        ...fields,
        successUrl: fields.successUrl ?? null,
        cancelUrl: fields.cancelUrl ?? null,
        failureUrl: fields.failureUrl ?? null,
        callbackUrl: fields.callbackUrl ?? null,
        brandColor: fields.brandColor ?? null,
      },
    });
    const changed = Object.keys(fields).filter((name) => textOf(before, name) !== textOf(app, name));
    if (changed.length > 0) {
      await noteApp(tx, acting, {
        action: 'app_changed',
        targetId: id,
        before: Object.fromEntries(changed.map((name) => [name, textOf(before, name)])),
        after: Object.fromEntries(changed.map((name) => [name, textOf(app, name)])),
      });
    }
    return { app };
  });
}

/** Whether payers come back to a site that they can reach: an app without one may not take real money. */
export function hasPublicSite({ siteUrl }: Pick<App, 'siteUrl'>): boolean {
  return siteUrl.startsWith('https://');
}

/**
 * Asks the platform to open live mode for an app. Its answer is `liveApproved`, or `liveRefusedAt` with a reason; asking
 * again after a refusal clears it.
 *
 * @returns `incomplete` while payers would see a site of this machine, `already` when there is nothing to ask for
 */
export async function requestLive(
  acting: Acting,
  id: string,
): Promise<'requested' | 'already' | 'incomplete' | 'not_found'> {
  const { session, now } = acting;
  return inTransaction(async (tx) => {
    const app = await lockApp(tx, session.merchant.id, id);
    if (app === undefined) return 'not_found';
    if (app.liveApproved || app.liveRequestedAt !== null) return 'already';
    if (!hasPublicSite(app)) return 'incomplete';
    await tx.app.update({
      where: { id },
      data: {
        liveRequestedAt: now,
        liveRequestedBy: session.member.id,
        liveRefusedAt: null,
        liveRefusedReason: null,
      },
    });
    await noteApp(tx, acting, { action: 'live_mode_requested', targetId: id });
    return 'requested';
  });
}

/** The secret that signs returns and webhooks to payments' own callback addresses. The caller has asked for a second factor. */
export function showSigningSecret(acting: Acting, id: string): Promise<string | undefined> {
  return inTransaction(async (tx) => {
    const app = await lockApp(tx, acting.session.merchant.id, id);
    if (app === undefined) return undefined;
    await noteApp(tx, acting, { action: 'signing_secret_shown', targetId: id });
    return open(app.signingSecretSealed, sealPurpose.appSigningSecret(id));
  });
}

/** A new signing secret, at once: what was signed with the old one no longer verifies. Asked for with a second factor. */
export function changeSigningSecret(acting: Acting, id: string): Promise<string | undefined> {
  const secret = newSigningSecret();
  return inTransaction(async (tx) => {
    if ((await lockApp(tx, acting.session.merchant.id, id)) === undefined) return undefined;
    await tx.app.update({
      where: { id },
      data: { signingSecretSealed: seal(secret, sealPurpose.appSigningSecret(id)) },
    });
    await noteApp(tx, acting, { action: 'signing_secret_changed', targetId: id });
    return secret;
  });
}

/** Reads an app of the merchant under a row lock. */
export async function lockApp(tx: Tx, merchantId: string, id: string): Promise<App | undefined> {
  await tx.$executeRaw`SELECT 1 FROM apps WHERE id = ${id} AND merchant_id = ${merchantId} FOR NO KEY UPDATE`;
  return (await tx.app.findFirst({ where: { id, merchantId } })) ?? undefined;
}

/** One audit line of a member about something of the own merchant, in the transaction of what it tells. */
export function noteApp(
  tx: Pick<Tx, 'auditEntry'>,
  { session, peer, now }: Acting,
  fact: { action: AuditAction } & Pick<AuditFact, 'targetId' | 'before' | 'after'>,
): Promise<void> {
  return writeAudit(tx, {
    merchantId: session.merchant.id,
    memberId: session.member.id,
    ...fact,
    peer,
    at: now,
  });
}

// ───────────── details ─────────────

/** What the form alone cannot know: addresses of this machine serve in the demo only, and never an approved app. */
function faultsOf(
  fields: NewAppFields & Partial<AppFields>,
  { liveApproved }: { liveApproved: boolean } = { liveApproved: false },
): AppFaults | undefined {
  const faults: Record<string, string> = {};
  const pages = ['siteUrl', 'successUrl', 'cancelUrl', 'failureUrl'] as const;
  for (const name of pages) {
    const url = fields[name];
    const local = url !== undefined && !url.startsWith('https://');
    if (local && (liveApproved || env().mode !== 'demo')) faults[name] = 'urlLocal';
  }
  const { callbackUrl } = fields;
  if (callbackUrl !== undefined) {
    const fault = webhookAddressFault(callbackUrl, liveApproved ? 'live' : 'test');
    if (fault !== undefined) faults.callbackUrl = fault;
  }
  return Object.keys(faults).length === 0 ? undefined : faults;
}

function textOf(app: App, name: string): string {
  const value: unknown = Reflect.get(app, name);
  return Array.isArray(value) ? value.join(' ') : String(value ?? '');
}
/** The merchant's apps, to choose one from: the oldest first. */
export function listAppNames(merchantId: string): Promise<{ id: string; name: string; country: string }[]> {
  return db.app.findMany({
    where: { merchantId },
    select: { id: true, name: true, country: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 200,
  });
}
