import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { addEndpoint } from '#lib/api/webhook-endpoints.ts';
import {
  createWebhookEndpointOperation,
  listWebhookEndpointsOperation,
} from '#lib/api/webhook-operations.ts';
import { listEndpoints } from '#lib/webhooks/endpoints.ts';
import { endpointResource } from '#lib/webhooks/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(createWebhookEndpointOperation, addEndpoint),

  GET: merchantRoute(listWebhookEndpointsOperation, async ({ caller, now }) => {
    const endpoints = await listEndpoints(caller.scope);
    return { body: { data: endpoints.map((endpoint) => endpointResource(endpoint, now)) } };
  }),
});
