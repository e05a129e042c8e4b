/** We are PayGateGlobal: the same routes over a backend, for the sandbox and for shops that move to us. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { newUuid } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { formatDecimal, sameMoney } from '#lib/money.ts';
import { isOperatorId } from '#lib/operators/catalogue.ts';
import { type Fields, fieldMessage, readFields } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import { payerGoesTo, payerProblem, payerStep, stepLocale } from '../payer-page.ts';
import type {
  Backend,
  OutgoingCallback,
  ServerAccount,
  ServerPaymentRequest,
  ServerRequestFacts,
  ServerTransaction,
  ShopReply,
} from '../provider.ts';
import {
  EXPIRED_FAILURE,
  FIELD_MESSAGES,
  NOT_FOUND,
  OPERATORS,
  REPLY,
  refusalCode,
  STATUS_CODES,
} from './codes.ts';
import * as wire from './wire.ts';

interface Call {
  account: ServerAccount;
  facts: ServerRequestFacts;
  fields: Fields;
}

type PageRequest = z.output<typeof wire.pageRequest>;

/**
 * Every route as it stands after the host. Shops break on any HTTP status but 200, and some take a reply without a
 * status for paid: so all business refusals are 200, and every reply carries a status that is 0 only for good news.
 */
export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  const on = (
    path: string,
    refuse: (code: number, message: string) => Response,
    answer: (backend: Backend, call: Call) => Promise<Response>,
  ) =>
    app.post(path, async (c) => {
      const body = await readFields(c.req.raw);
      // Some shops send the parameters of a POST in its query string.
      const fields = { ...Object.fromEntries(new URL(c.req.url).searchParams), ...body };
      const facts = factsOf(c.req.raw);
      const account = await accountOf(backend, fields.auth_token, facts);
      // Nothing is known of a token in a body that nobody can read: it is the parameters that are invalid.
      if (body === undefined) return refuse(REPLY.badParameters, BODY_MESSAGE);
      if (account === undefined) return refuse(REPLY.badToken, TOKEN_MESSAGE);
      return answer(backend, { account, facts, fields });
    });

  on('/api/v1/pay', refusal, takePayment);
  on('/api/v1/disburse', refusal, takePayOut);
  on('/api/v1/check-balance', refusal, tellBalance);
  on('/api/v1/status', statusRefusal, tellStatus);
  on('/api/v2/status', statusRefusal, tellStatusByReference);
  app.on(['GET', 'POST'], '/v1/page', (c) => openPage(backend, factsOf(c.req.raw), c));
  app.notFound(() => failure({ http: 404, status: REPLY.badParameters, message: 'Route inconnue' }));
  app.onError((problem, c) => {
    log.error({ err: problem, provider: 'paygateglobal' }, 'a server end broke down');
    return crash(c);
  });
  return app;
}

/** The confirmation of a paid payment; nothing else is ever told. */
export function callbackFor(
  account: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  const { status: code, ...state } = stateOf(transaction);
  if (code !== 0 || transaction.kind === 'payout' || account.callbackUrl === undefined) return undefined;
  const message = { ...state, identifier: transaction.reference, amount: formatDecimal(transaction.money) };
  return {
    method: 'POST',
    url: account.callbackUrl,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(z.encode(wire.callback, message)),
  };
}

/** No answer is prescribed: 2xx is delivered, whatever it says. */
export function readShopReply(status: number, _body: string): ShopReply {
  return status >= 200 && status < 300 ? 'delivered' : 'retry';
}

// ───────────── routes ─────────────

async function takePayment(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error } = wire.chargeRequest.safeParse(fields);
  if (error) return refusal(REPLY.badParameters, messageOf(error));
  const result = await backend.createPayment(account, {
    reference: wire.identifierOf(data),
    money: data.amount,
    operator: operatorIn(data.network),
    phone: data.phone_number,
    description: data.description ?? '',
  });
  if (!result.ok) return refusal(refusalCode(result.refusal), result.message);
  if (hasFailed(result.value)) return refusal(REPLY.badParameters, result.value.message);
  return reply(wire.chargeReply, { tx_reference: result.value.providerReference, status: REPLY.registered });
}

