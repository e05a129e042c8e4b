/** Flooz's callback: a form, unsigned, about a payment that has ended. It only brings the next verification forward. */
import { z } from 'zod';
import { parseFields } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest, ClientContext } from '../provider.ts';
import { timelineOfMessage } from '../timeline.ts';
import { observe } from './client.ts';
import { hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

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
  const state = {
    status: message.status,
    amount: message.amount,
    // Only verify names their reference for the request; refid is the money's.
    mrorreference: '',
    referenceid: message.refid,
  };
  const raw = timelineOfMessage(fields, hiddenFor(context));
  return {
    kind: 'read',
    transaction: 'payment',
    reference: message.mrchrefid,
    observation: observe(state, { source: 'callback', raw }),
  };
}

export function acknowledge(reading: CallbackReading): Acknowledgement {
  const said = reading.kind === 'read' ? { message: 'success', code: 0 } : { message: 'refused', code: 1 };
  return {
    status: reading.kind === 'read' ? 200 : 400,
    contentType: 'application/json',
    body: JSON.stringify(z.encode(wire.callbackReply, said)),
  };
}
