/** We are the merchant: what we ask MBANKING, and what its answers say about a payment or a payout. */
import { z } from 'zod';
import { askJson, credentialsRefused, notAsked, notClear, notSent, unknown } from '../ask.ts';
import { statedMoney } from '../codecs.ts';
import { withPhoneFormInQuery } from '../phone-form.ts';
import type {
  ChargeRequest,
  ClientContext,
  ConnectionCheck,
  Observation,
  PayOutRequest,
  QueryRequest,
  Source,
} from '../provider.ts';
import { timelineOf } from '../timeline.ts';
import {
  CHARGE_RESULTS,
  OPERATORS,
  OTHER_RESULTS,
  PAYOUT_RESULTS,
  PAYOUT_V1_RESULTS,
  RESULTS,
  type Result,
  TYPE,
  WORD,
} from './codes.ts';
import { credentialsOf, hiddenFor, settingsOf } from './connection.ts';
import { askSignedIn, isCertainlyTurnedAway, signIn, wordsOf } from './sign-in.ts';
import * as wire from './wire.ts';

/** Asks for a prompt on the payer's phone. */
export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  const path = settingsOf(context).debitPath;
  const observation = await submit(request, context, { path, results: CHARGE_RESULTS });
  if (observation.outcome !== 'pending') return observation;
  const dialCode = settingsOf(context).dialCodes[request.operator];
  const ussd = dialCode === undefined ? {} : { ussd: dialCode };
  return { ...observation, nextAction: { type: 'confirm_on_phone', ...ussd } };
}

/** Sends money to a wallet, in the version of the service that the connection has. */
export async function payOut(request: PayOutRequest, context: ClientContext): Promise<Observation> {
  const { creditVersion, creditPath } = settingsOf(context);
  if (creditVersion === '1') return payOutV1(request, context);
  return submit(request, context, { path: creditPath, results: PAYOUT_RESULTS });
}

/** Asks for the state, always by our own idRequete. */
export async function query(request: QueryRequest, context: ClientContext): Promise<Observation> {
  const { debitCheckPath, creditCheckPath } = settingsOf(context);
  const path = request.kind === 'payment' ? debitCheckPath : creditCheckPath;
  const url = `${context.baseUrl}${path}?${z.encode(wire.statusRequest, { idRequete: request.reference })}`;
  const asked = await askSignedIn(context, { method: 'GET', url });
  if (asked.kind === 'not_asked') return unknown('query', asked.signIn.answer, hiddenFor(context));
  const hidden = hiddenFor(context, asked.token);
  const reply = wire.statusReply.safeParse(wordsOf(asked.answer)).data;
  const otherType = TYPE[request.kind === 'payment' ? 'payout' : 'payment'];
  const ours = (reply?.data ?? []).filter(
    ({ idRequete, typeRequete }) => idRequete === request.reference && typeRequete !== otherType,
  );
  // Should it list one request twice, money that arrived is what counts.
  const state = ours.find(({ statutRequete }) => statutRequete === WORD.paid) ?? ours[0];
  // An empty list is no proof that nothing exists: it may only not be listed yet.
  if (state === undefined) return unknown('query', asked.answer, hidden);
  return observe(state, { source: 'query', raw: timelineOf(asked.answer, hidden) });
}

/** Signs in, which moves no money and asks for everything that the other calls need. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const result = await signIn(context);
  if (result.kind === 'signed_in') return { ok: true };
  const hidden = hiddenFor(context);
  return result.kind === 'refused'
    ? credentialsRefused(result.answer, hidden)
    : notClear(result.answer, hidden);
}

/**
 * What a check or a callback says. Without an amount to compare, or with one that is none, a success would be taken at
 * its word: then the whole message is `unknown`.
 */
export function observe(
  state: wire.TransactionState,
  seen: { source: Source; raw: Record<string, unknown> },
): Observation {
  const word = state.statutRequete;
  const results = (Object.hasOwn(RESULTS, word) ? RESULTS[word] : undefined) ?? OTHER_RESULTS;
  const result = resultIn(results, state.code ?? '');
  const money = state.montant === undefined ? undefined : statedMoney(state.montant, 'XOF');
  if (result === undefined || money === undefined) return { ...seen, outcome: 'unknown' };
  return { ...seen, ...result, money, ...namesOf(state.refTmoney) };
}

/** The operator's reference is what identifies the money. */
export function namesOf(refTmoney: string | undefined): Partial<Observation> {
  if (refTmoney === undefined || refTmoney === '') return {};
  return { transactionId: refTmoney, operatorReference: refTmoney };
}

/** A table's entry, for a code that came from outside. */
export function resultIn(results: Readonly<Record<string, Result>>, code: string): Result | undefined {
  return Object.hasOwn(results, code) ? results[code] : undefined;
}

// ───────────── details ─────────────

