/** We are the merchant: what we ask SOFTSYSTEM, and what its answers say about a payment. */
import { z } from 'zod';
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
  Observation,
  QueryRequest,
  Source,
} from '../provider.ts';
import { timelineOf } from '../timeline.ts';
import { ENDS, REFUSED, RESULTS, type Result, STATUS } from './codes.ts';
import { credentialsOf, hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** Asks for the page on which the payer pays: the operator's own, or one of SOFTSYSTEM. */
export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  if (request.phone === undefined) return notAsked('numero: SOFTSYSTEM opens no page without a number');
  const body = z.safeEncode(wire.chargeRequest, {
    Montant: request.money,
    Currency: 'XOF',
    // One address for whatever is no success; coming back by it, the payer may choose anew.
    error_url: request.returnUrls.failure,
    success_url: request.returnUrls.success,
    callback_url: context.callbackUrl,
    client_reference: credentialsOf(context).client_reference || undefined,
    Canal: request.operator,
    orderId: request.reference,
    numero: request.phone,
    objet: wire.purposeOf(request.description),
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const hidden = hiddenFor(context, request.phone);
  const answer = await ask(context, {
    method: 'POST',
    path: '/api/paymentgateway',
    json: body.data,
    phone: request.phone,
  });
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const reply = wire.chargeReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined || answer.kind !== 'reply') return unknown('reply', answer, hidden);
  const raw = timelineOf(answer, hidden);
  if (wire.isError(reply)) return refusal(answer.status, raw);
  if (!isGood(answer.status) || isAnother(reply.orderId, request.reference))
    return unknown('reply', answer, hidden);
  return {
    outcome: 'redirect',
    source: 'reply',
    // Theirs and ours are one name. Having it says that they know the order: see query.
    providerReference: request.reference,
    nextAction: { type: 'redirect', url: reply.url },
    raw,
  };
}

/** By our own orderId: it works when the reply to the charge was lost. */
export async function query(request: QueryRequest, context: ClientContext): Promise<Observation> {
  const answer = await askStatus(request.reference, context);
  const hidden = hiddenFor(context);
  const reply = wire.statusReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined || answer.kind !== 'reply') return unknown('query', answer, hidden);
  const raw = timelineOf(answer, hidden);
  if (wire.isError(reply)) {
    // An order that they took once is not gone because they do not find it: its page may still be open.
    const wasTaken = request.providerReference === request.reference;
    const outcome = answer.status === STATUS.missing && !wasTaken ? 'not_found' : 'unknown';
    return { outcome, source: 'query', raw };
  }
  if (!isGood(answer.status) || reply.orderId !== request.reference) return unknown('query', answer, hidden);
  return observe(reply, { word: reply.status, source: 'query', raw, context });
}

/** Asks for an order that cannot exist: their 404 comes after they have accepted the token, their 401 instead of it. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const answer = await askStatus(NO_ORDER, context);
  const hidden = hiddenFor(context);
  const reply = wire.statusReply.safeParse(bodyOf(answer)).data;
  if (reply === undefined || answer.kind !== 'reply' || !wire.isError(reply)) return notClear(answer, hidden);
  if (answer.status === STATUS.badToken) return credentialsRefused(answer, hidden);
  return answer.status === STATUS.missing ? { ok: true } : notClear(answer, hidden);
}

/**
 * What a status reply or a callback says. An amount that is none makes the whole message `unknown`: without one to
 * compare, a success would be taken at its word.
 */
export function observe(
  state: wire.TransactionState,
  { word, source, raw, context }: Seen & { context: ClientContext },
): Observation {
  const money = statedMoney(state.montant, 'XOF');
  const result = resultOf(word, context);
  const providerReference = state.orderId;
  if (money === undefined || result === undefined)
    return { outcome: 'unknown', source, providerReference, raw };
  const operator = wire.operatorOf(state.reseau);
  return {
    ...result,
    source,
    providerReference,
    money,
    ...(operator === undefined ? {} : { operator }),
    // One order is one payment, and nothing else on this wire names the money.
    ...(result.outcome === 'succeeded' ? { transactionId: state.orderId } : {}),
    raw,
  };
}

interface Seen {
  word: string;
  source: Source;
  raw: Record<string, unknown>;
}

// ───────────── details ─────────────

/** 20 letters, which our own references practically never are. */
const NO_ORDER = 'CROSSCONNECTIONCHECK';

function resultOf(word: string, context: ClientContext): Result | undefined {
  const { failureWords } = settingsOf(context);
  if (Object.hasOwn(RESULTS, word)) return RESULTS[word];
  const end = Object.hasOwn(failureWords, word) ? failureWords[word] : undefined;
  return end === undefined ? undefined : ENDS[end];
}

function askStatus(reference: string, context: ClientContext): Promise<Answer> {
  return ask(context, { method: 'GET', path: `/api/getstatusgateway/${encodeURIComponent(reference)}` });
}

function ask(
  context: ClientContext,
  { path, ...question }: Pick<Question, 'method' | 'json' | 'phone'> & { path: string },
): Promise<Answer> {
  return askJson(context, {
    ...question,
    url: `${context.baseUrl}${path}`,
    headers: { authorization: `Bearer ${credentialsOf(context).access_token}` },
  });
}

function bodyOf(answer: Answer): unknown {
  return answer.kind === 'reply' ? answer.body : undefined;
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function isAnother(orderId: string | undefined, reference: string): boolean {
  return orderId !== undefined && orderId !== reference;
}

function refusal(status: number, raw: Record<string, unknown>): Observation {
  const failureCode = REFUSED[status];
  if (failureCode === undefined) return { outcome: 'unknown', source: 'reply', raw };
  return { outcome: 'failed', source: 'reply', failureCode, raw };
}

function reasonOf(problem: z.ZodError): string {
  return problem.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
