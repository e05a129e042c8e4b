import { type Clock, systemClock } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { type GuardClass, type HttpResult, type HttpSend, sendHttp } from '#lib/http.ts';
import { newUuid } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { timings } from '#lib/timings.ts';
import { eventResource } from './resource.ts';
import { nextTryAt } from './schedule.ts';
import { webhookHeaders } from './sign.ts';

export interface DeliverDeps {
  clock: Clock;
  send: HttpSend;
  /** Spreads the retries; in [0, 1). */
  random?: () => number;
}

/** `gone`: there is nothing to deliver (any more). `dialect`: a provider-shaped callback, which lib/compat sends. */
export type DeliverOutcome = 'delivered' | 'retry' | 'parked' | 'gone' | 'dialect';

/**
 * Sends one delivery once and writes down what came of it. At least once: a crash between the shop's answer and
 * our record sends it again when the lease has run out, with the same `webhook-id`.
 *
 * 2xx is delivered. 410 disables the endpoint and parks. Anything else, a redirect included, is tried again after
 * the retry table, and parked when that is over.
 */
export async function deliverOne(
  deliveryId: string,
  deps: DeliverDeps = { clock: systemClock, send: sendHttp },
): Promise<DeliverOutcome> {
  const delivery = await load(deliveryId);
  if (delivery === undefined) return 'gone';
  crashPoint('delivery-taken');
  if (delivery.dialectCredentialId !== null) return 'dialect';
  const refusal = endpointRefusal(delivery);
  if (refusal !== undefined) {
    await park(deliveryId, refusal);
    return 'parked';
  }
  const startedAt = deps.clock.now();
  const started = performance.now();
  const result = await send(delivery, startedAt, deps);
  crashPoint('delivery-sent');
  const verdict = judge(result, { delivery, endedAt: deps.clock.now(), random: deps.random });
  await recordTry({
    delivery,
    result,
    verdict,
    startedAt,
    durationMs: Math.round(performance.now() - started),
  });
  return verdict.outcome;
}

interface Loaded {
  id: string;
  url: string;
  triesCount: number;
  appId: string;
  endpointId: string | null;
  dialectCredentialId: string | null;
  endpointFound: boolean;
  endpointDisabled: boolean;
  secretSealed: Uint8Array | null;
  oldSecretSealed: Uint8Array | null;
  oldSecretUntil: Date | null;
  eventId: string;
  type: string;
  mode: string;
  sequence: number;
  data: unknown;
  createdAt: Date;
}

/** An endpoint whose address was corrected gets what still waits for it at the new one. */
async function load(deliveryId: string): Promise<Loaded | undefined> {
  const [row] = await db.$queryRaw<Loaded[]>`
    SELECT d.id, coalesce(w.url, d.url) AS url, d.tries_count AS "triesCount", d.app_id AS "appId",
      d.endpoint_id AS "endpointId", d.dialect_credential_id AS "dialectCredentialId", w.id IS NOT NULL AS "endpointFound",
      w.disabled_at IS NOT NULL AS "endpointDisabled",
      CASE WHEN d.endpoint_id IS NULL THEN a.signing_secret_sealed ELSE w.secret_sealed END AS "secretSealed",
      w.old_secret_sealed AS "oldSecretSealed", w.old_secret_until AS "oldSecretUntil",
      e.id AS "eventId", e.type, e.mode, e.sequence, e.data, e.created_at AS "createdAt"
    FROM deliveries d
      JOIN events e ON e.id = d.event_id
      JOIN apps a ON a.id = d.app_id
      LEFT JOIN webhook_endpoints w ON w.id = d.endpoint_id
    WHERE d.id = ${deliveryId}::uuid AND d.status = 'due'`;
  return row;
}

function endpointRefusal(delivery: Loaded): string | undefined {
  if (delivery.endpointId === null) return undefined;
  if (!delivery.endpointFound) return 'The endpoint was deleted.';
  return delivery.endpointDisabled ? 'The endpoint is disabled.' : undefined;
}

async function send(delivery: Loaded, at: Date, deps: DeliverDeps): Promise<HttpResult> {
  const body = JSON.stringify(eventResource({ ...delivery, id: delivery.eventId }));
  const secrets = openSecrets(delivery, at);
  if (secrets === undefined) return { kind: 'not_sent', reason: 'the signing secret cannot be read' };
  return deps.send({
    method: 'POST',
    url: delivery.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Cross-Webhooks/1',
      ...webhookHeaders({ id: delivery.eventId, at, body, secrets }),
    },
    body,
    timeoutMs: timings().webhookTimeoutMs,
    guard: deliveryGuard(delivery.mode),
  });
}

