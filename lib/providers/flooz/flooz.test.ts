import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HttpResult } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { aWorld, BASE_URL, type World } from '../conformance-world.ts';
import type { ServerTransaction } from '../provider.ts';
import { isTokenOf, keyBytes, VARIANTS, withRandomIv, withZeroIv } from './authorization.ts';
import { DEBIT_PATHS, TOKEN_PATHS, VERIFY_PATHS } from './codes.ts';
import { credentials, settings } from './connection.ts';
import { flooz } from './index.ts';

const REFERENCE = 'ABCDEFGHIJ0123456789';
const RAW_KEY = '0123456789abcdef0123456789abcdef';
const HEX_KEY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const IDENTITY = { username: 'fake-user', password: 'fake-password', encryption_key: RAW_KEY };
const API_KEY = { authorization: 'fake-api-key' };
const xof = (amount: bigint) => money(amount, 'XOF');

function aShop(change: { settings?: object; credentials?: Record<string, string> } = {}): World {
  const world = aWorld(flooz);
  world.backend.account.credentials = { ...world.backend.account.credentials, ...change.credentials };
  world.context.settings = { ...change.settings };
  return world;
}

function fixture(name: string) {
  const { http, body } = JSON.parse(
    readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'),
  );
  return { path: String(http.path), headers: http.headers, body };
}

const debit = { ...fixture('debit.request').body };
const paid = fixture('verify.reply.paid').body;

