/** We are the merchant: what we ask the Flooz web service, and what its answers say about a payment. */
import { z } from 'zod';
import { newProviderReference } from '#lib/ids.ts';
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
import { type Hidden, timelineOf } from '../timeline.ts';
import { withRandomIv, withZeroIv } from './authorization.ts';
import { CHARGE_RESULTS, REPLY, RESULTS } from './codes.ts';
import { credentialsOf, hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/** Verify and token answer at once or not at all: only a debit blocks while the payer thinks. */
const QUESTION_TIMEOUT_MS = 30_000;

/** A counter that Moov has seen before gets no token: two charges at once may reach it in the wrong order. */
const TOKEN_TRIES_MAX = 3;

/** Asks for a prompt on the payer's phone. */
export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  if (request.phone === undefined) return notAsked('msisdn: a prompt needs a number');
  const { key, partnermsisdn } = credentialsOf(context);
  const { debitPath, merchantName, dialCodes } = settingsOf(context);
  const body = z.safeEncode(wire.debitRequest, {
    msisdn: request.phone,
    key,
    mrchrefid: request.reference,
    mrchname: merchantName ?? request.description,
    amount: request.money,
    partnermsisdn,
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const { answer, hidden, asked } = await ask(context, {
    path: debitPath,
    json: body.data,
    phone: request.phone,
  });
  if (!asked) return notAuthorized(answer, hidden);
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const reply = wire.debitReply.safeParse(bodyOf(answer)).data;
  const result = reply === undefined ? undefined : CHARGE_RESULTS[reply.status];
  if (reply === undefined || result === undefined) return unknown('reply', answer, hidden);
  const observation: Observation = { ...result, source: 'reply', raw: timelineOf(answer, hidden) };
  if (result.outcome !== 'pending') return observation;
  const dialCode = dialCodes[request.operator];
  const ussd = dialCode === undefined ? {} : { ussd: dialCode };
  // With 4, 8 and 9 the reference may be another payment's.
  const named = reply.status === REPLY.processing && reply.mrorrefid !== '';
  return {
    ...observation,
    ...(named ? { providerReference: reply.mrorrefid } : {}),
    nextAction: { type: 'confirm_on_phone', ...ussd },
  };
}

/** Always by our own reference: it works when the reply to the debit was lost. */
export async function query(request: QueryRequest, context: ClientContext): Promise<Observation> {
  const { answer, hidden } = await verify(request.reference, context);
  const state = wire.verifyReply.safeParse(bodyOf(answer)).data?.details ?? undefined;
  if (state === undefined || !isAbout(request, state)) return unknown('query', answer, hidden);
  return observe(state, { source: 'query', raw: timelineOf(answer, hidden) });
}

/** Verifies a payment that cannot exist: an answer without details says that the credentials were accepted. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const { answer, hidden, asked } = await verify(newProviderReference(), context);
  if (isRefused(answer)) return credentialsRefused(answer, hidden);
  const reply = wire.verifyReply.safeParse(bodyOf(answer)).data;
  return asked && reply?.status === REPLY.processing ? { ok: true } : notClear(answer, hidden);
}

/**
 * What verify says. Paid without an amount to compare is `unknown`: the success would be taken at its word. A word in
 * place of the number never came this far: the message did not decode.
 */
export function observe(
  state: Pick<wire.TransactionState, 'status' | 'amount' | 'mrorreference' | 'referenceid'>,
  seen: { source: Source; raw: Record<string, unknown> },
): Observation {
  const result = RESULTS[state.status];
  const money = statedMoney(state.amount, 'XOF');
  const { mrorreference, referenceid } = state;
  const base = { ...seen, ...(mrorreference === '' ? {} : { providerReference: mrorreference }) };
  if (result === undefined || (result.outcome === 'succeeded' && money === undefined))
    return { ...base, outcome: 'unknown' };
  return {
    ...base,
    ...result,
    ...(money === undefined ? {} : { money }),
    ...(referenceid === '' ? {} : { transactionId: referenceid, operatorReference: referenceid }),
  };
}

// ───────────── details ─────────────

interface Asked {
  answer: Answer;
  hidden: Hidden;
  /** False: no token was to be had, so the question itself was never sent, and `answer` is the token's. */
  asked: boolean;
}

function verify(mrchrefid: string, context: ClientContext): Promise<Asked> {
  const json = z.encode(wire.verifyRequest, {
    mrchrefid,
    partnermsisdn: credentialsOf(context).partnermsisdn,
  });
  return ask(patient(context), { path: settingsOf(context).verifyPath, json });
}

async function ask(
  context: ClientContext,
  { path, ...question }: Pick<Question, 'json' | 'phone'> & { path: string },
): Promise<Asked> {
  const authorization = await authorizationFor(context);
  const token = typeof authorization === 'string' ? authorization : undefined;
  const hidden = hiddenFor(context, question.phone, token);
  if (typeof authorization !== 'string') return { answer: authorization, hidden, asked: false };
  const answer = await askJson(context, {
    method: 'POST',
    url: `${context.baseUrl}${path}`,
    headers: { authorization },
    ...question,
  });
  return { answer, hidden, asked: true };
}

/** The header's value, or the answer that came instead of a token. */
async function authorizationFor(context: ClientContext): Promise<string | Answer> {
  const { authorization } = settingsOf(context);
  const { api_key, key, ...identity } = credentialsOf(context);
  switch (authorization) {
    case 'random-iv':
      return withRandomIv(identity);
    case 'zero-iv':
      return withZeroIv(identity, await context.store.increment('authorization-counter'));
    case 'api-key':
      return api_key || key;
    case 'token':
      return fetchToken(context);
  }
}

/** One token a request, under a counter that only grows. */
async function fetchToken(context: ClientContext): Promise<string | Answer> {
  const { username, password } = credentialsOf(context);
  const { tokenPath, tokenCounterStart } = settingsOf(context);
  let answer: Answer = { kind: 'not_sent', reason: 'no token was asked for' };
  for (let tries = 0; tries < TOKEN_TRIES_MAX; tries++) {
    const index = tokenCounterStart - 1 + (await context.store.increment('token-counter'));
    const query = z.encode(wire.tokenRequest, { index: String(index), username, password });
    answer = await askJson(patient(context), {
      method: 'GET',
      url: `${context.baseUrl}${tokenPath}?${query}`,
    });
    const reply = wire.tokenReply.safeParse(bodyOf(answer)).data;
    if (reply !== undefined) return reply.key;
    if (!isRefused(answer)) return answer;
  }
  return answer;
}

function patient(context: ClientContext): ClientContext {
  return { ...context, timeoutMs: Math.min(context.timeoutMs, QUESTION_TIMEOUT_MS) };
}

/** The debit was certainly never sent, whatever became of the token. */
function notAuthorized(answer: Answer, hidden: Hidden): Observation {
  const failed = notSent(answer, hidden);
  return isRefused(answer) ? { ...failed, failureCode: 'merchant_config' } : failed;
}

function isRefused(answer: Answer): boolean {
  const { status } = wire.debitReply.pick({ status: true }).safeParse(bodyOf(answer)).data ?? {};
  return status === REPLY.unauthorized;
}

/** Everything that they have to say comes under HTTP 200; what stands under another status is not their word. */
function bodyOf(answer: Answer): unknown {
  return answer.kind === 'reply' && answer.status === 200 ? answer.body : undefined;
}

/** An answer about another payment than ours says nothing about ours. */
function isAbout(request: QueryRequest, { mrchreference, mrorreference }: wire.TransactionState): boolean {
  if (mrchreference !== '') return mrchreference === request.reference;
  return mrorreference !== '' && mrorreference === request.providerReference;
}

function reasonOf(problem: z.ZodError): string {
  return problem.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
