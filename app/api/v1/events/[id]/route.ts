import { merchantRoute, notFound, resourceRoutes } from '#lib/api/merchant-route.ts';
import { getEventOperation } from '#lib/api/webhook-operations.ts';
import { findEvent } from '#lib/webhooks/find-events.ts';
import { eventResource } from '#lib/webhooks/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(getEventOperation, async ({ caller, id }) => {
    const event = await findEvent(caller.scope, id);
    if (event === undefined) throw notFound('event');
    return { body: eventResource(event) };
  }),
});
