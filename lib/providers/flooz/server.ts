/** We are the Flooz web service: the same routes over a backend, for the sandbox and for shops that move to us. */
import { Hono } from 'hono';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import { formatDecimal } from '#lib/money.ts';
import { safeEqual } from '#lib/secrets.ts';
import { type Fields, fieldMessage, parseJsonObject, readFields } from '../codecs.ts';
import type {
  Backend,
  ConnectionStore,
  OutgoingCallback,
  ServerAccount,
  ServerRequestFacts,
  ServerTransaction,
  ShopReply,
} from '../provider.ts';
import { type Identity, issueToken, isTokenOf, readIssuedToken } from './authorization.ts';
import {
  DEBIT_PATHS,
  FIELD_MESSAGES,
  MESSAGES,
  REFUSAL_CODES,
  REPLY,
  STATUS_CODES,
  TOKEN_PATHS,
  VERIFY_PATHS,
} from './codes.ts';
import * as wire from './wire.ts';

interface Call {
  account: ServerAccount;
  fields: Fields;
}

type Answer = (code: number, message: string) => Response;

/**
 * Every path that was ever seen, under HTTP 200 whatever is said: programs compare with exactly 200. `message` is always
 * a text, and what verify says of a payment is always a number: a word there counts as paid in the field.
 */
export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  const on = (
    paths: readonly string[],
    refuse: Answer,
    answer: (backend: Backend, call: Call) => Promise<Response>,
  ) =>
    app.on('POST', [...paths], async (c) => {
      const fields = await readFields(c.req.raw);
      if (fields === undefined) return refuse(REPLY.invalid, MESSAGES.unreadable);
      const { data, error } = wire.accountOf.safeParse(fields);
      if (error) return refuse(...problemOf(error, fields));
      const account = await backend.findAccount('flooz', data.partnermsisdn, factsOf(c.req.raw));
      const token = c.req.header('authorization') ?? '';
      if (account === undefined || !(await isAuthorized(account, token, backend.store(account))))
        return refuse(REPLY.unauthorized, MESSAGES.unauthorized);
      return answer(backend, { account, fields });
    });

  on(DEBIT_PATHS, refused, takePayment);
  on(VERIFY_PATHS, nothingFound, tellStatus);
  app.on('GET', [...TOKEN_PATHS], (c) => giveToken(backend, factsOf(c.req.raw), new URL(c.req.url)));
  // A call that is no debit and no verification, a payout say: under 200 like every other answer.
  app.notFound(() => failure(200, REPLY.notAllowed, MESSAGES.noRoute));
  app.onError((problem, c) => {
    log.error({ err: problem, provider: 'flooz' }, 'a server end broke down');
    // Nobody knows what was written before it: "being processed" of a debit, and nothing at all of a payment.
    const isDebit = DEBIT_PATHS.some((path) => c.req.path.startsWith(path));
    return failure(500, isDebit ? REPLY.processing : REPLY.failedWithoutReason, MESSAGES.crash);
  });
  return app;
}

/** Sent once a payment has ended, either way. */
export function callbackFor(
  account: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  const state = stateOf(transaction);
  const isOpen = state.status === STATUS_CODES.pending;
  if (isOpen || transaction.kind === 'payout' || account.callbackUrl === undefined) return undefined;
  const fields = z.encode(wire.callback, {
    amount: state.amount,
    refid: state.referenceid,
    mrchrefid: state.mrchreference,
    msisdn: state.msisdn,
    status: state.status,
    message: transaction.message,
  });
  const pairs = Object.entries(fields).map(([name, value]) => [name, String(value)]);
  return {
    method: 'POST',
    url: account.callbackUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(pairs).toString(),
  };
}

/** A shop says `code: 0`; one that says nothing readable under 2xx has heard us all the same. */
export function readShopReply(status: number, body: string): ShopReply {
  const said = wire.callbackReply.safeParse(parseJsonObject(body)).data;
  const heard = status >= 200 && status < 300 && (said === undefined || said.code === 0);
  return heard ? 'delivered' : 'retry';
}

// ───────────── routes ─────────────

async function takePayment(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error } = wire.debitRequest.safeParse(fields);
  if (error) return refused(...problemOf(error, fields));
  if (!safeEqual(data.key, account.credentials.key ?? ''))
    return refused(REPLY.unauthorized, MESSAGES.unauthorized);
  const result = await backend.createPayment(account, {
    reference: data.mrchrefid,
    money: data.amount,
    operator: 'tg-flooz',
    phone: data.msisdn,
    description: data.mrchname,
  });
  if (!result.ok) return refused(REFUSAL_CODES[result.refusal], result.message);
  const transaction = result.value;
  const code = codeOf(transaction);
  const hasFailed = code !== STATUS_CODES.succeeded && code !== STATUS_CODES.pending;
  const message = hasFailed ? transaction.message : MESSAGES.processing;
  return reply(wire.debitReply, {
    status: hasFailed ? code : REPLY.processing,
    message,
    description: message,
    mrorrefid: transaction.providerReference,
  });
}