/** A program of the shop's own, without our client in between. */
async function post(shop: World, path: string, body: unknown, headers: Record<string, string> = API_KEY) {
  const response = await shop.app.request(`${BASE_URL}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
  return { http: response.status, ...(await response.json()) };
}

async function token(
  shop: World,
  index: number | string,
  change: Record<string, string> = {},
  path = '/token',
) {
  const query = new URLSearchParams({
    index: String(index),
    username: 'fake-user',
    password: 'fake-password',
    ...change,
  });
  const response = await shop.app.request(`${BASE_URL}${path}?${query}`);
  return { http: response.status, ...(await response.json()) };
}

const verify = (shop: World, mrchrefid = 'order-1001', headers?: Record<string, string>) =>
  post(shop, VERIFY_PATHS[0], { mrchrefid, partnermsisdn: '22896000000' }, headers);

function answering(shop: World, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const result: HttpResult = { kind: 'reply', status, headers: {}, text };
  shop.wire = async () => result;
}

describe('Authorization', () => {
  it('a token seen in the field is read, whichever way its key is written', () => {
    const seen = fixture('debit.request').headers.Authorization;
    expect(isTokenOf(IDENTITY, seen)).toBe(true);
    expect(isTokenOf({ ...IDENTITY, password: 'another' }, seen)).toBe(false);
    const hex = Buffer.from(RAW_KEY).toString('hex');
    expect(isTokenOf({ ...IDENTITY, encryption_key: hex }, seen)).toBe(true);
    expect(isTokenOf({ ...IDENTITY, encryption_key: hex.toUpperCase() }, seen)).toBe(true);
  });

  it('a key is 32 bytes as they are, or 64 hex digits; nothing else', () => {
    expect(keyBytes(HEX_KEY)?.toString('hex')).toBe(HEX_KEY);
    expect(keyBytes(RAW_KEY)?.toString()).toBe(RAW_KEY);
    for (const wrong of ['', 'x'.repeat(31), 'x'.repeat(33), 'g'.repeat(64), 'é'.repeat(32)]) {
      expect(keyBytes(wrong)).toBeUndefined();
      expect(credentials.shape.encryption_key.safeParse(wrong).success).toBe(false);
    }
  });

  it('with a random IV no two tokens are alike and the counter is 16; with a zero IV the counter tells them apart', () => {
    expect(withRandomIv(IDENTITY)).not.toBe(withRandomIv(IDENTITY));
    expect(withRandomIv(IDENTITY)).toMatch(/^[A-Za-z0-9+/]{22}==:[A-Za-z0-9+/]+={0,2}$/);
    expect(withZeroIv(IDENTITY, 1)).toBe(withZeroIv(IDENTITY, 1));
    expect(withZeroIv(IDENTITY, 1)).not.toBe(withZeroIv(IDENTITY, 2));
    expect(withZeroIv(IDENTITY, 1)).not.toContain(':');
    for (const made of [withRandomIv(IDENTITY), withZeroIv(IDENTITY, 7)])
      expect(isTokenOf(IDENTITY, made)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['rubbish', 'x'],
    ['rubbish in two parts', 'x:y'],
    ['a short IV', `${Buffer.from('short').toString('base64')}:${withZeroIv(IDENTITY, 1)}`],
    ['a token cut short', withZeroIv(IDENTITY, 1).slice(0, -8)],
    ['a token of another key', withRandomIv({ ...IDENTITY, encryption_key: HEX_KEY })],
    ['a Bearer', `Bearer ${withRandomIv(IDENTITY)}`],
  ])('%s is no token', (_what, text) => {
    expect(isTokenOf(IDENTITY, text)).toBe(false);
  });

  describe.each(VARIANTS)('%s', (authorization) => {
    it('opens the server from our client: charge, query, check', async () => {
      const shop = aShop({ settings: { authorization } });
      expect(await shop.charge()).toMatchObject({ outcome: 'pending', providerReference: 'trx000001' });
      shop.backend.settle(REFERENCE, { status: 'succeeded', operatorReference: 'FLZ1' });
      expect(await shop.query()).toMatchObject({ outcome: 'succeeded' });
      expect(await flooz.checkConnection(shop.context)).toEqual({ ok: true });
    });

    it('a wrong password is a refusal, and nothing exists', async () => {
      const shop = aShop({
        settings: { authorization },
        credentials: { password: 'another', api_key: 'another', key: 'another' },
      });
      expect(await shop.charge()).toMatchObject({ outcome: 'failed', failureCode: 'merchant_config' });
      expect(await flooz.checkConnection(shop.context)).toMatchObject({ problem: 'credentials_refused' });
      expect(shop.backend.transactions).toEqual([]);
    });

    it('shows nothing of itself in the timeline', async () => {
      const shop = aShop({ settings: { authorization } });
      shop.wire = async (request, next) =>
        request.method === 'GET'
          ? next(request)
          : {
              kind: 'reply',
              status: 200,
              headers: {},
              text: JSON.stringify({ said: `you sent ${request.headers?.authorization}` }),
            };
      const seen = await shop.charge();
      const sent = shop.sent.at(-1)?.headers?.authorization ?? '?';
      expect(JSON.stringify(seen.raw)).not.toContain(sent);
      expect(sent).not.toMatch(/^Bearer/i);
    });
  });

  it('the fixed key may be the merchant key itself', async () => {
    const shop = aShop({ settings: { authorization: 'api-key' } });
    shop.context.credentials = { ...Object(shop.context.credentials), api_key: '' };
    expect(await shop.charge()).toMatchObject({ outcome: 'pending' });
    expect(shop.sent[0]?.headers?.authorization).toBe('fake-merchant-key');
  });
});

describe('fetched tokens', () => {
  it('each request has one of its own, under a counter that goes on from the setting', async () => {
    const shop = aShop({ settings: { authorization: 'token', tokenCounterStart: 2000 } });
    await shop.charge();
    await shop.query();
    const asked = shop.sent.filter(({ method }) => method === 'GET').map(({ url }) => url);
    const query = fixture('token.request').body.replace('1050', '2000');
    expect(asked).toEqual([
      `${BASE_URL}/token?${query}`,
      `${BASE_URL}/token?${query.replace('2000', '2001')}`,
    ]);
    const used = shop.sent
      .filter(({ method }) => method === 'POST')
      .map(({ headers }) => headers?.authorization);
    expect(new Set(used).size).toBe(2);
  });

  it('a counter that they have seen before is left behind, three times at most', async () => {
    const shop = aShop({ settings: { authorization: 'token' } });
    await token(shop, 1051);
    expect(await shop.charge()).toMatchObject({ outcome: 'pending' });
    await token(shop, 9000);
    expect(await shop.charge({ reference: 'ANOTHERREFERENCE0000' })).toMatchObject({
      outcome: 'failed',
      failureCode: 'merchant_config',
    });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it('without a token the debit is never sent: silence about the token is a certain failure, and not of the payer', async () => {
    const shop = aShop({ settings: { authorization: 'token' } });
    shop.wire = async () => ({ kind: 'silence', reason: 'time-out' });
    expect(await shop.charge()).toMatchObject({ outcome: 'failed', failureCode: 'operator_unavailable' });
    expect(shop.sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('the server gives one for a growing counter only, to the right name and password, on every path', async () => {
    const shop = aShop();
    expect(await token(shop, 1050)).toEqual({ http: 200, key: expect.stringMatching(/./) });
    for (const [index, change] of [
      [1050, {}],
      [1049, {}],
      [0, {}],
      [1051, { password: 'another' }],
      [1051, { username: 'another' }],
      [1051, { password: '' }],
    ] as const) {
      const refused = await token(shop, index, change);
      expect([index, change, refused]).toMatchObject([index, change, { http: 200, status: 99 }]);
      expect(refused).not.toHaveProperty('key');
    }
    for (const index of ['', 'x', '-1', '1.5', '9'.repeat(16)])
      expect(await token(shop, index)).toMatchObject({ http: 200, status: 1 });
    for (const [step, path] of TOKEN_PATHS.entries())
      expect(await token(shop, 1060 + step, {}, `${path}/`)).toMatchObject({ key: expect.any(String) });
  });

  it('one token opens one request, also when two arrive together; tokens may be used in any order', async () => {
    const shop = aShop();
    const [first, second] = [(await token(shop, 1050)).key, (await token(shop, 1051)).key];
    const both = await Promise.all([0, 1].map(() => verify(shop, 'order-1', { authorization: second })));
    expect(both.map(({ status }) => status).sort()).toEqual([0, 99]);
    expect(await verify(shop, 'order-1', { authorization: first })).toMatchObject({ status: 0 });
    expect(await verify(shop, 'order-1', { authorization: first })).toMatchObject({ status: 99 });
    const fresh = (await token(shop, 1053)).key;
    const forged = `${fresh.slice(0, fresh.lastIndexOf('.'))}.forged`;
    expect(await verify(shop, 'order-1', { authorization: forged })).toMatchObject({ status: 99 });
  });

  it('a used token that is sent again spoils no other one', async () => {
    const shop = aShop();
    const used = (await token(shop, 1)).key;
    await verify(shop, 'order-1', { authorization: used });
    const fresh = (await token(shop, 65)).key;
    expect(await verify(shop, 'order-1', { authorization: used })).toMatchObject({ status: 99 });
    expect(await verify(shop, 'order-1', { authorization: fresh })).toMatchObject({ status: 0 });
  });

  it('of many tokens that nobody used the oldest are forgotten', async () => {
    const shop = aShop();
    const oldest = (await token(shop, 1)).key;
    const kept = (await token(shop, 2)).key;
    await token(shop, 65);
    expect(await verify(shop, 'order-1', { authorization: oldest })).toMatchObject({ status: 99 });
    expect(await verify(shop, 'order-1', { authorization: kept })).toMatchObject({ status: 0 });
  });
});

describe('requests, as seen in the field', () => {
  it('a debit carries every member under its name, 228 before the number, the amount as a text', async () => {
    const shop = aShop();
    await shop.charge({ reference: 'order-1001', phone: '+22896000789', description: 'Boutique Essai' });
    expect(shop.sent[0]).toMatchObject({ method: 'POST', url: BASE_URL + fixture('debit.request').path });
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toEqual(debit);
  });

  it('verify asks by our own reference, whatever theirs is', async () => {
    const shop = aShop();
    await shop.charge({ reference: 'order-1001' });
    await shop.query({ providerReference: undefined });
    expect(shop.sent[1]?.url).toBe(BASE_URL + fixture('verify.request').path);
    expect(JSON.parse(shop.sent[1]?.body ?? '')).toEqual(fixture('verify.request').body);
  });

  it('paths, the name on the prompt and the dial code are settings', async () => {
    const shop = aShop({
      settings: {
        debitPath: DEBIT_PATHS[1],
        verifyPath: VERIFY_PATHS[2],
        merchantName: 'Boutique Awa',
        dialCodes: { 'tg-flooz': '*155*6#' },
      },
    });
    expect((await shop.charge()).nextAction).toEqual({ type: 'confirm_on_phone', ussd: '*155*6#' });
    await shop.query();
    expect(shop.sent.map(({ url }) => url)).toEqual([BASE_URL + DEBIT_PATHS[1], BASE_URL + VERIFY_PATHS[2]]);
    expect(shop.transaction().description).toBe('Boutique Awa');
    for (const wrong of ['', 'debit', '/a b', 'https://elsewhere.test/debit', '/../?x'])
      expect(settings.safeParse({ debitPath: wrong }).success).toBe(false);
  });

  it('a debit may take 130 s, the questions 30', async () => {
    const { timeoutSeconds } = settings.parse({});
    expect(timeoutSeconds).toBe(130);
    const shop = aShop({ settings: { authorization: 'token' } });
    shop.context.timeoutMs = Number(timeoutSeconds) * 1000;
    await shop.charge();
    await shop.query();
    expect(shop.sent.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 130_000, 30_000, 30_000]);
  });

  it('what this wire cannot express is not sent', async () => {
    const shop = aShop();
    for (const change of [{ money: money(1500n, 'XAF') }, { phone: undefined }])
      expect(await shop.charge(change)).toMatchObject({ outcome: 'failed', failureCode: 'merchant_config' });
    expect(shop.sent).toEqual([]);
  });
});

describe('replies to a debit', () => {
  it.each([
    [0, 'pending', undefined],
    [1, 'failed', 'merchant_config'],
    [3, 'failed', 'unspecified'],
    [4, 'pending', undefined],
    [5, 'failed', 'unspecified'],
    [8, 'pending', undefined],
    [9, 'pending', undefined],
    [10, 'unknown', undefined],
    [99, 'failed', 'merchant_config'],
    [100, 'unknown', undefined],
    [2, 'unknown', undefined],
    ['0', 'pending', undefined],
    ['ok', 'unknown', undefined],
    ['', 'unknown', undefined],
    [null, 'unknown', undefined],
  ])('%j is %s', async (status, outcome, failureCode) => {
    const shop = aShop();
    answering(shop, { ...fixture('debit.reply.processing').body, status });
    const seen = await shop.charge();
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
  });

  it('only one that was accepted names our transaction: others may speak of another payment', async () => {
    const shop = aShop();
    answering(shop, fixture('debit.reply.processing').body);
    expect(await shop.charge()).toMatchObject({ providerReference: 'order-1001-op' });
    answering(shop, fixture('debit.reply.pending-push').body);
    expect(await shop.charge()).not.toHaveProperty('providerReference');
  });

  it('nothing under another HTTP status than 200 counts', async () => {
    for (const http of [201, 202, 400, 401, 500]) {
      const shop = aShop();
      answering(shop, fixture('debit.reply.invalid-authorization').body, http);
      expect(await shop.charge()).toMatchObject({ outcome: 'unknown' });
    }
  });

  it.each([10, 100])(
    '%i is a failure once verify agrees, and a success if verify says so',
    async (status) => {
      const shop = aShop();
      shop.backend.next = {
        with: { status: 'failed', failureCode: status === 100 ? 'unspecified' : 'insufficient_funds' },
      };
      expect(await shop.charge()).toMatchObject({ outcome: 'unknown' });
      expect(await shop.query()).toMatchObject({ outcome: 'failed', failureCode: 'unspecified' });
      shop.backend.settle(REFERENCE, { status: 'succeeded', operatorReference: 'FLZ1' });
      expect(await shop.query()).toMatchObject({ outcome: 'succeeded' });
    },
  );
});

describe('what verify proves', () => {
  const ours = { ...paid, details: { ...paid.details, mrchreference: REFERENCE } };

  async function told(change: object, outside: object = {}, http = 200) {
    const shop = aShop();
    await shop.charge();
    answering(shop, { ...ours, ...outside, details: { ...ours.details, ...change } }, http);
    return shop.query();
  }

  it('details.status 0 is paid, and names the money', async () => {
    expect(await told({})).toMatchObject({
      outcome: 'succeeded',
      money: xof(1500n),
      transactionId: 'FLZ0000001',
      operatorReference: 'FLZ0000001',
      providerReference: 'order-1001-op',
    });
    expect(await told({ status: '0', amount: 1500 })).toMatchObject({
      outcome: 'succeeded',
      money: xof(1500n),
    });
  });

  it.each(['PENDING', 'SUCCESS', 'PAID', '0 ', '0x0', '', ' ', 'null', null, true, [], {}, -0.5, -1])(
    'a details.status of %j is unknown: never paid',
    async (status) => {
      expect(await told({ status })).toMatchObject({ outcome: 'unknown' });
    },
  );

  it.each([
    [1, 'pending'],
    [8, 'pending'],
    [9, 'pending'],
    [10, 'failed'],
    [100, 'failed'],
    [2, 'unknown'],
    [3, 'unknown'],
    [99, 'unknown'],
    [4711, 'unknown'],
  ])('a details.status of %i is %s', async (status, outcome) => {
    expect(await told({ status })).toMatchObject({ outcome });
  });

  it.each([
    ['details null', { details: null }],
    ['no details', { details: undefined }],
    ['a word for details', { details: 'PAID' }],
    ['the fixture with a word', fixture('verify.reply.status-word').body],
  ])('%s: unknown', async (_what, body) => {
    const shop = aShop();
    await shop.charge();
    answering(shop, { ...ours, ...body });
    expect(await shop.query()).toMatchObject({ outcome: 'unknown' });
  });

  it.each([
    ['another reference', { mrchreference: 'order-1002' }],
    ['no reference at all', { mrchreference: '', mrorreference: '' }],
    ['no amount', { amount: '' }],
    ['a fraction of a franc', { amount: '1500.5' }],
    ['an amount in words', { amount: 'mille' }],
  ])('%s: unknown', async (_what, change) => {
    expect(await told(change)).toMatchObject({ outcome: 'unknown' });
  });

  it('status outside says nothing of the payment, and another HTTP status nothing at all', async () => {
    expect(await told({}, { status: 100 })).toMatchObject({ outcome: 'succeeded' });
    expect(await told({ status: 1 }, { status: 0 })).toMatchObject({ outcome: 'pending' });
    expect(await told({}, {}, 201)).toMatchObject({ outcome: 'unknown' });
  });

  it('their own reference for it will do where ours is not repeated', async () => {
    const shop = aShop();
    await shop.charge();
    answering(shop, {
      ...ours,
      details: { ...ours.details, mrchreference: null, mrorreference: 'trx000001' },
    });
    expect(await shop.query()).toMatchObject({ outcome: 'succeeded' });
    expect(await shop.query({ providerReference: undefined })).toMatchObject({ outcome: 'unknown' });
  });
});

describe('callbacks', () => {
  const request = {
    method: 'POST',
    query: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: fixture('debit.callback.success').body,
    peer: '198.51.100.9',
  };

  it('one seen in the field names our payment and claims success; the answer is as prescribed', async () => {
    const reading = await flooz.readCallback(request, aShop().context);
    expect(reading).toMatchObject({
      kind: 'read',
      transaction: 'payment',
      reference: 'order-1001',
      observation: { outcome: 'succeeded', money: xof(1500n), transactionId: 'FLZ0000001' },
    });
    const answer = flooz.acknowledge(reading);
    expect(answer).toMatchObject({ status: 200, contentType: 'application/json' });
    expect(JSON.parse(answer.body)).toEqual(fixture('callback.reply.success').body);
  });

  it.each([
    ['10', 'failed'],
    ['100', 'failed'],
    ['7', 'unknown'],
  ])('status %s claims %s', async (status, outcome) => {
    const body = request.body.replace('status=0', `status=${status}`);
    expect(await flooz.readCallback({ ...request, body }, aShop().context)).toMatchObject({
      observation: { outcome },
    });
  });

  it.each(['status=PAID', 'status=', 'status'])('with %s it is refused', async (status) => {
    const body = request.body.replace('status=0', status);
    const reading = await flooz.readCallback({ ...request, body }, aShop().context);
    expect(reading).toMatchObject({ kind: 'refused' });
    expect(JSON.parse(flooz.acknowledge(reading).body).code).not.toBe(0);
  });

  it('is read as JSON too, from the networks of the connection alone where it lists any', async () => {
    const shop = aShop({ settings: { sourceNetworks: ['203.0.113.0/24'] } });
    const body = JSON.stringify(Object.fromEntries(new URLSearchParams(request.body)));
    expect(await flooz.readCallback({ ...request, body }, shop.context)).toMatchObject({ kind: 'refused' });
    const near = { ...request, body, peer: '203.0.113.9' };
    expect(await flooz.readCallback(near, shop.context)).toMatchObject({ kind: 'read' });
  });

  it('is a form with every member, sent when a payment has ended either way', async () => {
    const shop = aShop();
    await shop.charge({ reference: 'order-1001', phone: '+22896000789' });
    const { account } = shop.backend;
    for (const status of ['created', 'requires_otp', 'pending'] as const)
      expect(flooz.callbackFor(account, { ...shop.transaction(), status })).toBeUndefined();
    const ended: ServerTransaction = { ...shop.transaction(), message: 'Success' };
    const success = { ...ended, status: 'succeeded' as const, operatorReference: 'FLZ0000001' };
    expect(flooz.callbackFor(account, success)).toMatchObject({
      method: 'POST',
      url: 'https://shop.test/callback',
      headers: request.headers,
      body: request.body,
    });
    const failed = { ...ended, status: 'failed' as const, failureCode: 'payer_declined' as const };
    expect(flooz.callbackFor(account, failed)?.body).toContain('&status=10&');
    expect(flooz.callbackFor(account, { ...failed, failureCode: 'unspecified' })?.body).toContain(
      '&status=100&',
    );
    expect(flooz.callbackFor(account, { ...success, kind: 'payout' })).toBeUndefined();
  });

  it.each([
    [200, '{"message":"success","code":0}', 'delivered'],
    [200, '{"message":"success","code":"0"}', 'delivered'],
    [200, '', 'delivered'],
    [200, '{"message":"error","code":1}', 'retry'],
    [302, '{"message":"success","code":0}', 'retry'],
    [500, '{"message":"success","code":0}', 'retry'],
  ])('a shop’s %i with %s: %s', (status, body, reply) => {
    expect(flooz.readShopReply(status, body)).toBe(reply);
  });
});

describe('the server end', () => {
  it('takes a debit on every path that was seen, and tells it on every other', async () => {
    for (const [index, path] of DEBIT_PATHS.entries()) {
      const shop = aShop();
      const accepted = await post(shop, `${path}/`, debit);
      expect(accepted).toEqual({
        http: 200,
        status: 0,
        message: 'En cours de traitement',
        description: 'En cours de traitement',
        mrorrefid: 'trx000001',
      });
      const [verifyPath = ''] = VERIFY_PATHS.slice(index);
      const asked = { mrchrefid: 'order-1001', partnermsisdn: '22896000000' };
      expect(await post(shop, verifyPath, asked)).toMatchObject({
        http: 200,
        status: 0,
        details: { status: 1 },
      });
    }
  });

  it('a token seen in the field opens it', async () => {
    const shop = aShop({ credentials: { encryption_key: RAW_KEY } });
    const { headers } = fixture('debit.request');
    expect(await post(shop, DEBIT_PATHS[0], debit, headers)).toMatchObject({ status: 0 });
  });

  it('verify says everything of a paid one, and a number of every other: never a word', async () => {
    const shop = aShop();
    await post(shop, DEBIT_PATHS[0], debit);
    expect((await verify(shop)).details).toEqual({
      ...fixture('verify.reply.unpaid').body.details,
      mrchreference: 'order-1001',
      msisdn: '22896000789',
      mrorreference: 'trx000001',
    });
    const completedAt = new Date('2026-11-20T10:16:02.999Z');
    shop.backend.settle('order-1001', { status: 'succeeded', operatorReference: 'FLZ0000001', completedAt });
    expect((await verify(shop)).details).toEqual({ ...paid.details, mrorreference: 'trx000001' });
    for (const [status, code] of [
      ['created', 1],
      ['requires_otp', 1],
      ['pending', 1],
      ['failed', 10],
      ['canceled', 10],
      ['expired', 10],
      ['refunding', 0],
      ['refunded', 0],
    ] as const) {
      shop.backend.settle('order-1001', { status });
      const { message, details } = await verify(shop);
      expect([status, details.status, typeof message]).toEqual([status, code, 'string']);
    }
  });

  it('knows nothing of a payment that does not exist: details is null', async () => {
    expect(await verify(aShop(), 'order-9')).toEqual({
      http: 200,
      ...fixture('verify.reply.no-details').body,
    });
  });

  it('every documented code of a debit has a producer', async () => {
    const produced = new Set<number>();
    const shop = aShop();
    const take = async (body: unknown, headers?: Record<string, string>) => {
      const { http, status, message } = await post(shop, DEBIT_PATHS[0], body, headers);
      expect([http, typeof message]).toEqual([200, 'string']);
      produced.add(status);
    };
    await take(debit);
    await take(debit);
    await take({ ...debit, amount: '' });
    await take({ ...debit, amount: 'x' });
    await take(debit, { authorization: 'x' });
    for (const refuse of ['amount_out_of_range', 'payment_in_progress', 'too_many_prompts'] as const) {
      shop.backend.next = { refuse };
      await take({ ...debit, mrchrefid: refuse });
    }
    for (const failureCode of ['payer_declined', 'unspecified'] as const) {
      shop.backend.next = { with: { status: 'failed', failureCode } };
      await take({ ...debit, mrchrefid: failureCode });
    }
    expect([...produced].sort((a, b) => a - b)).toEqual([0, 1, 3, 4, 5, 8, 9, 10, 99, 100]);
  });

  it('a reference used twice is 4, and the first payment stays alone', async () => {
    const shop = aShop();
    await post(shop, DEBIT_PATHS[0], debit);
    expect(await post(shop, DEBIT_PATHS[1], debit)).toMatchObject({ http: 200, status: 4, mrorrefid: '' });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it.each([
    [{ msisdn: undefined }, 1],
    [{ msisdn: null }, 1],
    [{ msisdn: '' }, 1],
    [{ msisdn: [] }, 3],
    [{ msisdn: '12' }, 3],
    [{ msisdn: '+237670000789' }, 3],
    [{ key: undefined }, 1],
    [{ key: '' }, 1],
    [{ key: {} }, 3],
    [{ key: 'another' }, 99],
    [{ mrchrefid: undefined }, 1],
    [{ mrchrefid: '' }, 1],
    [{ mrchrefid: 'x'.repeat(256) }, 3],
    [{ mrchrefid: 'order\u0000' }, 3],
    [{ mrchrefid: 'order\n1' }, 3],
    [{ mrchrefid: 'order\uD800' }, 3],
    [{ amount: undefined }, 1],
    [{ amount: 'mille' }, 3],
    [{ amount: '-1500' }, 3],
    [{ amount: -1500 }, 3],
    [{ amount: 0 }, 3],
    [{ amount: '1500.5' }, 3],
    [{ amount: [1500] }, 3],
    [{ amount: 2 ** 60 }, 3],
    [{ amount: '9'.repeat(40) }, 3],
    [{ partnermsisdn: undefined }, 1],
    [{ partnermsisdn: '' }, 1],
    [{ partnermsisdn: [] }, 3],
    [{ partnermsisdn: '22896000001' }, 99],
  ])('a debit with %j is refused with %i, and nothing is created', async (change, status) => {
    const shop = aShop();
    expect(await post(shop, DEBIT_PATHS[0], { ...debit, ...change })).toMatchObject({
      http: 200,
      status,
      message: expect.stringMatching(/./),
    });
    expect(shop.backend.transactions).toEqual([]);
  });

  it.each([
    ['no JSON', '{"msisdn":'],
    ['1 MB', JSON.stringify({ ...debit, mrchname: 'x'.repeat(1_000_000) })],
    ['invalid UTF-8', new Blob([Buffer.from(JSON.stringify({ ...debit, mrchname: 'Caf\xe9' }), 'latin1')])],
    ['an array', JSON.stringify([debit])],
  ])('%s is refused with 3, and nothing is created', async (_what, body) => {
    const shop = aShop();
    expect(await post(shop, DEBIT_PATHS[0], body)).toMatchObject({ http: 200, status: 3 });
    expect(shop.backend.transactions).toEqual([]);
  });

  it.each([
    [{ amount: 1500 }],
    [{ amount: '1500.00' }],
    [{ msisdn: 22896000789 }],
    [{ msisdn: '96 00 07 89' }],
    [{ msisdn: '+228 96000789' }],
    [{ partnermsisdn: 22896000000 }],
    [{ partnermsisdn: '+228 96 00 00 00' }],
    [{ partnermsisdn: '96000000' }],
  ])('a debit with %j is understood', async (change) => {
    const shop = aShop();
    expect(await post(shop, DEBIT_PATHS[0], { ...debit, ...change })).toMatchObject({ status: 0 });
    expect(shop.backend.requests[0]).toMatchObject({
      reference: 'order-1001',
      phone: '+22896000789',
      money: xof(1500n),
      operator: 'tg-flooz',
    });
  });

  it('control characters in the name on the prompt are refused by its name', async () => {
    const shop = aShop();
    for (const mrchname of ['Bon\u0000jour', 'Bon\njour', 'Bon\uD800', 'Bon\uFFFD']) {
      expect(await post(shop, DEBIT_PATHS[0], { ...debit, mrchname })).toMatchObject({
        status: 3,
        message: expect.stringMatching(/^mrchname : .*caractères de contrôle/),
      });
    }
    expect(shop.backend.transactions).toEqual([]);
  });

  it('verify with wrong members, or a wrong token, tells nothing under details null', async () => {
    const shop = aShop();
    await post(shop, DEBIT_PATHS[0], debit);
    expect(await verify(shop, '')).toMatchObject({ http: 200, status: 1, details: null });
    expect(await verify(shop, 'x\u0000')).toMatchObject({ http: 200, status: 3, details: null });
    expect(await verify(shop, 'order-1001', { authorization: 'x' })).toMatchObject({
      http: 200,
      status: 99,
      details: null,
    });
  });

  it('after a crash it says that nobody knows', async () => {
    const shop = aShop();
    shop.backend.next = { throws: new Error('broken') };
    expect(await post(shop, DEBIT_PATHS[2], debit)).toMatchObject({ http: 500, status: 0, details: null });
    shop.backend.findTransaction = async () => {
      throw new Error('broken');
    };
    expect(await verify(shop)).toMatchObject({ http: 500, status: 100, details: null });
  });
});

it('the manifest says that nothing here comes from the operator', () => {
  expect(flooz.manifest.unverified).toBe(true);
});
