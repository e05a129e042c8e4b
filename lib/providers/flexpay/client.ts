/** We are the merchant: what we ask FlexPay, and what its answers say about a payment. */
import { z } from 'zod';
import { formatDecimal, isCurrency } from '#lib/money.ts';
import { type Answer, askJson, credentialsRefused, notAsked, notClear, notSent, unknown } from '../ask.ts';
import { statedMoney } from '../codecs.ts';
import type {
  ChargeRequest,
  ClientContext,
  ConnectionCheck,
  Observation,
  PayOutRequest,
  ProviderAction,
  QueryRequest,
  WalletBalance,
} from '../provider.ts';
import { type Hidden, timelineOf } from '../timeline.ts';
import { CODE, OPERATORS, REFUSED, RESULTS, TOKEN_REFUSED, TYPE } from './codes.ts';
import { addressesOf, credentialsOf, hiddenFor, settingsOf, withoutPhone } from './connection.ts';
import * as wire from './wire.ts';

/** Added to the callback address of a payout: its callbacks look like those of payments. */
export const PAYOUT_PARAMETER = 'transaction=payout';

/** Asks for a prompt on the payer's phone, or for FlexPay's own page, the only place where a card number is typed. */
export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  return request.flow === 'redirect' ? openPage(request, context) : prompt(request, context);
}

async function prompt(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  const body = mobileRequest(request, { context, callbackUrl: context.callbackUrl });
  if (typeof body === 'string') return notAsked(body);
  const hidden = hiddenFor(context, request.phone);
  const answer = await post(context, addressesOf(context).payment, { json: body, phone: request.phone });
  return registered(answer, hidden, confirmOnPhone(request, context));
}

