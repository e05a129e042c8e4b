/**
 * What goes wrong on a wire, for the conformance suite: answers that nobody can read, messages with a member altered,
 * and the forms in which shops send what our client sends as tidy JSON.
 */
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { formatDecimal } from '#lib/money.ts';
import { PHONES, sampleMoney, type World } from './conformance-world.ts';
import type { OutgoingCallback, Provider } from './provider.ts';

export const SILENCE: HttpResult = { kind: 'silence', reason: 'time-out' };

export const UNREADABLE: readonly HttpResult[] = [
  SILENCE,
  ...[
    [200, ''],
    [200, '<!DOCTYPE html><html><body>Redirecting</body></html>'],
    [200, '{}'],
    [200, '[]'],
    [200, 'null'],
    [200, '{"status":"success","transaction_r'],
    [200, '{"status":"never-seen","code":"never-seen","message":"?"}'],
    [500, '{"status":"error","code":"1","message":"?"}'],
    [502, '<html>Bad gateway</html>'],
    [301, ''],
  ].map(([status, text]) => ({
    kind: 'reply' as const,
    status: Number(status),
    headers: {},
    text: String(text),
  })),
];

export const GARBAGE = ['', '{}', '[]', 'null', '<html></html>', '{"broken', 'a=b', 'x'.repeat(70_000)];

type Rewrite = (request: OutgoingRequest, world: World) => OutgoingRequest;

/** What shops send instead of what our client sends. */
export const REWRITES: Readonly<Record<string, Rewrite>> = {
  trailingSlash: (request) => {
    const url = new URL(request.url);
    return { ...request, url: `${url.origin}${url.pathname}/${url.search}` };
  },
  unknownMembers: (request) =>
    withFields(request, (fields) => ({ ...fields, plugin_version: '1.2', nested: { a: 1 } })),
  urlencoded: (request) =>
    asBody(request, 'application/x-www-form-urlencoded', (fields) => new URLSearchParams(fields).toString()),
  multipart: (request) => asBody(request, 'multipart/form-data; boundary=b0undary', toMultipart),
  unlabelledJson: (request) => asBody(request, undefined, () => request.body ?? ''),
  jsonAsText: (request) => asBody(request, 'text/plain', () => request.body ?? ''),
  jsonAsForm: (request) => asBody(request, 'application/x-www-form-urlencoded', () => request.body ?? ''),
  amountAsText: (request, world) => withAmount(request, world, (amount) => amount),
  amountWithZeros: (request, world) =>
    withAmount(request, world, (amount) => (amount.includes('.') ? `${amount}0` : `${amount}.00`)),
  amountAsNumber: (request, world) => withAmount(request, world, Number),
};

/** A callback with each member in turn altered, then without it, then with garbage; in its body or its query. */
export function alteredCallbacks(callback: OutgoingCallback): OutgoingCallback[] {
  const { body, url } = callback;
  if (body !== undefined)
    return [...alterations(body), ...GARBAGE].map((text) => ({ ...callback, body: text }));
  const { origin, pathname, searchParams } = new URL(url);
  const queries = alterations(JSON.stringify(Object.fromEntries(searchParams))).map((text) =>
    new URLSearchParams(textsOf(JSON.parse(text))).toString(),
  );
  return [...queries, ...GARBAGE].map((query) => ({ ...callback, url: `${origin}${pathname}?${query}` }));
}

/** The message with each member in turn altered, then without it. */
export function alterations(text: string): string[] {
  const message: unknown = JSON.parse(text);
  return paths(message).flatMap((path) => [
    ...['never-seen', 'constructor', '', null, -1, 1.5].map((value) =>
      JSON.stringify(replaced(message, path, value)),
    ),
    JSON.stringify(replaced(message, path, undefined)),
  ]);
}

function paths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([name, member]) => paths(member, [...path, name]));
}

function replaced(message: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const object: Record<string, unknown> = Object.fromEntries(Object.entries(message ?? {}));
  return { ...object, [name]: replaced(object[name], rest, value) };
}

/** A provider that repeats everything it was told, and knows the payer's number in more forms than one. */
export function echo(request: OutgoingRequest, { manifest }: Provider): HttpResult {
  const phone = PHONES[manifest.country];
  const spaced = phone.slice(4).replace(/(.)(..)(..)/, '$1 $2 $3 ');
  const said = `${request.body ?? ''} with ${JSON.stringify(request.headers)} for 00${phone.slice(1)}, ${spaced}`;
  return {
    kind: 'reply',
    status: 200,
    headers: {},
    text: JSON.stringify({ status: 'error', code: '1', message: said, said }),
  };
}

export function bodyOf({ body }: OutgoingRequest): { body?: string } {
  return body === undefined ? {} : { body };
}

function withFields(
  request: OutgoingRequest,
  change: (fields: Record<string, unknown>) => unknown,
): OutgoingRequest {
  if (request.body === undefined) return request;
  const changed = change(fieldsOf(request));
  const body = isForm(request)
    ? new URLSearchParams(textsOf(Object(changed))).toString()
    : JSON.stringify(changed);
  return { ...request, body };
}

/** What our client sends is JSON; what the payer's browser posts is a form. */
function fieldsOf(request: OutgoingRequest): Record<string, unknown> {
  return isForm(request)
    ? Object.fromEntries(new URLSearchParams(request.body))
    : JSON.parse(request.body ?? '');
}

function isForm({ headers = {} }: OutgoingRequest): boolean {
  return headers['content-type'] === 'application/x-www-form-urlencoded';
}

function textsOf(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/** The request with its amount written otherwise. */
export function withAmount(
  request: OutgoingRequest,
  world: World,
  change: (amount: string) => unknown,
): OutgoingRequest {
  const amount = formatDecimal(sampleMoney(world.provider));
  return withFields(request, (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        String(value) === amount ? change(amount) : value,
      ]),
    ),
  );
}

function asBody(
  request: OutgoingRequest,
  contentType: string | undefined,
  write: (fields: Record<string, string>) => string,
): OutgoingRequest {
  if (request.body === undefined) return request;
  const { 'content-type': _dropped, ...headers } = request.headers ?? {};
  return {
    ...request,
    headers: contentType === undefined ? headers : { ...headers, 'content-type': contentType },
    body: write(textsOf(fieldsOf(request))),
  };
}

function toMultipart(fields: Record<string, string>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b0undary\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--b0undary--\r\n`;
}
