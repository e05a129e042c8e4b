/** The API's objects about webhooks, made from rows. Pure; JSON-safe. */
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { idOfUuid } from '#lib/ids.ts';

/** What deliveries carry and what GET /events answers: one shape, so that one program reads both. */
export function eventResource(event: {
  id: string;
  type: string;
  createdAt: Date;
  mode: string;
  sequence: number;
  data: unknown;
}) {
  const { id, type, createdAt, mode, sequence, data } = event;
  return { id, type, created_at: createdAt.toISOString(), mode, sequence, data };
}

/** Without its secret, which is told once: by the answer to the request that made it. */
export function endpointResource(endpoint: WebhookEndpoint, now: Date) {
  const { oldSecretSealed, oldSecretUntil } = endpoint;
  const rolling = oldSecretSealed !== null && oldSecretUntil !== null && oldSecretUntil > now;
  return {
    id: endpoint.id,
    object: 'webhook_endpoint' as const,
    url: endpoint.url,
    description: endpoint.description,
    types: endpoint.types,
    status: endpoint.disabledAt === null ? ('enabled' as const) : ('disabled' as const),
    disabled_reason: endpoint.disabledReason,
    old_secret_until: rolling ? oldSecretUntil.toISOString() : null,
    mode: endpoint.mode,
    created_at: endpoint.createdAt.toISOString(),
  };
}

/** A delivery with the type of its event and the shop's last reply. */
export interface DeliveryRow {
  id: string;
  eventId: string;
  type: string;
  endpointId: string | null;
  url: string;
  status: string;
  triesCount: number;
  nextTryAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  lastReply: string | null;
  deliveredAt: Date | null;
  createdAt: Date;
}

export function deliveryResource(row: DeliveryRow) {
  return {
    id: idOfUuid('dlv', row.id),
    object: 'delivery' as const,
    event: row.eventId,
    type: row.type,
    endpoint: row.endpointId,
    url: row.url,
    status: row.status,
    tries: row.triesCount,
    next_try_at: row.nextTryAt?.toISOString() ?? null,
    last_status: row.lastStatus,
    last_error: row.lastError,
    last_reply: row.lastReply,
    delivered_at: row.deliveredAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
