/** We are SOFTSYSTEM: the same routes over a backend, for the sandbox and for shops that move to us. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import { formatDecimal } from '#lib/money.ts';
import { isOperatorId } from '#lib/operators/catalogue.ts';
import { type Fields, fieldMessage, isReadable, readFields } from '../codecs.ts';
import type {
  Backend,
  OutgoingCallback,
  ServerAccount,
  ServerRequestFacts,
  ServerTransaction,
  ShopReply,
} from '../provider.ts';
import { FIELD_MESSAGES, refusalStatus, STATUS, STATUS_WORDS } from './codes.ts';
import * as wire from './wire.ts';

/** Every route as it stands after the host; checks in the document's order: method, token, members, duplicate. */
export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  app.all('/api/paymentgateway', async (c) => {
    const fields = await readFields(c.req.raw);
    if (c.req.method !== 'POST') return error(STATUS.wrongMethod, 'Mauvaise requête : POST est attendu');
    const account = await accountOf(backend, c, factsOf(c.req.raw));
    if (account === undefined) return error(STATUS.badToken, TOKEN_MESSAGE);
    return openPage(backend, account, fields);
  });
  app.all('/api/getstatusgateway/:orderId?', async (c) => {
    await readFields(c.req.raw);
    if (c.req.method !== 'GET') return error(STATUS.wrongMethod, 'Mauvaise requête : GET est attendu');
    const account = await accountOf(backend, c, factsOf(c.req.raw));
    if (account === undefined) return error(STATUS.badToken, TOKEN_MESSAGE);
    return tellStatus(backend, account, c.req.param('orderId') ?? '');
  });
  app.notFound(() => error(STATUS.missing, 'Route inconnue ici : rien n’a été envoyé'));
  app.onError((problem) => {
    log.error({ err: problem, provider: 'softsystem' }, 'a server end broke down');
    return error(500, 'Erreur interne : vérifiez le statut de la transaction');
  });
  return app;
}

/** About a paid payment, to the address that came with it; nothing else is ever told. */
export function callbackFor(
  _account: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  const { callbackUrl: url } = sentWith(transaction);
  if (STATUS_WORDS[transaction.status] !== 'Accepte' || url === undefined) return undefined;
  const message = { ...stateOf(transaction), Status: STATUS_WORDS[transaction.status] };
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(z.encode(wire.callback, message)),
  };
}

/** No answer is prescribed: 2xx is delivered, whatever it says. */
export function readShopReply(status: number, _body: string): ShopReply {
  return status >= 200 && status < 300 ? 'delivered' : 'retry';
}

// ───────────── routes ─────────────

async function openPage(
  backend: Backend,
  account: ServerAccount,
  fields: Fields | undefined,
): Promise<Response> {
  if (fields === undefined) return error(STATUS.missing, BODY_MESSAGE);
  const { data, error: problem } = wire.chargeRequest.safeParse(fields);
  if (problem) return error(STATUS.missing, messageOf(problem));
  const { orderId, objet, error_url, success_url } = data;
  const result = await backend.createPage(account, {
    reference: orderId,
    money: data.Montant,
    ...(isOperatorId(data.Canal) ? { operator: data.Canal } : {}),
    phone: data.numero,
    description: wire.descriptionOf(objet),
    callbackUrl: data.callback_url,
    returnUrls: { success: success_url, cancel: error_url, failure: error_url },
    // The token of the account came with them, from the shop's server.
    returnUrlsFrom: 'shop',
    details: { objet, error_url, success_url },
  });
  if (!result.ok) return error(refusalStatus(result.refusal), result.message);
  const { url, transaction } = result.value;
  return reply(wire.chargeReply, {
    token: transaction.providerReference,
    orderId,
    http_reponse: '200',
    url,
  });
}

async function tellStatus(backend: Backend, account: ServerAccount, orderId: string): Promise<Response> {
  const transaction =
    orderId === '' || !isReadable(orderId)
      ? undefined
      : await backend.findTransaction(account, { reference: orderId });
  if (transaction === undefined) return error(STATUS.missing, 'Pas trouvé : cet orderId est inconnu');
  return reply(wire.statusReply, { ...stateOf(transaction), status: STATUS_WORDS[transaction.status] });
}

// ───────────── details ─────────────

async function accountOf(
  backend: Backend,
  c: Context,
  facts: ServerRequestFacts,
): Promise<ServerAccount | undefined> {
  const token = /^\s*bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return token === undefined ? undefined : backend.findAccount('softsystem', token, facts);
}

/** What the shop sent and reads again; kept by the backend as it was. */
const SENT = z.object({
  callbackUrl: z.string().optional(),
  objet: z.string().default('Aucun'),
  error_url: z.string().default(''),
  success_url: z.string().default(''),
});

function sentWith(transaction: ServerTransaction): z.output<typeof SENT> {
  return SENT.parse(transaction.details);
}

function stateOf(transaction: ServerTransaction): wire.TransactionState {
  const { objet, error_url, success_url } = sentWith(transaction);
  return {
    montant: formatDecimal(transaction.money),
    numero: transaction.phone?.replace('+', '') ?? null,
    objet,
    error_url,
    success_url,
    reseau: wire.channelOf(transaction.operator) ?? '',
    orderId: transaction.reference,
  };
}

const TOKEN_MESSAGE = 'Non autorisé : le token est invalide';
const BODY_MESSAGE = 'Le corps de la requête est illisible ou trop long';

function reply<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): Response {
  return Response.json(z.encode(schema, value));
}

function error(status: number, message: string): Response {
  return Response.json(z.encode(wire.errorReply, { error: message }), { status });
}

function messageOf(problem: z.ZodError): string {
  return fieldMessage(problem, FIELD_MESSAGES);
}
