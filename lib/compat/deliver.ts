/** Provider-shaped callbacks to shops: deliveries of a dialect, in the queue and journal of the webhooks. */
import { addMs, type Clock, systemClock } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db } from '#lib/db.ts';
import { type HttpResult, type HttpSend, sendHttp } from '#lib/http.ts';
import { log } from '#lib/log.ts';
import { providerById } from '#lib/providers/index.ts';
import type { OutgoingCallback, Provider } from '#lib/providers/provider.ts';
import { jitter, timings } from '#lib/timings.ts';
import { type DeliverOutcome, deliveryGuard, recordTry, type Verdict } from '#lib/webhooks/deliver.ts';
import { dialectBehind, serverAccount } from './accounts.ts';
import { findCompatTransaction, serverTransaction } from './transactions.ts';

export interface CallbackDeps {
  clock: Clock;
  send: HttpSend;
  /** Spreads the retries; in [0, 1). */
  random?: () => number;
}

/**
 * Sends one callback once, about the payment's present state, and writes down what came of it. At least once, like a
 * webhook. The provider's own reading of the shop's answer decides: delivered, refused (parked: the shop has said no),
 * or tried again after `callbackRetryMs` and parked when that is over.
 *
 * @returns `gone` when nothing is due, or the dialect has no callback for this state
 */
export async function deliverCallback(
  deliveryId: string,
  deps: CallbackDeps = { clock: systemClock, send: sendHttp },
): Promise<DeliverOutcome> {
  const delivery = await db.delivery.findFirst({ where: { id: deliveryId, status: 'due' } });
  if (delivery === null || delivery.dialectCredentialId === null) return 'gone';
  const { dialectCredentialId: credentialId } = delivery;
  const outgoing = await write(delivery.eventId, credentialId);
  if (outgoing === undefined) {
    return drop(delivery);
  }
  const startedAt = deps.clock.now();
  const started = performance.now();
  const result: HttpResult =
    'unwritable' in outgoing
      ? { kind: 'not_sent', reason: outgoing.unwritable }
      : await send(outgoing.callback, outgoing.mode, deps);
  crashPoint('shop-callback-sent');
  const verdict = judge(result, {
    provider: outgoing.provider,
    triesCount: delivery.triesCount + 1,
    endedAt: deps.clock.now(),
    random: deps.random,
  });
  const durationMs = Math.round(performance.now() - started);
  await recordTry({ delivery, result, verdict, startedAt, durationMs });
  return verdict.outcome;
}

/** A row that was never to be sent is removed; one with tries behind it is kept as their journal. */
async function drop({ id, triesCount }: { id: string; triesCount: number }): Promise<DeliverOutcome> {
  if (triesCount === 0) {
    await db.delivery.deleteMany({ where: { id, status: 'due', triesCount: 0 } });
    return 'gone';
  }
  const lastError = 'The payment has moved on, and this dialect has no callback for its present state.';
  await db.delivery.updateMany({
    where: { id, status: 'due' },
    data: { status: 'parked', nextTryAt: null, leaseUntil: null, lastError },
  });
  return 'parked';
}

type Written = { provider: Provider; mode: string; callback: OutgoingCallback };

async function write(
  eventId: string,
  credentialId: string,
): Promise<Written | { provider: Provider; unwritable: string } | undefined> {
  const event = await db.event.findUniqueOrThrow({ where: { id: eventId }, select: { resourceId: true } });
  const dialect = await dialectBehind(credentialId);
  const provider = providerById(dialect.manifest.id);
  const found = await findCompatTransaction(dialect, { paymentId: event.resourceId });
  if (found === undefined) return undefined;
  try {
    const transaction = await serverTransaction(found, dialect.manifest);
    const callback = provider.callbackFor(serverAccount(dialect), transaction);
    return callback === undefined ? undefined : { provider, mode: dialect.scope.mode, callback };
  } catch (error) {
    // Credentials that no longer open (CROSS_SECRET was changed) are a failed try like others, so it ends.
    log.error({ err: error, credentialId }, 'a dialect callback cannot be written');
    return { provider, unwritable: 'the callback cannot be written' };
  }
}

function send(callback: OutgoingCallback, mode: string, deps: CallbackDeps): Promise<HttpResult> {
  const { method, url, headers, body } = callback;
  return deps.send({
    method,
    url,
    headers,
    ...(body === undefined ? {} : { body }),
    timeoutMs: timings().webhookTimeoutMs,
    guard: deliveryGuard(mode),
  });
}

function judge(
  result: HttpResult,
  about: { provider: Provider; triesCount: number; endedAt: Date; random: (() => number) | undefined },
): Verdict {
  const { provider, triesCount, endedAt, random } = about;
  const status = result.kind === 'reply' ? result.status : null;
  const reading = result.kind === 'reply' ? provider.readShopReply(result.status, result.text) : 'retry';
  const base = { status, disablesEndpoint: false, nextTryAt: null, deliveredAt: null };
  if (reading === 'delivered') return { ...base, outcome: 'delivered', error: null, deliveredAt: endedAt };
  if (reading === 'refused') {
    return { ...base, outcome: 'parked', error: 'The shop refused the callback; it is not repeated.' };
  }
  const error =
    result.kind === 'reply' ? `Answered ${result.status}.` : `${NO_ANSWER[result.kind]}: ${result.reason}.`;
  const delayMs = timings().callbackRetryMs[triesCount];
  if (delayMs === undefined) return { ...base, outcome: 'parked', error };
  return { ...base, outcome: 'retry', error, nextTryAt: addMs(endedAt, jitter(delayMs, random)) };
}

const NO_ANSWER = { not_sent: 'Not sent', silence: 'No complete answer' } as const;
