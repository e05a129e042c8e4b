/**
 * TMoney Online's notification: the only word about a payment, and unsigned. It is believed for where it comes from, for
 * the secret in the address that it came to, and for amount and currency that equal what was asked (`decide` compares).
 */
import { parseDecimal } from '#lib/money.ts';
import { isInNetworks } from '../networks.ts';
import type {
  Acknowledgement,
  CallbackReading,
  CallbackRequest,
  ClientContext,
  Observation,
} from '../provider.ts';
import { timelineOfMessage } from '../timeline.ts';
import { RESULTS, type Result } from './codes.ts';
import { hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** Their advice: take it from their address only, and compare the amount. */
export function readCallback(request: CallbackRequest, context: ClientContext): CallbackReading {
  const { sourceNetworks, amountMultiplier } = settingsOf(context);
  if (!isInNetworks(request.peer, sourceNetworks))
    return { kind: 'refused', reason: 'It did not come from an address of this connection.' };
  const message = wire.notification.safeParse(request.query).data;
  if (request.method !== 'GET' || message === undefined)
    return { kind: 'refused', reason: 'It is not a complete notification.' };
  return {
    kind: 'read',
    transaction: 'payment',
    reference: message.purchaseref,
    observation: observe(message, amountMultiplier, timelineOfMessage(message, hiddenFor(message.mobile))),
  };
}

/** Always `OK`: merchants answer so, and no other word is documented. */
export function acknowledge(_reading: CallbackReading): Acknowledgement {
  return { status: 200, contentType: 'text/plain', body: 'OK' };
}

/** A success without an amount that can be compared is no success. */
function observe(message: wire.Notification, multiplier: number, raw: Record<string, unknown>): Observation {
  const money = moneyOf(message, multiplier);
  const seen = resultOf(message);
  const result: Result = seen.outcome === 'succeeded' && money === undefined ? { outcome: 'unknown' } : seen;
  const transactionId = message.payid || message.paymentref;
  return {
    ...result,
    source: 'callback',
    operator: 'tg-tmoney',
    ...(result.outcome === 'succeeded' && money !== undefined ? { money } : {}),
    ...(transactionId === '' ? {} : { providerReference: transactionId, transactionId }),
    ...(message.paymentref === '' ? {} : { operatorReference: message.paymentref }),
    raw,
  };
}

function resultOf({ status, error }: wire.Notification): Result {
  if (status === 'OK' && error === '') return { outcome: 'succeeded' };
  const known = status === 'NOK' && Object.hasOwn(RESULTS, error) ? RESULTS[error] : undefined;
  return known ?? { outcome: 'unknown' };
}

function moneyOf(message: wire.Notification, multiplier: number) {
  const paid = wire.paidOf(message);
  if (paid === undefined) return undefined;
  const units = BigInt(paid.digits);
  const factor = BigInt(multiplier);
  return units % factor === 0n ? parseDecimal(String(units / factor), paid.currency) : undefined;
}