type Submitted = Pick<ChargeRequest, 'reference' | 'money' | 'operator' | 'phone' | 'description'>;

/** A debit or a credit of version 2: the same members, and the same reply. */
async function submit(
  request: Submitted,
  context: ClientContext,
  how: { path: string; results: Readonly<Record<string, Result>> },
): Promise<Observation> {
  const problem = unserved(request);
  if (problem !== undefined) return notAsked(problem);
  const body = z.safeEncode(wire.chargeRequest, {
    idRequete: request.reference,
    numeroClient: request.phone ?? '',
    montant: request.money,
    refCommande: request.reference,
    dateHeureRequete: context.clock.now(),
    description: request.description,
  });
  if (!body.success) return notAsked(reasonOf(body.error));
  const url = context.baseUrl + how.path;
  const { phone } = request;
  const asked = await askSignedIn(context, { method: 'POST', url, json: body.data, phone });
  if (asked.kind === 'not_asked') return notSignedIn(asked.signIn, context);
  const { answer, token } = asked;
  const hidden = hiddenFor(context, request.phone, token);
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const raw = timelineOf(answer, hidden);
  // Turned away again with a token that is a second old.
  if (isCertainlyTurnedAway(answer)) return refused(raw);
  const reply = wire.chargeReply.safeParse(wordsOf(answer)).data;
  const result = reply === undefined ? undefined : resultIn(how.results, reply.code);
  const isOurs = [undefined, request.reference].includes(reply?.idRequete);
  if (reply === undefined || result === undefined || !isOurs) return unknown('reply', answer, hidden);
  const money = reply.montant === undefined ? undefined : statedMoney(reply.montant, 'XOF');
  return { ...result, source: 'reply', ...(money && { money }), ...namesOf(reply.refTmoney), raw };
}

/** Version 1 carries user and password instead of a token. Its result has no documented values, so the check tells. */
async function payOutV1(request: PayOutRequest, context: ClientContext): Promise<Observation> {
  const problem = unserved(request);
  if (problem !== undefined) return notAsked(problem);
  const { nomUtilisateur, motDePasse } = credentialsOf(context);
  const settings = settingsOf(context);
  const inQuery = settings.creditV1Parameters === 'query';
  const parameters = z.safeEncode(inQuery ? wire.payOutV1Query : wire.payOutV1Request, {
    ...accountNamed(settings.creditV1Account, settings.creditV1AccountId ?? nomUtilisateur),
    password: motDePasse,
    client: request.phone ?? '',
    amount: request.money,
    currency: 'XOF',
    trxcode: settings.creditV1Trxcode,
    type: settings.creditV1Type,
    description: request.description,
    referenceid: request.reference,
    sms: settings.creditV1Sms,
  });
  if (!parameters.success) return notAsked(reasonOf(parameters.error));
  const url = context.baseUrl + settings.creditV1Path;
  const { phone } = request;
  const hidden = hiddenFor(context, phone, request.name);
  const { data } = parameters;
  const answer = await askJson(
    context,
    typeof data === 'string'
      ? { method: 'GET', url: `${url}?${withPhoneFormInQuery(context, data, phone)}` }
      : { method: 'GET', url, json: data, phone },
  );
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const reply = wire.payOutV1Reply.safeParse(wordsOf(answer)).data;
  const result = reply === undefined ? undefined : resultIn(PAYOUT_V1_RESULTS, reply.result);
  const isOurs = [undefined, request.reference].includes(reply?.referenceid);
  if (reply === undefined || result === undefined || !isOurs) return unknown('reply', answer, hidden);
  return { ...result, source: 'reply', ...namesOf(reply.transactionid), raw: timelineOf(answer, hidden) };
}

function accountNamed(name: 'merchantid' | 'agentid', value: string) {
  return name === 'agentid' ? { agentid: value } : { merchantid: value };
}

/** Why this wire cannot carry the request; undefined when it can. */
function unserved({ operator, phone }: Submitted): string | undefined {
  if (!OPERATORS.some((served) => served.operator === operator)) return `MBANKING does not serve ${operator}`;
  return phone === undefined ? 'numeroClient: a number is needed' : undefined;
}

/** Nothing was submitted, because signing in did not work: the one refusal that needs no word about the payment itself. */
function notSignedIn(
  result: Extract<Awaited<ReturnType<typeof askSignedIn>>, { kind: 'not_asked' }>['signIn'],
  context: ClientContext,
): Observation {
  const hidden = hiddenFor(context);
  return result.kind === 'refused'
    ? refused(timelineOf(result.answer, hidden))
    : notSent(result.answer, hidden);
}

function refused(raw: Record<string, unknown>): Observation {
  return { outcome: 'failed', source: 'reply', failureCode: 'merchant_config', raw };
}

function reasonOf(problem: z.ZodError): string {
  return problem.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