async function takePayOut(backend: Backend, call: Call): Promise<Response> {
  const denied = denial(call);
  if (denied) return denied;
  const { data, error } = wire.payOutRequest.safeParse(call.fields);
  if (error) return refusal(REPLY.badParameters, messageOf(error));
  const operator = operatorIn(data.network);
  if (operator === undefined) return refusal(REPLY.badParameters, FIELD_MESSAGES.network ?? '');
  const result = await backend.createPayOut(call.account, {
    // Without one of its own a shop finds the payout again by tx_reference alone.
    reference: data.reference ?? newUuid(),
    money: data.amount,
    operator,
    phone: data.phone_number,
    description: data.reason ?? '',
  });
  if (!result.ok) return refusal(refusalCode(result.refusal), result.message);
  if (hasFailed(result.value)) return refusal(REPLY.badParameters, result.value.message);
  return reply(wire.payOutReply, { tx_reference: result.value.providerReference, status: REPLY.paidOut });
}

async function tellBalance(backend: Backend, call: Call): Promise<Response> {
  const denied = denial(call);
  if (denied) return denied;
  const wallets = await backend.balances(call.account);
  const held = (name: string) => wallets.find(({ wallet }) => wallet === name)?.money;
  const amounts = OPERATORS.map(({ wire: name }) => [
    name.toLowerCase(),
    formatDecimal(held(name) ?? { amount: 0n, currency: 'XOF' }),
  ]);
  // As in the field; a reply without a status is what loose tests stumble over.
  return reply(wire.balanceReply, { ...Object.fromEntries(amounts), status: REPLY.registered });
}

async function tellStatus(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error } = wire.statusRequest.safeParse(fields);
  if (error) return notFound(messageOf(error));
  return statusOf(await backend.findTransaction(account, { providerReference: data.tx_reference }));
}

async function tellStatusByReference(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error } = wire.referenceStatusRequest.safeParse(fields);
  if (error) return notFound(messageOf(error));
  return statusOf(await backend.findTransaction(account, { reference: wire.identifierOf(data) }));
}

/**
 * A link of the shop. Opened (GET) it creates nothing and shows a button; the button's POST to the same address creates
 * the payment. The same link again leads to the same payment; with another amount it is not the shop's any more.
 */
async function openPage(backend: Backend, facts: ServerRequestFacts, c: Context): Promise<Response> {
  await readFields(c.req.raw);
  const url = new URL(c.req.url);
  const locale = stepLocale(url.search, c.req.header('accept-language'));
  const problem = (text: string) => payerProblem({ status: 400, problem: text, locale });
  const account = await accountOf(backend, url.searchParams.get('token'), facts);
  if (account === undefined) return problem(TOKEN_MESSAGE);
  const { data, error } = wire.pageLink.safeParse(url.search.slice(1));
  if (error) return problem(messageOf(error));
  const known = await findPage(backend, account, data);
  if (known !== undefined) return known === 'another' ? problem(USED_MESSAGE) : payerGoesTo(known);
  if (c.req.method !== 'POST') {
    const { description, amount: money, identifier: reference } = data;
    return payerStep({ account, description, money, reference, locale, query: url.search });
  }
  const result = await backend.createPage(account, pagePaymentOf(data, locale));
  if (result.ok) return payerGoesTo(result.value.url);
  // Two tabs at once: the second one finds what the first one made.
  const other = result.refusal === 'duplicate_reference' ? await findPage(backend, account, data) : undefined;
  return other === undefined || other === 'another' ? problem(result.message) : payerGoesTo(other);
}

/** Where the payment of this link is, `another` when the identifier belongs to another payment, else undefined. */
async function findPage(
  backend: Backend,
  account: ServerAccount,
  { identifier, amount }: PageRequest,
): Promise<string | undefined> {
  const found = await backend.findTransaction(account, { reference: identifier });
  if (found === undefined) return undefined;
  return found.pageUrl !== undefined && sameMoney(found.money, amount) ? found.pageUrl : 'another';
}

// ───────────── details ─────────────

