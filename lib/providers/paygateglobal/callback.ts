/** PayGateGlobal's confirmation: sent once a payment is paid, unsigned, so it only brings the next status query forward. */
import { parseFields, statedMoney } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest, ClientContext } from '../provider.ts';
import { timelineOfMessage } from '../timeline.ts';
import { namesOf } from './client.ts';
import { hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** It names no status: that it is sent at all says "paid". Only payments are confirmed, payouts are asked about. */
export async function readCallback(
  request: CallbackRequest,
  context: ClientContext,
): Promise<CallbackReading> {
  const { sourceNetworks } = settingsOf(context);
  if (sourceNetworks.length > 0 && !isInNetworks(request.peer, sourceNetworks)) {
    return { kind: 'refused', reason: 'It did not come from an address of this connection.' };
  }
  const fields = await parseFields(request.body, request.headers['content-type'] ?? '');
  const message = wire.callback.safeParse(fields).data;
  if (fields === undefined || message === undefined)
    return { kind: 'refused', reason: 'It is not a complete confirmation.' };
  const money = statedMoney(message.amount, 'XOF');
  return {
    kind: 'read',
    transaction: 'payment',
    reference: message.identifier,
    providerReference: message.tx_reference,
    observation: {
      outcome: money === undefined ? 'unknown' : 'succeeded',
      source: 'callback',
      providerReference: message.tx_reference,
      ...(money === undefined ? {} : { money }),
      ...namesOf(message),
      raw: timelineOfMessage(fields, hiddenFor(context)),
    },
  };
}

/** The document asks for no particular answer. */
export function acknowledge(reading: CallbackReading): Acknowledgement {
  return reading.kind === 'read'
    ? { status: 200, contentType: 'text/plain', body: 'OK' }
    : { status: 400, contentType: 'text/plain', body: 'KO' };
}
