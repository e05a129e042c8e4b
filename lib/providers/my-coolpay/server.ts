/** We are My-CoolPay: the same routes over a backend, for the sandbox and for shops that move to us. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import { formatDecimal } from '#lib/money.ts';
import { safeEqual } from '#lib/secrets.ts';
import { type Fields, fieldMessage, isReadable, readFields, UNREADABLE_MESSAGE } from '../codecs.ts';
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
import { CANCELED_FAILURE, FIELD_MESSAGES, OPERATORS, REFUSAL_STATUS, STATUS_WORDS } from './codes.ts';
import { CALLBACK_ADDRESS } from './connection.ts';
import * as wire from './wire.ts';

const PASSTHROUGH_LENGTH_MAX = 255;

interface Call {
  account: ServerAccount;
  facts: ServerRequestFacts;
  fields: Fields;
  url: URL;
  privateKey: string | undefined;
}

/** Every route as it stands after the host; anything that goes wrong has My-CoolPay's shape. */
export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  const on = (method: 'get' | 'post', path: string, answer: (call: Call, c: Context) => Promise<Response>) =>
    app[method](`/api/:public_key${path}`, async (c) => {
      const facts = factsOf(c.req.raw);
      const account = await backend.findAccount('my-coolpay', c.req.param('public_key'), facts);
      const fields = await readFields(c.req.raw);
      if (account === undefined) return error(404, 'Application inconnue : vérifiez la clé publique');
      if (fields === undefined) return error(400, 'Le corps de la requête est illisible ou trop long');
      const inBody = typeof fields.private_key === 'string' ? fields.private_key : undefined;
      const privateKey = c.req.header(wire.PRIVATE_KEY_HEADER) ?? c.req.query('private_key') ?? inBody;
      return answer({ account, facts, fields, url: new URL(c.req.url), privateKey }, c);
    });

  on('post', '/payin', (call) => takePayment(backend, call));
  on('post', '/payin/authorize', (call) => takeCode(backend, call));
  on('post', '/paylink', (call) => openPage(backend, call));
  on('post', '/payout', (call) => takePayOut(backend, call));
  on('get', '/balance', (call) => tellBalance(backend, call));
  on('get', '/checkStatus/:ref', (call, c) =>
    tellStatus(backend, call, { transaction_ref: c.req.param('ref') }),
  );
  on('post', '/checkStatus', (call) => tellStatus(backend, call, call.fields));
  app.notFound(() => error(404, 'Route inconnue'));
  app.onError((problem) => {
    log.error({ err: problem, provider: 'my-coolpay' }, 'a server end broke down');
    return error(500, 'Erreur interne : vérifiez le statut de la transaction');
  });
  return app;
}

/** About a transaction that has ended; sent as JSON, with the number that was signed. */
export function callbackFor(
  account: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  const state = stateOf(transaction);
  const ended = ['SUCCESS', 'CANCELED', 'FAILED'].includes(state.transaction_status);
  if (!ended || account.callbackUrl === undefined) return undefined;
  const { public_key = '', private_key = '' } = account.credentials;
  const signature = wire.sign(state, state.transaction_amount, private_key);
  return {
    method: 'POST',
    url: account.callbackUrl,
    headers: {
      'content-type': 'application/json',
      // Some shops look for My-CoolPay's address in this header; a shop can ask us to send it.
      ...(account.settings.sendForwardedFor === true ? { 'x-forwarded-for': CALLBACK_ADDRESS } : {}),
    },
    body: JSON.stringify(z.encode(wire.callback, { application: public_key, ...state, signature })),
  };
}

/** `KO` is a refusal under any status (the document gives it none); every other 2xx text counts as delivered. */
export function readShopReply(status: number, body: string): ShopReply {
  if (body.trim() === 'KO') return 'refused';
  return status >= 200 && status < 300 ? 'delivered' : 'retry';
}

// ───────────── routes ─────────────

async function takePayment(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error: problem } = wire.chargeRequest.safeParse(fields);
  if (problem) return invalid(problem);
  const result = await backend.createPayment(account, paymentOf(data));
  if (!result.ok) return refusal(result);
  const transaction = result.value;
  if (hasFailed(transaction)) return error(422, transaction.message);
  const awaitsCode = transaction.status === 'requires_otp';
  return reply(200, wire.chargeReply, {
    status: 'success',
    transaction_ref: transaction.providerReference,
    action: awaitsCode ? 'REQUIRE_OTP' : 'PENDING',
    ussd: awaitsCode ? undefined : ussdOf(transaction),
  });
}

async function takeCode(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error: problem } = wire.otpRequest.safeParse(fields);
  if (problem) return invalid(problem);
  const result = await backend.confirmOtp(account, {
    providerReference: data.transaction_ref,
    code: data.code,
  });
  if (result.ok)
    return reply(200, wire.otpReply, { status: 'success', action: 'PENDING', ussd: ussdOf(result.value) });
  switch (result.refusal) {
    case 'otp_invalid':
      return error(401, result.message);
    case 'not_found':
      return error(404, result.message);
    case 'otp_not_expected':
      return error(409, result.message);
    default:
      return error(REFUSAL_STATUS[result.refusal], result.message);
  }
}

