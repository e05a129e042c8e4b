import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HttpResult } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { RIGHT_CODE } from '#lib/testing/memory-backend.ts';
import { aWorld, BASE_URL, type World, WRONG_CODE } from '../conformance-world.ts';
import type { CallbackRequest, ProviderOperator, ServerAccount, ServerTransaction } from '../provider.ts';
import { OPERATORS } from './codes.ts';
import { myCoolpay } from './index.ts';
import { sign } from './wire.ts';

const API = `${BASE_URL}/api/fake-public-key`;
const PRIVATE_KEY = { 'X-PRIVATE-KEY': 'fake-private-key' };
const xaf = (amount: bigint) => money(amount, 'XAF');

function aShop(operator = 'cm-mtn'): World {
  return aWorld(myCoolpay, operatorOf(operator));
}

function operatorOf(id: string): ProviderOperator {
  const found = OPERATORS.find(({ operator }) => operator === id);
  if (found === undefined) throw new Error(id);
  return found;
}

function fixture(name: string): { http: { path: string; headers?: Record<string, string> }; body: unknown } {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'));
}

/** The shop's own server, without our client in between. */
async function post(shop: World, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await shop.app.request(API + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function get(shop: World, path: string, headers: Record<string, string> = {}) {
  const response = await shop.app.request(API + path, { headers });
  return { status: response.status, body: await response.json() };
}

function answering(shop: World, status: number, body: unknown): void {
  const result: HttpResult = { kind: 'reply', status, headers: {}, text: JSON.stringify(body) };
  shop.wire = async () => result;
}

const payin = {
  transaction_amount: 1500,
  transaction_reason: 'Commande 1001',
  app_transaction_ref: 'order-1001',
  customer_phone_number: '670000789',
};
const payout = { ...payin, app_transaction_ref: 'payout-1', transaction_operator: 'CM_MOMO' };

describe('requests, as their document prints them', () => {
  it('POST /payin carries every member under its name', async () => {
    const shop = aShop();
    await shop.charge({
      reference: 'order-1001',
      customer: { name: 'Client Essai', email: 'client@example.com' },
    });
    const { http, body } = fixture('payin.request');
    expect(shop.sent[0]).toMatchObject({ method: 'POST', url: BASE_URL + http.path });
    const sent = JSON.parse(shop.sent[0]?.body ?? '');
    expect(sent).toEqual({ ...Object(body), transaction_amount: 1500, customer_phone_number: '670000789' });
  });

  it('GET /checkStatus carries the reference in the path and no body', async () => {
    const shop = aShop();
    await shop.charge();
    await shop.query({ providerReference: 'mcp-0001' });
    expect(shop.sent[1]).toMatchObject({
      method: 'GET',
      url: BASE_URL + fixture('check-status.request.get').http.path,
    });
    expect(shop.sent[1]?.body).toBeUndefined();
  });

  it('GET /balance and POST /payout carry the private key in the header alone', async () => {
    const shop = aShop();
    await myCoolpay.balances?.(shop.context);
    await shop.payOut();
    const { http } = fixture('balance.request');
    expect(shop.sent[0]).toMatchObject({ method: 'GET', url: BASE_URL + http.path, headers: http.headers });
    expect(shop.sent[1]).toMatchObject({ headers: PRIVATE_KEY });
    expect(shop.sent[1]?.body).not.toContain('fake-private-key');
  });

  it('POST /paylink adds our reference to the route, so that the payer comes back with it', async () => {
    const shop = aShop('cm-card');
    const seen = await shop.charge({ phone: undefined });
    expect(shop.sent[0]?.url).toBe(`${API}/paylink?reference=ABCDEFGHIJ0123456789`);
    expect(seen.nextAction).toEqual({ type: 'redirect', url: 'https://pay.test/checkout/trx000001' });
    expect(shop.backend.requests[0]).toMatchObject({
      passthrough: { reference: 'ABCDEFGHIJ0123456789' },
    });
  });

  it('what this wire cannot express is not sent: another currency, an amount JSON would round, a card payout', async () => {
    const shop = aShop();
    for (const impossible of [money(1500n, 'XOF'), xaf(2n ** 60n + 1n)]) {
      expect(await shop.charge({ money: impossible })).toMatchObject({
        outcome: 'failed',
        failureCode: 'merchant_config',
      });
    }
    expect(await shop.payOut({ operator: 'cm-card' })).toMatchObject({ outcome: 'failed' });
    expect(shop.sent).toEqual([]);
  });
});

describe('replies', () => {
  it.each([200, 400, 401, 403, 422])('an error under %i is a refusal', async (status) => {
    const shop = aShop();
    answering(shop, status, { status: 'error', message: 'Solde insuffisant' });
    const failureCode = status === 401 || status === 403 ? 'merchant_config' : 'unspecified';
    expect(await shop.charge()).toMatchObject({ outcome: 'failed', failureCode });
    expect(await shop.payOut()).toMatchObject({ outcome: 'failed', failureCode });
  });

  it.each([404, 409, 429, 500, 503])('an error under %i is unknown', async (status) => {
    const shop = aShop();
    answering(shop, status, { status: 'error', message: '…' });
    expect(await shop.charge()).toMatchObject({ outcome: 'unknown' });
    expect(await shop.payOut()).toMatchObject({ outcome: 'unknown' });
  });

  it('shows the dial code of the reply, else that of the connection, else that of the operator', async () => {
    const shop = aShop('cm-orange');
    const code = async () => (await shop.charge()).nextAction;
    answering(shop, 200, { status: 'success', transaction_ref: 'mcp-1', action: 'PENDING', ussd: '#99#' });
    expect(await code()).toEqual({ type: 'confirm_on_phone', ussd: '#99#' });
    answering(shop, 200, { status: 'success', transaction_ref: 'mcp-1', action: 'PENDING' });
    expect(await code()).toEqual({ type: 'confirm_on_phone', ussd: '#150*50#' });
    shop.context.settings = { dialCodes: { 'cm-orange': '#144#' } };
    expect(await code()).toEqual({ type: 'confirm_on_phone', ussd: '#144#' });
  });

  it.each([
    [200, 'requires_otp'],
    [400, 'requires_otp'],
    [401, 'requires_otp'],
    [422, 'requires_otp'],
    [403, 'unknown'],
    [404, 'unknown'],
    [409, 'unknown'],
    [500, 'unknown'],
  ])('an error of authorize under %i is %s, never failed', async (status, outcome) => {
    const shop = aShop();
    await shop.charge();
    answering(shop, status, { status: 'error', message: 'Code invalide' });
    const seen = await shop.confirmOtp(WRONG_CODE);
    expect(seen.outcome).toBe(outcome);
    expect(seen.failureCode).toBe(outcome === 'requires_otp' ? 'otp_invalid' : undefined);
  });
});

describe('checkStatus', () => {
  const state = {
    status: 'success',
    app_transaction_ref: 'ABCDEFGHIJ0123456789',
    operator_transaction_ref: 'MP-0001',
    transaction_ref: 'trx000001',
    transaction_type: 'PAYIN',
    transaction_amount: 1500,
    transaction_fees: 30,
    transaction_currency: 'XAF',
    transaction_operator: 'CM_OM',
    transaction_status: 'SUCCESS',
    transaction_message: 'Le 670000789 a payé',
    customer_phone_number: '670000789',
  };

  async function told(change: Record<string, unknown>, operator = 'cm-mtn') {
    const shop = aShop(operator);
    await shop.charge();
    answering(shop, 200, { ...state, ...change });
    return shop.query();
  }

  it('tells amount, fee, references and the operator that was really used', async () => {
    expect(await told({})).toMatchObject({
      outcome: 'succeeded',
      money: xaf(1500n),
      providerFee: xaf(30n),
      providerReference: 'trx000001',
      transactionId: 'MP-0001',
      operatorReference: 'MP-0001',
      operator: 'cm-orange',
      raw: { http_status: 200, body: { transaction_message: 'Le [hidden] a payé' } },
    });
  });

  it.each([
    ['CREATED', 'pending', undefined],
    ['PENDING', 'pending', undefined],
    ['FAILED', 'failed', 'unspecified'],
    ['CANCELED', 'failed', 'payer_declined'],
    ['success', 'unknown', undefined],
    ['REFUNDED', 'unknown', undefined],
    ['constructor', 'unknown', undefined],
  ])('%s after a prompt is %s', async (transaction_status, outcome, failureCode) => {
    const seen = await told({ transaction_status });
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
  });

  it('CANCELED on the page is the payer leaving the page', async () => {
    expect(
      await told({ transaction_status: 'CANCELED', transaction_operator: 'CARD' }, 'cm-card'),
    ).toMatchObject({
      outcome: 'canceled',
      failureCode: 'canceled_on_page',
    });
  });

  it.each([
    ['cm-card', { status: 'canceled' }, 'canceled', 'canceled_on_page'],
    ['cm-card', { status: 'failed', failureCode: 'payer_declined' }, 'failed', 'unspecified'],
    ['cm-mtn', { status: 'failed', failureCode: 'payer_declined' }, 'failed', 'payer_declined'],
  ] as const)(
    '%s, %o at our server end: %s, %s at the client',
    async (operator, change, outcome, failureCode) => {
      const shop = aShop(operator);
      await shop.charge();
      shop.backend.settle('trx000001', change);
      expect(await shop.query()).toMatchObject({ outcome, failureCode });
    },
  );

  it.each([
    ['our reference is another', { app_transaction_ref: 'SOMEBODYELSE00000000' }],
    ['their reference is another', { transaction_ref: 'trx000009' }],
    ['it is a payout', { transaction_type: 'PAYOUT' }],
    ['the currency is none of ours', { transaction_currency: 'EUR' }],
    ['the amount has a fraction', { transaction_amount: 1500.5 }],
    ['the amount is missing', { transaction_amount: undefined }],
  ])('is unknown when %s', async (_why, change) => {
    expect(await told(change)).toMatchObject({ outcome: 'unknown' });
  });

  it('states another amount as it is: whether it fits is not decided here', async () => {
    expect(await told({ transaction_amount: '1000.00' })).toMatchObject({
      outcome: 'succeeded',
      money: xaf(1000n),
    });
    expect((await told({ transaction_currency: 'XOF' })).money).toEqual(money(1500n, 'XOF'));
  });

  it('shows the timeline no payer and no key, whatever members a reply brings', async () => {
    const payer = {
      customer_phone_number: 'x',
      customer_name: 'x',
      customer_email: 'x',
      customer_username: 'x',
    };
    const { raw } = await told({ ...payer, private_key: 'x', application: 'x', signature: 'x', code: 'x' });
    expect(Object.keys(Object(raw.body)).sort()).toEqual(
      Object.keys(state)
        .filter((name) => name !== 'customer_phone_number')
        .sort(),
    );
  });

  it('names no transaction id when the operator gave none', async () => {
    expect(await told({ operator_transaction_ref: '' })).not.toHaveProperty('transactionId');
  });

  it('is not asked without their reference', async () => {
    const shop = aShop();
    await shop.charge();
    expect(await shop.query({ providerReference: undefined })).toMatchObject({ outcome: 'unknown' });
    expect(shop.sent).toHaveLength(1);
  });
});

describe('callbacks', () => {
  function aCallback(
    name: string,
    change: Record<string, unknown> = {},
    request: Partial<CallbackRequest> = {},
  ) {
    const { body } = fixture(name);
    return {
      method: 'POST',
      query: '',
      headers: {
        'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
      },
      body: typeof body === 'string' ? body : JSON.stringify({ ...Object(body), ...change }),
      peer: '15.236.140.89',
      ...request,
    };
  }
  const read = (request: CallbackRequest, shop = aShop()) => myCoolpay.readCallback(request, shop.context);

  it.each([
    ['payin.callback.success', 'payment', 'succeeded', 100n, 'MP-0001'],
    ['payin.callback.form', 'payment', 'succeeded', 100n, 'MP-0001'],
    ['payin.callback.failed', 'payment', 'failed', 100n, undefined],
    ['payout.callback.success', 'payout', 'succeeded', 5000n, 'MP-0005'],
  ])('%s holds', async (name, transaction, outcome, amount, transactionId) => {
    const reading = await read(aCallback(name));
    expect(reading).toMatchObject({
      kind: 'read',
      transaction,
      observation: { outcome, money: xaf(amount) },
    });
    expect(reading.kind === 'read' && reading.observation.transactionId).toBe(transactionId);
    expect(myCoolpay.acknowledge(reading)).toEqual({ status: 200, contentType: 'text/plain', body: 'OK' });
  });

  it.each([
    ['transaction_ref', 'mcp-0002'],
    ['transaction_type', 'PAYOUT'],
    ['transaction_amount', 101],
    ['transaction_currency', 'XOF'],
    ['transaction_operator', 'CM_OM'],
    ['application', 'another-public-key'],
    ['application', 'FAKE-PUBLIC-KEY'],
    ['signature', ''],
    ['signature', undefined],
    ['signature', 'b0700e9cebdf89fb94ba5ea95c830128'],
  ])('%s altered to %s is refused', async (member, value) => {
    const reading = await read(aCallback('payin.callback.success', { [member]: value }));
    expect(reading.kind).toBe('refused');
    expect(myCoolpay.acknowledge(reading)).toEqual({ status: 403, contentType: 'text/plain', body: 'KO' });
  });

  it('a valid signature from another address is refused, whatever X-Forwarded-For says', async () => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '15.236.140.89' };
    expect((await read(aCallback('payin.callback.success', {}, { peer: '203.0.113.9', headers }))).kind).toBe(
      'refused',
    );
  });

  it('a connection may list addresses of its own, which then replace the default', async () => {
    const shop = aShop();
    shop.context.settings = { sourceNetworks: ['127.0.0.0/8', '::1/128'] };
    expect(
      (await read(aCallback('payin.callback.success', {}, { peer: '::ffff:127.0.0.1' }), shop)).kind,
    ).toBe('read');
    expect((await read(aCallback('payin.callback.success'), shop)).kind).toBe('refused');
  });

  it('the status is outside the signature: altering it passes, and only the query tells the truth', async () => {
    const reading = await read(aCallback('payin.callback.failed', { transaction_status: 'SUCCESS' }));
    expect(reading).toMatchObject({
      kind: 'read',
      observation: { outcome: 'succeeded', source: 'callback' },
    });
    expect(myCoolpay.manifest.trust).toBe('signed-then-query');
  });

  it('an amount signed as it was written, with zeros behind the point, holds', async () => {
    const { body } = fixture('payin.callback.success');
    const state = Object(body);
    const signature = sign(state, '100.00', 'fake-private-key');
    expect(
      (await read(aCallback('payin.callback.success', { transaction_amount: '100.00', signature }))).kind,
    ).toBe('read');
  });
});

