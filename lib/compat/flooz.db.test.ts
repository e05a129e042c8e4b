import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import type { HttpResult } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { VARIANTS } from '#lib/providers/flooz/authorization.ts';
import { DEBIT_PATHS, TOKEN_PATHS, VERIFY_PATHS } from '#lib/providers/flooz/codes.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { timings } from '#lib/timings.ts';
import { aDialectShop, addDialect, CHARGE, type DialectShop, reply } from './testing/dialect-shop.ts';

const CREDENTIALS = {
  partnermsisdn: '22899000001',
  username: 'the-shop',
  password: 'the-shops-password',
  encryption_key: '0123456789abcdef0123456789abcdef',
  key: 'the-shops-key',
};
const BEHIND = {
  provider: 'paygateglobal' as const,
  credentials: { auth_token: '11111111-2222-4333-8444-555555555555' },
  address: '198.51.100.20',
};
const PAYMENT = { money: money(1500n, 'XOF'), operator: 'tg-flooz' as const, phone: '+22896000789' };
const PAID = { status: 'succeeded' as const, operatorReference: 'FLZ-1' };
const NOTHING = { payments: 0, attempts: 0, transactions: 0, events: 0, postings: 0, payers: 0 };
const DEBIT = {
  ...JSON.parse(
    readFileSync(new URL('../providers/flooz/fixtures/debit.request.json', import.meta.url), 'utf8'),
  ).body,
  key: CREDENTIALS.key,
  partnermsisdn: CREDENTIALS.partnermsisdn,
};

let shop: DialectShop;
beforeEach(async () => {
  await truncateAll();
  shop = await aDialectShop({ provider: 'flooz', credentials: CREDENTIALS }, BEHIND);
});

const charge = (context = shop.context) => shop.provider.charge({ ...CHARGE, ...PAYMENT }, context);
const verify = (context = shop.context) =>
  shop.provider.query({ kind: 'payment', ...CHARGE, ...PAYMENT }, context);
const payment = () => db.payment.findFirstOrThrow();

/** A request without our client in between; Authorization is the fixed key. */
async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await shop.app.request(`https://gateway.test${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: CREDENTIALS.key, ...headers },
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
  return { http: response.status, ...(await response.json()) };
}

describe('a program written for Flooz', () => {
  test.each(VARIANTS)('charges, waits, and reads the success, with %s', async (authorization) => {
    shop.context.settings = { authorization };
    const asked = await charge();
    expect(asked).toMatchObject({
      outcome: 'pending',
      providerReference: expect.any(String),
      nextAction: { type: 'confirm_on_phone' },
    });
    expect(await payment()).toMatchObject({
      status: 'pending',
      origin: 'compat:flooz',
      reference: CHARGE.reference,
      description: 'Commande 1001',
      attemptsMax: 1,
    });
    expect(await verify()).toMatchObject({ outcome: 'pending', money: PAYMENT.money });
    await shop.settles(PAID);
    expect(await verify()).toMatchObject({
      outcome: 'succeeded',
      money: PAYMENT.money,
      transactionId: 'FLZ-1',
      providerReference: asked.providerReference,
    });
    expect(await shop.provider.checkConnection(shop.context)).toEqual({ ok: true });
  });

  test('fetches tokens by its user name, under growing counters, each for one request', async () => {
    const token = async (index: number, password = CREDENTIALS.password) => {
      const query = new URLSearchParams({ index: String(index), username: CREDENTIALS.username, password });
      const response = await shop.app.request(`https://gateway.test${TOKEN_PATHS[0]}?${query}`);
      return { http: response.status, ...(await response.json()) };
    };
    const { key } = await token(1050);
    expect(await token(1050)).toMatchObject({ http: 200, status: 99 });
    expect(await token(1051, 'another')).toMatchObject({ http: 200, status: 99 });
    expect(await post(DEBIT_PATHS[0], DEBIT, { authorization: key })).toMatchObject({ status: 0 });
    const next = { ...DEBIT, mrchrefid: 'order-1002' };
    expect(await post(DEBIT_PATHS[0], next, { authorization: key })).toMatchObject({ status: 99 });
    expect(await shop.counts()).toMatchObject({ payments: 1, attempts: 1, transactions: 1 });
    // A second instance of ours knows what the first one gave out.
    expect(await token(1051)).toMatchObject({ key: expect.any(String) });
  });

  test('gets 4 for a reference that it used before, and the same reference twice at once charges once', async () => {
    const both = await Promise.all([post(DEBIT_PATHS[0], DEBIT), post(DEBIT_PATHS[1], DEBIT)]);
    expect(both.map(({ status }) => status).sort()).toEqual([0, 4]);
    expect(await post(DEBIT_PATHS[2], DEBIT)).toMatchObject({ http: 200, status: 4 });
    expect(await shop.counts()).toMatchObject({ payments: 1, attempts: 1, transactions: 1 });
  });

  test('reads a refusal of the operator as a failure once verify agrees', async () => {
    shop.gateway.backend.next = { refuse: 'operator_unavailable' };
    expect(await charge()).toMatchObject({ outcome: 'unknown' });
    expect(await payment()).toMatchObject({ status: 'failed' });
    expect(await verify()).toMatchObject({ outcome: 'failed' });
  });

  test('waits when the operator keeps silent', async () => {
    shop.gateway.intercept(async () => ({ kind: 'silence', reason: 'timeout' }));
    expect(await charge()).toMatchObject({ outcome: 'pending' });
    expect(await verify()).toMatchObject({ outcome: 'pending' });
  });

  test('does not see a payment of another account, of the app’s own either', async () => {
    await charge();
    const other = { ...CREDENTIALS, partnermsisdn: '22899000002', username: 'another-shop' };
    await addDialect(shop.gateway, other, { provider: 'flooz' });
    expect(await verify({ ...shop.context, credentials: other })).toMatchObject({ outcome: 'unknown' });
    const body = { mrchrefid: CHARGE.reference, partnermsisdn: other.partnermsisdn };
    expect(await post(VERIFY_PATHS[0], body)).toMatchObject({ http: 200, status: 0, details: null });
    expect(await verify()).toMatchObject({ outcome: 'pending' });
  });
});

