/** FlexPay's callback: the same for payments and payouts, unsigned, so it only brings the next check forward. */
import { parseFields, statedMoney } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest, ClientContext } from '../provider.ts';
import { timelineOfMessage } from '../timeline.ts';
import { PAYOUT_PARAMETER, reportedBy } from './client.ts';
import { CALLBACK_FAILURE, CALLBACK_SUCCESS, CODE } from './codes.ts';
import { hiddenFor, settingsOf, withoutPhone } from './connection.ts';
import * as wire from './wire.ts';

/** It carries our reference and their order number: what a check needs when the reply to the charge was lost. */
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
  const { reference, orderNumber, provider_reference: operatorReference } = message;
  const money = statedMoney(message.amount, message.currency);
  const named = orderNumber === undefined ? {} : { providerReference: orderNumber };
  const paid = message.code === CODE.done;
  return {
    kind: 'read',
    transaction: request.query.split('&').includes(PAYOUT_PARAMETER) ? 'payout' : 'payment',
    reference,
    ...named,
    observation: {
      ...(money === undefined ? { outcome: 'unknown' } : paid ? CALLBACK_SUCCESS : CALLBACK_FAILURE),
      source: 'callback',
      ...named,
      ...(money === undefined ? {} : { money }),
      ...(orderNumber === undefined ? {} : { transactionId: withoutPhone(orderNumber) }),
      ...(operatorReference === '' ? {} : { operatorReference }),
      ...reportedBy(message),
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
