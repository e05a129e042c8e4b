/** We are MBANKING: the same routes over a backend, for the sandbox and for shops that move to us. */
import { Hono } from 'hono';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import { formatDecimal } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { predictOperator } from '#lib/operators/predict.ts';
import { parseE164 } from '#lib/phone.ts';
import { safeEqual } from '#lib/secrets.ts';
import { type Fields, fieldMessage, isReadable, parseFields, readFields } from '../codecs.ts';
import type {
  Backend,
  OutgoingCallback,
  ServerAccount,
  ServerRequestFacts,
  ServerTransaction,
  ShopReply,
} from '../provider.ts';
import {
  CODE,
  FAULT,
  FIELD_MESSAGES,
  LOGIN,
  OPERATORS,
  PATHS,
  PIN_FAILURE,
  REFUSALS,
  STATES,
  TYPE,
  WORD,
} from './codes.ts';
import { accountByToken, issueToken } from './token.ts';
import * as wire from './wire.ts';

interface Call {
  account: ServerAccount;
  fields: Fields;
  /** Without `?`. */
  query: string;
}

/**
 * Every route as it stands after the host, under each path that was seen. Shops take HTTP 200 alone for an answer, so
 * business refusals are 200 with a code; what the gateway in front refuses (a token, a route) is a `fault`.
 */
export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  const on = (
    method: 'GET' | 'POST',
    paths: readonly string[],
    answer: (backend: Backend, call: Call) => Promise<Response>,
  ) =>
    app.on(method, [...paths], async (c) => {
      const fields = await readFields(c.req.raw);
      const token = wire.bareToken(c.req.header('authorization') ?? '');
      if (token === '') return refusal(fields, CODE.notSignedIn, NO_TOKEN_MESSAGE);
      const account = await accountByToken(backend, token, factsOf(c.req.raw));
      if (account === undefined) return fault(401, FAULT.credentials);
      if (fields === undefined) return refusal(fields, CODE.error, BODY_MESSAGE);
      return answer(backend, { account, fields, query: new URL(c.req.url).search.slice(1) });
    });

  app.on('POST', [...PATHS.login], async (c) =>
    login(backend, factsOf(c.req.raw), await readFields(c.req.raw)),
  );
  on('POST', PATHS.debit, takePayment);
  on('POST', PATHS.credit, takePayOut);
  on('GET', [...PATHS.debitCheck, ...PATHS.creditCheck], tellStatus);
  app.on('GET', [...PATHS.creditV1], (c) => takePayOutV1(backend, factsOf(c.req.raw), c.req.raw));
  app.notFound(() => fault(404, FAULT.notFound));
  app.onError((problem) => {
    log.error({ err: problem, provider: 'tmoney-mbanking' }, 'a server end broke down');
    // Nobody knows what was written before it.
    const said = { code: CODE.unknown, message: 'Erreur interne : vérifiez l’état de la transaction' };
    return Response.json(said, { status: 500 });
  });
  return app;
}

/** The end of a debit, or of a credit of version 1; version 2 has no callback that is known for a credit. */
export function callbackFor(
  account: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  const state = stateOf(transaction);
  if (state.statutRequete === WORD.open || account.callbackUrl === undefined) return undefined;
  const isV1 = transaction.details.version === 1;
  if (transaction.kind === 'payout' && !isV1) return undefined;
  const message = isV1 ? z.encode(wire.payOutV1Reply, resultOf(transaction)) : z.encode(wire.callback, state);
  return {
    method: 'POST',
    url: account.callbackUrl,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  };
}

/** No answer is prescribed: 2xx is delivered, whatever it says. */
export function readShopReply(status: number): ShopReply {
  return status >= 200 && status < 300 ? 'delivered' : 'retry';
}

// ───────────── routes ─────────────

async function login(
  backend: Backend,
  facts: ServerRequestFacts,
  fields: Fields | undefined,
): Promise<Response> {
  const { data } = wire.loginRequest.safeParse(fields);
  const account = data && (await accountFor(backend, data.nomUtilisateur, data.motDePasse, facts));
  const state =
    account === undefined
      ? { code: LOGIN.refused, message: 'Nom d’utilisateur ou mot de passe incorrect' }
      : { code: LOGIN.accepted, message: 'Authentification réussie' };
  const token = account && { data: { token: `Bearer ${issueToken(account, backend.now())}` } };
  return reply(wire.loginReply, { statut: state, status: state, ...token });
}

