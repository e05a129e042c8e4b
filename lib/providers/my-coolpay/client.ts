/** We are the merchant: what we ask My-CoolPay, and what its answers say about a payment. */
import { z } from 'zod';
import { isCurrency, type Money, parseDecimal } from '#lib/money.ts';
import {
  type Answer,
  askJson,
  credentialsRefused,
  notAsked,
  notClear,
  notSent,
  type Question,
  unknown,
} from '../ask.ts';
import { statedMoney } from '../codecs.ts';
import type {
  ChargeRequest,
  ClientContext,
  ConnectionCheck,
  Flow,
  Observation,
  OtpRequest,
  PayOutRequest,
  ProviderAction,
  QueryRequest,
  Source,
  WalletBalance,
} from '../provider.ts';
import { timelineOf } from '../timeline.ts';
import { CODE_REFUSED, OPERATORS, REFUSED, RESULTS } from './codes.ts';
import { credentialsOf, hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** Added to the route of /paylink, and so by My-CoolPay to the address that the payer comes back to (app/pay/back). */
export const RETURN_PARAMETER = 'reference';

/** Asks for a prompt on the payer's phone, or for the payment page that cards need. */
export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  return request.flow === 'redirect' ? openPage(request, context) : prompt(request, context);
}

async function prompt(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  const hidden = hiddenFor(context, request.phone, request.customer?.name, request.customer?.email);
  const body = z.safeEncode(wire.chargeRequest, {
    ...transactionOf(request),
    customer_phone_number: request.phone ?? '',
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const answer = await ask(context, {
    method: 'POST',
    path: '/payin',
    json: body.data,
    phone: request.phone,
  });
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const reply = wire.chargeReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined) return unknown('reply', answer, hidden);
  const raw = timelineOf(answer, hidden);
  if (reply.status === 'error') return refusal(answer, raw);
  const providerReference = reply.transaction_ref;
  if (reply.action === 'REQUIRE_OTP') {
    return {
      outcome: 'requires_otp',
      source: 'reply',
      providerReference,
      nextAction: { type: 'enter_otp' },
      raw,
    };
  }
  const nextAction = confirmOnPhone(reply.ussd, request.operator, context);
  return { outcome: 'pending', source: 'reply', providerReference, nextAction, raw };
}

async function openPage(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  const hidden = hiddenFor(context, request.phone, request.customer?.name, request.customer?.email);
  const body = z.safeEncode(wire.pageRequest, {
    ...transactionOf(request),
    customer_phone_number: request.phone,
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  // The page returns to the addresses of the My-CoolPay application, the same for every payment: the reference that
  // comes back with them is how our return page knows the payment.
  const path = `/paylink?${RETURN_PARAMETER}=${request.reference}`;
  const answer = await ask(context, { method: 'POST', path, json: body.data, phone: request.phone });
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const reply = wire.pageReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined) return unknown('reply', answer, hidden);
  const raw = timelineOf(answer, hidden);
  if (reply.status === 'error') return refusal(answer, raw);
  return {
    outcome: 'redirect',
    source: 'reply',
    providerReference: reply.transaction_ref,
    nextAction: { type: 'redirect', url: reply.payment_url },
    raw,
  };
}

/** Passes on the code that the payer received by SMS. A code that does not fit leaves the transaction waiting for one. */
export async function confirmOtp(request: OtpRequest, context: ClientContext): Promise<Observation> {
  const hidden = hiddenFor(context, request.code);
  const body = z.encode(wire.otpRequest, { transaction_ref: request.providerReference, code: request.code });
  const answer = await ask(context, { method: 'POST', path: '/payin/authorize', json: body });
  const reply = wire.otpReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined || answer.kind !== 'reply') return unknown('reply', answer, hidden);
  const { providerReference } = request;
  const raw = timelineOf(answer, hidden);
  if (reply.status === 'success') {
    const nextAction = confirmOnPhone(reply.ussd, undefined, context);
    return { outcome: 'pending', source: 'reply', providerReference, nextAction, raw };
  }
  // Not `failed`: when the reply to a right code was lost, the second try is refused while the prompt is on its way.
  if (!CODE_REFUSED.includes(answer.status)) return unknown('reply', answer, hidden);
  const nextAction: ProviderAction = { type: 'enter_otp' };
  return {
    outcome: 'requires_otp',
    source: 'reply',
    providerReference,
    failureCode: 'otp_invalid',
    nextAction,
    raw,
  };
}

/** Asks for the status. Only My-CoolPay's own reference finds a transaction: without it nothing is asked. */
export async function query(request: QueryRequest, context: ClientContext): Promise<Observation> {
  if (request.providerReference === undefined) {
    return { outcome: 'unknown', source: 'query', raw: { not_asked: 'no transaction_ref is known yet' } };
  }
  const path = `/checkStatus/${encodeURIComponent(request.providerReference)}`;
  const answer = await ask(context, { method: 'GET', path });
  const reply = wire.statusReply.safeParse(bodyOf(answer)).data;
  const hidden = hiddenFor(context);
  if (reply === undefined || reply.status === 'error') return unknown('query', answer, hidden);
  // An answer about another transaction than ours says nothing about ours.
  const ours =
    reply.app_transaction_ref === request.reference && reply.transaction_ref === request.providerReference;
  const sameKind = ['', request.kind === 'payment' ? 'PAYIN' : 'PAYOUT'].includes(reply.transaction_type);
  if (!ours || !sameKind) return unknown('query', answer, hidden);
  return observe(reply, { source: 'query', flow: request.flow, raw: timelineOf(answer, hidden) });
}

/** Sends money. Accepted (202) and done (200) are both `pending`: the status query is the proof. */
export async function payOut(request: PayOutRequest, context: ClientContext): Promise<Observation> {
  const hidden = hiddenFor(context, request.phone, request.name);
  const operator = OPERATORS.find((candidate) => candidate.operator === request.operator)?.wire;
  const transaction_operator = wire.payOutOperator.safeParse(operator).data;
  if (transaction_operator === undefined)
    return notAsked(`My-CoolPay pays nothing out to ${request.operator}`);
  const body = z.safeEncode(wire.payOutRequest, {
    transaction_amount: request.money,
    transaction_currency: 'XAF',
    transaction_reason: request.description,
    transaction_operator,
    app_transaction_ref: request.reference,
    customer_name: request.name,
    customer_phone_number: request.phone,
    customer_lang: request.locale,
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const answer = await ask(context, {
    method: 'POST',
    path: '/payout',
    json: body.data,
    phone: request.phone,
    authenticated: true,
  });
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const reply = wire.payOutReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined) return unknown('reply', answer, hidden);
  const raw = timelineOf(answer, hidden);
  if (reply.status === 'error') return refusal(answer, raw);
  return { outcome: 'pending', source: 'reply', providerReference: reply.transaction_ref, raw };
}

/** The application's balance. */
export async function balances(context: ClientContext): Promise<readonly WalletBalance[] | undefined> {
  const check = await checkConnection(context);
  return check.ok ? check.balances : undefined;
}

/** Reads the balance: the one question that needs both keys and a declared address. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const answer = await ask(context, { method: 'GET', path: '/balance', authenticated: true });
  const hidden = hiddenFor(context);
  const reply = wire.balanceReply.safeParse(bodyOf(answer)).data;
  if (reply?.status === 'error') return credentialsRefused(answer, hidden);
  const money = reply === undefined ? undefined : parseDecimal(reply.balance, 'XAF');
  if (money === undefined) return notClear(answer, hidden);
  return { ok: true, balances: [{ wallet: 'MCP', money }] };
}

/**
 * What a status reply or a callback says. An amount or currency that is none of ours makes the whole message `unknown`:
 * without an amount to compare, a success would be taken at its word.
 */
export function observe(
  state: wire.TransactionState,
  seen: { source: Source; flow: Flow; raw: Record<string, unknown> },
): Observation {
  const money = statedMoney(state.transaction_amount, state.transaction_currency || 'XAF');
  const words = RESULTS[seen.flow];
  const result = Object.hasOwn(words, state.transaction_status) ? words[state.transaction_status] : undefined;
  const base = { source: seen.source, providerReference: state.transaction_ref, raw: seen.raw };
  if (money === undefined || result === undefined) return { ...base, outcome: 'unknown' };
  const operator = OPERATORS.find(({ wire }) => wire === state.transaction_operator)?.operator;
  const operatorReference = state.operator_transaction_ref;
  return {
    ...base,
    ...result,
    money,
    ...(operator === undefined ? {} : { operator }),
    ...(operatorReference === '' ? {} : { transactionId: operatorReference, operatorReference }),
    ...feeOf(state, money),
  };
}

// ───────────── details ─────────────

async function ask(
  context: ClientContext,
  {
    path,
    authenticated,
    ...question
  }: Pick<Question, 'method' | 'json' | 'phone'> & {
    path: string;
    authenticated?: true;
  },
): Promise<Answer> {
  const { public_key, private_key } = credentialsOf(context);
  return askJson(context, {
    ...question,
    url: `${context.baseUrl}/api/${encodeURIComponent(public_key)}${path}`,
    ...(authenticated ? { headers: { [wire.PRIVATE_KEY_HEADER]: private_key } } : {}),
  });
}

function bodyOf(answer: Answer): unknown {
  return answer.kind === 'reply' ? answer.body : undefined;
}

function refusal(answer: Answer, raw: Record<string, unknown>): Observation {
  const failureCode = answer.kind === 'reply' ? REFUSED[answer.status] : undefined;
  if (failureCode === undefined) return { outcome: 'unknown', source: 'reply', raw };
  return { outcome: 'failed', source: 'reply', failureCode, raw };
}

function reasonOf(problem: z.ZodError): string {
  return problem.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

function transactionOf(request: ChargeRequest) {
  return {
    transaction_amount: request.money,
    transaction_currency: 'XAF' as const,
    transaction_reason: request.description,
    app_transaction_ref: request.reference,
    customer_name: request.customer?.name,
    customer_email: request.customer?.email,
    customer_lang: request.locale,
  };
}

function confirmOnPhone(
  ussd: string | undefined,
  operator: string | undefined,
  context: ClientContext,
): ProviderAction {
  const known = OPERATORS.find((candidate) => candidate.operator === operator);
  const code = ussd ?? (known && (settingsOf(context).dialCodes[known.operator] ?? known.dialCode));
  return { type: 'confirm_on_phone', ...(code === undefined ? {} : { ussd: code }) };
}

function feeOf(state: wire.TransactionState, money: Money): { providerFee?: Money } {
  if (state.transaction_fees === undefined || !isCurrency(money.currency)) return {};
  const providerFee = parseDecimal(state.transaction_fees, money.currency);
  return providerFee === undefined ? {} : { providerFee };
}
