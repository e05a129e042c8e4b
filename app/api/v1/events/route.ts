import { pageOfEvents } from '#lib/api/events.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { listEventsOperation } from '#lib/api/webhook-operations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(listEventsOperation, pageOfEvents),
});
