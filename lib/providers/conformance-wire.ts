/**
 * What goes wrong on a wire, for the conformance suite: answers that nobody can read, messages with a member altered,
 * and the forms in which shops send what our client sends as tidy JSON.
 */
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { formatDecimal, type Money } from '#lib/money.ts';
import { PHONES } from './conformance-world.ts';
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

type Rewrite = (request: OutgoingRequest) => OutgoingRequest;

/** The bodies that shops send instead of the tidy JSON of our client. */
export const ENCODINGS: Readonly<Record<string, Rewrite>> = {
  urlencoded: (request) =>
    asBody(request, 'application/x-www-form-urlencoded', (fields) => new URLSearchParams(fields).toString()),
  multipart: (request) => asBody(request, 'multipart/form-data; boundary=b0undary', toMultipart),
  unlabelledJson: (request) => asBody(request, undefined, () => request.body ?? ''),
  jsonAsText: (request) => asBody(request, 'text/plain', () => request.body ?? ''),
  jsonAsForm: (request) => asBody(request, 'application/x-www-form-urlencoded', () => request.body ?? ''),
};

export const withTrailingSlash: Rewrite = (request) => {
  const url = new URL(request.url);
  return { ...request, url: `${url.origin}${url.pathname}/${url.search}` };
};

/** Members of a shop's plugin beside those of the message, in the body and in the query of a GET. */
export const withUnknownMembers: Rewrite = (request) => {
  if (request.body !== undefined) return withFields(request, (fields) => ({ ...fields, ...STRANGE }));
  const url = new URL(request.url);
  url.searchParams.set('plugin_version', STRANGE.plugin_version);
  return { ...request, url: url.href };
};

/** The same in what a provider tells: their next new member. Other texts than JSON, forms and queries stay. */
export function withStrangeMembers(text: string): string {
  if (text.startsWith('{')) return JSON.stringify({ ...JSON.parse(text), ...STRANGE });
  return text.includes('=') ? `${text}&plugin_version=${STRANGE.plugin_version}` : text;
}

const STRANGE = { plugin_version: '1.2', nested: { a: 1 } };

/** How programs write one amount: as a number, a text, with zeros after the point. */
export const AMOUNT_FORMS: readonly ((decimal: string) => string | number)[] = [
  (decimal) => decimal,
  Number,
  (decimal) => (decimal.includes('.') ? `${decimal}0` : `${decimal}.0`),
  (decimal) => Number(decimal).toFixed(2),
];

/** How people and programs write one number, which is given in E.164. */
export const PHONE_FORMS: readonly ((e164: string) => string)[] = [
  (e164) => e164,
  (e164) => e164.slice(1),
  (e164) => `00${e164.slice(1)}`,
  (e164) => e164.slice(4),
  (e164) => e164.slice(4).replace(/(.)(..)(..)/, '$1 $2 $3 '),
  (e164) => `+${e164.slice(1, 4)} ${e164.slice(4)}`,
];

/** A JSON object, form or query string with the members of such a value written otherwise. */
export function withMember(
  text: string,
  is: (value: string) => boolean,
  write: (value: string) => string | number,
): string {
  if (text.startsWith('{')) {
    return JSON.stringify(JSON.parse(text), (_name, value) =>
      (typeof value === 'string' || typeof value === 'number') && is(String(value))
        ? write(String(value))
        : value,
    );
  }
  const form = new URLSearchParams(text);
  for (const [name, value] of [...form]) if (is(value)) form.set(name, String(write(value)));
  return text.includes('=') ? form.toString() : text;
}

export function inBody(
  request: OutgoingRequest,
  ...change: [is: (value: string) => boolean, write: (value: string) => string]
): OutgoingRequest {
  return request.body === undefined ? request : { ...request, body: withMember(request.body, ...change) };
}

export function callbackWith(
  callback: OutgoingCallback,
  rewrite: (text: string) => string,
): OutgoingCallback {
  if (callback.body !== undefined) return { ...callback, body: rewrite(callback.body) };
  const [address = '', query = ''] = callback.url.split('?');
  return { ...callback, url: `${address}?${rewrite(query)}` };
}

export function replyWith(result: HttpResult, rewrite: (text: string) => string): HttpResult {
  return result.kind === 'reply' ? { ...result, text: rewrite(result.text) } : result;
}

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

/** The message with each member in turn altered (1.005 is finer than any currency), then without it; JSON, or a form. */
export function alterations(text: string): string[] {
  if (!text.startsWith('{')) return alteredForms(text);
  const message: unknown = JSON.parse(text);
  return paths(message).flatMap((path) => [
    ...['never-seen', 'constructor', '', null, -1, 1.005].map((value) =>
      JSON.stringify(replaced(message, path, value)),
    ),
    JSON.stringify(replaced(message, path, undefined)),
  ]);
}

function alteredForms(text: string): string[] {
  return [...new URLSearchParams(text).keys()].flatMap((name) => {
    const without = new URLSearchParams(text);
    without.delete(name);
    const altered = ['never-seen', 'constructor', '', '-1', '1.5'].map((value) => {
      const form = new URLSearchParams(text);
      form.set(name, value);
      return form.toString();
    });
    return [...altered, without.toString()];
  });
}

function paths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([name, member]) => paths(member, [...path, name]));
}

function replaced(message: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(message)) {
    return message.map((item, index) => (String(index) === name ? replaced(item, rest, value) : item));
  }
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
  asked: Money,
  write: (decimal: string) => string | number,
): OutgoingRequest {
  const amount = formatDecimal(asked);
  return request.body === undefined
    ? request
    : {
        ...request,
        body: withMember(
          request.body,
          (value) => value === amount,
          () => write(amount),
        ),
      };
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
