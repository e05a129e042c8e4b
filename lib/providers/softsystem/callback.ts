/** SOFTSYSTEM's callback: unsigned, so it only brings the next status query forward. */
import { parseFields } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest, ClientContext } from '../provider.ts';
import { timelineOfMessage } from '../timeline.ts';
import { observe } from './client.ts';
import { hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** The document knows one that says `Accepte`; another word is read all the same. */
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
    return { kind: 'refused', reason: 'It is not a complete callback.' };
  const raw = timelineOfMessage(fields, hiddenFor(context));
  return {
    kind: 'read',
    transaction: 'payment',
    reference: message.orderId,
    observation: observe(message, { word: message.Status, source: 'callback', raw, context }),
  };
}

/** The document asks for no particular answer. */
export function acknowledge(reading: CallbackReading): Acknowledgement {
  return reading.kind === 'read'
    ? { status: 200, contentType: 'text/plain', body: 'OK' }
    : { status: 400, contentType: 'text/plain', body: 'KO' };
}
