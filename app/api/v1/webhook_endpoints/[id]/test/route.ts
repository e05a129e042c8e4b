import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { sendTest } from '#lib/api/webhook-endpoints.ts';
import { testWebhookEndpointOperation } from '#lib/api/webhook-operations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(testWebhookEndpointOperation, sendTest),
});
