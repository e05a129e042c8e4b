/** What the routes of webhook endpoints and deliveries do with a good request. */
import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { idOfUuid, isId, uuidOfId } from '#lib/ids.ts';
import { webhookAddressProblem } from '#lib/webhooks/address.ts';
import { changeEndpoint, createEndpoint, findEndpoint, type Together } from '#lib/webhooks/endpoints.ts';
import { findDelivery, listDeliveries } from '#lib/webhooks/find-deliveries.ts';
import { redeliver } from '#lib/webhooks/redeliver.ts';
import { replayEvents, replayedAt } from '#lib/webhooks/replay.ts';
import { deliveryResource, endpointResource } from '#lib/webhooks/resource.ts';
import { currentSecret, rollSecret } from '#lib/webhooks/roll-secret.ts';
import { testEndpoint } from '#lib/webhooks/test-endpoint.ts';
import type { Caller } from './authenticate.ts';
import { insertKey } from './idempotency.ts';
import { type Answer, type Call, KEY_TAKEN, notFound } from './merchant-route.ts';
import type {
  ChangeWebhookEndpointRequest,
  CreateWebhookEndpointRequest,
  ListDeliveriesQuery,
  ReplayRequest,
  RollSecretRequest,
} from './webhook-schemas.ts';

type Done = Promise<Answer | typeof KEY_TAKEN>;

/** POST /webhook_endpoints. */
export async function addEndpoint(call: Call<z.infer<typeof CreateWebhookEndpointRequest>, unknown>): Done {
  const { caller, body, now, resumed } = call;
  if (resumed?.resourceId !== undefined) {
    const endpoint = await mustFindEndpoint(caller, resumed.resourceId);
    return { body: withSecret(endpoint, currentSecret(endpoint), now) };
  }
  assertAddress(body.url, caller);
  const made = await once(call, (together) => createEndpoint(caller.scope, body, { now, together }));
  return made === undefined ? KEY_TAKEN : { body: withSecret(made.endpoint, made.secret, now) };
}

/** PATCH /webhook_endpoints/{id}. */
export async function editEndpoint({
  caller,
  id,
  body,
  now,
}: Call<z.infer<typeof ChangeWebhookEndpointRequest>, unknown>): Promise<Answer> {
  if (body.url !== undefined) assertAddress(body.url, caller);
  const endpoint = await changeEndpoint(caller.scope, id, { change: body, now });
  if (endpoint === undefined) throw notFound('webhook endpoint');
  return { body: endpointResource(endpoint, now) };
}

/** POST /webhook_endpoints/{id}/roll_secret. */
export async function rollEndpointSecret(call: Call<z.infer<typeof RollSecretRequest>, unknown>): Done {
  const { caller, id, body, now, resumed } = call;
  if (resumed !== undefined) {
    // The key was inserted with the roll: rolling again would throw the secret away that the shop still verifies with.
    const endpoint = await mustFindEndpoint(caller, id);
    return { body: withSecret(endpoint, currentSecret(endpoint), now) };
  }
  const overlapMs = body?.overlap === undefined ? undefined : body.overlap * 1_000;
  const rolled = await once(call, (together) => rollSecret(caller.scope, id, { overlapMs, now, together }));
  if (rolled === 'not_found') throw notFound('webhook endpoint');
  return rolled === undefined ? KEY_TAKEN : { body: withSecret(rolled.endpoint, rolled.secret, now) };
}

/** POST /webhook_endpoints/{id}/test. */
export async function sendTest(call: Call<unknown, unknown>): Done {
  const { caller, id, now, resumed } = call;
  if (resumed?.resourceId !== undefined) return deliveryAnswer(caller, resumed.resourceId);
  const sent = await once(call, (together) => testEndpoint(caller.scope, id, { now, together }));
  if (sent === 'not_found') throw notFound('webhook endpoint');
  return sent === undefined ? KEY_TAKEN : deliveryAnswer(caller, sent.deliveryId);
}

