import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HttpResult } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { aWorld, BASE_URL, type World } from '../conformance-world.ts';
import type { ProviderOperator, ServerTransaction } from '../provider.ts';
import { OPERATORS } from './codes.ts';
import { paygateglobal } from './index.ts';

const TOKEN = '11111111-2222-4333-8444-555555555555';
const REFERENCE = 'ABCDEFGHIJ0123456789';
const xof = (amount: bigint) => money(amount, 'XOF');

function aShop(operator = 'tg-tmoney', change: Partial<ProviderOperator> = {}): World {
  const found = OPERATORS.find((served) => served.operator === operator);
  if (found === undefined) throw new Error(operator);
  return aWorld(paygateglobal, { ...found, ...change });
}

function fixture(name: string) {
  const file = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
  const { http, body } = JSON.parse(file);
  return { path: String(http.path), body: Object(body) };
}

/** The shop's own server, without our client in between. */
async function post(shop: World, path: string, body: Record<string, unknown>, query = '') {
  const response = await shop.app.request(`${BASE_URL}${path}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { http: response.status, ...(await response.json()) };
}

function answering(shop: World, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const result: HttpResult = { kind: 'reply', status, headers: {}, text };
  shop.wire = async () => result;
}

const pay = {
  auth_token: TOKEN,
  phone_number: '90000789',
  amount: 1500,
  description: 'Commande 1001',
  identifier: 'order-1001',
  network: 'TMONEY',
};

describe('requests, as their document prints them', () => {
  it('POST /api/v1/pay carries every member under its name, with 8 national digits', async () => {
    const shop = aShop('tg-flooz');
    await shop.charge({ reference: 'order-1001', phone: '+22896000789' });
    const { path, body } = fixture('pay.request');
    expect(shop.sent[0]).toMatchObject({ method: 'POST', url: BASE_URL + path });
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toEqual({ ...body, auth_token: TOKEN });
  });

  it('the status is always asked by our own reference, with or without theirs', async () => {
    const shop = aShop();
    await shop.charge({ reference: 'order-1001' });
    await shop.query({ providerReference: undefined });
    const { path, body } = fixture('status-v2.request');
    expect(shop.sent[1]).toMatchObject({ method: 'POST', url: BASE_URL + path });
    expect(JSON.parse(shop.sent[1]?.body ?? '')).toEqual({ ...body, auth_token: TOKEN });
  });

  it('POST /api/v1/disburse carries our reference, which the status is asked by', async () => {
    const shop = aShop('tg-flooz');
    await shop.payOut({ reference: 'payout-2001', phone: '+22896000789', money: xof(5000n) });
    const { path, body } = fixture('disburse.request');
    expect(shop.sent[0]?.url).toBe(BASE_URL + path);
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toEqual({ ...body, auth_token: TOKEN });
  });

  it('what this wire cannot express is not sent', async () => {
    const shop = aShop();
    const impossible = [
      { money: money(1500n, 'XAF') },
      { money: xof(2n ** 60n + 1n) },
      { phone: undefined },
      { operator: 'cm-mtn' as const },
    ];
    for (const change of impossible) {
      expect(await shop.charge(change)).toMatchObject({ outcome: 'failed', failureCode: 'merchant_config' });
    }
    expect(await shop.payOut({ operator: 'cm-card' })).toMatchObject({ outcome: 'failed' });
    expect(shop.sent).toEqual([]);
  });

  it('shows a dial code only where the connection has one: the operators’ own are menus', async () => {
    const shop = aShop();
    expect((await shop.charge()).nextAction).toEqual({ type: 'confirm_on_phone' });
    shop.context.settings = { dialCodes: { 'tg-tmoney': '*145*9#' } };
    answering(shop, { tx_reference: 1, status: 0 });
    expect((await shop.charge()).nextAction).toEqual({ type: 'confirm_on_phone', ussd: '*145*9#' });
  });
});

describe('two tables for one number', () => {
  it.each([
    [0, 'pending', undefined],
    [2, 'failed', 'merchant_config'],
    [4, 'failed', 'unspecified'],
    [6, 'unknown', undefined],
    [200, 'unknown', undefined],
  ])('%i in the reply to /pay is %s', async (status, outcome, failureCode) => {
    const shop = aShop();
    answering(shop, { status });
    const seen = await shop.charge();
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
  });

  it.each([
    [200, 'pending', undefined],
    [0, 'unknown', undefined],
    [2, 'failed', 'merchant_config'],
    [4, 'failed', 'unspecified'],
    [6, 'unknown', undefined],
  ])('%i in the reply to /disburse is %s', async (status, outcome, failureCode) => {
    const shop = aShop();
    answering(shop, { tx_reference: 100010, status });
    const seen = await shop.payOut();
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
  });

  it.each([
    ['push', 0, 'succeeded', undefined],
    ['push', 2, 'pending', undefined],
    ['push', 4, 'failed', 'payer_timeout'],
    ['push', 6, 'failed', 'unspecified'],
    ['redirect', 4, 'expired', 'session_expired'],
    ['redirect', 6, 'canceled', 'canceled_on_page'],
    ['push', 200, 'unknown', undefined],
  ] as const)('after %s, %i in a status reply is %s', async (flow, status, outcome, failureCode) => {
    const shop = aShop();
    await shop.charge();
    answering(shop, { ...fixture('status-v2.reply.paid').body, tx_reference: 100001, status });
    const seen = await shop.query({ flow });
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
  });
});

describe('what a status reply proves', () => {
  const paid = { ...fixture('status-v2.reply.paid-with-identifier').body, identifier: REFERENCE };

  async function told(reply: unknown, http = 200) {
    const shop = aShop();
    await shop.charge();
    answering(shop, reply, http);
    return shop.query();
  }

  it('names the money, the operator and the amount', async () => {
    expect(await told(paid)).toMatchObject({
      outcome: 'succeeded',
      money: xof(1500n),
      transactionId: 'TMN0000002',
      operatorReference: 'TMN0000002',
      operator: 'tg-tmoney',
    });
  });

  it.each([
    ['an error_code beside a status 0', { ...paid, error_code: 403 }],
    ['not found', fixture('status-v2.reply.not-found').body],
    ['not found, not even JSON', "{error_code: 403, error_message: 'Transaction introuvable'}"],
    ['no status', { ...paid, status: undefined }],
    ['an empty status', { ...paid, status: '' }],
    ['a status of null', { ...paid, status: null }],
    ['another identifier', { ...paid, identifier: 'order-1002' }],
    ['another tx_reference and no identifier', { ...paid, identifier: undefined }],
    ['a fraction of a franc', { ...paid, amount: 1500.5 }],
  ])('%s: unknown', async (_what, reply) => {
    expect(await told(reply)).toMatchObject({ outcome: 'unknown' });
  });

  it('nothing under another HTTP status than 200 counts', async () => {
    expect(await told(paid, 500)).toMatchObject({ outcome: 'unknown' });
    const shop = aShop();
    answering(shop, { status: 4 }, 503);
    expect(await shop.charge()).toMatchObject({ outcome: 'unknown' });
    expect(await shop.payOut()).toMatchObject({ outcome: 'unknown' });
  });

  it('codes that came as texts are read, and the payer’s number is not shown', async () => {
    const seen = await told({ ...paid, status: '0', amount: '1500' });
    expect(seen).toMatchObject({ outcome: 'succeeded', money: xof(1500n) });
    expect(JSON.stringify(seen.raw)).not.toContain('0000789');
    expect(JSON.stringify(seen.raw)).toContain('2026-11-20T10:16:30.000Z');
  });
});

describe('confirmations', () => {
  const body = JSON.stringify(fixture('payment.callback').body);
  const request = { method: 'POST', query: '', headers: {}, body, peer: '198.51.100.9' };

  it('the printed one names our payment and claims success', async () => {
    const reading = await paygateglobal.readCallback(request, aShop().context);
    expect(reading).toMatchObject({
      kind: 'read',
      transaction: 'payment',
      reference: 'order-1002',
      providerReference: '100002',
      observation: { outcome: 'succeeded', money: xof(1500n), transactionId: 'TMN0000002' },
    });
  });

  it('come from anywhere unless the connection lists networks', async () => {
    const { context } = aShop();
    context.settings = { sourceNetworks: ['203.0.113.0/24'] };
    expect(await paygateglobal.readCallback(request, context)).toMatchObject({ kind: 'refused' });
    const near = { ...request, peer: '203.0.113.9' };
    expect(await paygateglobal.readCallback(near, context)).toMatchObject({ kind: 'read' });
  });

  it('are sent for paid payments alone, with every member that shops insist on', async () => {
    const shop = aShop();
    await shop.charge();
    const { account } = shop.backend;
    for (const status of ['created', 'pending', 'failed', 'canceled', 'expired'] as const)
      expect(paygateglobal.callbackFor(account, { ...shop.transaction(), status })).toBeUndefined();
    const paid: ServerTransaction = {
      ...shop.transaction(),
      status: 'succeeded',
      operatorReference: 'TMN1',
      completedAt: new Date('2026-11-20T10:16:30Z'),
    };
    expect(paygateglobal.callbackFor(account, { ...paid, kind: 'payout' })).toBeUndefined();
    expect(JSON.parse(paygateglobal.callbackFor(account, paid)?.body ?? '')).toEqual({
      tx_reference: 100001,
      identifier: REFERENCE,
      payment_reference: 'TMN1',
      amount: 1500,
      datetime: '2026-11-20T10:16:30.000Z',
      payment_method: 'T-Money',
      phone_number: '22890000789',
    });
  });

  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [302, 'retry'],
    [404, 'retry'],
    [500, 'retry'],
  ])('a shop’s %i: %s', (status, reply) => {
    expect(paygateglobal.readShopReply(status, '')).toBe(reply);
  });
});

describe('the server end', () => {
  it('checks the token before the parameters, and those before the duplicate', async () => {
    const shop = aShop();
    expect(await post(shop, '/api/v1/pay', pay)).toEqual({ http: 200, tx_reference: 100001, status: 0 });
    const wrong = { ...pay, amount: 'x' };
    expect(await post(shop, '/api/v1/pay', { ...wrong, auth_token: 'x' })).toMatchObject({
      http: 200,
      status: 2,
    });
    expect(await post(shop, '/api/v1/pay', wrong)).toMatchObject({ http: 200, status: 4 });
    expect(await post(shop, '/api/v1/pay', pay)).toMatchObject({ http: 200, status: 6 });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it.each([
    ['auth_token', 2],
    ['phone_number', 4],
    ['amount', 4],
    ['identifier', 4],
  ])('pay without %s is refused with %i', async (member, status) => {
    const shop = aShop();
    for (const value of [undefined, null, '', ' ', [], {}]) {
      if (value === ' ' && member === 'identifier') continue; // a text like any other
      const reply = await post(shop, '/api/v1/pay', { ...pay, [member]: value });
      expect([value, reply.http, reply.status]).toEqual([value, 200, status]);
      expect(reply.error_message).toBeTruthy();
    }
    expect(shop.backend.transactions).toEqual([]);
  });

  it.each([
    [{ phone_number: '+228 90 00 07 89' }],
    [{ phone_number: 22890000789 }],
    [{ amount: '1500.00' }],
    [{ network: 'tmoney' }],
    [{ network: 'T-Money' }],
    [{ network: 'TOGOCEL' }],
    [{ network: undefined }],
    [{ identifier: undefined, identifiant: 'order-1001' }],
  ])('pay with %j is understood', async (change) => {
    const shop = aShop();
    expect(await post(shop, '/api/v1/pay/', { ...pay, ...change })).toMatchObject({ status: 0 });
    expect(shop.backend.requests[0]).toMatchObject({
      reference: 'order-1001',
      phone: '+22890000789',
      money: xof(1500n),
      operator: 'network' in change && change.network === undefined ? undefined : 'tg-tmoney',
    });
  });

  it('a network that nobody knows, or a number of another country, is refused', async () => {
    const shop = aShop();
    for (const change of [{ network: 'MTN' }, { phone_number: '+237670000789' }]) {
      expect(await post(shop, '/api/v1/pay', { ...pay, ...change })).toMatchObject({ status: 4 });
    }
    expect(shop.backend.transactions).toEqual([]);
  });

  it('takes the parameters of a POST from its query string', async () => {
    const shop = aShop();
    const query = String(fixture('pay.request.query').body).replace(
      '00000000-0000-0000-0000-000000000000',
      TOKEN,
    );
    const response = await shop.app.request(`${BASE_URL}/api/v1/pay/?${query}`, { method: 'POST' });
    expect(await response.json()).toEqual({ tx_reference: 100001, status: 0 });
    expect(shop.backend.requests[0]).toMatchObject({ reference: 'order-1005', operator: 'tg-flooz' });
  });

  it('both status calls tell identifier, amount and number; date and reference once it is paid', async () => {
    const shop = aShop();
    await post(shop, '/api/v1/pay', pay);
    const v1 = () => post(shop, '/api/v1/status', { auth_token: TOKEN, tx_reference: 100001 });
    const v2 = () => post(shop, '/api/v2/status', { auth_token: TOKEN, identifiant: 'order-1001' });
    const pending = {
      http: 200,
      tx_reference: 100001,
      identifier: 'order-1001',
      payment_reference: null,
      status: 2,
      datetime: null,
      payment_method: 'T-Money',
      amount: 1500,
      phone_number: '22890000789',
    };
    expect([await v1(), await v2()]).toEqual([pending, pending]);
    const completedAt = new Date('2026-11-20T10:16:30Z');
    shop.backend.settle('order-1001', { status: 'succeeded', operatorReference: 'TMN1', completedAt });
    const paid = { ...pending, status: 0, payment_reference: 'TMN1', datetime: '2026-11-20T10:16:30.000Z' };
    expect([await v1(), await v2()]).toEqual([paid, paid]);
  });

  it.each([
    ['failed', 'payer_timeout', 4],
    ['failed', 'insufficient_funds', 6],
    ['canceled', 'canceled_on_page', 6],
    ['expired', 'session_expired', 4],
    ['refunded', undefined, 0],
  ] as const)('%s (%s) is told as %i', async (status, failureCode, code) => {
    const shop = aShop();
    await post(shop, '/api/v1/pay', pay);
    shop.backend.settle('order-1001', { status, ...(failureCode ? { failureCode } : {}) });
    const reply = await post(shop, '/api/v2/status', { auth_token: TOKEN, identifier: 'order-1001' });
    expect(reply.status).toBe(code);
  });

  it.each([
    [{ auth_token: 'x', identifier: 'order-1001' }],
    [{ auth_token: TOKEN, identifier: 'order-9999' }],
    [{ auth_token: TOKEN }],
    [{}],
  ])('a status call with %j finds nothing, and never says 0', async (body) => {
    const shop = aShop();
    await post(shop, '/api/v1/pay', pay);
    const error = { http: 200, status: 4, error_code: 403, error_message: expect.any(String) };
    expect(await post(shop, '/api/v2/status', body)).toEqual(error);
    expect(await post(shop, '/api/v1/status', body)).toEqual(error);
  });

  it('disburse and check-balance need a declared address: the token is in every page link', async () => {
    const shop = aShop();
    const out = {
      auth_token: TOKEN,
      phone_number: '96000789',
      amount: 5000,
      reason: 'Retrait',
      network: 'FLOOZ',
    };
    const balance = { http: 200, flooz: 2_500_000, tmoney: 2_500_001, status: 0 };
    expect(await post(shop, '/api/v1/check-balance', { auth_token: TOKEN })).toEqual(balance);
    expect(await post(shop, '/api/v1/disburse', out)).toEqual({
      http: 200,
      tx_reference: 100001,
      status: 200,
    });
    shop.backend.account.declaredAddresses = ['198.51.100.1'];
    expect(await post(shop, '/api/v1/check-balance', { auth_token: TOKEN })).toMatchObject({
      http: 200,
      status: 2,
    });
    expect(await post(shop, '/api/v1/disburse', out)).toMatchObject({ http: 200, status: 2 });
    shop.backend.account.addressCheckLifted = true;
    expect(await post(shop, '/api/v1/disburse', out)).toMatchObject({ status: 200 });
    expect(shop.backend.transactions).toHaveLength(2);
  });

  it('every answer has a numeric status that is not 0, whatever went wrong', async () => {
    const shop = aShop();
    for (const path of ['pay', 'status', 'disburse', 'check-balance', 'nothing']) {
      for (const body of ['', '{"broken', '[]', 'x', 'x'.repeat(70_000)]) {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
        const reply = await (await shop.app.request(`${BASE_URL}/api/v1/${path}`, init)).json();
        expect([path, typeof reply.status, reply.status === 0]).toEqual([path, 'number', false]);
      }
    }
    shop.backend.next = { throws: new Error('down') };
    expect(await post(shop, '/api/v1/pay', pay)).toMatchObject({ http: 500, status: 6 });
    shop.backend.findTransaction = () => Promise.reject(new Error('down'));
    const status = { auth_token: TOKEN, identifier: 'order-1001' };
    expect(await post(shop, '/api/v2/status', status)).toMatchObject({ http: 500, status: 2 });
  });
});

describe('the page', () => {
  const link = (change: Record<string, string> = {}) => {
    const { token: _token, ...printed } = Object.fromEntries(
      new URLSearchParams(String(fixture('page.request.all-members').body)),
    );
    return `${BASE_URL}/v1/page?${new URLSearchParams({ token: TOKEN, ...printed, ...change })}`;
  };
  const open = async (shop: World, url: string, method = 'GET') => {
    const response = await shop.app.request(url, { method });
    return {
      status: response.status,
      to: response.headers.get('location'),
      text: await response.text(),
      response,
    };
  };

  it('our client makes the link and asks nothing; followed, it leads to our payment', async () => {
    const shop = aShop('tg-flooz', { flow: 'redirect' });
    const seen = await shop.charge();
    expect(seen).toMatchObject({ outcome: 'redirect', nextAction: { type: 'redirect' } });
    expect(shop.sent).toEqual([]);
    const url = seen.nextAction?.type === 'redirect' ? seen.nextAction.url : '';
    expect(await open(shop, url)).toMatchObject({ status: 200 });
    expect(shop.backend.transactions).toEqual([]);
    expect(await open(shop, url, 'POST')).toMatchObject({
      status: 303,
      to: 'https://pay.test/checkout/100001',
    });
    expect(shop.backend.requests[0]).toMatchObject({
      reference: REFERENCE,
      money: xof(1500n),
      operator: 'tg-flooz',
      phone: '+22890000789',
      returnUrls: {
        success: expect.stringContaining('to=success'),
        cancel: expect.stringContaining('to=success'),
      },
    });
    shop.backend.settle(REFERENCE, { status: 'succeeded', operatorReference: 'FLZ1' });
    expect(await shop.query({ providerReference: undefined })).toMatchObject({ outcome: 'succeeded' });
  });

  it('a link shows a button and creates nothing, however often it is opened', async () => {
    const shop = aShop();
    for (const method of ['GET', 'GET', 'HEAD']) await open(shop, link(), method);
    const { text, response } = await open(shop, link({ description: '<script>alert(1)</script>' }));
    expect(text).toContain('<form method="post">');
    expect(text).toMatch(/1\s500/);
    expect(text).not.toContain('<script');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(shop.backend.transactions).toEqual([]);
  });

  it('the step says who is paid, how much and for which order, in the payer’s language', async () => {
    const shop = aShop();
    Object.assign(shop.backend.account, { shopName: 'Chez <Awa> & fils' });
    const { text } = await open(shop, link());
    expect(text).toContain('Chez &#60;Awa&#62; &#38; fils');
    expect(text).toContain('order-1003');
    expect(text).toContain('Mode test');
    expect(text).toContain('lang="fr"');
    const [, other = ''] = /href="([^"]*)"/.exec(text) ?? [];
    const english = await open(shop, `${BASE_URL}/v1/page${other.replaceAll('&#38;', '&')}`);
    expect(english.text).toContain('<html lang="en">');
    expect(english.text).toContain('Continue to the payment');
    expect(english.text).toContain('order-1003');
    expect(shop.backend.transactions).toEqual([]);
  });

  it('the other language keeps an address that was not encoded, and stays with the payment', async () => {
    const shop = aShop();
    const back = 'https://shop.example.com/return?order=1006&lang=fr';
    const query = `token=${TOKEN}&amount=1500&identifier=order-1006&url=${back}`;
    await open(shop, `${BASE_URL}/v1/page?lang=en&${query}`, 'POST');
    expect(shop.backend.requests[0]).toMatchObject({ locale: 'en', returnUrls: { success: back } });
  });

  it('the same link again is the same payment; with another amount it is a problem', async () => {
    const shop = aShop();
    const to = 'https://pay.test/checkout/100001';
    expect(await open(shop, link(), 'POST')).toMatchObject({ status: 303, to });
    expect(await open(shop, link(), 'POST')).toMatchObject({ status: 303, to });
    expect(await open(shop, link())).toMatchObject({ status: 303, to });
    expect(await open(shop, link({ amount: '1600' }))).toMatchObject({ status: 400, to: null });
    expect(await open(shop, link({ amount: '1600' }), 'POST')).toMatchObject({ status: 400, to: null });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it('two tabs at once make one payment', async () => {
    const shop = aShop();
    const answers = await Promise.all([open(shop, link(), 'POST'), open(shop, link(), 'POST')]);
    expect(answers.map(({ to }) => to)).toEqual(Array(2).fill('https://pay.test/checkout/100001'));
  });

  it('the identifier of a prompt is not taken for a page', async () => {
    const shop = aShop();
    await post(shop, '/api/v1/pay', { ...pay, identifier: 'order-1003' });
    expect(await open(shop, link(), 'POST')).toMatchObject({ status: 400 });
  });

  it.each([
    ['FLOOZ', 'tg-flooz'],
    ['MOOV', 'tg-flooz'],
    ['TMONEY', 'tg-tmoney'],
    ['TOGOCEL', 'tg-tmoney'],
  ])('network %s is %s', async (network, operator) => {
    const shop = aShop();
    await open(shop, link({ network }), 'POST');
    expect(shop.backend.requests[0]).toMatchObject({ operator });
  });

  it('what the payer can choose on the page may be missing or wrong', async () => {
    const shop = aShop();
    const url = link({ network: 'MTN', phone: 'x', url: '' });
    expect(await open(shop, url, 'POST')).toMatchObject({ status: 303 });
    expect(shop.backend.requests[0]).toMatchObject({ phone: undefined });
    expect(shop.backend.requests[0]).not.toHaveProperty('returnUrls');
  });

  it.each([
    [{ token: 'x' }],
    [{ amount: '0' }],
    [{ amount: '15.5' }],
    [{ identifier: '' }],
    [{ identifier: 'x'.repeat(256) }],
    [{ url: 'javascript:alert(1)' }],
    [{ description: 'a\u0000b' }],
  ])('a link with %j says what is wrong', async (change) => {
    const shop = aShop();
    expect(await open(shop, link(change))).toMatchObject({ status: 400 });
    expect(await open(shop, link(change), 'POST')).toMatchObject({ status: 400 });
    expect(shop.backend.transactions).toEqual([]);
  });

  it.each([
    [
      'url=https://shop.example.com/return?order=1006&lang=fr',
      'https://shop.example.com/return?order=1006&lang=fr',
    ],
    ['url=https://shop.example.com/r?a=1&amount=9&b=%20', 'https://shop.example.com/r?a=1&amount=9&b=%20'],
    ['url=https%3A%2F%2Fshop.example.com%2Fr%3Fa%3D1%26b%3D2&lang=fr', 'https://shop.example.com/r?a=1&b=2'],
    ['url=https://shop.example.com/return&lang=fr', 'https://shop.example.com/return'],
    ['lang=fr&url=https://shop.example.com/r?a=1&phone=90000789', 'https://shop.example.com/r?a=1'],
  ])('an address that was not encoded keeps its own parameters: %s', async (written, back) => {
    const shop = aShop();
    const query = `token=${TOKEN}&amount=1500&description=Commande 1006 | Boutique&identifier=order-1006&${written}`;
    await open(shop, `${BASE_URL}/v1/page?${query}`, 'POST');
    expect(shop.backend.requests[0]).toMatchObject({
      description: 'Commande 1006 | Boutique',
      money: xof(1500n),
      returnUrls: { success: back, cancel: back, failure: back },
    });
  });

  it('a crash shows no trace of itself', async () => {
    const shop = aShop();
    shop.backend.next = { throws: new Error('SECRET-DETAIL') };
    const { status, text } = await open(shop, link(), 'POST');
    expect(status).toBe(500);
    expect(text).not.toContain('SECRET-DETAIL');
  });
});