async function openPage(backend: Backend, { account, fields, url }: Call): Promise<Response> {
  const { data, error: problem } = wire.pageRequest.safeParse(fields);
  if (problem) return invalid(problem);
  if (url.search.length - 1 > PASSTHROUGH_LENGTH_MAX) {
    return error(400, `Les paramètres de la route dépassent ${PASSTHROUGH_LENGTH_MAX} caractères`);
  }
  const passthrough = Object.fromEntries(url.searchParams);
  if (!Object.entries(passthrough).flat().every(isReadable)) {
    return error(400, `Les paramètres de la route : ${UNREADABLE_MESSAGE}`);
  }
  const result = await backend.createPage(account, { ...paymentOf(data), passthrough });
  if (!result.ok) return refusal(result);
  const { transaction, url: payment_url } = result.value;
  return reply(200, wire.pageReply, {
    status: 'success',
    transaction_ref: transaction.providerReference,
    payment_url,
  });
}

async function takePayOut(backend: Backend, call: Call): Promise<Response> {
  const denied = denial(call);
  if (denied) return denied;
  const { data, error: problem } = wire.payOutRequest.safeParse(call.fields);
  if (problem) return invalid(problem);
  const operator = OPERATORS.find((candidate) => candidate.wire === data.transaction_operator)?.operator;
  const { customer_phone_number: phone, customer_username: username, customer_email: email } = data;
  const isWallet = data.transaction_operator === 'MCP';
  if (operator === undefined || (phone === undefined && !isWallet)) {
    return error(400, FIELD_MESSAGES.customer_phone_number ?? '');
  }
  if (phone === undefined && username === undefined && email === undefined) {
    return error(400, 'MCP : indiquez customer_phone_number, customer_username ou customer_email');
  }
  const result = await backend.createPayOut(call.account, {
    reference: data.app_transaction_ref,
    money: data.transaction_amount,
    operator,
    phone,
    recipient: { username, email },
    name: data.customer_name,
    description: data.transaction_reason,
  });
  if (!result.ok) return refusal(result);
  const { status, providerReference, message } = result.value;
  if (hasFailed(result.value)) return error(422, message);
  const done = status === 'succeeded';
  return reply(done ? 200 : 202, wire.payOutReply, {
    status: 'success',
    transaction_ref: providerReference,
    message,
  });
}

async function tellBalance(backend: Backend, call: Call): Promise<Response> {
  const denied = denial(call);
  if (denied) return denied;
  const wallets = (await backend.balances(call.account)).filter(({ money }) => money.currency === 'XAF');
  const total = wallets.reduce((sum, { money }) => sum + money.amount, 0n);
  return reply(200, wire.balanceReply, {
    status: 'success',
    balance: formatDecimal({ amount: total, currency: 'XAF' }),
  });
}

async function tellStatus(backend: Backend, { account }: Call, fields: Fields): Promise<Response> {
  const { data, error: problem } = wire.statusRequest.safeParse(fields);
  if (problem) return invalid(problem);
  const transaction = await backend.findTransaction(account, { providerReference: data.transaction_ref });
  if (transaction === undefined) return error(404, 'Transaction inconnue');
  return reply(200, wire.statusReply, { status: 'success', ...stateOf(transaction) });
}

// ───────────── details ─────────────

/** Payouts and balances need the private key and, unless the switch is off, a declared address. */
function denial({ account, facts, privateKey }: Call): Response | undefined {
  const { private_key } = account.credentials;
  if (private_key === undefined || privateKey === undefined || !safeEqual(privateKey, private_key)) {
    return error(401, 'Clé privée absente ou incorrecte');
  }
  if (account.addressCheckLifted || isInNetworks(facts.peer, account.declaredAddresses)) return undefined;
  return error(403, `Adresse ${facts.peer} non déclarée : déclarez-la dans les réglages de l'application`);
}

function paymentOf(data: z.output<typeof wire.pageRequest>): ServerPaymentRequest {
  return {
    reference: data.app_transaction_ref,
    money: data.transaction_amount,
    phone: data.customer_phone_number,
    description: data.transaction_reason,
    customer: { name: data.customer_name, email: data.customer_email },
    locale: data.customer_lang,
  };
}

function stateOf(transaction: ServerTransaction): wire.TransactionState {
  const operator = OPERATORS.find((candidate) => candidate.operator === transaction.operator);
  const refusedByPayer =
    operator !== undefined && transaction.failureCode === CANCELED_FAILURE[operator.flow];
  return {
    app_transaction_ref: transaction.reference,
    operator_transaction_ref: transaction.operatorReference ?? '',
    transaction_ref: transaction.providerReference,
    transaction_type: transaction.kind === 'payment' ? 'PAYIN' : 'PAYOUT',
    transaction_amount: formatDecimal(transaction.money),
    transaction_fees: formatDecimal(transaction.fee),
    transaction_currency: transaction.money.currency,
    transaction_operator: operator?.wire ?? '',
    transaction_status: refusedByPayer ? 'CANCELED' : STATUS_WORDS[transaction.status],
    transaction_reason: transaction.description,
    transaction_message: transaction.message,
    customer_phone_number: transaction.phone ?? '',
  };
}

function hasFailed({ status }: ServerTransaction): boolean {
  return ['failed', 'canceled', 'expired'].includes(status);
}

function ussdOf({ ussd, operator }: ServerTransaction): string | undefined {
  return ussd ?? OPERATORS.find((candidate) => candidate.operator === operator)?.dialCode;
}

function reply<Schema extends z.ZodType>(status: number, schema: Schema, value: z.output<Schema>): Response {
  return Response.json(z.encode(schema, value), { status });
}

function error(status: number, message: string): Response {
  return reply(status, wire.errorReply, { status: 'error', message });
}

function refusal(result: Extract<ServerResult<unknown>, { ok: false }>): Response {
  return error(REFUSAL_STATUS[result.refusal], result.message);
}

function invalid(problem: z.ZodError): Response {
  return error(400, fieldMessage(problem, FIELD_MESSAGES));
}
