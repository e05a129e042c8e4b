import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { pageOfDeliveries } from '#lib/api/webhook-endpoints.ts';
import { listDeliveriesOperation } from '#lib/api/webhook-operations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(listDeliveriesOperation, pageOfDeliveries),
});
