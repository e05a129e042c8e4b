import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { deliverAgain } from '#lib/api/webhook-endpoints.ts';
import { redeliverOperation } from '#lib/api/webhook-operations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(redeliverOperation, deliverAgain),
});