async function accountOf(
  backend: Backend,
  token: unknown,
  facts: ServerRequestFacts,
): Promise<ServerAccount | undefined> {
  return typeof token === 'string' && token !== ''
    ? backend.findAccount('paygateglobal', token, facts)
    : undefined;
}

/** The token stands in page links, for every payer to see: money leaves, and balances are told, by address alone. */
function denial({ account, facts }: Call): Response | undefined {
  if (account.addressCheckLifted || isInNetworks(facts.peer, account.declaredAddresses)) return undefined;
  return refusal(
    REPLY.badToken,
    `Adresse ${facts.peer} non déclarée : déclarez-la dans les réglages de l'application`,
  );
}

/** There is one return link for every end, and nothing is appended to it. */
function pagePaymentOf(data: z.output<typeof wire.pageRequest>, locale: 'fr' | 'en'): ServerPaymentRequest {
  const { url: back } = data;
  return {
    reference: data.identifier,
    money: data.amount,
    operator: operatorIn(data.network),
    phone: data.phone,
    description: data.description ?? '',
    locale,
    ...(back === undefined ? {} : { returnUrls: { success: back, cancel: back, failure: back } }),
  };
}

function stateOf(transaction: ServerTransaction): wire.TransactionState {
  const expired = hasFailed(transaction) && transaction.failureCode === EXPIRED_FAILURE;
  const status = expired ? STATUS_CODES.expired : STATUS_CODES[transaction.status];
  const paidAt = status === 0 ? (transaction.completedAt ?? transaction.createdAt) : undefined;
  return {
    tx_reference: transaction.providerReference,
    identifier: transaction.reference,
    payment_reference: (paidAt && transaction.operatorReference) ?? null,
    status,
    datetime: paidAt?.toISOString() ?? null,
    payment_method: wire.paymentMethod(transaction.operator),
    amount: formatDecimal(transaction.money),
    phone_number: transaction.phone?.replace('+', '') ?? null,
  };
}

function statusOf(transaction: ServerTransaction | undefined): Response {
  if (transaction === undefined) return notFound('Transaction introuvable');
  return reply(wire.statusReply, stateOf(transaction));
}

function hasFailed({ status }: ServerTransaction): boolean {
  return ['failed', 'canceled', 'expired'].includes(status);
}

function operatorIn(network: string | undefined) {
  return isOperatorId(network) ? network : undefined;
}

const TOKEN_MESSAGE = 'Jeton d’authentification absent ou inconnu (auth_token)';
const BODY_MESSAGE = 'Le corps de la requête est illisible ou trop long';
const USED_MESSAGE = 'Cet identifiant appartient déjà à un autre paiement.';

function reply<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): Response {
  return Response.json(z.encode(schema, value));
}

/** A refusal of pay, disburse or check-balance. */
function refusal(status: number, message: string): Response {
  return reply(wire.chargeReply, { status, error_message: message });
}

/** A refusal of a status call: 2 would mean in progress there, so it is 4 whatever the reason. */
function statusRefusal(_code: number, message: string): Response {
  return notFound(message);
}

function notFound(message: string): Response {
  return failure({ http: 200, status: STATUS_CODES.expired, message });
}

function failure(about: { http: number; status: number; message: string }): Response {
  const { http, status, message } = about;
  const error_code = http === 200 ? NOT_FOUND : http;
  const body = z.encode(wire.errorReply, { status, error_code, error_message: message });
  return Response.json(body, { status: http });
}

/** Nobody knows what was written before it: "in progress" of a status, "exists already" of everything else. */
function crash(c: Context): Response {
  const message = 'Erreur interne : vérifiez le statut de la transaction';
  if (c.req.path.startsWith('/v1/page')) {
    const locale = stepLocale(new URL(c.req.url).search, c.req.header('accept-language'));
    return payerProblem({ status: 500, problem: message, locale });
  }
  const isStatus = /\/status\/?$/.test(c.req.path);
  return failure({ http: 500, status: isStatus ? STATUS_CODES.pending : REPLY.duplicate, message });
}

function messageOf(problem: z.ZodError): string {
  return fieldMessage(problem, FIELD_MESSAGES);
}