async function takePayment(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error } = wire.chargeRequest.safeParse(fields);
  if (error) return refusal(fields, CODE.error, messageOf(error));
  const operator = operatorFor(data.numeroClient);
  if (operator === undefined) return refusal(fields, CODE.error, FIELD_MESSAGES.numeroClient ?? '');
  const result = await backend.createPayment(account, { ...submittedIn(data), operator });
  if (!result.ok) return refusal(fields, REFUSALS[result.refusal], result.message);
  const transaction = result.value;
  const { code, statutRequete, message } = stateOf(transaction);
  // It has ended already: where there is a callback address, that has been told there.
  const told = statutRequete === WORD.paid && account.callbackUrl !== undefined;
  return reply(wire.chargeReply, {
    code: told ? CODE.callbackExecuted : code,
    message,
    idRequete: transaction.reference,
  });
}

async function takePayOut(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error } = wire.chargeRequest.safeParse(fields);
  if (error) return refusal(fields, CODE.error, messageOf(error));
  const operator = operatorFor(data.numeroClient);
  if (operator === undefined) return refusal(fields, CODE.error, FIELD_MESSAGES.numeroClient ?? '');
  const result = await backend.createPayOut(account, { ...submittedIn(data), operator });
  if (!result.ok) return refusal(fields, REFUSALS[result.refusal], result.message);
  const transaction = result.value;
  const { message, montant, refTmoney, refCommande } = stateOf(transaction);
  const code = creditCode(transaction);
  const accepted = { code, message, idRequete: transaction.reference };
  if (code !== CODE.done) return reply(wire.chargeReply, accepted);
  const wallets = (await backend.balances(account)).filter(({ money }) => money.currency === 'XOF');
  const held = wallets.reduce((sum, { money }) => sum + money.amount, 0n);
  return reply(wire.chargeReply, {
    ...accepted,
    refTmoney,
    typeRequete: TYPE.payout,
    refCommande,
    montant,
    nomPartenaire: account.credentials.nomUtilisateur,
    dateHeureTmoney: transaction.completedAt ?? transaction.createdAt,
    soldePartenaire: formatDecimal({ amount: held, currency: 'XOF' }),
  });
}

/**
 * Version 1: a GET whose parameters stand in the query or in a JSON body (the document says GET and JSON), with the
 * password among them. The result is the reply, and is posted to the account's callback address when the credit ends.
 */
async function takePayOutV1(
  backend: Backend,
  facts: ServerRequestFacts,
  request: Request,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const body = await parseFields(facts.getBody ?? '', request.headers.get('content-type') ?? '');
  const fields = { ...Object.fromEntries(searchParams), ...body };
  const { data: names } = wire.payOutV1Names.safeParse(fields);
  const { merchantid, agentid, referenceid, password = '' } = names ?? {};
  const refused = (code: string, message: string) =>
    reply(wire.payOutV1Reply, { merchantid, agentid, referenceid, result: code, message });
  const account = await accountFor(backend, merchantid ?? agentid ?? '', password, facts);
  if (account === undefined) return refused(CODE.notSignedIn, 'Compte ou mot de passe incorrect');
  if (body === undefined) return refused(CODE.error, BODY_MESSAGE);
  const { data, error } = wire.payOutV1Request.safeParse(fields);
  if (error) return refused(CODE.error, messageOf(error));
  const operator = operatorFor(data.client);
  if (operator === undefined) return refused(CODE.error, FIELD_MESSAGES.client ?? '');
  const result = await backend.createPayOut(account, {
    reference: data.referenceid,
    money: data.amount,
    operator,
    phone: data.client,
    description: data.description,
    details: { version: 1, merchantid, agentid },
  });
  if (!result.ok) return refused(REFUSALS[result.refusal], result.message);
  return reply(wire.payOutV1Reply, resultOf(result.value));
}

