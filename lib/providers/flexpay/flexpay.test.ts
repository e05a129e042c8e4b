import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpResult } from '#lib/http.ts';
import { type Money, money } from '#lib/money.ts';
import { aWorld, BASE_URL, type World } from '../conformance-world.ts';
import type { CallbackRequest, ServerTransaction } from '../provider.ts';
import { OPERATORS } from './codes.ts';
import { addressesOf, credentials } from './connection.ts';
import { flexpay } from './index.ts';
import * as wire from './wire.ts';

const API = `${BASE_URL}/api/rest/v1`;
const TOKEN = 'fake-flexpay-token';
const REFERENCE = 'ABCDEFGHIJ0123456789';
const PHONE = '+243891234567';
const cdf = (amount: bigint) => money(amount, 'CDF');
const usd = (amount: bigint) => money(amount, 'USD');

function aShop(operator = 'cd-mpesa'): World {
  const found = OPERATORS.find((served) => served.operator === operator);
  if (found === undefined) throw new Error(operator);
  return aWorld(flexpay, found);
}

function fixture(name: string) {
  const file = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
  const { http, body } = JSON.parse(file);
  return { path: String(http.path), body: Object(body) };
}

/** A shop's own program, without our client in between. */
async function call(shop: World, path: string, body?: unknown, authorization = `Bearer ${TOKEN}`) {
  const response = await shop.app.request(`${BASE_URL}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body) }),
  });
  return { http: response.status, ...(await response.json()) };
}

const pay = (shop: World, body: unknown, authorization?: string) =>
  call(shop, '/api/rest/v1/paymentService', body, authorization);
const payOut = (shop: World, body: unknown) => call(shop, '/api/rest/v1/merchantPayOutService', body);
const payByCard = (shop: World, body: unknown) => call(shop, '/v1.1/pay', body);
const check = (shop: World, orderNumber: string) => call(shop, `/api/rest/v1/check/${orderNumber}`);

function answering(shop: World, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const result: HttpResult = { kind: 'reply', status, headers: {}, text };
  shop.wire = async () => result;
}

const asked = fixture('payment.request').body;
const card = fixture('card.request').body;

describe('requests, as the document prints them', () => {
  it('paymentService carries every member as a text, and the shortest decimal', async () => {
    const shop = aShop();
    await shop.charge({ reference: 'MLOPN5472458', phone: PHONE, money: cdf(10_000n) });
    const { path, body } = fixture('payment.request');
    expect(shop.sent[0]).toMatchObject({
      method: 'POST',
      url: BASE_URL + path,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toEqual({ ...body, callbackUrl: shop.context.callbackUrl });
  });

  it('half a dollar is 0.5', async () => {
    const shop = aShop();
    await shop.charge({ money: usd(50n) });
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toMatchObject({ amount: '0.5', currency: 'USD' });
    expect(shop.transaction().money).toEqual(usd(50n));
  });

  it('merchantPayOutService has the same members; its callback address tells a payout', async () => {
    const shop = aShop();
    await shop.payOut({ reference: 'MLOPN5472458', phone: PHONE, money: cdf(10_000n) });
    const { path, body } = fixture('payout.request');
    expect(shop.sent[0]?.url).toBe(BASE_URL + path);
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toEqual({
      ...body,
      callbackUrl: `${shop.context.callbackUrl}?transaction=payout`,
    });
  });

  it('a check is a GET by the order number, which no log shows', async () => {
    const shop = aShop();
    await shop.charge();
    answering(shop, '');
    await shop.query({ providerReference: 'Qrk6ZaXts5M3243850237175' });
    expect(shop.sent[1]).toMatchObject({
      method: 'GET',
      url: `${API}/check/Qrk6ZaXts5M3243850237175`,
      redactInLog: ['Qrk6ZaXts5M3243850237175'],
    });
    expect(fixture('check.request').path).toBe('/api/rest/v1/check/Qrk6ZaXts5Mv243850237175');
    expect(await shop.query({ providerReference: undefined })).toMatchObject({ outcome: 'unknown' });
    expect(shop.sent).toHaveLength(2);
  });

  it('the balance is asked by the merchant code', async () => {
    const shop = aShop();
    await flexpay.balances?.(shop.context);
    expect(shop.sent[0]).toMatchObject({ method: 'GET', url: BASE_URL + fixture('balance.request').path });
  });

  it('a card goes to the card host with the token in header and body, and no card or phone number', async () => {
    const shop = aShop('cd-card');
    const seen = await shop.charge({
      reference: 'order-1002',
      money: usd(1_000n),
      description: 'Commande 1002',
      returnUrls: { success: card.approve_url, cancel: card.cancel_url, failure: card.decline_url },
    });
    const { path, body } = fixture('card.request');
    expect(shop.sent[0]).toMatchObject({ method: 'POST', url: BASE_URL + path });
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toEqual({
      ...body,
      authorization: `Bearer ${TOKEN}`,
      callback_url: shop.context.callbackUrl,
      home_url: card.approve_url,
    });
    expect(seen).toMatchObject({
      outcome: 'redirect',
      nextAction: { type: 'redirect', url: expect.stringContaining('https://pay.test/checkout/') },
    });
    expect(shop.backend.requests[0]).toMatchObject({
      operator: 'cd-card',
      money: usd(1_000n),
      returnUrls: { success: card.approve_url, cancel: card.cancel_url, failure: card.decline_url },
      returnUrlsFrom: 'shop',
    });
  });

  it('what this wire cannot express is not sent', async () => {
    const shop = aShop();
    const failed = { outcome: 'failed', failureCode: 'merchant_config' };
    for (const change of [
      { money: money(1500n, 'XAF') },
      { phone: undefined },
      { operator: 'cm-mtn' as const },
      { operator: 'cd-card' as const },
    ])
      expect([change, await shop.charge(change)]).toMatchObject([change, failed]);
    expect(await shop.payOut({ operator: 'cd-card' })).toMatchObject(failed);
    expect(await aShop('cd-card').charge({ money: money(1500n, 'XOF') })).toMatchObject(failed);
    expect(shop.sent).toEqual([]);
  });
});

describe('three base URLs', () => {
  const at = (baseUrl: string, settings: Record<string, unknown> = {}) =>
    addressesOf({ ...aShop().context, baseUrl, settings });

  it('are one on any host but FlexPay’s production', () => {
    expect(at('http://10.0.0.5:8080')).toEqual({
      payment: 'http://10.0.0.5:8080/api/rest/v1/paymentService',
      payOut: 'http://10.0.0.5:8080/api/rest/v1/merchantPayOutService',
      balance: 'http://10.0.0.5:8080/api/rest/v1/balance',
      check: 'http://10.0.0.5:8080/api/rest/v1/check',
      card: 'http://10.0.0.5:8080/v1.1/pay',
    });
  });

  it('are known for production', () => {
    expect(at(flexpay.manifest.baseUrl ?? '')).toMatchObject({
      payment: 'https://backend.flexpay.cd/api/rest/v1/paymentService',
      check: 'https://apicheck.flexpaie.com/api/rest/v1/check',
      card: 'https://cardpayment.flexpay.cd/v1.1/pay',
    });
  });

  it('can each be set', () => {
    const settings = {
      checkBaseUrl: 'https://check.example.com/',
      cardBaseUrl: 'https://card.example.com',
      cardPath: '/api/rest/v1/vpos/ask',
    };
    expect(at('https://backend.flexpay.cd', settings)).toMatchObject({
      payment: 'https://backend.flexpay.cd/api/rest/v1/paymentService',
      check: 'https://check.example.com/api/rest/v1/check',
      card: 'https://card.example.com/api/rest/v1/vpos/ask',
    });
    for (const wrong of [{ checkBaseUrl: 'ftp://x' }, { cardBaseUrl: '' }, { cardPath: 'v1.1/pay' }])
      expect(flexpay.manifest.settings.safeParse(wrong).success).toBe(false);
  });

  it('a token that was pasted with its word is the token', () => {
    const pasted = credentials.parse({ token: ' Bearer Bearer eyJ.x ', merchant: 'ZANDO' });
    expect(pasted.token).toBe('eyJ.x');
    expect(credentials.safeParse({ token: 'Bearer ', merchant: 'ZANDO' }).success).toBe(false);
  });
});

describe('replies to a request', () => {
  const accepted = fixture('payment.reply.accepted').body;

  it.each([
    ['accepted', accepted, 200, 'pending', undefined],
    ['accepted, the code a number', { ...accepted, code: 0 }, 200, 'pending', undefined],
    ['accepted, 201', accepted, 201, 'pending', undefined],
    ['accepted, under 500', accepted, 500, 'unknown', undefined],
    ['refused', fixture('payment.reply.refused').body, 200, 'failed', 'unspecified'],
    ['refused, 400', { code: 1 }, 400, 'failed', 'unspecified'],
    ['refused, under 409', { code: '1', message: 'exists' }, 409, 'unknown', undefined],
    ['refused, under 503', { code: '1' }, 503, 'unknown', undefined],
    ['a bad token', fixture('payment.reply.unauthorized').body, 401, 'failed', 'merchant_config'],
    ['a bad token under 200', fixture('payment.reply.unauthorized').body, 200, 'unknown', undefined],
    ['an unlisted code', { code: '2' }, 200, 'unknown', undefined],
    ['an empty code', { code: '', message: 'x' }, 200, 'unknown', undefined],
  ])('%s', async (_what, body, status, outcome, failureCode) => {
    const shop = aShop();
    answering(shop, body, status);
    const seen = await shop.charge();
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
    const out = await shop.payOut();
    expect([out.outcome, out.failureCode]).toEqual([outcome, failureCode]);
  });

  it('an order number may begin with a space, be misspelt or be missing', async () => {
    const shop = aShop();
    for (const [body, providerReference] of [
      [fixture('payout.reply.accepted').body, 'SQeCGunXEGnr243815877848'],
      [{ code: '0', orderNumer: 'AbCd' }, 'AbCd'],
      [{ code: '0' }, undefined],
      [{ code: '0', orderNumber: null }, undefined],
    ] as const) {
      answering(shop, body);
      const seen = await shop.charge();
      expect([seen.outcome, seen.providerReference]).toEqual(['pending', providerReference]);
    }
  });

  it.each(['url', 'paymentUrl', 'redirectUrl', 'payment_url'])(
    'a card’s page is found in %s',
    async (name) => {
      const shop = aShop('cd-card');
      answering(shop, { code: 0, orderNumber: 'AbCd', [name]: 'https://cardpayment.flexpay.cd/pay/1' });
      expect(await shop.charge()).toMatchObject({
        outcome: 'redirect',
        providerReference: 'AbCd',
        nextAction: { url: 'https://cardpayment.flexpay.cd/pay/1' },
      });
    },
  );

  it.each([undefined, '', 'javascript:alert(1)'])(
    'a card accepted with the page %s: unknown',
    async (url) => {
      const shop = aShop('cd-card');
      answering(shop, { code: '0', orderNumber: 'AbCd', url });
      expect(await shop.charge()).toMatchObject({ outcome: 'unknown', providerReference: 'AbCd' });
    },
  );

  it('shows a dial code only where the connection has one', async () => {
    const shop = aShop();
    expect((await shop.charge()).nextAction).toEqual({ type: 'confirm_on_phone' });
    shop.context.settings = { dialCodes: { 'cd-mpesa': '*1122#' } };
    answering(shop, accepted);
    expect((await shop.charge()).nextAction).toEqual({ type: 'confirm_on_phone', ussd: '*1122#' });
  });

  it('no timeline shows the payer’s number, whatever stands around it', async () => {
    const shop = aShop();
    const orders = ['9bsTX7qXdpQe243810000789', '9bsTX7qXdpQ5243810000789', '0810000789', '+2430810000789'];
    for (const orderNumber of orders) {
      answering(shop, { code: '0', orderNumber });
      const { raw } = await shop.charge({ phone: PHONE });
      expect(JSON.stringify(raw)).not.toContain('0000789');
      expect(JSON.stringify(raw)).toContain('[hidden]');
    }
  });
});

describe('what a check proves', () => {
  const success = fixture('check.reply.success').body;
  const ours = { ...success.transaction, reference: REFERENCE };
  const order = ours.orderNumber;

  async function told(transaction: unknown, change: Record<string, unknown> = {}, status = 200) {
    const shop = aShop();
    await shop.charge();
    answering(shop, { ...success, transaction, ...change }, status);
    return shop.query({ providerReference: order });
  }

  it.each([
    ['0', 'succeeded', undefined],
    ['1', 'failed', 'unspecified'],
    ['2', 'pending', undefined],
    ['3', 'refunding', undefined],
    ['4', 'refunded', undefined],
    ['5', 'canceled', 'canceled_by_merchant'],
    ['6', 'unknown', undefined],
    ['', 'unknown', undefined],
    ['constructor', 'unknown', undefined],
  ])('status %s is %s', async (status, outcome, failureCode) => {
    const seen = await told({ ...ours, status });
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
    const asNumber = await told({ ...ours, status: status === '' ? null : Number(status) });
    if (/^\d$/.test(status)) expect(asNumber.outcome).toBe(outcome);
  });

  it('the amount is compared, and what the payer paid is told beside it', async () => {
    expect(await told(ours)).toMatchObject({
      money: usd(490_000n),
      payerCharge: usd(500_000n),
      operator: 'cd-card',
      transactionId: '9bsTX7qXdpQe',
    });
    const half = { ...ours, amount: 0.5, amountCustomer: '0.51', channel: 'MPESA' };
    expect(await told(half)).toMatchObject({
      money: usd(50n),
      payerCharge: usd(51n),
      operator: 'cd-mpesa',
    });
  });

  it.each([
    ['om', 'cd-orange'],
    ['Orange', 'cd-orange'],
    ['AIRTEL', 'cd-airtel'],
    ['afrimoney', 'cd-afrimoney'],
    ['visa', 'cd-card'],
    ['illicocash', undefined],
    [null, undefined],
  ])('channel %s is %s', async (channel, operator) => {
    const seen = await told({ ...ours, channel });
    expect([seen.outcome, seen.operator]).toEqual(['succeeded', operator]);
  });

  it('the printed example has no order number and a misspelt message', async () => {
    const { body } = fixture('check.reply.failed');
    const seen = await told(undefined, {
      ...body,
      transaction: { ...body.transaction, reference: REFERENCE },
    });
    expect(seen).toMatchObject({ outcome: 'failed', money: cdf(40_000n), payerCharge: cdf(40_800n) });
  });

  it.each([
    ['another reference', { ...ours, reference: 'ANOTHER' }, {}],
    ['another order number', { ...ours, orderNumber: 'ANOTHER' }, {}],
    ['a currency of another country', { ...ours, currency: 'EUR' }, {}],
    ['more decimals than cents', { ...ours, amount: '0.505' }, {}],
    ['no amount', { ...ours, amount: undefined }, {}],
    ['code 1', ours, { code: '1' }],
    ['no code', ours, { code: undefined }],
    ['nothing found', null, { code: '1', message: 'Aucune transaction trouvée' }],
    ['nothing found with code 0', null, {}],
  ])('%s: unknown', async (_what, transaction, change) => {
    expect(await told(transaction, change)).toMatchObject({ outcome: 'unknown' });
  });

  it('nothing under another HTTP status counts', async () => {
    for (const status of [201, 401, 404, 500])
      expect(await told(ours, {}, status)).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the time of Kinshasa', () => {
  it.each([
    ['30-05-2022 10:01:47', '2022-05-30T09:01:47.000Z'],
    ['01-01-2026 00:30:00', '2025-12-31T23:30:00.000Z'],
    ['2026-11-20T11:15:30+01:00', '2026-11-20T10:15:30.000Z'],
    ['2026-11-20T11:15:30', '2026-11-20T10:15:30.000Z'],
    ['2026-11-20T11:15:30.250Z', '2026-11-20T11:15:30.250Z'],
    ['31-31-2026 00:00:00', undefined],
    ['yesterday', undefined],
    [1_700_000_000, undefined],
  ])('%s is %s', (createdAt, iso) => {
    const read = wire.callback.parse({ ...fixture('payment.callback.failed').body, createdAt });
    expect(read.createdAt?.toISOString()).toBe(iso);
    if (/^\d\d-/.test(String(createdAt)) && iso)
      expect(z.encode(wire.callback, read).createdAt).toBe(createdAt);
  });
});

describe('callbacks', () => {
  const request = (body: unknown, change: Partial<CallbackRequest> = {}): CallbackRequest => ({
    method: 'POST',
    query: '',
    headers: {},
    body: typeof body === 'string' ? body : JSON.stringify(body),
    peer: '198.51.100.9',
    ...change,
  });
  const read = (callback: CallbackRequest, shop = aShop()) => flexpay.readCallback(callback, shop.context);

  it('the printed success names our payment, their order number and the operator’s reference', async () => {
    const { body } = fixture('payment.callback.success');
    expect(await read(request(body))).toMatchObject({
      kind: 'read',
      transaction: 'payment',
      reference: 'MLOPN5472458',
      providerReference: '9bsTX7qXdpQe243815877848',
      observation: {
        outcome: 'succeeded',
        money: usd(10_000n),
        payerCharge: usd(10_200n),
        operatorReference: '7KI81020PHS',
        operator: 'cd-mpesa',
      },
    });
  });

  it('the printed failure of a payout has a misspelt order number and an empty reference', async () => {
    const { body } = fixture('payout.callback.failed');
    const reading = await read(request(body, { query: 'transaction=payout' }));
    expect(reading).toMatchObject({
      transaction: 'payout',
      providerReference: 'SQeCGunXEGnr243815877848',
      observation: { outcome: 'failed', failureCode: 'unspecified', money: usd(50n) },
    });
    expect(reading.kind === 'read' && reading.observation.operatorReference).toBeUndefined();
  });

  it('a form with other spellings is the same', async () => {
    const form = String(fixture('payment.callback.form').body);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await read(request(form, { headers }))).toMatchObject({
      reference: 'order-1001',
      observation: { outcome: 'succeeded', operatorReference: '7KI81020PHS', operator: 'cd-orange' },
    });
  });

  it('in capitals, as the tables print it', async () => {
    const { body } = fixture('payment.callback.success');
    const capitals = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name.slice(0, 1).toUpperCase() + name.slice(1), value]),
    );
    expect(await read(request(capitals))).toEqual({
      ...(await read(request(body))),
      observation: expect.objectContaining({ outcome: 'succeeded', operatorReference: '7KI81020PHS' }),
    });
  });

  it('every other code is a failure, and only a hint', async () => {
    const { body } = fixture('payment.callback.success');
    for (const code of ['1', '2', '99', 'x'])
      expect(await read(request({ ...body, code }))).toMatchObject({ observation: { outcome: 'failed' } });
    expect(flexpay.manifest.trust).toBe('query');
  });

  it('come from anywhere unless the connection lists networks', async () => {
    const shop = aShop();
    shop.context.settings = { sourceNetworks: ['203.0.113.0/24'] };
    const callback = request(fixture('payment.callback.success').body);
    expect(await read(callback, shop)).toMatchObject({ kind: 'refused' });
    expect(await read({ ...callback, peer: '203.0.113.9' }, shop)).toMatchObject({ kind: 'read' });
  });

  it('no timeline shows the payer’s number', async () => {
    const body = { ...fixture('payment.callback.success').body, orderNumber: '9bsTX7qXdpQ5243815877848' };
    const reading = await read(request(body));
    expect(JSON.stringify(reading.kind === 'read' && reading.observation.raw)).not.toContain('5877848');
    expect(reading.kind === 'read' && reading.observation.transactionId).toBe('9bsTX7qXdpQ5');
  });

  it('are sent to the address of the request once it has ended, and again when money goes back', async () => {
    const shop = aShop();
    await pay(shop, { ...asked, amount: '0.5', currency: 'USD', callbackUrl: 'https://shop.example.com/cb' });
    const { account } = shop.backend;
    const at = (change: Partial<ServerTransaction>) =>
      flexpay.callbackFor(account, {
        ...shop.transaction(),
        operatorReference: 'SB1',
        payerCharge: usd(51n),
        createdAt: new Date('2022-05-30T23:30:00Z'),
        ...change,
      });
    for (const status of ['created', 'requires_otp', 'pending'] as const)
      expect(at({ status })).toBeUndefined();
    expect(at({ status: 'succeeded' })).toMatchObject({
      method: 'POST',
      url: 'https://shop.example.com/cb',
      headers: { 'content-type': 'application/json' },
    });
    const success = JSON.parse(at({ status: 'succeeded' })?.body ?? '');
    expect(success).toEqual({
      code: '0',
      reference: 'MLOPN5472458',
      provider_reference: 'SB1',
      orderNumber: shop.transaction().providerReference,
      amount: '0.5',
      amountCustomer: '0.51',
      phone: '243891234567',
      currency: 'USD',
      createdAt: '31-05-2022 00:30:00',
      channel: 'mpesa',
    });
    for (const status of ['failed', 'canceled', 'expired', 'refunding', 'refunded'] as const)
      expect(JSON.parse(at({ status })?.body ?? '')).toEqual({
        ...success,
        code: '1',
        provider_reference: '',
      });
    const elsewhere = { ...shop.transaction(), status: 'failed' as const, details: {} };
    expect(flexpay.callbackFor(account, elsewhere)?.url).toBe('https://shop.test/callback');
  });

  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [302, 'retry'],
    [404, 'retry'],
    [500, 'retry'],
  ])('a shop’s %i: %s', (status, reply) => {
    expect(flexpay.readShopReply(status, '')).toBe(reply);
  });
});

describe('the server end', () => {
  it('answers the printed request as printed, with an order number of 24 letters and digits', async () => {
    const shop = aShop();
    const { body } = fixture('payment.reply.accepted');
    const reply = await pay(shop, asked);
    expect(reply).toEqual({ http: 200, ...body, orderNumber: shop.transaction().providerReference });
    expect(shop.backend.requests[0]).toEqual({
      reference: 'MLOPN5472458',
      money: cdf(10_000n),
      phone: PHONE,
      description: 'MLOPN5472458',
      callbackUrl: 'https://abcd.efgh.cd',
    });
    expect(flexpay.manifest.newReference?.()).toMatch(/^[0-9A-Za-z]{24}$/);
  });

  it.each([
    fixture('payment.request.numbers').body,
    fixture('payment.request.capitalised').body,
    { ...asked, CALLBACK_URL: asked.callbackUrl, callbackUrl: undefined },
    { ...asked, phone: '0891234567' },
    { ...asked, phone: '+243 89 123 45 67' },
    { ...asked, currency: 'cdf' },
    { ...asked, amount: '100.00' },
    { ...asked, approveUrl: null, description: null },
  ])('takes %j', async (body) => {
    const shop = aShop();
    expect(await pay(shop, body)).toMatchObject({ http: 200, code: '0' });
    expect(shop.backend.requests[0]).toMatchObject({ money: cdf(10_000n) });
  });

  it.each([`Bearer Bearer ${TOKEN}`, `bearer ${TOKEN}`, TOKEN, `  Bearer   ${TOKEN}`])(
    'knows the token of "%s"',
    async (authorization) => {
      expect(await pay(aShop(), asked, authorization)).toMatchObject({ code: '0' });
    },
  );

  it('a missing or wrong token is 401 with a message and no code, before anything else', async () => {
    const shop = aShop();
    for (const authorization of ['', 'Bearer', 'Bearer x', 'Basic abc']) {
      for (const body of [asked, {}, '{"broken'])
        expect(await pay(shop, body, authorization)).toEqual({ http: 401, message: expect.any(String) });
      const status = await call(shop, '/api/rest/v1/check/x', undefined, authorization);
      expect(status).toEqual({ http: 401, message: expect.any(String) });
    }
    expect(await payByCard(shop, card)).toMatchObject({ code: '0' });
    const inBody = await call(shop, '/v1.1/pay', { ...card, authorization: `Bearer ${TOKEN}` }, '');
    expect(inBody).toMatchObject({ http: 200, code: '0' });
  });

  const wrong: [string, unknown[]][] = [
    ['merchant', [undefined, null, '', 'ANOTHER', [], {}]],
    ['type', [undefined, null, '', '3', 0, 'mobile', []]],
    ['reference', [undefined, null, '', 'x'.repeat(256), 'a\u0000b', 'a\nb', 'a\ud800', []]],
    ['phone', [undefined, null, '', '12', '22890000789', '+237670000789', '243212345678', 'phone', []]],
    [
      'amount',
      [undefined, null, '', 'mille', 0, '0.00', -1, '-5', '0.005', '1e3', '1,5', '9'.repeat(40), []],
    ],
    ['currency', [undefined, null, '', 'EUR', 'XAF', 1]],
    [
      'callbackUrl',
      [undefined, null, '', 'shop', 'ftp://x', 'javascript:x', `https://x/${'y'.repeat(2_000)}`],
    ],
  ];
  it.each(wrong)(
    '%s: what is missing or wrong is HTTP 200 with code 1, and creates nothing',
    async (member, values) => {
      const shop = aShop();
      for (const value of values) {
        const refused = { http: 200, code: '1', message: expect.stringContaining(member) };
        expect([value, await pay(shop, { ...asked, [member]: value })]).toEqual([value, refused]);
        expect([value, await payOut(shop, { ...asked, [member]: value })]).toEqual([value, refused]);
      }
      expect(shop.backend.transactions).toEqual([]);
    },
  );

  it('a broken, huge or undecodable body is code 1, and creates nothing', async () => {
    const shop = aShop();
    const latin1 = new Blob([
      new Uint8Array(Buffer.from(JSON.stringify({ ...asked, reference: 'caf\xe9' }), 'latin1')),
    ]);
    for (const body of [
      '',
      '{"broken',
      '[]',
      'x',
      JSON.stringify({ ...asked, x: 'x'.repeat(1_000_000) }),
      latin1,
    ])
      expect(await pay(shop, body)).toMatchObject({ http: 200, code: '1' });
    expect(shop.backend.transactions).toEqual([]);
  });

  it('the same reference with the same content answers the first order number', async () => {
    const shop = aShop();
    const first = await pay(shop, asked);
    expect(await pay(shop, { ...asked, amount: 100, type: 1, callbackUrl: 'https://other.example' })).toEqual(
      first,
    );
    const both = await Promise.all([
      pay(shop, { ...asked, reference: 'two' }),
      pay(shop, { ...asked, reference: 'two' }),
    ]);
    expect(both[0]).toEqual(both[1]);
    // Also where nothing could be charged any more: the first one was.
    shop.backend.next = { refuse: 'operator_unavailable' };
    expect(await pay(shop, asked)).toEqual(first);
    expect(shop.backend.transactions).toHaveLength(2);
  });

  it.each([{ amount: '101' }, { currency: 'USD' }, { phone: '243891234568' }, { type: '2' }])(
    'the same reference with %j is code 1',
    async (change) => {
      const shop = aShop();
      await pay(shop, asked);
      const used = { http: 200, code: '1', message: expect.stringContaining('reference') };
      expect(await pay(shop, { ...asked, ...change })).toEqual(used);
      expect(await payOut(shop, asked)).toEqual(used);
      expect(await payByCard(shop, { ...card, reference: asked.reference })).toEqual(used);
      expect(shop.backend.transactions).toHaveLength(1);
    },
  );

  it('a reference that is used elsewhere is 409: it must not be read as a failure', async () => {
    const shop = aShop();
    shop.backend.next = { refuse: 'duplicate_reference' };
    expect(await pay(shop, asked)).toMatchObject({ http: 409, code: '1' });
  });

  it('a transaction that failed at once is code 1, and its order number tells why', async () => {
    const shop = aShop();
    shop.backend.next = { with: { status: 'failed', message: 'Solde insuffisant' } };
    const reply = await pay(shop, asked);
    expect(reply).toMatchObject({ http: 200, code: '1', message: 'Solde insuffisant' });
    expect(await check(shop, reply.orderNumber)).toMatchObject({ code: '0', transaction: { status: '1' } });
    expect(await pay(shop, asked)).toEqual(reply);
  });

  it.each([
    ['created', undefined, '2'],
    ['pending', undefined, '2'],
    ['requires_otp', undefined, '2'],
    ['succeeded', undefined, '0'],
    ['failed', 'insufficient_funds', '1'],
    ['canceled', 'canceled_on_page', '1'],
    ['canceled', 'canceled_by_merchant', '5'],
    ['expired', 'session_expired', '1'],
    ['refunding', undefined, '3'],
    ['refunded', undefined, '4'],
  ] as const)('a check tells %s (%s) as %s', async (status, failureCode, code) => {
    const shop = aShop();
    const { orderNumber } = await pay(shop, asked);
    shop.backend.settle('MLOPN5472458', {
      status,
      payerCharge: cdf(10_200n),
      operator: 'cd-orange',
      ...(failureCode ? { failureCode } : {}),
    });
    const { body } = fixture('check.reply.pending');
    const reply = await check(shop, orderNumber);
    expect(Object.keys(reply.transaction).sort()).toEqual(Object.keys(body.transaction).sort());
    expect(reply).toMatchObject({
      http: 200,
      code: '0',
      transaction: {
        reference: 'MLOPN5472458',
        orderNumber,
        status: code,
        amount: '100.0',
        amountCustomer: '102.0',
        currency: 'CDF',
        channel: 'orange',
        createdAt: expect.stringMatching(/^\d\d-\d\d-\d{4} \d\d:\d\d:\d\d$/),
      },
    });
  });

  it.each(['never', 'a%00b', '%F0%9F', "x'--", 'x'.repeat(200)])(
    'a check of %s finds nothing: HTTP 200',
    async (order) => {
      expect(await check(aShop(), order)).toEqual({ http: 200, ...fixture('check.reply.not-found').body });
    },
  );

  it('a payout goes to the operator of its number, and a check serves it too', async () => {
    const shop = aShop();
    const reply = await payOut(shop, { ...asked, phone: '243970000789', amount: 0.5, currency: 'USD' });
    expect(reply).toEqual({
      http: 200,
      code: '0',
      message: 'Transaction envoyée avec succès.',
      orderNumber: shop.transaction().providerReference,
    });
    expect(shop.transaction()).toMatchObject({ kind: 'payout', operator: 'cd-airtel', money: usd(50n) });
    expect(await check(shop, reply.orderNumber)).toMatchObject({
      transaction: { amount: '0.5', channel: 'airtel', status: '2' },
    });
    expect(await payOut(shop, { ...asked, phone: '243970000789', amount: 0.5, currency: 'USD' })).toEqual(
      reply,
    );
  });

  it('real money is paid out to declared addresses only', async () => {
    const shop = aShop();
    shop.backend.account.declaredAddresses = [];
    expect(await payOut(shop, asked)).toMatchObject({ code: '0' });
    shop.backend.account.mode = 'live';
    expect(await payOut(shop, { ...asked, reference: 'two' })).toMatchObject({ http: 200, code: '1' });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it('the balance of another merchant is none of this token’s', async () => {
    const shop = aShop();
    expect(await call(shop, '/api/rest/v1/balance/ZANDO')).toEqual({
      http: 200,
      code: '0',
      balances: { CDF: '25000.0', USD: '25000.0' },
    });
    expect(await call(shop, '/api/rest/v1/balance/OTHER')).toMatchObject({ http: 200, code: '1' });
  });

  it('a balance in a shape that nobody has described is no balance, and the token works', async () => {
    const shop = aShop();
    answering(shop, { code: '0', balances: [{ devise: 'CDF', solde: 5 }] });
    expect(await flexpay.checkConnection(shop.context)).toEqual({ ok: true });
    expect(await flexpay.balances?.(shop.context)).toBeUndefined();
  });

  it.each([
    ['/v1.1/pay', card],
    ['/api/rest/v1/vpos/ask/', card],
    [
      '/v1.1/pay',
      Object.fromEntries(
        Object.entries(card).map(([name, value]) => [
          name.replace(/_(.)/, (_, letter) => letter.toUpperCase()),
          value,
        ]),
      ),
    ],
    ['/api/rest/v1/paymentService', { ...asked, type: 2 }],
  ])('%s answers a card with the page to go to, once', async (path, body) => {
    const shop = aShop('cd-card');
    const reply = await call(shop, path, body);
    expect(reply).toEqual({
      http: 200,
      code: '0',
      message: 'Redirection en cours',
      orderNumber: shop.transaction().providerReference,
      url: shop.transaction().pageUrl,
    });
    expect(await call(shop, path, body)).toEqual(reply);
    expect(shop.backend.transactions).toHaveLength(1);
    expect(shop.backend.requests[0]).toMatchObject({ operator: 'cd-card' });
  });

  it.each(['approve_url', 'cancel_url', 'decline_url', 'callback_url'])(
    'a card with a wrong %s is refused',
    async (name) => {
      const shop = aShop('cd-card');
      expect(await payByCard(shop, { ...card, [name]: 'javascript:alert(1)' })).toMatchObject({
        http: 200,
        code: '1',
      });
      expect(shop.backend.transactions).toEqual([]);
    },
  );

  it('a crash is 500 without a code: nobody knows what was written', async () => {
    const shop = aShop();
    shop.backend.next = { throws: new Error('SECRET-DETAIL') };
    expect(await pay(shop, asked)).toEqual({ http: 500, message: expect.not.stringContaining('SECRET') });
  });

  it.each<[Money, string]>([
    [cdf(10_000n), '100.0'],
    [cdf(150_050n), '1500.5'],
    [usd(51n), '0.51'],
    [usd(1n), '0.01'],
    [usd(1_000_000n), '10000.0'],
  ])('%o is written %s', async (value, written) => {
    const shop = aShop();
    await shop.charge({ money: value });
    const reply = await check(shop, shop.transaction().providerReference);
    expect(reply.transaction.amount).toBe(written);
  });
});