describe('callbacks that we send', () => {
  const account: ServerAccount = { ...aShop().backend.account };
  const transaction = (change: Partial<ServerTransaction> = {}): ServerTransaction => ({
    kind: 'payment',
    reference: 'order-1001',
    providerReference: 'mcp-0001',
    status: 'succeeded',
    money: xaf(100n),
    fee: xaf(2n),
    operator: 'cm-mtn',
    operatorReference: 'MP-0001',
    phone: '+237670000789',
    description: 'Commande 1001',
    message: 'Transaction effectuée',
    details: {},
    createdAt: new Date(0),
    ...change,
  });

  it('say exactly what the document shows, and sign the number that stands in the JSON', () => {
    const callback = myCoolpay.callbackFor(account, transaction());
    expect(JSON.parse(callback?.body ?? '')).toEqual(fixture('payin.callback.success').body);
    expect(callback?.body).toContain('"transaction_amount":100,');
    // As a PHP shop does it, from the decoded body.
    const it = JSON.parse(callback?.body ?? '');
    const text = `${it.transaction_ref}${it.transaction_type}${it.transaction_amount}${it.transaction_currency}${it.transaction_operator}`;
    expect(createHash('md5').update(`${text}fake-private-key`).digest('hex')).toBe(it.signature);
  });

  it.each([
    ['succeeded', undefined, 'SUCCESS'],
    ['failed', 'insufficient_funds', 'FAILED'],
    ['failed', 'payer_declined', 'CANCELED'],
    ['canceled', undefined, 'CANCELED'],
    ['expired', undefined, 'FAILED'],
  ] as const)('%s (%s) is sent as %s', (status, failureCode, word) => {
    const callback = myCoolpay.callbackFor(account, transaction({ status, failureCode }));
    expect(JSON.parse(callback?.body ?? '').transaction_status).toBe(word);
  });

  it.each(['created', 'requires_otp', 'pending'] as const)('%s is not told', (status) => {
    expect(myCoolpay.callbackFor(account, transaction({ status }))).toBeUndefined();
  });

  it('go nowhere without an address, and name My-CoolPay’s when the shop asks for it', () => {
    expect(myCoolpay.callbackFor({ ...account, callbackUrl: undefined }, transaction())).toBeUndefined();
    expect(myCoolpay.callbackFor(account, transaction())?.headers).not.toHaveProperty('x-forwarded-for');
    const asking = { ...account, settings: { sendForwardedFor: true } };
    expect(myCoolpay.callbackFor(asking, transaction())?.headers).toHaveProperty(
      'x-forwarded-for',
      '15.236.140.89',
    );
  });

  it.each([
    [200, 'OK', 'delivered'],
    [201, 'merci', 'delivered'],
    [200, 'KO', 'refused'],
    [403, 'KO\n', 'refused'],
    [403, 'forbidden', 'retry'],
    [302, '', 'retry'],
    [500, 'KO: database', 'retry'],
  ])('a shop that answers %i "%s" means %s', (status, body, meaning) => {
    expect(myCoolpay.readShopReply(status, body)).toBe(meaning);
  });
});

