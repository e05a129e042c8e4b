/** Signing in, the token that is kept until it expires, and questions that carry it. */
import { type Answer, askJson, type Question } from '../ask.ts';
import { parseJsonObject } from '../codecs.ts';
import type { ClientContext } from '../provider.ts';
import { CODE, LOGIN, TOKEN_FAULT } from './codes.ts';
import { credentialsOf, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

export type SignIn =
  | { kind: 'signed_in'; token: string }
  /** They answered, and the user name or the password is not theirs. */
  | { kind: 'refused'; answer: Answer }
  /** Nobody can tell. */
  | { kind: 'unclear'; answer: Answer };

export type SignedAnswer =
  /** What became of the question; `token` is to be hidden. */
  | { kind: 'asked'; answer: Answer; token: string }
  /** The question was certainly not accepted: it was never sent, or turned away for its token alone. */
  | { kind: 'not_asked'; signIn: Exclude<SignIn, { kind: 'signed_in' }> };

const TOKEN_KEY = 'token';
/** A token that is about to expire may be old when it arrives. */
const MARGIN_MS = 30_000;
const TOKEN_MS_MAX = 24 * 60 * 60_000;

/**
 * Asks with the token that is kept, or with a new one. When the token is not known (any more) it signs in once and asks
 * again, with the same request and so the same idRequete: an earlier one that did arrive makes it "already submitted".
 */
export async function askSignedIn(context: ClientContext, question: Question): Promise<SignedAnswer> {
  const first = await keptToken(context);
  if (first.kind !== 'signed_in') return { kind: 'not_asked', signIn: first };
  const answer = await ask(context, question, first.token);
  if (!isTurnedAway(answer)) return { kind: 'asked', answer, token: first.token };
  const second = await signIn(context);
  if (second.kind !== 'signed_in') {
    // A fault may also be a time-out behind the gateway: then the request may have arrived.
    return isCertainlyTurnedAway(answer)
      ? { kind: 'not_asked', signIn: second }
      : { kind: 'asked', answer, token: first.token };
  }
  return { kind: 'asked', answer: await ask(context, question, second.token), token: second.token };
}

/** Signs in and keeps the token for as long as it says it lives. */
export async function signIn(context: ClientContext): Promise<SignIn> {
  const { nomUtilisateur, motDePasse } = credentialsOf(context);
  const { loginPath, tokenSeconds } = settingsOf(context);
  const answer = await askJson(context, {
    method: 'POST',
    url: context.baseUrl + loginPath,
    json: { nomUtilisateur, motDePasse },
  });
  if (isCertainlyTurnedAway(answer)) return { kind: 'refused', answer };
  const reply = wire.loginReply.safeParse(wordsOf(answer)).data;
  const code = (reply?.statut ?? reply?.status)?.code;
  const token = wire.bareToken(reply?.data?.token ?? '');
  if (code === LOGIN.refused) return { kind: 'refused', answer };
  if (code !== LOGIN.accepted || token === '') return { kind: 'unclear', answer };
  const expiresMs = expiryMsOf(token);
  const livesMs =
    expiresMs === undefined ? tokenSeconds * 1000 : expiresMs - context.clock.now().getTime() - MARGIN_MS;
  const ttlMs = Math.min(livesMs, TOKEN_MS_MAX);
  if (ttlMs > 0) await context.store.set(TOKEN_KEY, JSON.stringify({ nomUtilisateur, token }), { ttlMs });
  return { kind: 'signed_in', token };
}

/** Everything that MBANKING has to say comes under HTTP 200. */
export function wordsOf(answer: Answer): Record<string, unknown> | undefined {
  return answer.kind === 'reply' && answer.status === 200 ? answer.body : undefined;
}

/** A refusal for the token alone, in the gateway's words or in MBANKING's: nothing was done. */
export function isCertainlyTurnedAway(answer: Answer): boolean {
  return TOKEN_FAULT.test(String(faultOf(answer)?.code)) || isNotSignedIn(answer);
}

// ───────────── details ─────────────

async function keptToken(context: ClientContext): Promise<SignIn> {
  const kept = parseJsonObject((await context.store.get(TOKEN_KEY)) ?? '');
  const { nomUtilisateur } = credentialsOf(context);
  // The connection may have been given another account meanwhile.
  return kept?.nomUtilisateur === nomUtilisateur && typeof kept.token === 'string'
    ? { kind: 'signed_in', token: kept.token }
    : signIn(context);
}

function ask(context: ClientContext, question: Question, token: string): Promise<Answer> {
  const authorization = settingsOf(context).authorization === 'raw' ? token : `Bearer ${token}`;
  return askJson(context, { ...question, headers: { ...question.headers, authorization } });
}

/** 403, HTTP 401, or any fault of the gateway. */
function isTurnedAway(answer: Answer): boolean {
  return (
    faultOf(answer) !== undefined ||
    isNotSignedIn(answer) ||
    (answer.kind === 'reply' && answer.status === 401)
  );
}

function isNotSignedIn(answer: Answer): boolean {
  return wire.chargeReply.safeParse(wordsOf(answer)).data?.code === CODE.notSignedIn;
}

/** Under any HTTP status. */
function faultOf(answer: Answer): { code?: number | string | undefined } | undefined {
  return answer.kind === 'reply' ? wire.faultReply.safeParse(answer.body).data?.fault : undefined;
}

/** `exp` of a JWT, in ms; undefined for a token that is none. Read only to know when to ask for the next one. */
function expiryMsOf(token: string): number | undefined {
  const payload = parseJsonObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const expiry = payload?.exp;
  return typeof expiry === 'number' && Number.isFinite(expiry) ? expiry * 1000 : undefined;
}
