/** What a member does to webhook endpoints: the use cases of lib/webhooks, with an audit line in each transaction. */
import { db } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { webhookAddressFault } from '#lib/webhooks/address.ts';
import {
  type AppScope,
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  type Together,
} from '#lib/webhooks/endpoints.ts';
import { redeliver } from '#lib/webhooks/redeliver.ts';
import { replayEvents } from '#lib/webhooks/replay.ts';
import { rollSecret } from '#lib/webhooks/roll-secret.ts';
import { testEndpoint } from '#lib/webhooks/test-endpoint.ts';
import { noteApp } from './apps.ts';
import type { AuditAction, AuditFact } from './audit.ts';
import type { EndpointFields } from './endpoint-fields.ts';
import type { Acting } from './second-factor.ts';

/** Why nothing happened; also keys of sentences. */
export type EndpointRefusal =
  | 'not_found'
  | 'endpoint_disabled'
  | 'endpoints_exhausted'
  | 'request_invalid'
  | NonNullable<ReturnType<typeof webhookAddressFault>>;

/** In live mode with a fresh second factor: the answer holds the secret, this once. */
export function addEndpoint(
  acting: Acting,
  scope: AppScope,
  fields: EndpointFields,
): Promise<{ endpoint: WebhookEndpoint; secret: string } | EndpointRefusal> {
  const fault = webhookAddressFault(fields.url, scope.mode);
  if (fault !== undefined) return Promise.resolve(fault);
  const together = noting(acting, { action: 'webhook_endpoint_created', after: { url: fields.url } });
  return refusable(
    async () => (await createEndpoint(scope, fields, { now: acting.now, together })) ?? 'not_found',
  );
}

export function editEndpoint(
  acting: Acting,
  scope: AppScope,
  { id, fields }: { id: string; fields: EndpointFields },
): Promise<WebhookEndpoint | EndpointRefusal> {
  const fault = webhookAddressFault(fields.url, scope.mode);
  if (fault !== undefined) return Promise.resolve(fault);
  const change = { ...fields, description: fields.description ?? null };
  const after = { url: fields.url, types: fields.types.join(' ') };
  const together = noting(acting, { action: 'webhook_endpoint_changed', after });
  return refusable(
    async () => (await changeEndpoint(scope, id, { change, now: acting.now, together })) ?? 'not_found',
  );
}

export async function setEndpointStatus(
  acting: Acting,
  scope: AppScope,
  { id, status }: { id: string; status: 'enabled' | 'disabled' },
): Promise<boolean> {
  const together = noting(acting, { action: `webhook_endpoint_${status}` });
  return (await changeEndpoint(scope, id, { change: { status }, now: acting.now, together })) !== undefined;
}

export function removeEndpoint(acting: Acting, scope: AppScope, id: string): Promise<boolean> {
  return deleteEndpoint(scope, id, { together: noting(acting, { action: 'webhook_endpoint_deleted' }) });
}

/** In live mode with a fresh second factor: the answer holds the new secret, this once. */
export function rollEndpointSecret(
  acting: Acting,
  scope: AppScope,
  { id, overlapMs }: { id: string; overlapMs: number },
): Promise<{ secret: string } | EndpointRefusal> {
  const together = noting(acting, {
    action: 'webhook_secret_rolled',
    after: { overlap_hours: overlapMs / 3_600_000 },
  });
  return refusable(
    async () => (await rollSecret(scope, id, { overlapMs, now: acting.now, together })) ?? 'not_found',
  );
}

export function sendTestEvent(
  acting: Acting,
  scope: AppScope,
  id: string,
): Promise<{ deliveryId: string } | EndpointRefusal> {
  const { session, peer, now } = acting;
  // The delivery is what comes to be; the endpoint is what the line is about.
  const together: Together = async (tx) => {
    await noteApp(tx, { session, peer, now }, { action: 'webhook_tested', targetId: id });
    return true;
  };
  return refusable(async () => (await testEndpoint(scope, id, { now, together })) ?? 'not_found');
}

/** @param id the delivery's UUID */
export function sendAgain(
  acting: Acting,
  scope: AppScope,
  id: string,
): Promise<{ deliveryId: string } | EndpointRefusal> {
  const together = noting(acting, { action: 'webhook_redelivered' });
  return refusable(async () => (await redeliver(scope, id, { now: acting.now, together })) ?? 'not_found');
}

/** `request_invalid`: the time holds more events than one replay may. */
export function replaySpan(
  acting: Acting,
  scope: AppScope,
  { id, from, to }: { id: string; from: Date; to: Date },
): Promise<{ queued: number } | EndpointRefusal> {
  const together = noting(acting, {
    action: 'webhooks_replayed',
    after: { from: from.toISOString(), to: to.toISOString() },
  });
  return refusable(
    async () => (await replayEvents(scope, id, { from, to, now: acting.now, together })) ?? 'not_found',
  );
}

function noting(
  acting: Acting,
  fact: { action: AuditAction } & Pick<AuditFact, 'before' | 'after'>,
): Together {
  return async (tx, targetId) => {
    await noteApp(tx, acting, { ...fact, targetId });
    return true;
  };
}

const REFUSALS = ['endpoint_disabled', 'endpoints_exhausted', 'request_invalid'] as const;

async function refusable<Outcome>(act: () => Promise<Outcome>): Promise<Outcome | EndpointRefusal> {
  try {
    return await act();
  } catch (error) {
    const refusal = error instanceof AppError && REFUSALS.find((code) => code === error.code);
    if (refusal) return refusal;
    throw error;
  }
}

/** An endpoint by its id alone, within the merchant and mode: its page needs no app in its address. */
export async function findMerchantEndpoint(
  { merchantId, mode }: Pick<AppScope, 'merchantId' | 'mode'>,
  id: string,
): Promise<WebhookEndpoint | undefined> {
  return (await db.webhookEndpoint.findFirst({ where: { id, merchantId, mode } })) ?? undefined;
}
