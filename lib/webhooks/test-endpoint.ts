import { inTransaction, notifyDue } from '#lib/db.ts';
import { newId, newUuid } from '#lib/ids.ts';
import { type AppScope, alone, assertEnabled, lockEndpoint, type Together } from './endpoints.ts';
import type { EventType } from './events.ts';
import { endpointResource } from './resource.ts';

const TYPE: EventType = 'webhook_endpoint.test';

/**
 * Sends an endpoint, and it alone, an event that says nothing happened: through the same queue, client and signature as
 * real ones, so that what it shows is what will be.
 *
 * @returns the delivery's id; undefined when `together` was not free, `not_found` when there is no such endpoint
 * @throws AppError endpoint_disabled
 */
export async function testEndpoint(
  scope: AppScope,
  endpointId: string,
  { now, together = alone }: { now: Date; together?: Together },
): Promise<{ deliveryId: string } | 'not_found' | undefined> {
  const { merchantId, appId, mode } = scope;
  const deliveryId = newUuid();
  const outcome = await inTransaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, scope, endpointId);
    if (endpoint === undefined) return 'not_found';
    assertEnabled(endpoint);
    if (!(await together(tx, deliveryId))) return undefined;
    // The endpoint's lock makes the sequence its own.
    const last = await tx.event.aggregate({ where: { resourceId: endpointId }, _max: { sequence: true } });
    const event = await tx.event.create({
      data: {
        id: newId('evt'),
        merchantId,
        appId,
        mode,
        type: TYPE,
        resourceId: endpointId,
        sequence: (last._max.sequence ?? 0) + 1,
        data: endpointResource(endpoint, now),
        createdAt: now,
      },
    });
    await tx.delivery.create({
      data: {
        id: deliveryId,
        merchantId,
        appId,
        eventId: event.id,
        endpointId,
        url: endpoint.url,
        nextTryAt: now,
        createdAt: now,
      },
    });
    return { deliveryId };
  });
  await notifyDue();
  return outcome;
}
