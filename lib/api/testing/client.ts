/** A shop's program for tests: it calls route handlers with real Request objects, as Next does. */
import { db } from '#lib/db.ts';
import { newId, newSecretKey } from '#lib/ids.ts';
import { sha256 } from '#lib/secrets.ts';
import { forgetKeys } from '../authenticate.ts';
import type { Handler } from '../merchant-route.ts';

export interface KeyOptions {
  mode?: 'test' | 'live';
  scopes?: string[];
  allowFrom?: string[];
  expiresAt?: Date;
  revokedAt?: Date;
}

/** Makes a key of an app and returns the secret. */
export async function aKey(
  { merchantId, appId }: { merchantId: string; appId: string },
  { mode = 'test', scopes = ['payments', 'read'], allowFrom = [], expiresAt, revokedAt }: KeyOptions = {},
): Promise<string> {
  const secret = newSecretKey(mode);
  await db.apiKey.create({
    data: {
      id: newId('key'),
      merchantId,
      appId,
      mode,
      hash: sha256(secret),
      hint: 'sk_…test',
      scopes,
      allowFrom,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(revokedAt === undefined ? {} : { revokedAt }),
    },
  });
  forgetKeys();
  return secret;
}

export interface Question {
  method?: string;
  /** Below /api/v1, with the query. */
  path: string;
  key?: string;
  /** Sent as JSON; use `raw` for anything else. */
  body?: unknown;
  raw?: BodyInit;
  headers?: Record<string, string>;
  /** The `{id}` of the path. */
  id?: string;
}

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  json: any;
}

/** Sends one request to a handler and reads the JSON of the answer. */
export async function ask(handler: Handler, question: Question): Promise<Reply> {
  const { path, key, body, raw, id } = question;
  const method = question.method ?? (body === undefined && raw === undefined ? 'GET' : 'POST');
  const request = new Request(`http://127.0.0.1:3000/api/v1${path}`, {
    method,
    headers: {
      'x-cross-peer': '203.0.113.9',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined && raw === undefined ? {} : { 'content-type': 'application/json' }),
      ...question.headers,
    },
    ...(raw === undefined ? {} : { body: raw }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(id === undefined ? {} : { id }) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text === '' ? undefined : JSON.parse(text),
  };
}

/** How many rows a request could have left. */
export async function rowCounts(): Promise<
  Record<'payments' | 'attempts' | 'events' | 'keys' | 'payers', number>
> {
  const [payments, attempts, events, keys, payers] = await Promise.all([
    db.payment.count(),
    db.attempt.count(),
    db.event.count(),
    db.idempotencyKey.count(),
    db.payerDetail.count(),
  ]);
  return { payments, attempts, events, keys, payers };
}

export const NOTHING = { payments: 0, attempts: 0, events: 0, keys: 0, payers: 0 };