async function tellStatus(backend: Backend, { account, fields }: Call): Promise<Response> {
  const { data, error } = wire.verifyRequest.safeParse(fields);
  if (error) return nothingFound(...problemOf(error, fields));
  const transaction = await backend.findTransaction(account, { reference: data.mrchrefid });
  // 0 outside, as in the field: it answers the question, and says nothing of the payment.
  if (transaction === undefined) return nothingFound(REPLY.processing, MESSAGES.notFound);
  const state = { status: REPLY.processing, message: MESSAGES.found, details: stateOf(transaction) };
  return reply(wire.verifyReply, state);
}

/** A token for one request; the account is named by its user name here. */
async function giveToken(backend: Backend, facts: ServerRequestFacts, url: URL): Promise<Response> {
  const { data, error } = wire.tokenRequest.safeParse(url.search.slice(1));
  if (error) return refused(REPLY.incomplete, 'index, username, password : obligatoires');
  const account = await backend.findAccount('flooz', data.username, facts);
  const known = account === undefined ? undefined : identityOf(account);
  if (account === undefined || known === undefined || !isSame(known, data))
    return refused(REPLY.unauthorized, MESSAGES.unauthorized);
  const store = backend.store(account);
  const index = Number(data.index);
  if (index <= Number((await store.get('token-index')) ?? '-1'))
    return refused(REPLY.unauthorized, `${MESSAGES.unauthorized} : index doit croître`);
  await store.set('token-index', String(index));
  const turn = await store.increment(slotOf(index));
  return reply(wire.tokenReply, { key: issueToken(known, { index, turn }) });
}

// ───────────── details ─────────────

/**
 * So many tokens of an account may be out at a time. A slot counts the turns of its tokens: one when it is given out, one
 * when it is used, so that a used one, or one whose slot went to a newer, no longer fits.
 */
const TOKEN_SLOTS = 64;

function slotOf(index: number): string {
  return `token-slot-${index % TOKEN_SLOTS}`;
}

/** Any of the four ways; the counter of an encrypted one is not looked at. */
async function isAuthorized(account: ServerAccount, token: string, store: ConnectionStore): Promise<boolean> {
  const identity = identityOf(account);
  if (token === '' || identity === undefined) return false;
  const { api_key, key } = account.credentials;
  if ([api_key, key].some((fixed) => fixed !== undefined && fixed !== '' && safeEqual(token, fixed)))
    return true;
  const ticket = readIssuedToken(identity, token);
  if (ticket === undefined) return isTokenOf(identity, token);
  const slot = slotOf(ticket.index);
  if (Number(await store.get(slot)) !== ticket.turn) return false;
  // Atomic, so that one token opens one request whatever arrives together.
  return (await store.increment(slot)) === ticket.turn + 1;
}

function identityOf({ credentials }: ServerAccount): Identity | undefined {
  const { username, password, encryption_key } = credentials;
  return username === undefined || password === undefined || encryption_key === undefined
    ? undefined
    : { username, password, encryption_key };
}

function isSame(known: Identity, said: { username: string; password: string }): boolean {
  return safeEqual(known.username, said.username) && safeEqual(known.password, said.password);
}

function stateOf(transaction: ServerTransaction): wire.TransactionState {
  const status = codeOf(transaction);
  const isPaid = status === STATUS_CODES.succeeded;
  const paidAt = transaction.completedAt ?? transaction.createdAt;
  return {
    pushussd: 'SUCCESS',
    callback: isPaid ? 'SUCCESS' : '',
    amount: formatDecimal(transaction.money),
    mrchreference: transaction.reference,
    mrchname: transaction.description,
    msisdn: transaction.phone?.replace('+', '') ?? '',
    mrorreference: transaction.providerReference,
    referenceid: (isPaid && transaction.operatorReference) || '',
    // Lomé keeps UTC all year.
    validationdate: isPaid ? paidAt.toISOString().slice(0, 19).replace('T', ' ') : '',
    status,
  };
}

/** The two failures of a debit's reply: 100 where no reason is known. */
function codeOf({ status, failureCode }: ServerTransaction): number {
  const code: number = STATUS_CODES[status];
  return code === REPLY.failed && failureCode === 'unspecified' ? REPLY.failedWithoutReason : code;
}

/** A member that is missing makes a request incomplete, a wrong one invalid. */
function problemOf(problem: z.ZodError, fields: Fields): [code: number, message: string] {
  const names = problem.issues.map(({ path }) => String(path[0]));
  const missing = names.find((name) => [undefined, null, ''].includes(fields[name] as undefined));
  if (missing === undefined) return [REPLY.invalid, fieldMessage(problem, FIELD_MESSAGES)];
  return [REPLY.incomplete, FIELD_MESSAGES[missing] ?? `${missing} : valeur absente`];
}

function reply<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): Response {
  return Response.json(z.encode(schema, value));
}

/** Of a debit or a token. */
function refused(code: number, message: string): Response {
  return reply(wire.debitReply, { status: code, message, description: message, mrorrefid: '' });
}

/** Of a verification: nothing is told of any payment. */
function nothingFound(code: number, message: string): Response {
  return reply(wire.verifyReply, { status: code, message, details: null });
}

function failure(http: number, status: number, message: string): Response {
  return Response.json(
    { status, message, description: message, mrorrefid: '', details: null },
    { status: http },
  );
}
