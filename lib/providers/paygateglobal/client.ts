/** We are the merchant: what we ask PayGateGlobal, and what its answers say about a payment. */
import { z } from 'zod';
import { parseDecimal } from '#lib/money.ts';
import { type Answer, askJson, credentialsRefused, notAsked, notClear, notSent, unknown } from '../ask.ts';
import { statedMoney } from '../codecs.ts';
import { withPhoneFormInQuery } from '../phone-form.ts';
import type {
  ChargeRequest,
  ClientContext,
  ConnectionCheck,
  Flow,
  Observation,
  PayOutRequest,
  QueryRequest,
  Source,
  WalletBalance,
} from '../provider.ts';
import { timelineOf } from '../timeline.ts';
import { CHARGE_RESULTS, OPERATORS, PAYOUT_RESULTS, RESULTS, type Result } from './codes.ts';
import { credentialsOf, hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** Asks for a prompt on the payer's phone, or makes the link to the payment page. */
export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  return request.flow === 'redirect' ? linkToPage(request, context) : prompt(request, context);
}

async function prompt(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  if (request.phone === undefined) return notAsked('phone_number: a prompt needs a number');
  const body = z.safeEncode(wire.chargeRequest, {
    auth_token: credentialsOf(context).auth_token,
    phone_number: request.phone,
    amount: request.money,
    description: request.description,
    identifier: request.reference,
    network: request.operator,
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const hidden = hiddenFor(context, request.phone);
  const answer = await ask(context, '/api/v1/pay', body.data, request.phone);
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const observation = registered(answer, CHARGE_RESULTS, timelineOf(answer, hidden));
  if (observation.outcome !== 'pending') return observation;
  const dialCode = settingsOf(context).dialCodes[request.operator];
  const ussd = dialCode === undefined ? {} : { ussd: dialCode };
  return { ...observation, nextAction: { type: 'confirm_on_phone', ...ussd } };
}

/**
 * The page is reached by a link that we write ourselves: nothing is asked here, and PayGateGlobal knows of the payment
 * only once the payer is there. It has one return link, whatever happened: the one that promises nothing is the success
 * link, since coming back by the others lets the payer begin anew.
 */
function linkToPage(request: ChargeRequest, context: ClientContext): Observation {
  const link = z.safeEncode(wire.pageLink, {
    token: credentialsOf(context).auth_token,
    amount: request.money,
    description: request.description,
    identifier: request.reference,
    url: request.returnUrls.success,
    phone: request.phone,
    network: request.operator,
  });
  if (!link.success) return notAsked(reasonOf(link.error));
  const query = withPhoneFormInQuery(context, link.data, request.phone);
  return {
    outcome: 'redirect',
    source: 'reply',
    nextAction: { type: 'redirect', url: `${context.baseUrl}/v1/page?${query}` },
    raw: { page: 'the payer was given a link to /v1/page' },
  };
}

/** Always by our own reference (version 2): it works when the reply to the charge was lost, for payouts as well. */
export async function query(request: QueryRequest, context: ClientContext): Promise<Observation> {
  const answer = await ask(context, '/api/v2/status', {
    auth_token: credentialsOf(context).auth_token,
    identifier: request.reference,
  });
  const hidden = hiddenFor(context);
  const reply = wire.statusReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined || isError(reply) || !isAbout(request, reply))
    return unknown('query', answer, hidden);
  return observe(reply, { source: 'query', flow: request.flow, raw: timelineOf(answer, hidden) });
}

/** Sends money. Accepted is 200 and not 0; done or not, the status query tells. */
export async function payOut(request: PayOutRequest, context: ClientContext): Promise<Observation> {
  const body = z.safeEncode(wire.payOutRequest, {
    auth_token: credentialsOf(context).auth_token,
    phone_number: request.phone,
    amount: request.money,
    reason: request.description,
    reference: request.reference,
    network: request.operator,
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const hidden = hiddenFor(context, request.phone, request.name);
  const answer = await ask(context, '/api/v1/disburse', body.data, request.phone);
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  return registered(answer, PAYOUT_RESULTS, timelineOf(answer, hidden));
}

/** What lies with each network. */
export async function balances(context: ClientContext): Promise<readonly WalletBalance[] | undefined> {
  const check = await checkConnection(context);
  return check.ok ? check.balances : undefined;
}

/** Reads the balances: the token is all that PayGateGlobal asks for, beside a declared address. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const { auth_token } = credentialsOf(context);
  const answer = await ask(context, '/api/v1/check-balance', { auth_token });
  const reply = wire.balanceReply.safeParse(bodyOf(answer)).data;
  const hidden = hiddenFor(context);
  if (reply === undefined) return notClear(answer, hidden);
  if (isError(reply) || (reply.status ?? 0) !== 0) return credentialsRefused(answer, hidden);
  const wallets = OPERATORS.flatMap(({ wire: wallet }) => {
    const money = parseDecimal(String(reply[wallet.toLowerCase()]), 'XOF');
    return money === undefined ? [] : [{ wallet, money }];
  });
  return wallets.length === OPERATORS.length ? { ok: true, balances: wallets } : notClear(answer, hidden);
}

/**
 * What a status reply says. An amount that is none makes the whole message `unknown`: without one to compare, a success
 * would be taken at its word. Version 2 need not state an amount at all (document).
 */
export function observe(
  state: wire.TransactionState,
  seen: { source: Source; flow: Flow; raw: Record<string, unknown> },
): Observation {
  const result = RESULTS[seen.flow][state.status];
  const stated = state.amount ?? undefined;
  const money = stated === undefined ? undefined : statedMoney(stated, 'XOF');
  const base = { source: seen.source, providerReference: state.tx_reference, raw: seen.raw };
  if (result === undefined || (stated !== undefined && money === undefined))
    return { ...base, outcome: 'unknown' };
  return { ...base, ...result, ...(money === undefined ? {} : { money }), ...namesOf(state) };
}

/** The operator, and its name for the money. */
export function namesOf(
  state: Pick<wire.TransactionState, 'payment_reference' | 'payment_method'>,
): Pick<Observation, 'operator' | 'transactionId' | 'operatorReference'> {
  const operator = wire.operatorOf(state.payment_method);
  const reference = state.payment_reference;
  return {
    ...(operator === undefined ? {} : { operator }),
    ...(reference === null ? {} : { transactionId: reference, operatorReference: reference }),
  };
}

// ───────────── details ─────────────

function ask(context: ClientContext, path: string, json: object, phone?: string): Promise<Answer> {
  return askJson(context, { method: 'POST', url: `${context.baseUrl}${path}`, json, phone });
}

/** Everything that PayGateGlobal has to say comes under HTTP 200; what stands under another status is not its word. */
function bodyOf(answer: Answer): unknown {
  return answer.kind === 'reply' && answer.status === 200 ? answer.body : undefined;
}

/** What became of a charge or payout: error_code first, then the code in the table of that call. */
function registered(
  answer: Answer,
  results: Readonly<Record<number, Result>>,
  raw: Record<string, unknown>,
): Observation {
  const reply = wire.chargeReply.safeParse(bodyOf(answer)).data;
  const result = reply === undefined || isError(reply) ? undefined : results[reply.status ?? -1];
  if (reply === undefined || result === undefined) return { outcome: 'unknown', source: 'reply', raw };
  const providerReference = reply.tx_reference;
  return {
    ...result,
    source: 'reply',
    ...(typeof providerReference === 'string' ? { providerReference } : {}),
    raw,
  };
}

function isError(reply: object): reply is z.output<typeof wire.errorReply> {
  return 'error_code' in reply && reply.error_code !== null && reply.error_code !== undefined;
}

/** An answer about another transaction than ours says nothing about ours; not every answer names our identifier. */
function isAbout(request: QueryRequest, state: wire.TransactionState): boolean {
  if (state.identifier !== undefined) return state.identifier === request.reference;
  return request.providerReference === undefined || state.tx_reference === request.providerReference;
}

function reasonOf(problem: z.ZodError): string {
  return problem.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
