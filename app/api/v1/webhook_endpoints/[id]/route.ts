import { merchantRoute, notFound, resourceRoutes } from '#lib/api/merchant-route.ts';
import { editEndpoint, mustFindEndpoint } from '#lib/api/webhook-endpoints.ts';
import {
  changeWebhookEndpointOperation,
  deleteWebhookEndpointOperation,
  getWebhookEndpointOperation,
} from '#lib/api/webhook-operations.ts';
import { deleteEndpoint } from '#lib/webhooks/endpoints.ts';
import { endpointResource } from '#lib/webhooks/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(getWebhookEndpointOperation, async ({ caller, id, now }) => ({
    body: endpointResource(await mustFindEndpoint(caller, id), now),
  })),

  PATCH: merchantRoute(changeWebhookEndpointOperation, editEndpoint),

  DELETE: merchantRoute(deleteWebhookEndpointOperation, async ({ caller, id }) => {
    if (!(await deleteEndpoint(caller.scope, id))) throw notFound('webhook endpoint');
    return { body: { id, object: 'webhook_endpoint', deleted: true } };
  }),
});