/** Shops run on their developer's machine in the demo; nowhere else may an event knock at private doors. */
export function deliveryGuard(mode: string): GuardClass {
  return env().mode === 'demo' && mode === 'test' ? 'public-or-loopback' : 'public';
}

/** Undefined when a secret cannot be opened (CROSS_SECRET was changed): a failed try like others, so it ends. */
function openSecrets(delivery: Loaded, at: Date): string[] | undefined {
  const { appId, endpointId, secretSealed, oldSecretSealed, oldSecretUntil } = delivery;
  const purpose =
    endpointId === null ? sealPurpose.appSigningSecret(appId) : sealPurpose.webhookSecret(endpointId);
  const rolling = oldSecretSealed !== null && oldSecretUntil !== null && oldSecretUntil > at;
  try {
    return [secretSealed, rolling ? oldSecretSealed : null].flatMap((sealed) =>
      sealed === null ? [] : [open(sealed, purpose)],
    );
  } catch (error) {
    log.error({ err: error, appId, endpointId }, 'a webhook secret cannot be opened');
    return undefined;
  }
}

/** What came of a try, and what follows. */
export interface Verdict {
  outcome: 'delivered' | 'retry' | 'parked';
  status: number | null;
  error: string | null;
  nextTryAt: Date | null;
  deliveredAt: Date | null;
  disablesEndpoint: boolean;
}

function judge(
  result: HttpResult,
  { delivery, endedAt, random }: { delivery: Loaded; endedAt: Date; random: (() => number) | undefined },
): Verdict {
  const status = result.kind === 'reply' ? result.status : null;
  const told = { status, error: describeFailure(result), disablesEndpoint: status === 410 };
  if (told.error === null) return { ...told, outcome: 'delivered', nextTryAt: null, deliveredAt: endedAt };
  const next = told.disablesEndpoint
    ? undefined
    : nextTryAt({ triesCount: delivery.triesCount + 1, endedAt, ...(random && { random }) });
  return { ...told, outcome: next ? 'retry' : 'parked', nextTryAt: next ?? null, deliveredAt: null };
}

/** For the shop's developer; null for a success. */
function describeFailure(result: HttpResult): string | null {
  if (result.kind === 'not_sent') return `Not sent: ${result.reason}.`;
  if (result.kind === 'silence') return `No complete answer: ${result.reason}.`;
  const { status } = result;
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'Answered 410: this address wants no more webhooks.';
  if (status >= 300 && status < 400)
    return `Answered ${status}: redirects are not followed, give the final address.`;
  return `Answered ${status}.`;
}

const REPLY_LENGTH_MAX = 2_000;

/** One statement. A delivery that is no longer due (delivered by a second worker meanwhile) keeps its state. */
export async function recordTry(tried: {
  delivery: Pick<Loaded, 'id' | 'triesCount' | 'endpointId'>;
  result: HttpResult;
  verdict: Verdict;
  startedAt: Date;
  durationMs: number;
}): Promise<void> {
  const { delivery, result, verdict, startedAt, durationMs } = tried;
  const reply = result.kind === 'reply' ? storable(result.text) : null;
  const status = { delivered: 'delivered', retry: 'due', parked: 'parked' }[verdict.outcome];
  await db.$executeRaw`
    WITH try AS (
      INSERT INTO delivery_tries (id, delivery_id, number, status, error, reply, duration_ms, at)
      VALUES (${newUuid()}::uuid, ${delivery.id}, ${delivery.triesCount + 1}, ${verdict.status}, ${verdict.error},
        ${reply}, ${durationMs}, ${startedAt})
    ), disabled AS (
      UPDATE webhook_endpoints SET disabled_at = ${startedAt}, disabled_reason = ${verdict.error}
      WHERE id = ${verdict.disablesEndpoint ? delivery.endpointId : null} AND disabled_at IS NULL
    )
    UPDATE deliveries
    SET status = ${status}, tries_count = ${delivery.triesCount + 1}, next_try_at = ${verdict.nextTryAt},
      lease_until = NULL, last_status = ${verdict.status}, last_error = ${verdict.error},
      delivered_at = ${verdict.deliveredAt}
    WHERE id = ${delivery.id}::uuid AND status = 'due'`;
  crashPoint('delivery-recorded');
}

/** PostgreSQL text cannot hold U+0000. */
function storable(text: string): string {
  return text.slice(0, REPLY_LENGTH_MAX).replaceAll('\0', '');
}

async function park(deliveryId: string, reason: string): Promise<void> {
  await db.$executeRaw`
    UPDATE deliveries SET status = 'parked', next_try_at = NULL, lease_until = NULL, last_error = ${reason}
    WHERE id = ${deliveryId}::uuid AND status = 'due'`;
}
