/** We are the merchant. */
import { z } from 'zod';
import { type Answer, askJson, credentialsRefused, notAsked, notClear, notSent, unknown } from '../../ask.ts';
import { statedMoney } from '../../codecs.ts';
import type {
  ChargeRequest,
  ClientContext,
  ConnectionCheck,
  Observation,
  QueryRequest,
  Source,
} from '../../provider.ts';
import { timelineOf } from '../../timeline.ts';
import { REFUSED, RESULTS } from './codes.ts';
import { credentialsOf, hiddenFor, settings } from './connection.ts';
import * as wire from './wire.ts';

export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  const body = z.safeEncode(wire.chargeRequest, {
    ref: request.reference,
    phone: request.phone ?? '',
    amount: request.money,
    label: request.description,
  });
  if (!body.success) return notAsked('the toy cannot say this');
  const hidden = hiddenFor(context, request.phone);
  const answer = await ask(context, 'POST', '', { json: body.data, phone: request.phone });
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const raw = timelineOf(answer, hidden);
  const state = stateIn(answer);
  const failureCode = isError(answer) ? REFUSED[answer.status] : undefined;
  if (failureCode !== undefined) return { outcome: 'failed', source: 'reply', failureCode, raw };
  if (state?.state !== 'waiting') return unknown('reply', answer, hidden);
  const { dialCodes } = settings.parse(context.settings ?? {});
  const ussd = dialCodes[request.operator];
  const nextAction = { type: 'confirm_on_phone' as const, ...(ussd === undefined ? {} : { ussd }) };
  return { outcome: 'pending', source: 'reply', providerReference: state.id, nextAction, raw };
}

export async function query(request: QueryRequest, context: ClientContext): Promise<Observation> {
  const answer = await ask(context, 'GET', `/${encodeURIComponent(request.reference)}`);
  const hidden = hiddenFor(context);
  if (isError(answer) && answer.status === 404) {
    return { outcome: 'not_found', source: 'query', raw: timelineOf(answer, hidden) };
  }
  const state = stateIn(answer);
  if (state?.ref !== request.reference) return unknown('query', answer, hidden);
  return observe(state, { source: 'query', raw: timelineOf(answer, hidden) });
}

/** Asks about a charge that cannot exist. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const answer = await ask(context, 'GET', '/none');
  const hidden = hiddenFor(context);
  if (isError(answer) && answer.status === 404) return { ok: true };
  return isError(answer) && answer.status === 401
    ? credentialsRefused(answer, hidden)
    : notClear(answer, hidden);
}

export function observe(
  state: wire.ChargeState,
  seen: { source: Source; raw: Record<string, unknown> },
): Observation {
  const result = Object.hasOwn(RESULTS, state.state) ? RESULTS[state.state] : undefined;
  const money = statedMoney(state.amount, 'XOF');
  if (result === undefined || money === undefined) return { ...seen, outcome: 'unknown' };
  const named =
    state.receipt === '' ? {} : { transactionId: state.receipt, operatorReference: state.receipt };
  return { ...seen, ...result, ...named, money, providerReference: state.id };
}

function ask(
  context: ClientContext,
  method: 'GET' | 'POST',
  path: string,
  message?: { json: object; phone: string | undefined },
): Promise<Answer> {
  const { shop, secret } = credentialsOf(context);
  const url = `${context.baseUrl}/v1/${encodeURIComponent(shop)}/charges${path}`;
  return askJson(context, { method, url, headers: { authorization: `Bearer ${secret}` }, ...message });
}

function stateIn(answer: Answer): wire.ChargeState | undefined {
  return answer.kind === 'reply' && answer.status === 200
    ? wire.chargeState.safeParse(answer.body).data
    : undefined;
}

function isError(answer: Answer): answer is Extract<Answer, { kind: 'reply' }> {
  return answer.kind === 'reply' && wire.errorReply.safeParse(answer.body).success;
}
