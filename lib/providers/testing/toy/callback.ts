/** The toy's callback: unsigned, so it only brings the next query forward. */
import { parseJsonObject } from '../../codecs.ts';
import { isInNetworks } from '../../networks.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest, ClientContext } from '../../provider.ts';
import { timelineOfMessage } from '../../timeline.ts';
import { observe } from './client.ts';
import { hiddenFor, settings } from './connection.ts';
import * as wire from './wire.ts';

export function readCallback(request: CallbackRequest, context: ClientContext): CallbackReading {
  const { sourceNetworks } = settings.parse(context.settings ?? {});
  if (sourceNetworks.length > 0 && !isInNetworks(request.peer, sourceNetworks)) {
    return {
      kind: 'refused',
      reason: `It came from ${request.peer}, which is not one of the toy’s addresses.`,
    };
  }
  const fields = parseJsonObject(request.body);
  const state = wire.chargeState.safeParse(fields).data;
  if (fields === undefined || state === undefined) return { kind: 'refused', reason: 'It is not a charge.' };
  const raw = timelineOfMessage(fields, hiddenFor(context));
  const observation = observe(state, { source: 'callback', raw });
  return {
    kind: 'read',
    transaction: 'payment',
    reference: state.ref,
    providerReference: state.id,
    observation,
  };
}

export function acknowledge({ kind }: CallbackReading): Acknowledgement {
  return { status: kind === 'read' ? 200 : 400, contentType: 'text/plain', body: kind };
}
