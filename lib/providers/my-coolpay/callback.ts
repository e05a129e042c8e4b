/** My-CoolPay's callback: sent once, signed except for its status. */
import { safeEqual } from '#lib/secrets.ts';
import { type Fields, parseFields } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest, ClientContext } from '../provider.ts';
import { timelineOfMessage } from '../timeline.ts';
import { observe } from './client.ts';
import { OPERATORS } from './codes.ts';
import { credentialsOf, hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** Checks in the order of their guide (III.5): where it comes from, then whether the signature holds. */
export async function readCallback(
  request: CallbackRequest,
  context: ClientContext,
): Promise<CallbackReading> {
  if (!isInNetworks(request.peer, settingsOf(context).sourceNetworks)) {
    return { kind: 'refused', reason: 'It did not come from an address of My-CoolPay.' };
  }
  const fields = await parseFields(request.body, request.headers['content-type'] ?? '');
  const message = wire.callback.safeParse(fields).data;
  if (fields === undefined || message === undefined)
    return { kind: 'refused', reason: 'It is not a complete callback.' };
  const { public_key, private_key } = credentialsOf(context);
  if (message.application !== public_key)
    return { kind: 'refused', reason: 'It is about another application.' };
  if (!isSigned(message, fields, private_key))
    return { kind: 'refused', reason: 'Its signature does not hold.' };
  return {
    kind: 'read',
    transaction: message.transaction_type === 'PAYOUT' ? 'payout' : 'payment',
    reference: message.app_transaction_ref,
    providerReference: message.transaction_ref,
    observation: observe(message, {
      source: 'callback',
      // A callback does not say how it began; only cards are paid on the page alone.
      flow: OPERATORS.find((operator) => operator.wire === message.transaction_operator)?.flow ?? 'push',
      raw: timelineOfMessage(fields, hiddenFor(context)),
    }),
  };
}

/** `OK` when every check held, also for a repeat; `KO` otherwise. Our status for `KO` is 403: the document gives none. */
export function acknowledge(reading: CallbackReading): Acknowledgement {
  return reading.kind === 'read'
    ? { status: 200, contentType: 'text/plain', body: 'OK' }
    : { status: 403, contentType: 'text/plain', body: 'KO' };
}

/** The amount was signed as it was sent, or in its shortest form: PHP turns 100.0 into "100". */
function isSigned(
  message: wire.TransactionState & { signature: string },
  fields: Fields,
  privateKey: string,
): boolean {
  const amounts = [message.transaction_amount, String(fields.transaction_amount)];
  const signature = message.signature.toLowerCase();
  return amounts.some((amount) => safeEqual(wire.sign(message, amount, privateKey), signature));
}