/** One list for debits and credits, under every path: an idRequete is one transaction of the account. */
async function tellStatus(backend: Backend, { account, query }: Call): Promise<Response> {
  const { data, error } = wire.statusRequest.safeParse(query);
  if (error) return refusal({}, CODE.error, messageOf(error));
  const found = await backend.findTransaction(account, { reference: data.idRequete });
  if (found === undefined) {
    return reply(wire.statusReply, { total: 0, data: [], message: 'Aucune transaction' });
  }
  const { nomUtilisateur } = account.credentials;
  const { dateHeureRequete } = found.details;
  const item = {
    ...stateOf(found),
    dateHeureTmoney: found.completedAt,
    dateHeureRequete: typeof dateHeureRequete === 'string' ? new Date(dateHeureRequete) : found.createdAt,
    idPartenaire: nomUtilisateur,
    nomPartenaire: nomUtilisateur,
  };
  return reply(wire.statusReply, { total: 1, data: [item], message: 'Transaction trouvée' });
}

// ───────────── details ─────────────

/** The document does not say how version 1's account number and the user name go together: with us they are one. */
async function accountFor(
  backend: Backend,
  name: string,
  password: string,
  facts: ServerRequestFacts,
): Promise<ServerAccount | undefined> {
  if (name === '' || !isReadable(name)) return undefined;
  const account = await backend.findAccount('tmoney-mbanking', name, facts);
  const { motDePasse } = account?.credentials ?? {};
  return motDePasse !== undefined && safeEqual(motDePasse, password) ? account : undefined;
}

/** TMoney wallets alone; a prefix that nobody knows may be one. */
function operatorFor(e164: string): OperatorId | undefined {
  const phone = parseE164(e164);
  const predicted = phone && predictOperator(phone);
  return OPERATORS.find(({ operator }) => predicted === undefined || operator === predicted)?.operator;
}

function submittedIn(data: z.output<typeof wire.chargeRequest>) {
  return {
    reference: data.idRequete,
    money: data.montant,
    phone: data.numeroClient,
    description: data.description,
    details: { refCommande: data.refCommande, dateHeureRequete: data.dateHeureRequete?.toISOString() },
  };
}

function stateOf(transaction: ServerTransaction) {
  const { code, word } = STATES[transaction.status];
  const isPaid = word === WORD.paid;
  const { refCommande } = transaction.details;
  return {
    idRequete: transaction.reference,
    refCommande: typeof refCommande === 'string' ? refCommande : undefined,
    refTmoney: transaction.operatorReference ?? (isPaid ? transaction.providerReference : ''),
    code: code === CODE.error && transaction.failureCode === PIN_FAILURE ? CODE.wrongPin : code,
    statutRequete: word,
    message: transaction.message,
    montant: formatDecimal(transaction.money),
    numeroClient: transaction.phone?.replace('+', ''),
    typeRequete: TYPE[transaction.kind],
  } satisfies wire.TransactionState;
}

/** A credit is done with 200, where a debit is completed with 2002. */
function creditCode(transaction: ServerTransaction): string {
  const { code } = stateOf(transaction);
  return code === CODE.completed ? CODE.done : code;
}

function resultOf(transaction: ServerTransaction): z.output<typeof wire.payOutV1Reply> {
  const { montant, numeroClient, refTmoney, message } = stateOf(transaction);
  const { merchantid, agentid } = transaction.details;
  return {
    ...(typeof merchantid === 'string' ? { merchantid } : {}),
    ...(typeof agentid === 'string' ? { agentid } : {}),
    client: numeroClient,
    amount: montant,
    currency: '952',
    referenceid: transaction.reference,
    result: creditCode(transaction),
    transactionid: refTmoney,
    message,
  };
}

const NO_TOKEN_MESSAGE = 'Non authentifié : le jeton de /login est attendu dans Authorization';
const BODY_MESSAGE = 'Le corps de la requête est illisible ou trop long';

function reply<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): Response {
  return Response.json(z.encode(schema, value));
}

/** Of a debit, a credit or a check; the idRequete comes back where it can be read. */
function refusal(fields: Fields | undefined, code: string, message: string): Response {
  const idRequete = wire.named.safeParse(fields).data?.idRequete;
  return reply(wire.chargeReply, { code, message, ...(idRequete === undefined ? {} : { idRequete }) });
}

function fault(status: number, said: (typeof FAULT)[keyof typeof FAULT]): Response {
  return Response.json(z.encode(wire.faultReply, { fault: said }), { status });
}

function messageOf(problem: z.ZodError): string {
  return fieldMessage(problem, FIELD_MESSAGES);
}