/** POST /deliveries/{id}/redeliver. */
export async function deliverAgain(call: Call<unknown, unknown>): Done {
  const { caller, id, now, resumed } = call;
  if (resumed?.resourceId !== undefined) return deliveryAnswer(caller, resumed.resourceId);
  const uuid = deliveryUuid(id);
  const sent =
    uuid === undefined
      ? 'not_found'
      : await once(call, (together) => redeliver(caller.scope, uuid, { now, together }));
  if (sent === 'not_found') throw notFound('delivery');
  return sent === undefined ? KEY_TAKEN : deliveryAnswer(caller, sent.deliveryId);
}

/** POST /webhook_endpoints/{id}/replay. */
export async function replay(call: Call<z.infer<typeof ReplayRequest>, unknown>): Done {
  const { caller, id, body, now, resumed } = call;
  const [from, to] = [new Date(body.from), new Date(body.to)];
  const outcome =
    resumed === undefined
      ? await once(call, (together) => replayEvents(caller.scope, id, { from, to, now, together }))
      : { queued: await replayedAt((await mustFindEndpoint(caller, id)).id, resumed.begunAt) };
  if (outcome === 'not_found') throw notFound('webhook endpoint');
  if (outcome === undefined) return KEY_TAKEN;
  const { queued } = outcome;
  const span = { from: from.toISOString(), to: to.toISOString() };
  return { body: { object: 'replay', endpoint: id, ...span, queued } };
}

/** GET /webhook_endpoints/{id}/deliveries. */
export async function pageOfDeliveries({
  caller,
  id,
  query,
}: Call<unknown, z.infer<typeof ListDeliveriesQuery>>): Promise<Answer> {
  await mustFindEndpoint(caller, id);
  const after = query.after === undefined ? undefined : deliveryUuid(query.after);
  // What is no id follows nothing, like an id of nobody.
  const strange = query.after !== undefined && after === undefined;
  const { rows, hasMore } = strange
    ? { rows: [], hasMore: false }
    : await listDeliveries(caller.scope, id, { status: query.status, limit: query.limit, after });
  const last = rows.at(-1);
  const next = hasMore && last !== undefined ? idOfUuid('dlv', last.id) : null;
  return { body: { data: rows.map(deliveryResource), has_more: hasMore, next } };
}

/** The endpoint of a route's `{id}`, within the caller's scope. */
export async function mustFindEndpoint(caller: Caller, id: string): Promise<WebhookEndpoint> {
  const endpoint = await findEndpoint(caller.scope, id);
  if (endpoint === undefined) throw notFound('webhook endpoint');
  return endpoint;
}

/** Runs a use case together with the request's idempotency key, in one transaction. */
async function once<Outcome>(
  { claim, now }: Call<unknown, unknown>,
  act: (together: Together) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await act(async (tx, resourceId) =>
    claim === undefined ? true : insertKey(tx, claim, { resourceId, now }),
  );
  if (claim !== undefined && outcome !== undefined && outcome !== 'not_found') claim.owned = true;
  return outcome;
}

function withSecret(endpoint: WebhookEndpoint, secret: string, now: Date) {
  return { ...endpointResource(endpoint, now), secret };
}

async function deliveryAnswer(caller: Caller, uuid: string): Promise<Answer> {
  const row = await findDelivery(caller.scope, uuid);
  if (row === undefined) throw notFound('delivery');
  return { body: deliveryResource(row) };
}

function deliveryUuid(id: string): string | undefined {
  return isId('dlv', id) ? uuidOfId(id) : undefined;
}

function assertAddress(url: string, { scope }: Caller): void {
  const message = webhookAddressProblem(url, scope.mode);
  if (message === undefined) return;
  throw new AppError('request_invalid', `url: ${message}`, { errors: [{ path: 'url', message }] });
}
