/** The operations about events, webhooks and discrepancies. */
import { NEWEST_FIRST, type Operation, operation, reading } from './operation.ts';
import { EmptyRequest } from './schemas.ts';
import {
  ChangeWebhookEndpointRequest,
  CreateWebhookEndpointRequest,
  Deleted,
  Delivery,
  DeliveryPage,
  Discrepancy,
  DiscrepancyPage,
  Event,
  EventPage,
  ListDeliveriesQuery,
  ListDiscrepanciesQuery,
  ListEventsQuery,
  Replay,
  ReplayRequest,
  RollSecretRequest,
  WebhookEndpoint,
  WebhookEndpointList,
  WebhookEndpointWithSecret,
} from './webhook-schemas.ts';

export const listEventsOperation = reading({
  id: 'listEvents',
  path: '/events',
  summary: 'Read events',
  description:
    'Every event of this app and mode, oldest first, whether a webhook carried it or not. Keep `next` and pass it as ' +
    '`after`: what you missed, and nothing twice. An event appears within a second or two of its webhook.',
  query: ListEventsQuery,
  response: EventPage,
  errors: [],
});

export const getEventOperation = reading({
  id: 'getEvent',
  path: '/events/{id}',
  summary: 'Read an event',
  description: 'The id is that of the header `webhook-id`.',
  idPrefix: 'evt',
  response: Event,
  errors: ['not_found'],
});

export const createWebhookEndpointOperation = operation({
  id: 'createWebhookEndpoint',
  method: 'POST',
  path: '/webhook_endpoints',
  summary: 'Add a webhook endpoint',
  description: 'The answer is the only one that holds its `secret`. At most 16 in one app and mode.',
  scopes: ['payments'],
  body: CreateWebhookEndpointRequest,
  status: 201,
  response: WebhookEndpointWithSecret,
  insertsKey: true,
  errors: ['endpoints_exhausted'],
});

export const listWebhookEndpointsOperation = reading({
  id: 'listWebhookEndpoints',
  path: '/webhook_endpoints',
  summary: 'List webhook endpoints',
  response: WebhookEndpointList,
  errors: [],
});

export const getWebhookEndpointOperation = reading({
  id: 'getWebhookEndpoint',
  path: '/webhook_endpoints/{id}',
  summary: 'Read a webhook endpoint',
  idPrefix: 'we',
  response: WebhookEndpoint,
  errors: ['not_found'],
});

export const changeWebhookEndpointOperation = operation({
  id: 'changeWebhookEndpoint',
  method: 'PATCH',
  path: '/webhook_endpoints/{id}',
  summary: 'Change a webhook endpoint',
  description: 'Members you leave out stay as they are. What waits for it goes to the new address.',
  scopes: ['payments'],
  idPrefix: 'we',
  body: ChangeWebhookEndpointRequest,
  status: 200,
  response: WebhookEndpoint,
  errors: ['not_found', 'body_too_large', 'media_type_unsupported'],
});

export const deleteWebhookEndpointOperation = operation({
  id: 'deleteWebhookEndpoint',
  method: 'DELETE',
  path: '/webhook_endpoints/{id}',
  summary: 'Delete a webhook endpoint',
  description: 'What waits for it is not sent. Its events stay readable: `GET /events`.',
  scopes: ['payments'],
  idPrefix: 'we',
  status: 200,
  response: Deleted,
  errors: ['not_found'],
});

export const testWebhookEndpointOperation = operation({
  id: 'testWebhookEndpoint',
  method: 'POST',
  path: '/webhook_endpoints/{id}/test',
  summary: 'Send a test event',
  description:
    'Sends `webhook_endpoint.test` to this endpoint alone, signed like any event. The deliveries tell how it went.',
  scopes: ['payments'],
  idPrefix: 'we',
  body: EmptyRequest,
  status: 201,
  response: Delivery,
  insertsKey: true,
  errors: ['not_found', 'endpoint_disabled'],
});

export const listDeliveriesOperation = reading({
  id: 'listDeliveries',
  path: '/webhook_endpoints/{id}/deliveries',
  summary: 'List deliveries',
  description: NEWEST_FIRST,
  idPrefix: 'we',
  query: ListDeliveriesQuery,
  response: DeliveryPage,
  errors: ['not_found'],
});

export const redeliverOperation = operation({
  id: 'redeliver',
  method: 'POST',
  path: '/deliveries/{id}/redeliver',
  summary: 'Deliver again',
  description:
    'One that still waits is tried now. One that has ended gets a successor, which is the answer; the event and its ' +
    '`webhook-id` are the same.',
  scopes: ['payments'],
  idPrefix: 'dlv',
  body: EmptyRequest,
  status: 201,
  response: Delivery,
  insertsKey: true,
  errors: ['not_found', 'endpoint_disabled'],
});

export const replayOperation = operation({
  id: 'replay',
  method: 'POST',
  path: '/webhook_endpoints/{id}/replay',
  summary: 'Replay events',
  description:
    'Sends this endpoint again every event that it wants of that time, in their order, each under its own ' +
    '`webhook-id`. At most 10,000 at once.',
  scopes: ['payments'],
  idPrefix: 'we',
  body: ReplayRequest,
  status: 201,
  response: Replay,
  insertsKey: true,
  errors: ['not_found', 'endpoint_disabled'],
});

export const rollSecretOperation = operation({
  id: 'rollSecret',
  method: 'POST',
  path: '/webhook_endpoints/{id}/roll_secret',
  summary: 'Change the secret of a webhook endpoint',
  description:
    'The answer holds the new secret, once. During the overlap every delivery carries two signatures, so a program ' +
    'that knows either accepts it.',
  scopes: ['payments'],
  idPrefix: 'we',
  body: RollSecretRequest,
  status: 200,
  response: WebhookEndpointWithSecret,
  insertsKey: true,
  errors: ['not_found'],
});

export const listDiscrepanciesOperation = reading({
  id: 'listDiscrepancies',
  path: '/discrepancies',
  summary: 'List discrepancies',
  description: NEWEST_FIRST,
  query: ListDiscrepanciesQuery,
  response: DiscrepancyPage,
  errors: [],
});

export const getDiscrepancyOperation = reading({
  id: 'getDiscrepancy',
  path: '/discrepancies/{id}',
  summary: 'Read a discrepancy',
  idPrefix: 'dis',
  response: Discrepancy,
  errors: ['not_found'],
});

export const WEBHOOK_OPERATIONS: readonly Operation[] = [
  listEventsOperation,
  getEventOperation,
  createWebhookEndpointOperation,
  listWebhookEndpointsOperation,
  getWebhookEndpointOperation,
  changeWebhookEndpointOperation,
  deleteWebhookEndpointOperation,
  testWebhookEndpointOperation,
  listDeliveriesOperation,
  redeliverOperation,
  replayOperation,
  rollSecretOperation,
  listDiscrepanciesOperation,
  getDiscrepancyOperation,
].map((entry) => entry as Operation);
