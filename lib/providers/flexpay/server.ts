/** We are FlexPay: the same routes over a backend, for the sandbox and for shops that move to us. */
import { Hono } from 'hono';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import { formatDecimal, type Money, sameMoney } from '#lib/money.ts';
import { predictOperator } from '#lib/operators/predict.ts';
import { parseE164 } from '#lib/phone.ts';
import { type Fields, fieldMessage, readFields, statedMoney } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import type {
  Backend,
  OutgoingCallback,
  ServerAccount,
  ServerPaymentRequest,
  ServerRequestFacts,
  ServerResult,
  ServerTransaction,
  ShopReply,
} from '../provider.ts';
import { CODE, FIELD_MESSAGES, MERCHANT_CANCELED, MESSAGES, STATUS_CODES, TYPE } from './codes.ts';
import { bareToken } from './connection.ts';
import * as wire from './wire.ts';

interface Call {
  backend: Backend;
  account: ServerAccount;
  facts: ServerRequestFacts;
  fields: Fields;
}

/**
 * Every route as it stands after the hosts: FlexPay spreads them over three, here they are one. The token names the
 * account; refusals are HTTP 200 with code 1, a bad token is 401 without a code (field).
 */
export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  const on = (
    method: 'GET' | 'POST',
    path: string,
    answer: (call: Call, parameter: string) => Promise<Response>,
  ) =>
    app.on(method, path, async (c) => {
      const fields = await readFields(c.req.raw);
      const facts = factsOf(c.req.raw);
      const token = bareToken(c.req.header('authorization') || String(fields?.authorization ?? ''));
      const account = token === '' ? undefined : await backend.findAccount('flexpay', token, facts);
      if (account === undefined) return problem(401, MESSAGES.token);
      if (fields === undefined) return refused(MESSAGES.body);
      return answer({ backend, account, facts, fields }, c.req.param('named') ?? '');
    });

  on('POST', '/api/rest/v1/paymentService', takePayment);
  on('POST', '/api/rest/v1/merchantPayOutService', takePayOut);
  on('GET', '/api/rest/v1/check/:named', tellStatus);
  on('GET', '/api/rest/v1/balance/:named', tellBalance);
  on('POST', '/v1.1/pay', takeCardPayment);
  on('POST', '/api/rest/v1/vpos/ask', takeCardPayment);
  app.notFound(() => problem(404, MESSAGES.route));
  app.onError((error) => {
    log.error({ err: error, provider: 'flexpay' }, 'a server end broke down');
    // Without a code: nobody knows what was written before it.
    return problem(500, MESSAGES.crash);
  });
  return app;
}

/** About a transaction that has ended, and again when its money goes back: then it is no success any more. */
export function callbackFor(
  account: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  const { status, ...state } = stateOf(transaction);
  const { callbackUrl } = transaction.details;
  const url = typeof callbackUrl === 'string' ? callbackUrl : account.callbackUrl;
  if (status === STATUS_CODES.pending || url === undefined) return undefined;
  const paid = status === STATUS_CODES.succeeded;
  const message = z.encode(wire.callback, {
    ...state,
    code: paid ? CODE.done : CODE.problem,
    provider_reference: (paid ? transaction.operatorReference : undefined) ?? '',
    phone: transaction.phone?.replace('+', '') ?? '',
  });
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', url, headers, body: JSON.stringify(message) };
}

/** No answer is prescribed: 2xx is delivered, whatever it says. */
export function readShopReply(status: number, _body: string): ShopReply {
  return status >= 200 && status < 300 ? 'delivered' : 'retry';
}

// ───────────── routes ─────────────

async function takePayment({ backend, account, fields }: Call): Promise<Response> {
  const { data, error } = wire.chargeRequest.safeParse(fields);
  if (error) return refused(messageOf(error));
  const money = moneyIn(data, account);
  if (typeof money === 'string') return refused(money);
  const request: ServerPaymentRequest = {
    reference: data.reference,
    money,
    phone: data.phone,
    // The prompt has to say something, and this is all that FlexPay knows.
    description: data.description ?? data.reference,
    callbackUrl: data.callbackUrl,
  };
  if (data.type === TYPE.card) return openPage({ backend, account }, request);
  return once(
    { backend, account },
    {
      reference: request.reference,
      same: (first) => isAsked(first, 'payment', money) && !first.pageUrl && first.phone === data.phone,
      make: () => backend.createPayment(account, request),
      accepted: MESSAGES.accepted,
    },
  );
}

async function takeCardPayment({ backend, account, fields }: Call): Promise<Response> {
  const { data, error } = wire.pageRequest.safeParse(fields);
  if (error) return refused(messageOf(error));
  const money = moneyIn(data, account);
  if (typeof money === 'string') return refused(money);
  return openPage(
    { backend, account },
    {
      reference: data.reference,
      money,
      description: data.description ?? data.reference,
      returnUrls: {
        ...(data.approve_url === undefined ? {} : { success: data.approve_url }),
        ...(data.cancel_url === undefined ? {} : { cancel: data.cancel_url }),
        ...(data.decline_url === undefined ? {} : { failure: data.decline_url }),
      },
      returnUrlsFrom: 'shop',
      ...(data.callback_url === undefined ? {} : { callbackUrl: data.callback_url }),
    },
  );
}

function openPage(
  { backend, account }: Pick<Call, 'backend' | 'account'>,
  request: ServerPaymentRequest,
): Promise<Response> {
  return once(
    { backend, account },
    {
      reference: request.reference,
      same: (first) => isAsked(first, 'payment', request.money) && first.pageUrl !== undefined,
      make: async () => {
        const result = await backend.createPage(account, { ...request, operator: 'cd-card' });
        return result.ok
          ? { ok: true, value: { ...result.value.transaction, pageUrl: result.value.url } }
          : result;
      },
      accepted: MESSAGES.page,
    },
  );
}