async function openPage(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  const { token, merchant } = credentialsOf(context);
  const body = z.safeEncode(wire.pageRequest, {
    authorization: `Bearer ${token}`,
    merchant,
    ...moneyOf(request),
    reference: request.reference,
    description: request.description,
    callback_url: context.callbackUrl,
    approve_url: request.returnUrls.success,
    cancel_url: request.returnUrls.cancel,
    decline_url: request.returnUrls.failure,
    // Coming back by the others lets the payer begin anew: this one promises nothing.
    home_url: request.returnUrls.success,
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const hidden = hiddenFor(context, request.phone, request.customer?.name, request.customer?.email);
  const answer = await post(context, addressesOf(context).card, { json: body.data });
  const url = z.url({ protocol: /^https?$/ }).safeParse(readReply(answer)?.url).data;
  const seen = registered(answer, hidden, { type: 'redirect', url: url ?? '' });
  if (seen.outcome !== 'pending') return seen;
  // Without an address nobody can pay, and it may exist all the same: its order number is asked about.
  if (url === undefined) return { ...seen, outcome: 'unknown' };
  return { ...seen, outcome: 'redirect' };
}

/** Sends money; done or not, the check tells. */
export async function payOut(request: PayOutRequest, context: ClientContext): Promise<Observation> {
  const callbackUrl = `${context.callbackUrl}?${PAYOUT_PARAMETER}`;
  const body = mobileRequest(request, { context, callbackUrl });
  if (typeof body === 'string') return notAsked(body);
  const hidden = hiddenFor(context, request.phone, request.name);
  const answer = await post(context, addressesOf(context).payOut, { json: body, phone: request.phone });
  return registered(answer, hidden);
}

/**
 * Asks for the status, which FlexPay finds by its own order number only. `code` says no more than that a transaction was
 * found; that none was found proves nothing, because whether an order number is known at once is not documented.
 */
export async function query(request: QueryRequest, context: ClientContext): Promise<Observation> {
  const { providerReference } = request;
  if (providerReference === undefined) {
    return { outcome: 'unknown', source: 'query', raw: { not_asked: 'no orderNumber is known yet' } };
  }
  const answer = await askJson(context, {
    method: 'GET',
    url: `${addressesOf(context).check}/${encodeURIComponent(providerReference)}`,
    headers: authorization(context),
    // It ends in the payer's number.
    redactInLog: [encodeURIComponent(providerReference)],
  });
  const hidden = hiddenFor(context);
  const reply = wire.statusReply.safeParse(bodyOf(answer, [200])).data;
  const state = reply?.code === CODE.done ? reply.transaction : undefined;
  if (state === undefined || state === null || !isAbout(request, state)) {
    return unknown('query', answer, hidden);
  }
  return observe(state, { providerReference, raw: timelineOf(answer, hidden) });
}

/** What lies with FlexPay, by currency. */
export async function balances(context: ClientContext): Promise<readonly WalletBalance[] | undefined> {
  const check = await checkConnection(context);
  return check.ok ? check.balances : undefined;
}

/** Reads the balance, which needs both the token and the merchant code. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const { merchant } = credentialsOf(context);
  const answer = await askJson(context, {
    method: 'GET',
    url: `${addressesOf(context).balance}/${encodeURIComponent(merchant)}`,
    headers: authorization(context),
  });
  const hidden = hiddenFor(context);
  if (refusalOf(answer) !== undefined) return credentialsRefused(answer, hidden);
  const reply = wire.balanceReply.safeParse(bodyOf(answer, [200])).data;
  if (reply?.code !== CODE.done) return notClear(answer, hidden);
  const wallets = Object.entries(Object(reply.balances)).flatMap(([wallet, amount]) => {
    const money = isCurrency(wallet) ? statedMoney(String(amount), wallet) : undefined;
    return money === undefined ? [] : [{ wallet, money }];
  });
  // A shape that we do not know is no balance, and the credentials were accepted all the same.
  return wallets.length === 0 ? { ok: true } : { ok: true, balances: wallets };
}

// ───────────── requests ─────────────

/** The body of a prompt or a payout, or why this wire cannot express it. */
function mobileRequest(
  request: Pick<ChargeRequest, 'operator' | 'money' | 'reference' | 'phone'>,
  { context, callbackUrl }: { context: ClientContext; callbackUrl: string },
) {
  const isMobile = OPERATORS.some(({ operator, flow }) => operator === request.operator && flow === 'push');
  if (!isMobile) return `FlexPay serves no mobile money of ${request.operator}`;
  const body = z.safeEncode(wire.chargeRequest, {
    merchant: credentialsOf(context).merchant,
    type: TYPE.mobile,
    phone: request.phone ?? '',
    ...moneyOf(request),
    reference: request.reference,
    callbackUrl,
  });
  if (request.phone === undefined) return 'phone: a prompt needs a number';
  return body.success ? body.data : reasonOf(body.error);
}

/** The shortest decimal: "100", "0.5". A currency that FlexPay has no word for does not encode. */
function moneyOf({ money }: Pick<ChargeRequest, 'money'>) {
  const { currency } = money;
  return { amount: formatDecimal(money), currency: currency as 'CDF' | 'USD' };
}

function post(
  context: ClientContext,
  url: string,
  message: { json: object; phone?: string | undefined },
): Promise<Answer> {
  return askJson(context, { method: 'POST', url, headers: authorization(context), ...message });
}

function authorization(context: ClientContext): Record<string, string> {
  return { authorization: `Bearer ${credentialsOf(context).token}` };
}

function confirmOnPhone({ operator }: ChargeRequest, context: ClientContext): ProviderAction {
  const ussd = settingsOf(context).dialCodes[operator];
  return { type: 'confirm_on_phone', ...(ussd === undefined ? {} : { ussd }) };
}

// ───────────── answers ─────────────

/** What became of a charge or payout. */
function registered(answer: Answer, hidden: Hidden, nextAction?: ProviderAction): Observation {
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const reply = readReply(answer);
  const named = reply?.orderNumber === undefined ? {} : { providerReference: reply.orderNumber };
  const base = { source: 'reply' as const, ...named, raw: timelineOf(answer, hidden) };
  const failureCode = refusalOf(answer);
  if (failureCode !== undefined) return { ...base, outcome: 'failed', failureCode };
  const accepted = reply?.code === CODE.done && bodyOf(answer, ACCEPTED) !== undefined;
  if (!accepted) return unknown('reply', answer, hidden);
  return { ...base, outcome: 'pending', ...(nextAction === undefined ? {} : { nextAction }) };
}

const ACCEPTED = [200, 201, 202];

/** FlexPay's own refusal; undefined for everything that nobody can tell from. */
function refusalOf(answer: Answer) {
  if (answer.kind !== 'reply') return undefined;
  const reply = readReply(answer);
  const refuses =
    reply?.code === CODE.problem ||
    (reply?.message !== undefined && reply.code === undefined && TOKEN_REFUSED.includes(answer.status));
  return refuses ? REFUSED[answer.status] : undefined;
}

function readReply(answer: Answer) {
  return answer.kind === 'reply' ? wire.chargeReply.safeParse(answer.body).data : undefined;
}

function bodyOf(answer: Answer, statuses: readonly number[]): unknown {
  return answer.kind === 'reply' && statuses.includes(answer.status) ? answer.body : undefined;
}

/** An answer about another transaction than ours says nothing about ours; not every answer names its order number. */
function isAbout({ reference, providerReference }: QueryRequest, state: wire.TransactionState): boolean {
  return (
    state.reference === reference &&
    (state.orderNumber === undefined || state.orderNumber === providerReference)
  );
}

/**
 * What a check says. An amount or currency that is none of ours makes the whole message `unknown`. It is compared on
 * `amount`; `amountCustomer` is what the payer paid, the operator's commission included.
 */
function observe(
  state: wire.TransactionState,
  { providerReference, raw }: { providerReference: string; raw: Record<string, unknown> },
): Observation {
  const money = statedMoney(state.amount, state.currency);
  const result = Object.hasOwn(RESULTS, state.status) ? RESULTS[state.status] : undefined;
  const base = { source: 'query' as const, providerReference, raw };
  if (money === undefined || result === undefined) return { ...base, outcome: 'unknown' };
  return {
    ...base,
    ...result,
    money,
    // A check does not tell the operator's reference: one order number is one debit.
    ...(result.outcome === 'pending' ? {} : { transactionId: withoutPhone(providerReference) }),
    ...reportedBy(state),
  };
}

/** The operator, and what the payer was charged. */
export function reportedBy(
  state: Pick<wire.TransactionState, 'channel' | 'amountCustomer' | 'currency'>,
): Pick<Observation, 'operator' | 'payerCharge'> {
  const operator = wire.operatorOf(state.channel);
  const payerCharge =
    state.amountCustomer === undefined ? undefined : statedMoney(state.amountCustomer, state.currency);
  return {
    ...(operator === undefined ? {} : { operator }),
    ...(payerCharge === undefined ? {} : { payerCharge }),
  };
}

function reasonOf(problem: z.ZodError): string {
  return problem.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
