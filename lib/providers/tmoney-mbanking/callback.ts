/** MBANKING's callbacks: unsigned, so they only bring the next check forward. */
import { parseFields, statedMoney } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest, ClientContext } from '../provider.ts';
import { timelineOfMessage } from '../timeline.ts';
import { namesOf, observe, resultIn } from './client.ts';
import { PAYOUT_V1_RESULTS, TYPE } from './codes.ts';
import { hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** Of a debit, or the result of a credit of version 1; a credit of version 2 has none that is known. */
export async function readCallback(
  request: CallbackRequest,
  context: ClientContext,
): Promise<CallbackReading> {
  const { sourceNetworks } = settingsOf(context);
  if (sourceNetworks.length > 0 && !isInNetworks(request.peer, sourceNetworks)) {
    return { kind: 'refused', reason: 'It did not come from an address of this connection.' };
  }
  const fields = (await parseFields(request.body, request.headers['content-type'] ?? '')) ?? {};
  const seen = { source: 'callback', raw: timelineOfMessage(fields, hiddenFor(context)) } as const;
  const message = wire.callback.safeParse(fields).data;
  if (message !== undefined) {
    return {
      kind: 'read',
      transaction: message.typeRequete === TYPE.payout ? 'payout' : 'payment',
      reference: message.idRequete,
      observation: observe(message, seen),
    };
  }
  const result = wire.payOutV1Reply.safeParse(fields).data;
  if (result?.referenceid === undefined) return { kind: 'refused', reason: 'It is not a complete callback.' };
  const money = result.amount === undefined ? undefined : statedMoney(result.amount, 'XOF');
  const known = resultIn(PAYOUT_V1_RESULTS, result.result) ?? { outcome: 'unknown' };
  return {
    kind: 'read',
    transaction: 'payout',
    reference: result.referenceid,
    observation: { ...seen, ...known, ...(money && { money }), ...namesOf(result.transactionid) },
  };
}

/** No answer is prescribed. */
export function acknowledge(reading: CallbackReading): Acknowledgement {
  return reading.kind === 'read'
    ? { status: 200, contentType: 'text/plain', body: 'OK' }
    : { status: 400, contentType: 'text/plain', body: 'KO' };
}