async function takePayOut({ backend, account, facts, fields }: Call): Promise<Response> {
  const { data, error } = wire.payOutRequest.safeParse(fields);
  if (error) return refused(messageOf(error));
  const money = moneyIn(data, account);
  if (typeof money === 'string') return refused(money);
  // FlexPay itself asks for no declared address; real money leaves us from declared ones only.
  if (account.mode === 'live' && !isInNetworks(facts.peer, account.declaredAddresses)) {
    return refused(`Adresse ${facts.peer} non déclarée : déclarez-la dans les réglages de l'application`);
  }
  const phone = parseE164(data.phone);
  const operator = phone === undefined ? undefined : predictOperator(phone);
  if (operator === undefined) return refused(MESSAGES.recipient);
  return once(
    { backend, account },
    {
      reference: data.reference,
      same: (first) => isAsked(first, 'payout', money) && first.phone === data.phone,
      make: () =>
        backend.createPayOut(account, {
          reference: data.reference,
          money,
          operator,
          phone: data.phone,
          description: data.description ?? data.reference,
          callbackUrl: data.callbackUrl,
        }),
      accepted: MESSAGES.paidOut,
    },
  );
}

/** Payments and payouts alike. That an order is unknown is told under HTTP 200, as in the document. */
async function tellStatus({ backend, account }: Call, orderNumber: string): Promise<Response> {
  const providerReference = orderNumber.trim();
  const found = /^[\w-]{1,100}$/.test(providerReference)
    ? await backend.findTransaction(account, { providerReference })
    : undefined;
  return Response.json(
    z.encode(wire.statusReply, {
      code: found === undefined ? CODE.problem : CODE.done,
      message: found === undefined ? MESSAGES.notFound : MESSAGES.found,
      transaction: found === undefined ? null : stateOf(found),
    }),
  );
}

async function tellBalance({ backend, account }: Call, merchant: string): Promise<Response> {
  if (merchant !== account.credentials.merchant) return refused(MESSAGES.merchant);
  const held = await backend.balances(account);
  const balances = held.map(({ money }) => [money.currency, formatDecimal(money)]);
  return Response.json(
    z.encode(wire.balanceReply, { code: CODE.done, balances: Object.fromEntries(balances) }),
  );
}

// ───────────── details ─────────────

/**
 * One reference is one transaction: asked for again with the same content, the first one's order number is the answer
 * (programs repeat a request whose reply was lost); with other content it is refused. Two requests at once: the second
 * finds what the first made.
 */
async function once(
  { backend, account }: Pick<Call, 'backend' | 'account'>,
  asked: {
    reference: string;
    same: (first: ServerTransaction) => boolean;
    make: () => Promise<ServerResult<ServerTransaction>>;
    accepted: string;
  },
): Promise<Response> {
  const find = () => backend.findTransaction(account, { reference: asked.reference });
  const answer = (first: ServerTransaction) =>
    asked.same(first) ? told(first, asked.accepted) : refused(MESSAGES.used);
  const before = await find();
  if (before !== undefined) return answer(before);
  const result = await asked.make();
  if (result.ok) return told(result.value, asked.accepted);
  if (result.refusal !== 'duplicate_reference') return refused(result.message);
  const first = await find();
  // Used outside this account: "it exists" must not be read as "it failed".
  return first === undefined ? refused(result.message, 409) : answer(first);
}

function told(transaction: ServerTransaction, accepted: string): Response {
  const { status, message, providerReference: orderNumber, pageUrl: url } = transaction;
  const failed = ['failed', 'canceled', 'expired'].includes(status);
  const reply = failed ? { code: CODE.problem, message } : { code: CODE.done, message: accepted, url };
  return Response.json(z.encode(wire.chargeReply, { ...reply, orderNumber }));
}

function isAsked(first: ServerTransaction, kind: ServerTransaction['kind'], money: Money): boolean {
  return first.kind === kind && sameMoney(first.money, money);
}

function stateOf(transaction: ServerTransaction) {
  const { money, payerCharge = money, operator, status, failureCode } = transaction;
  const canceled = failureCode === MERCHANT_CANCELED.failureCode;
  return {
    reference: transaction.reference,
    orderNumber: transaction.providerReference,
    status: canceled ? MERCHANT_CANCELED.status : STATUS_CODES[status],
    amount: formatDecimal(money),
    amountCustomer: formatDecimal(payerCharge),
    currency: money.currency,
    createdAt: transaction.createdAt,
    channel: wire.channelOf(operator),
  };
}

/** The money of a request, or what is wrong with it or its merchant code. */
function moneyIn(
  { merchant, amount, currency }: { merchant: string; amount: string; currency: string },
  { credentials }: ServerAccount,
): Money | string {
  if (merchant !== credentials.merchant) return MESSAGES.merchant;
  const money = statedMoney(amount, currency);
  return money === undefined || money.amount === 0n ? MESSAGES.amount : money;
}

function refused(message: string, status = 200): Response {
  return Response.json(z.encode(wire.chargeReply, { code: CODE.problem, message }), { status });
}

function problem(status: number, message: string): Response {
  return Response.json(z.encode(wire.chargeReply, { message }), { status });
}

function messageOf(invalid: z.ZodError): string {
  return fieldMessage(invalid, FIELD_MESSAGES);
}
