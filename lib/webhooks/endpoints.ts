/** The addresses of a shop that want events: made, read, changed, removed. Always within one app and mode. */
import { db, inTransaction, type Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { newId } from '#lib/ids.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';
import type { EventType } from './events.ts';

/** Every event is sent to each: a handful serves any shop, a thousand would be an attack on ourselves. */
export const ENDPOINTS_PER_APP_MAX = 16;

export interface AppScope {
  merchantId: string;
  appId: string;
  mode: 'test' | 'live';
}

/**
 * Joins a use case's transaction with what is about to be made or changed (the caller's idempotency key). False: another
 * request was faster, and nothing must happen.
 */
export type Together = (tx: Tx, resourceId: string) => Promise<boolean>;
export const alone: Together = async () => true;

export interface NewEndpoint {
  /** Already held against webhookAddressProblem. */
  url: string;
  description?: string | null | undefined;
  /** Empty: all. */
  types?: readonly EventType[] | undefined;
}

/**
 * Makes an endpoint with a secret of its own.
 *
 * @returns undefined when `together` was not free
 * @throws AppError endpoints_exhausted
 */
export async function createEndpoint(
  scope: AppScope,
  { url, description = null, types = [] }: NewEndpoint,
  { now, together = alone }: { now: Date; together?: Together },
): Promise<{ endpoint: WebhookEndpoint; secret: string } | undefined> {
  const { merchantId, appId, mode } = scope;
  const id = newId('we');
  const secret = newSigningSecret();
  return inTransaction(async (tx) => {
    if (!(await together(tx, id))) return undefined;
    // Two at once would each count the other's as free.
    await tx.$executeRaw`SELECT 1 FROM apps WHERE id = ${appId} FOR NO KEY UPDATE`;
    if ((await tx.webhookEndpoint.count({ where: { appId, mode } })) >= ENDPOINTS_PER_APP_MAX) {
      throw new AppError(
        'endpoints_exhausted',
        `This app has ${ENDPOINTS_PER_APP_MAX} webhook endpoints in this mode, as many as it may. Delete one first.`,
      );
    }
    const secretSealed = seal(secret, sealPurpose.webhookSecret(id));
    const endpoint = await tx.webhookEndpoint.create({
      data: {
        id,
        merchantId,
        appId,
        mode,
        url,
        description,
        types: [...types],
        secretSealed,
        createdAt: now,
      },
    });
    return { endpoint, secret };
  });
}

export async function findEndpoint(scope: AppScope, id: string): Promise<WebhookEndpoint | undefined> {
  return (await db.webhookEndpoint.findFirst({ where: { id, ...within(scope) } })) ?? undefined;
}

/** All of them, oldest first: at most ENDPOINTS_PER_APP_MAX. */
export function listEndpoints(scope: AppScope): Promise<WebhookEndpoint[]> {
  return db.webhookEndpoint.findMany({
    where: within(scope),
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: ENDPOINTS_PER_APP_MAX,
  });
}

export interface EndpointChange {
  url?: string | undefined;
  description?: string | null | undefined;
  types?: readonly EventType[] | undefined;
  status?: 'enabled' | 'disabled' | undefined;
}

/** Changes what is named and leaves the rest. Undefined when there is no such endpoint, or `together` was not free. */
export async function changeEndpoint(
  scope: AppScope,
  id: string,
  { change, now, together = alone }: { change: EndpointChange; now: Date; together?: Together },
): Promise<WebhookEndpoint | undefined> {
  const { url, description, types, status } = change;
  return inTransaction(async (tx) => {
    const before = await lockEndpoint(tx, scope, id);
    if (before === undefined || !(await together(tx, id))) return undefined;
    // One that is disabled already keeps its time and reason.
    const disables = status === 'disabled' && before.disabledAt === null;
    return tx.webhookEndpoint.update({
      where: { id },
      data: {
        ...(url === undefined ? {} : { url }),
        ...(description === undefined ? {} : { description }),
        ...(types === undefined ? {} : { types: [...types] }),
        ...(disables ? { disabledAt: now, disabledReason: 'Disabled by the shop.' } : {}),
        ...(status === 'enabled' ? { disabledAt: null, disabledReason: null } : {}),
      },
    });
  });
}

/** What waits for it is parked when its turn comes. False when there is no such endpoint, or `together` was not free. */
export async function deleteEndpoint(
  scope: AppScope,
  id: string,
  { together = alone }: { together?: Together } = {},
): Promise<boolean> {
  return inTransaction(async (tx) => {
    if ((await lockEndpoint(tx, scope, id)) === undefined || !(await together(tx, id))) return false;
    await tx.webhookEndpoint.delete({ where: { id } });
    return true;
  });
}

/** Reads an endpoint under a row lock. Undefined when there is no such endpoint. */
export async function lockEndpoint(
  tx: Tx,
  scope: AppScope,
  id: string,
): Promise<WebhookEndpoint | undefined> {
  await tx.$executeRaw`SELECT 1 FROM webhook_endpoints WHERE id = ${id} FOR UPDATE`;
  return (await tx.webhookEndpoint.findFirst({ where: { id, ...within(scope) } })) ?? undefined;
}

/** @throws AppError endpoint_disabled: nothing would be sent */
export function assertEnabled({ disabledAt, disabledReason }: WebhookEndpoint): void {
  if (disabledAt === null) return;
  const why = disabledReason === null ? '' : ` (${disabledReason})`;
  throw new AppError(
    'endpoint_disabled',
    `This webhook endpoint is disabled${why}. Enable it first: PATCH it with {"status": "enabled"}.`,
  );
}

function within({ merchantId, appId, mode }: AppScope): AppScope {
  return { merchantId, appId, mode };
}
