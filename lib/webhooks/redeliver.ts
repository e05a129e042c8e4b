import { inTransaction, notifyDue, type Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Delivery } from '#lib/generated/prisma/client.ts';
import { newUuid } from '#lib/ids.ts';
import { type AppScope, alone, assertEnabled, type Together } from './endpoints.ts';

/**
 * Sends an event once more to where a delivery went, or should have gone. One that still waits for its next try is
 * tried now; one that has ended, well or badly, stays as it is and gets a successor with tries of its own.
 *
 * @param id the delivery's UUID
 * @returns the id of the delivery that is due now; undefined when `together` was not free, `not_found` when there is no
 *   such delivery
 * @throws AppError endpoint_disabled
 */
export async function redeliver(
  scope: AppScope,
  id: string,
  { now, together = alone }: { now: Date; together?: Together },
): Promise<{ deliveryId: string } | 'not_found' | undefined> {
  const outcome = await inTransaction(async (tx) => {
    const delivery = await lockDelivery(tx, scope, id);
    if (delivery === undefined) return 'not_found';
    const url = await currentAddress(tx, scope, delivery);
    const waits = delivery.status === 'due';
    const deliveryId = waits ? id : newUuid();
    if (!(await together(tx, deliveryId))) return undefined;
    if (waits) {
      await tx.$executeRaw`
        UPDATE deliveries SET next_try_at = least(next_try_at, ${now}) WHERE id = ${id}::uuid`;
    } else {
      const { merchantId, appId, eventId, endpointId, dialectCredentialId } = delivery;
      await tx.delivery.create({
        data: {
          id: deliveryId,
          merchantId,
          appId,
          eventId,
          endpointId,
          dialectCredentialId, // a provider-shaped callback stays one
          url,
          nextTryAt: now,
          createdAt: now,
        },
      });
    }
    return { deliveryId };
  });
  await notifyDue();
  return outcome;
}

async function lockDelivery(tx: Tx, scope: AppScope, id: string): Promise<Delivery | undefined> {
  await tx.$executeRaw`SELECT 1 FROM deliveries WHERE id = ${id}::uuid FOR UPDATE`;
  const { merchantId, appId, mode } = scope;
  const delivery = await tx.delivery.findFirst({ where: { id, merchantId, appId } });
  if (delivery === null) return undefined;
  const event = await tx.event.findFirst({ where: { id: delivery.eventId, mode } });
  return event === null ? undefined : delivery;
}

/** An endpoint may have moved since; a payment's own callback_url never does. */
async function currentAddress(tx: Tx, scope: AppScope, { endpointId, url }: Delivery): Promise<string> {
  if (endpointId === null) return url;
  const endpoint = await tx.webhookEndpoint.findFirst({ where: { id: endpointId, appId: scope.appId } });
  if (endpoint === null) {
    throw new AppError(
      'endpoint_disabled',
      'The webhook endpoint of this delivery was deleted. Make a new one and replay to it.',
    );
  }
  assertEnabled(endpoint);
  return endpoint.url;
}
