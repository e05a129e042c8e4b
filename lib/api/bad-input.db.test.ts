/** Bad input at POST /payments: every refusal is a problem with a remedy, and leaves no row behind. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { POST } from '#app/api/v1/payments/route.ts';
import { aShop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { forgetCounts } from './rate-limit.ts';
import { aKey, ask, NOTHING, rowCounts } from './testing/client.ts';

let key: string;
beforeAll(async () => {
  await truncateAll();
  key = await aKey(await aShop(new Date()));
});
beforeEach(() => forgetCounts(key));

const GOOD = { amount: 1500, currency: 'XAF', reference: 'order-1' };
const TOGO = { country: 'TG', currency: 'XOF' };
const without = (name: string) =>
  Object.fromEntries(Object.entries(GOOD).filter(([member]) => member !== name));

const CASES: [what: string, body: unknown, path: string][] = [
  // missing, empty, wrong type
  ['an empty object', {}, 'amount'],
  ['an array', [GOOD], ''],
  ['null', null, ''],
  ['a string', 'amount=1', ''],
  ['no amount', without('amount'), 'amount'],
  ['no currency', without('currency'), 'currency'],
  ['no reference', without('reference'), 'reference'],
  ['null for an optional member', { ...GOOD, description: null }, 'description'],
  // amounts
  ['a negative amount', { ...GOOD, amount: -1 }, 'amount'],
  ['zero', { ...GOOD, amount: 0 }, 'amount'],
  ['a fraction', { ...GOOD, amount: 1500.5 }, 'amount'],
  ['an amount in a string', { ...GOOD, amount: '1500' }, 'amount'],
  ['an enormous amount', { ...GOOD, amount: 1e15 }, 'amount'],
  ['an amount beyond exact numbers', { ...GOOD, amount: 1e300 }, 'amount'],
  ['an amount no operator takes', { ...GOOD, amount: 5_000_001 }, 'amount'],
  ['an amount below every operator of its country', { ...GOOD, ...TOGO, amount: 9 }, 'amount'],
  ['an amount above every operator of its country', { ...GOOD, ...TOGO, amount: 2_000_001 }, 'amount'],
  ['an amount with blanks', { ...GOOD, amount: ' 1500 ' }, 'amount'],
  ['true as an amount', { ...GOOD, amount: true }, 'amount'],
  // currency and country
  ['an unknown currency', { ...GOOD, currency: 'EUR' }, 'currency'],
  ['a currency in lower case', { ...GOOD, currency: 'xaf' }, 'currency'],
  ['a currency of another country', { ...GOOD, currency: 'XOF' }, 'currency'],
  ['an unknown country', { ...GOOD, country: 'GH' }, 'country'],
  // texts
  ['an empty reference', { ...GOOD, reference: '' }, 'reference'],
  ['a long reference', { ...GOOD, reference: 'a'.repeat(101) }, 'reference'],
  ['a reference of spaces', { ...GOOD, reference: '  ' }, 'reference'],
  ['a number as a reference', { ...GOOD, reference: 1 }, 'reference'],
  ['a zero byte', { ...GOOD, reference: 'order\u0000' }, 'reference'],
  ['a line break in a header-like text', { ...GOOD, description: 'a\r\nb' }, 'description'],
  ['half a surrogate pair', { ...GOOD, description: '\ud83d' }, 'description'],
  ['a control character in a member name', { ...GOOD, metadata: { 'a\u0001': 'b' } }, 'metadata'],
  ['a text that turns its direction', { ...GOOD, description: '\u202eF 0001' }, 'description'],
  ['an isolate in a name', { ...GOOD, customer: { name: 'Awa\u2066' } }, 'customer.name'],
  ['a long description', { ...GOOD, description: 'a'.repeat(251) }, 'description'],
  // customer and phones
  ['a customer without a shape', { ...GOOD, customer: 'Awa' }, 'customer'],
  ['a bad e-mail address', { ...GOOD, customer: { email: 'awa@' } }, 'customer.email'],
  ['a phone of another country', { ...GOOD, customer: { phone: '+233241234567' } }, 'customer.phone'],
  ['a fixed line', { ...GOOD, customer: { phone: '+237 222 23 45 67' } }, 'customer.phone'],
  ['a short phone', { ...GOOD, customer: { phone: '67000' } }, 'customer.phone'],
  ['a phone of letters', { ...GOOD, operator: 'cm-mtn', phone: 'maman' }, 'phone'],
  ['a phone as a number', { ...GOOD, operator: 'cm-mtn', phone: 670000789 }, 'phone'],
  ['an endless phone', { ...GOOD, operator: 'cm-mtn', phone: '6'.repeat(65) }, 'phone'],
  ['a phone without an operator', { ...GOOD, phone: '670000789' }, 'operator'],
  ['an unknown operator', { ...GOOD, operator: 'cm-nexttel', phone: '670000789' }, 'operator'],
  // addresses
  ['an address that is none', { ...GOOD, success_url: 'thanks' }, 'success_url'],
  ['a script as an address', { ...GOOD, success_url: 'javascript:alert(1)' }, 'success_url'],
  ['plain http to the world', { ...GOOD, callback_url: 'http://shop.example/hook' }, 'callback_url'],
  ['a password in an address', { ...GOOD, cancel_url: 'https://a:b@shop.example' }, 'cancel_url'],
  ['an endless address', { ...GOOD, failure_url: `https://shop.example/${'a'.repeat(2050)}` }, 'failure_url'],
  [
    'our own parameter in an address',
    { ...GOOD, success_url: 'https://shop.example/?status=paid' },
    'success_url',
  ],
  // own data
  [
    '51 metadata',
    { ...GOOD, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) },
    'metadata',
  ],
  ['a long metadatum', { ...GOOD, metadata: { note: 'a'.repeat(501) } }, 'metadata.note'],
  ['a nested metadatum', { ...GOOD, metadata: { note: { deep: 1 } } }, 'metadata.note'],
  ['a reserved passthrough name', { ...GOOD, passthrough: { signature: 'x' } }, 'passthrough.signature'],
  [
    'a passthrough name that the address has',
    { ...GOOD, success_url: 'https://shop.example/?lang=fr', passthrough: { lang: 'en' } },
    'passthrough.lang',
  ],
  ['256 characters of passthrough', { ...GOOD, passthrough: { a: 'é'.repeat(50) } }, 'passthrough'],
  // numbers with a range
  ['a short life', { ...GOOD, expires_in: 299 }, 'expires_in'],
  ['a long life', { ...GOOD, expires_in: 2_592_001 }, 'expires_in'],
  ['no attempts', { ...GOOD, attempts_max: 0 }, 'attempts_max'],
  ['eleven attempts', { ...GOOD, attempts_max: 11 }, 'attempts_max'],
  // unknown members
  ['a misspelt member', { ...GOOD, ammount: 1500 }, 'ammount'],
  [
    'a prototype',
    JSON.parse('{"amount":1500,"currency":"XAF","reference":"a","__proto__":{"amount":1}}'),
    '__proto__',
  ],
  ['a misspelt inner member', { ...GOOD, customer: { mail: 'a@b.cm' } }, 'customer.mail'],
  ['a body nested too deeply', JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`), 'a.a.a.a.a.a.a.a'],
];

test.each(CASES)('422 for %s', async (_what, body, path) => {
  const reply = await ask(POST, { path: '/payments', key, body, headers: { 'idempotency-key': 'k-1' } });
  expect(reply.status).toBe(422);
  expect(reply.json.errors.map((error: { path: string }) => error.path)).toContain(path);
  for (const { message } of reply.json.errors) expect(message).toMatch(/[.?]$/);
  expect(reply.json.detail).not.toBe('');
  expect(await rowCounts()).toEqual(NOTHING);
});

test.each([
  [
    { ...TOGO, amount: 9 },
    'Must be at least XOF 100, at most XOF 2,000,000: no operator of TG takes another amount.',
  ],
  [
    { amount: 5_000_001 },
    'Must be at least XAF 1, at most XAF 5,000,000 for Visa, Mastercard: no operator of CM takes another amount.',
  ],
])('an amount that nobody could pay is refused with the limits: %j', async (terms, message) => {
  const reply = await ask(POST, { path: '/payments', key, body: { ...GOOD, ...terms } });
  expect(reply).toMatchObject({ status: 422, json: { code: 'amount_out_of_range' } });
  const [error] = reply.json.errors;
  expect({ ...error, message: error.message.replaceAll('\u00a0', ' ') }).toEqual({ path: 'amount', message });
  expect(await rowCounts()).toEqual(NOTHING);
});

const utf8 = (text: string) => new TextEncoder().encode(text);
const INVALID_UTF8 = new Uint8Array([
  ...utf8('{"amount":1500,"currency":"XAF","reference":"'),
  0xff,
  0xfe,
  ...utf8('"}'),
]);
const text = JSON.stringify(GOOD);

test.each<[string, BodyInit | undefined, string | undefined, number, string]>([
  ['no body', undefined, 'application/json', 400, 'request_malformed'],
  ['an empty body', '', 'application/json', 400, 'request_malformed'],
  ['half of a body', text.slice(0, 20), 'application/json', 400, 'request_malformed'],
  ['a form', 'amount=1500', 'application/x-www-form-urlencoded', 415, 'media_type_unsupported'],
  ['JSON without its content type', utf8(text), undefined, 415, 'media_type_unsupported'],
  ['JSON in another character set', text, 'application/json; charset=utf-16', 415, 'media_type_unsupported'],
  ['invalid UTF-8', INVALID_UTF8, 'application/json', 400, 'request_malformed'],
  [
    '1 MB',
    JSON.stringify({ ...GOOD, description: 'a'.repeat(1_000_000) }),
    'application/json',
    413,
    'body_too_large',
  ],
  ['1 MB of spaces', ' '.repeat(1_000_000), 'application/json', 413, 'body_too_large'],
])('%s is refused', async (_what, raw, type, status, code) => {
  const reply = await ask(POST, {
    path: '/payments',
    method: 'POST',
    key,
    ...(raw === undefined ? {} : { raw }),
    headers: type === undefined ? { 'content-type': '' } : { 'content-type': type },
  });
  expect(reply).toMatchObject({ status, json: { code } });
  expect(await rowCounts()).toEqual(NOTHING);
});

test('a refusal never quotes the body, which may hold a phone number', async () => {
  const reply = await ask(POST, {
    path: '/payments',
    key,
    raw: '{"phone": 670000789 x',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  expect(JSON.stringify(reply.json)).not.toContain('670000789');
});

test('every mistake is told at once', async () => {
  const reply = await ask(POST, {
    path: '/payments',
    key,
    body: { amount: 0, currency: 'EUR', referrence: 'x' },
  });
  expect(reply.json.errors).toEqual([
    { path: 'amount', message: expect.stringContaining('at least 1') },
    { path: 'currency', message: expect.stringContaining("'XOF'") },
    { path: 'reference', message: 'Required: give a string.' },
    { path: 'referrence', message: "Unknown member 'referrence'; did you mean 'reference'?" },
  ]);
});