describe('bad input is refused in the dialect, and nothing is created', () => {
  test.each<[string, unknown, number]>([
    ['no amount', { ...DEBIT, amount: undefined }, 1],
    ['an empty amount', { ...DEBIT, amount: '' }, 1],
    ['an amount in words', { ...DEBIT, amount: 'mille' }, 3],
    ['an amount of another type', { ...DEBIT, amount: { of: 1500 } }, 3],
    ['a negative amount', { ...DEBIT, amount: -1500 }, 3],
    ['zero', { ...DEBIT, amount: '0' }, 3],
    ['a fraction', { ...DEBIT, amount: '1500.5' }, 3],
    ['more than the operator takes', { ...DEBIT, amount: '99999999' }, 5],
    ['an enormous amount', { ...DEBIT, amount: '9'.repeat(40) }, 3],
    ['no reference', { ...DEBIT, mrchrefid: undefined }, 1],
    ['an empty reference', { ...DEBIT, mrchrefid: '' }, 1],
    ['a long reference', { ...DEBIT, mrchrefid: 'x'.repeat(256) }, 3],
    ['a reference with U+0000', { ...DEBIT, mrchrefid: 'order\u0000' }, 3],
    ['a reference that is no UTF-8', { ...DEBIT, mrchrefid: 'order\uFFFD' }, 3],
    ['no phone', { ...DEBIT, msisdn: undefined }, 1],
    ['a phone of another country', { ...DEBIT, msisdn: '+237670000789' }, 3],
    ['a phone that is none', { ...DEBIT, msisdn: '12' }, 3],
    ['another account', { ...DEBIT, partnermsisdn: '22896000009' }, 99],
    ['a user name for an account', { ...DEBIT, partnermsisdn: CREDENTIALS.username }, 3],
    ['another key', { ...DEBIT, key: 'x' }, 99],
    ['no JSON', '{"msisdn":', 3],
    ['1 MB', { ...DEBIT, mrchname: 'x'.repeat(1_000_000) }, 3],
    [
      'invalid UTF-8',
      new Blob([Buffer.from(JSON.stringify({ ...DEBIT, mrchname: 'Caf\xe9' }), 'latin1')]),
      3,
    ],
  ])('%s', async (_what, body, status) => {
    const answer = await post(DEBIT_PATHS[0], body);
    expect(answer).toMatchObject({ http: 200, status, message: expect.stringMatching(/./) });
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test('a wrong Authorization: 99 under HTTP 200', async () => {
    for (const authorization of ['', 'x', `Bearer ${CREDENTIALS.key}`, CREDENTIALS.password])
      expect(await post(DEBIT_PATHS[0], DEBIT, { authorization })).toMatchObject({ http: 200, status: 99 });
    expect(await shop.counts()).toEqual(NOTHING);
  });
});

test('a form, multipart, and JSON under any type are read', async () => {
  const form = new FormData();
  for (const [name, value] of Object.entries(DEBIT)) form.set(name, String(value));
  const bodies: [BodyInit, Record<string, string>][] = [
    [
      new URLSearchParams({ ...DEBIT, amount: '1500.00' }).toString(),
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    [form, {}],
    [JSON.stringify(DEBIT), { 'content-type': 'text/plain' }],
  ];
  for (const [body, headers] of bodies) {
    await truncateAll();
    shop = await aDialectShop({ provider: 'flooz', credentials: CREDENTIALS }, BEHIND);
    const response = await shop.app.request(`https://gateway.test${DEBIT_PATHS[0]}/`, {
      method: 'POST',
      headers: { authorization: CREDENTIALS.key, ...headers },
      body,
    });
    expect(await response.json()).toMatchObject({ status: 0 });
    expect(await payment()).toMatchObject({ amount: 1500n, currency: 'XOF' });
  }
});

describe('the callback', () => {
  const heard = () => reply(200, '{"message":"success","code":0}');

  test('reaches the shop once, as a form, when the payment is paid', async () => {
    shop.answers(heard);
    await charge();
    expect(await shop.deliveries()).toEqual([]);
    await shop.settles(PAID);
    expect(await shop.deliver()).toEqual(['delivered']);
    const [callback] = shop.received;
    if (callback === undefined) throw new Error('no callback');
    expect(callback.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(callback.body))).toMatchObject({
      amount: '1500',
      refid: 'FLZ-1',
      mrchrefid: CHARGE.reference,
      msisdn: '22896000789',
      status: '0',
    });
    expect(await shop.provider.readCallback(callback, shop.context)).toMatchObject({
      kind: 'read',
      reference: CHARGE.reference,
      observation: { outcome: 'succeeded', money: PAYMENT.money },
    });
    await shop.gateway.receive(shop.gateway.callback());
    expect(await shop.deliver()).toEqual([]);
  });

  test.each<[string, () => HttpResult]>([
    ['500', () => reply(500, 'oops')],
    ['a code of its own', () => reply(200, '{"message":"error","code":7}')],
    ['silence', () => ({ kind: 'silence', reason: 'timeout' })],
  ])('%s is tried again, to the end of the table', async (_what, answer) => {
    shop.answers(answer);
    await charge();
    await shop.settles(PAID);
    const outcomes = [];
    for (const delayMs of timings().callbackRetryMs) {
      shop.gateway.clock.advance(delayMs);
      outcomes.push(...(await shop.deliver()));
    }
    expect(outcomes).toEqual([...Array(timings().callbackRetryMs.length - 1).fill('retry'), 'parked']);
  });

  test('tells a failure, and the late success that contradicts it', async () => {
    shop.answers(heard);
    await charge();
    // The operator behind us calls back about successes alone: its failures are asked for.
    shop.gateway.backend.settle(shop.gateway.transaction().reference, {
      status: 'failed',
      failureCode: 'unspecified',
    });
    await queryAttempt((await db.attempt.findFirstOrThrow()).id, shop.gateway.deps);
    expect(await shop.deliver()).toEqual(['delivered']);
    await shop.settles(PAID);
    expect(await payment()).toMatchObject({ status: 'succeeded', late: true });
    expect(await shop.deliver()).toEqual(['delivered']);
    const codes = shop.received.map(({ body }) => new URLSearchParams(body).get('status'));
    expect(codes).toEqual(['100', '0']);
  });
});