describe('the server', () => {
  it.each(['670000789', '+237670000789', '00237670000789', '237670000789', 670000789, '6 70 00 07 89'])(
    'takes the phone number %s',
    async (customer_phone_number) => {
      const shop = aShop();
      expect((await post(shop, '/payin', { ...payin, customer_phone_number })).status).toBe(200);
      expect(shop.transaction().phone).toBe('+237670000789');
    },
  );

  it.each([
    ['transaction_amount', { transaction_amount: '1500.50' }],
    ['transaction_amount', { transaction_amount: 0 }],
    ['transaction_amount', { transaction_amount: -5 }],
    ['transaction_amount', { transaction_amount: '1 500' }],
    ['transaction_amount', { transaction_amount: undefined }],
    ['transaction_currency', { transaction_currency: 'EUR' }],
    ['transaction_reason', { transaction_reason: undefined }],
    ['app_transaction_ref', { app_transaction_ref: '' }],
    ['app_transaction_ref', { app_transaction_ref: 'x'.repeat(256) }],
    ['customer_phone_number', { customer_phone_number: undefined }],
    ['customer_phone_number', { customer_phone_number: '+33612345678' }],
    ['customer_phone_number', { customer_phone_number: '222000000' }],
  ])('refuses a payin with a wrong %s and names it', async (member, change) => {
    const shop = aShop();
    const { status, body } = await post(shop, '/payin', { ...payin, ...change });
    expect([status, body.status]).toEqual([400, 'error']);
    expect(body.message).toContain(member);
    expect(shop.backend.transactions).toEqual([]);
  });

  it('answers 404 to an unknown public key, 409 to a repeated reference', async () => {
    const shop = aShop();
    const response = await shop.app.request(`${BASE_URL}/api/other/payin`, {
      method: 'POST',
      body: JSON.stringify(payin),
    });
    expect([response.status, (await response.json()).status]).toEqual([404, 'error']);
    await post(shop, '/payin', payin);
    expect(await post(shop, '/payin', payin)).toMatchObject({ status: 409, body: { status: 'error' } });
  });

  it('asks for a code, refuses a wrong one with 401, and shows the dial code after the right one', async () => {
    const shop = aShop();
    shop.backend.next = { with: { status: 'requires_otp' } };
    expect((await post(shop, '/payin', payin)).body).toEqual({
      status: 'success',
      transaction_ref: 'trx000001',
      action: 'REQUIRE_OTP',
    });
    const authorize = (code: unknown) =>
      post(shop, '/payin/authorize', { transaction_ref: 'trx000001', code });
    expect(await authorize('0000')).toMatchObject({ status: 401, body: { status: 'error' } });
    expect(await authorize(Number(RIGHT_CODE))).toEqual({
      status: 200,
      body: { status: 'success', action: 'PENDING', ussd: '*126#' },
    });
    expect((await authorize(RIGHT_CODE)).status).toBe(409);
  });

  it('a payin that the operator refuses at once is a refusal', async () => {
    const shop = aShop();
    shop.backend.next = { with: { status: 'failed', failureCode: 'operator_unavailable' } };
    expect((await post(shop, '/payin', payin)).status).toBe(422);
  });

  it('paylink takes 255 characters of route parameters and drops a number that cannot be used', async () => {
    const shop = aShop();
    const fits = `a=${'x'.repeat(253)}`;
    const link = { ...payin, customer_phone_number: '+33612345678' };
    expect((await post(shop, `/paylink?${fits}`, link)).body.payment_url).toMatch(/^https:/);
    expect(shop.backend.requests[0]).toMatchObject({ passthrough: { a: 'x'.repeat(253) }, phone: undefined });
    expect((await post(shop, `/paylink?${fits}x`, { ...link, app_transaction_ref: 'order-2' })).status).toBe(
      400,
    );
  });

  it('payout needs the private key, by header or field, and a declared address', async () => {
    const shop = aShop();
    expect((await post(shop, '/payout', payout)).status).toBe(401);
    expect((await post(shop, '/payout', payout, { 'X-PRIVATE-KEY': 'wrong' })).status).toBe(401);
    expect((await post(shop, '/payout', { ...payout, private_key: 'fake-private-key' })).status).toBe(202);
    shop.backend.account.declaredAddresses = ['198.51.100.1'];
    const second = { ...payout, app_transaction_ref: 'payout-2' };
    expect(await post(shop, '/payout', second, PRIVATE_KEY)).toMatchObject({
      status: 403,
      body: { status: 'error' },
    });
    expect(await get(shop, '/balance', PRIVATE_KEY)).toMatchObject({
      status: 403,
      body: { status: 'error' },
    });
    shop.backend.account.addressCheckLifted = true;
    shop.backend.next = { with: { status: 'succeeded' } };
    expect((await post(shop, '/payout', second, PRIVATE_KEY)).status).toBe(200);
    expect(await get(shop, '/balance', PRIVATE_KEY)).toEqual({
      status: 200,
      body: { status: 'success', balance: 2_500_000 },
    });
  });

  it.each([
    [{ customer_phone_number: undefined }, 400],
    [{ transaction_operator: 'CARD' }, 400],
    [{ transaction_operator: 'MCP', customer_phone_number: '' }, 400],
    [{ transaction_operator: 'MCP', customer_phone_number: null, customer_username: 'amina' }, 202],
    [{ transaction_operator: 'MCP', customer_phone_number: undefined, customer_email: 'a@example.com' }, 202],
  ])('payout with %o answers %i', async (change, status) => {
    expect((await post(aShop(), '/payout', { ...payout, ...change }, PRIVATE_KEY)).status).toBe(status);
  });

  it('says in its own shape that payouts are not to be had', async () => {
    const shop = aShop();
    shop.backend.next = { refuse: 'payouts_unavailable' };
    expect(await post(shop, '/payout', payout, PRIVATE_KEY)).toEqual({
      status: 403,
      body: { status: 'error', message: 'Refused: payouts_unavailable' },
    });
  });

  it('keeps its shape on an unknown route, in a crash and for a body that nobody can read', async () => {
    const shop = aShop();
    expect(await get(shop, '/nothing')).toMatchObject({ status: 404, body: { status: 'error' } });
    expect(await post(shop, '/payin', ['no object'])).toMatchObject({
      status: 400,
      body: { status: 'error' },
    });
    shop.backend.next = { throws: new Error('SECRET-DETAIL') };
    const crash = await post(shop, '/payin', payin);
    expect(crash).toMatchObject({ status: 500, body: { status: 'error' } });
    expect(JSON.stringify(crash.body)).not.toContain('SECRET-DETAIL');
  });

  it('tells the status by GET and POST alike, and 404 of an unknown reference', async () => {
    const shop = aShop();
    await post(shop, '/payin', payin);
    const byGet = await get(shop, '/checkStatus/trx000001');
    expect(byGet.body).toMatchObject({ app_transaction_ref: 'order-1001', transaction_status: 'PENDING' });
    expect(await post(shop, '/checkStatus', { transaction_ref: 'trx000001' })).toEqual(byGet);
    expect(await get(shop, '/checkStatus/nothing')).toMatchObject({ status: 404, body: { status: 'error' } });
  });
});
