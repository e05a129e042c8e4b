/** We are TMoney Online: session and order form over a backend, for the sandbox and for shops that move to us. */
import { randomInt } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { log } from '#lib/log.ts';
import { formatDecimal, type Money, parseDecimal, sameMoney } from '#lib/money.ts';
import { type Fields, isReadable, readFields, UNREADABLE_MESSAGE } from '../codecs.ts';
import { isInNetworks } from '../networks.ts';
import { payerGoesTo, payerLocale, payerProblem } from '../payer-page.ts';
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
  END_WORDS,
  FAILURE_WORDS,
  FIELD_PROBLEMS,
  PROBLEMS,
  REFUSAL_PROBLEMS,
  SESSION_MS,
  STATUS_WORDS,
  UNKNOWN_MERCHANT,
} from './codes.ts';
import * as wire from './wire.ts';

const PATH = '/online/online.php';
const SESSION_DIGITS = 32;

type Order = z.output<typeof wire.order>;
type Problem = (problem: Record<'fr' | 'en', string> | string) => Response;

/** One address: a shop's server asks it for a session (GET), the payer's browser posts the order form to it. */
export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  app.get(PATH, (c) => openSession(backend, factsOf(c.req.raw), c));
  app.post(PATH, (c) => takeOrder(backend, factsOf(c.req.raw), c));
  app.notFound((c) => c.text('NOK:NOT_FOUND', 404));
  app.onError((problem, c) => {
    log.error({ err: problem, provider: 'tmoney-online' }, 'a server end broke down');
    if (c.req.method !== 'POST') return c.text('NOK:INTERNAL_ERROR', 500);
    const locale = payerLocale(c.req.header('accept-language'));
    return payerProblem({ status: 500, problem: PROBLEMS.crash[locale], locale });
  });
  return app;
}

/** The notification about a transaction that has ended; nothing is told before. */
export function callbackFor(
  account: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  const status = STATUS_WORDS[transaction.status];
  if (status === undefined || transaction.kind === 'payout' || account.callbackUrl === undefined)
    return undefined;
  const { failureCode, operatorReference, providerReference, phone } = transaction;
  const endedAt = transaction.completedAt ?? transaction.createdAt;
  const named = failureCode === undefined ? undefined : FAILURE_WORDS[failureCode];
  const query = wire.notification.encode({
    purchaseref: transaction.reference,
    amount: formatDecimal(timesMultiplier(transaction.money, account)),
    currency: '952',
    status,
    clientid: phone?.replace(/^\+228/, '') ?? '',
    cname: '',
    mobile: phone?.replace('+', '') ?? '',
    paymentref: operatorReference ?? '',
    // It identifies the money: a second debit under one reference has another one.
    payid: operatorReference ?? providerReference,
    timestamp: String(Math.floor(endedAt.getTime() / 1000)),
    error: status === 'OK' ? '' : (named ?? END_WORDS[transaction.status] ?? ''),
  });
  const joint = account.callbackUrl.includes('?') ? '&' : '?';
  return { method: 'GET', url: `${account.callbackUrl}${joint}${query}`, headers: {} };
}

/** Merchants mostly answer `OK`; no word is prescribed, so any 2xx is delivered. */
export function readShopReply(status: number, _body: string): ShopReply {
  return status >= 200 && status < 300 ? 'delivered' : 'retry';
}

// ───────────── session ─────────────

/** For declared addresses only: whoever else asks is told that the merchant is unknown. */
async function openSession(backend: Backend, facts: ServerRequestFacts, c: Context): Promise<Response> {
  // Some clients send an old body with a GET.
  await readFields(c.req.raw);
  const request = wire.sessionRequest.safeParse(new URL(c.req.url).search.slice(1)).data;
  const account =
    request === undefined ? undefined : await backend.findAccount('tmoney-online', request.merchantid, facts);
  if (account === undefined || !isDeclared(account, facts))
    return plain(wire.sessionReply.encode({ error: UNKNOWN_MERCHANT }));
  const sessionid = newSession();
  await backend.store(account).set(sessionKey(sessionid), '', { ttlMs: SESSION_MS });
  return plain(wire.sessionReply.encode({ sessionid }));
}

function isDeclared(account: ServerAccount, { peer }: ServerRequestFacts): boolean {
  return account.addressCheckLifted || isInNetworks(peer, account.declaredAddresses);
}

/** Digits, as in the document; shops cut it by position, so always as many. */
function newSession(): string {
  return Array.from({ length: SESSION_DIGITS }, () => randomInt(10)).join('');
}

function sessionKey(sessionid: string): string {
  return `session:${sessionid}`;
}

// ───────────── order form ─────────────

/**
 * The payer arrives. A form that was posted before (reload, back button, second tab) leads to the page of its payment,
 * whatever became of the session; a new one needs a session that lives and belongs to no other reference.
 */
