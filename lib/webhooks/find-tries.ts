import { db } from '#lib/db.ts';
import type { DeliveryTry } from '#lib/generated/prisma/client.ts';
import type { AppScope } from './endpoints.ts';
import { findDelivery } from './find-deliveries.ts';
import { findEvent } from './find-events.ts';
import { type DeliveryRow, eventResource } from './resource.ts';

/** More than any schedule makes. */
const TRIES_MAX = 50;

/** A delivery with what it carries, exactly as it is sent, and each HTTP call, the newest first. */
export async function findTries(
  scope: AppScope,
  deliveryId: string,
): Promise<{ delivery: DeliveryRow; body: string; tries: DeliveryTry[] } | undefined> {
  const delivery = await findDelivery(scope, deliveryId);
  if (delivery === undefined) return undefined;
  const [event, tries] = await Promise.all([
    findEvent(scope, delivery.eventId),
    db.deliveryTry.findMany({ where: { deliveryId }, orderBy: { number: 'desc' }, take: TRIES_MAX }),
  ]);
  if (event === undefined) return undefined;
  return { delivery, body: JSON.stringify(eventResource(event), null, 2), tries };
}
