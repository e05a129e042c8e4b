import { type Sql, sql, type Tx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { EventType } from './events.ts';

export interface NewEvent {
  type: EventType;
  merchantId: string;
  appId: string;
  mode: 'test' | 'live';
  /** The payment, payout, … that it is about. */
  resourceId: string;
  /** Counts per resource, from 1. The caller holds the lock of the resource that makes it so. */
  sequence: number;
  /** The resource as GET returns it, as of this commit. */
  data: object;
  /** An address given with the resource itself; gets the event beside the app's endpoints. */
  callbackUrl?: string | null;
  at: Date;
}

/** Ends that a dialect's callback can tell; a second one goes out when a later end contradicts the first. */
const DIALECT_TYPES: readonly EventType[] = [
  'payment.succeeded',
  'payment.failed',
  'payment.canceled',
  'payment.expired',
];

/**
 * Writes an event and everything that must be sent about it, in the caller's transaction and in one round trip:
 * one delivery for each enabled endpoint of the app and mode that wants the type, one for the resource's own
 * callback address, and one provider-shaped callback when a payment of a compatible endpoint ends
 * (lib/compat/deliver.ts). Call notifyDue() after the commit.
 * @returns the event's id.
 * @throws when the sequence of this resource is taken: two writers would mean a lock is missing.
 */
export async function enqueueEvent(tx: Tx, event: NewEvent): Promise<`evt_${string}`> {
  const id = newId('evt');
  await tx.$executeRaw`WITH ${eventAndDeliveries(id, event, sql`(SELECT 1)`)} SELECT 1`;
  return id;
}

/**
 * The same as parts of a larger statement: `event` and `delivery` of its WITH.
 *
 * @param source what the event comes from: one row writes it, none does not
 */
export function eventAndDeliveries(id: `evt_${string}`, event: NewEvent, source: Sql): Sql {
  const { type, merchantId, appId, mode, resourceId, sequence, at } = event;
  return sql`
    event AS (
      INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data, created_at)
      SELECT ${id}, ${merchantId}, ${appId}, ${mode}, ${type}, ${resourceId}, ${sequence}::int,
        ${JSON.stringify(event.data)}::jsonb, ${at}::timestamptz
      FROM ${source} AS source
      RETURNING id, created_at
    ), address AS (
      SELECT id AS endpoint_id, url, NULL::uuid AS dialect_credential_id FROM webhook_endpoints
      WHERE app_id = ${appId} AND mode = ${mode} AND disabled_at IS NULL
        AND (types = '{}' OR ${type} = ANY (types))
      UNION ALL
      SELECT NULL, ${event.callbackUrl ?? null}::text, NULL WHERE ${event.callbackUrl ?? null}::text IS NOT NULL
      ${DIALECT_TYPES.includes(type) ? dialectAddress(resourceId) : sql``}
    ), delivery AS (
      INSERT INTO deliveries (id, merchant_id, event_id, endpoint_id, app_id, dialect_credential_id, url, next_try_at,
        created_at)
      SELECT gen_random_uuid(), ${merchantId}, event.id, address.endpoint_id, ${appId}, address.dialect_credential_id,
        address.url, event.created_at, event.created_at
      FROM event, address
      RETURNING 1
    )`;
}

function dialectAddress(resourceId: string): Sql {
  return sql`
      UNION ALL
      SELECT NULL, coalesce(c.details->>'callbackUrl', d.callback_url), d.id
      FROM compat_transactions c JOIN dialect_credentials d ON d.id = c.dialect_credential_id
      WHERE c.payment_id = ${resourceId} AND coalesce(c.details->>'callbackUrl', d.callback_url) IS NOT NULL`;
}
