import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { replay } from '#lib/api/webhook-endpoints.ts';
import { replayOperation } from '#lib/api/webhook-operations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(replayOperation, replay),
});