async function takeOrder(backend: Backend, facts: ServerRequestFacts, c: Context): Promise<Response> {
  const fields = await readFields(c.req.raw);
  const locale = localeOf(fields, c);
  const merchant = wire.merchantOf.safeParse(fields).data?.merchantid;
  const account =
    merchant === undefined ? undefined : await backend.findAccount('tmoney-online', merchant, facts);
  const back = account === undefined ? undefined : wayBack(fields, account);
  const problem: Problem = (text) =>
    payerProblem({ status: 400, problem: typeof text === 'string' ? text : text[locale], locale, back });
  const order = wire.order.safeParse(fields);
  if (fields === undefined) return problem(PROBLEMS.body);
  if (order.error) return problem(fieldProblem(order.error));
  if (account === undefined) return problem(PROBLEMS.merchant);
  const money = moneyOf(order.data, account);
  if (money === undefined) {
    const wrong = order.data.currency === 'XOF' ? 'amount' : 'currency';
    return problem(FIELD_PROBLEMS[wrong] ?? PROBLEMS.body);
  }

  const used = await backend.store(account).get(sessionKey(order.data.sessionid));
  const alive = used === '' || used === order.data.purchaseref;
  const known = await findPage(backend, account, { order: order.data, money, alive });
  if (known !== undefined) return known === 'another' ? problem(PROBLEMS.reference) : payerGoesTo(known);
  if (!alive) return declined(order.data, account) ?? problem(PROBLEMS.session);

  const result = await backend.createPage(account, paymentOf(order.data, { money, locale }));
  if (!result.ok) {
    // Two posts at once: the second one finds what the first one made.
    const other = await findPage(backend, account, { order: order.data, money, alive });
    const named = REFUSAL_PROBLEMS[result.refusal];
    if (other === undefined || other === 'another')
      return problem(named === undefined ? result.message : PROBLEMS[named]);
    return payerGoesTo(other);
  }
  await backend
    .store(account)
    .set(sessionKey(order.data.sessionid), order.data.purchaseref, { ttlMs: SESSION_MS });
  return payerGoesTo(result.value.url);
}

/**
 * Where the payment of this reference is; `another` when it is not the form's (another amount, or a stranger's form
 * without its session), undefined when there is none.
 */
async function findPage(
  backend: Backend,
  account: ServerAccount,
  { order, money, alive }: { order: Order; money: Money; alive: boolean },
): Promise<string | undefined> {
  const found = await backend.findTransaction(account, { reference: order.purchaseref });
  if (found === undefined) return undefined;
  const may = alive || found.details.sessionid === order.sessionid;
  return may && found.pageUrl !== undefined && sameMoney(found.money, money) ? found.pageUrl : 'another';
}

/** The session is over: the payer goes back as after any error, to an address that nobody else can have put there. */
function declined({ declineurl }: Order, account: ServerAccount): Response | undefined {
  const trusted = trustedAddress(declineurl, account) ?? account.returnUrls.failure;
  return trusted === undefined ? undefined : payerGoesTo(trusted);
}

/** The shop's address for a payer whose form cannot be used: nothing was tried, so rather that of a cancel. */
function wayBack(fields: Fields | undefined, account: ServerAccount): string | undefined {
  const { cancel, failure } = account.returnUrls;
  const asked = [fields?.cancelurl, fields?.declineurl].map((address) => trustedAddress(address, account));
  return [...asked, cancel, failure].find((address) => address !== undefined);
}

/** An address of the form that nobody else can have put there. */
function trustedAddress(written: unknown, { declaredOrigins }: ServerAccount): string | undefined {
  const address = typeof written === 'string' && isReadable(written) ? webAddress(written) : undefined;
  const own = address !== undefined && (declaredOrigins?.includes(new URL(address).origin) ?? true);
  return own ? address : undefined;
}

function paymentOf(
  order: Order,
  { money, locale }: { money: Money; locale: 'fr' | 'en' },
): ServerPaymentRequest {
  const back = {
    success: webAddress(order.accepturl),
    cancel: webAddress(order.cancelurl),
    failure: webAddress(order.declineurl),
  };
  const returnUrls = Object.fromEntries(Object.entries(back).filter(([, url]) => url !== undefined));
  return {
    reference: order.purchaseref,
    money,
    operator: 'tg-tmoney',
    ...(order.phonennumber === undefined ? {} : { phone: order.phonennumber }),
    description: order.description ?? '',
    locale,
    ...(Object.keys(returnUrls).length === 0 ? {} : { returnUrls }),
    details: { sessionid: order.sessionid, heading: order.brand ?? '', note: order.text ?? '' },
  };
}

// ───────────── details ─────────────

/** A connection's own switch: some merchants send amounts times 100. */
function multiplierOf({ settings }: ServerAccount): bigint {
  return settings.amountMultiplier === 100 ? 100n : 1n;
}

function moneyOf({ amount, currency }: Order, account: ServerAccount): Money | undefined {
  const sent = currency === 'XOF' ? parseDecimal(amount, currency) : undefined;
  const multiplier = multiplierOf(account);
  if (sent === undefined || sent.amount % multiplier !== 0n) return undefined;
  return { ...sent, amount: sent.amount / multiplier };
}

function timesMultiplier(money: Money, account: ServerAccount): Money {
  return { ...money, amount: money.amount * multiplierOf(account) };
}

function webAddress(text: string | undefined): string | undefined {
  return text !== undefined && URL.canParse(text) && /^https?:\/\//i.test(text) ? text : undefined;
}

function localeOf(fields: Fields | undefined, c: Context): 'fr' | 'en' {
  const asked = fields?.language;
  return asked === 'fr' || asked === 'en' ? asked : payerLocale(c.req.header('accept-language'));
}

function fieldProblem(problem: z.ZodError): Record<'fr' | 'en', string> {
  const [issue] = problem.issues;
  const field = String(issue?.path[0]);
  if (issue?.message === UNREADABLE_MESSAGE) {
    const { fr, en } = PROBLEMS.characters;
    return { fr: `${field} : ${fr}`, en: `${field}: ${en}` };
  }
  if (issue?.code === 'too_big') {
    const { maximum } = issue;
    return {
      fr: `${field} : trop long, ${maximum} caractères au plus.`,
      en: `${field}: too long, ${maximum} characters at most.`,
    };
  }
  return FIELD_PROBLEMS[field] ?? PROBLEMS.body;
}

/** No newline at the end: shops take the session by position. */
function plain(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' } });
}
