import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { rollEndpointSecret } from '#lib/api/webhook-endpoints.ts';
import { rollSecretOperation } from '#lib/api/webhook-operations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(rollSecretOperation, rollEndpointSecret),
});
