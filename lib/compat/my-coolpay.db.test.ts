import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { shopReturnUrl } from '#lib/payments/return-url.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { PAYER } from '#lib/payments/testing/shop.ts';
import { providerById } from '#lib/providers/index.ts';
import type { QueryRequest } from '#lib/providers/provider.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { RIGHT_CODE } from '#lib/testing/memory-backend.ts';
import { timings } from '#lib/timings.ts';
import { compatBackend } from './backend.ts';
import { offeredOnPage } from './page.ts';
import {
  aDialectShop,
  addDialect,
  CHARGE,
  CREDENTIALS,
  type DialectShop,
  reply,
} from './testing/dialect-shop.ts';

let shop: DialectShop;
beforeEach(async () => {
  await truncateAll();
  shop = await aDialectShop();
});

const PAID = { status: 'succeeded' as const, operatorReference: 'MP-1' };
const API = `https://gateway.test/api/${CREDENTIALS.public_key}`;
const NOTHING = { payments: 0, attempts: 0, transactions: 0, events: 0, postings: 0, payers: 0 };

function query(providerReference: string | undefined, context = shop.context) {
  const request: QueryRequest = {
    kind: 'payment',
    ...CHARGE,
    ...(providerReference && { providerReference }),
  };
  return shop.provider.query(request, context);
}

async function payment() {
  return db.payment.findFirstOrThrow();
}

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return shop.app.request(API + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body:
      typeof body === 'string'
        ? body
        : body instanceof Uint8Array
          ? new Blob([new Uint8Array(body)])
          : JSON.stringify(body),
  });
}

const PAYIN = {
  transaction_amount: 1500,
  transaction_reason: 'Commande 1001',
  app_transaction_ref: 'order-1001',
  customer_phone_number: '670000789',
};

test.each(['suspendedAt', 'closedAt'])('a merchant’s %s stops its dialect accounts', async (since) => {
  const facts = { peer: '203.0.113.7', origin: 'https://gateway.test' };
  const find = () => compatBackend().findAccount('my-coolpay', CREDENTIALS.public_key, facts);
  expect(await find()).toBeDefined();
  await db.merchant.updateMany({ data: { [since]: new Date() } });
  expect(await find()).toBeUndefined();
});

describe('a program written for My-CoolPay', () => {
  test('charges, waits, and reads the success', async () => {
    const asked = await shop.charge();
    expect(asked).toMatchObject({
      outcome: 'pending',
      providerReference: expect.any(String),
      nextAction: { type: 'confirm_on_phone', ussd: expect.any(String) },
    });
    expect(await payment()).toMatchObject({
      status: 'pending',
      origin: 'compat:my-coolpay',
      hosted: false,
      attemptsMax: 1,
      reference: CHARGE.reference,
      appId: shop.gateway.appId,
    });
    expect(await query(asked.providerReference)).toMatchObject({ outcome: 'pending', money: CHARGE.money });
    await shop.settles(PAID);
    expect(await query(asked.providerReference)).toMatchObject({
      outcome: 'succeeded',
      money: CHARGE.money,
      operator: 'cm-mtn',
      operatorReference: 'MP-1',
    });
  });

  test('asks its payer for the code', async () => {
    shop.gateway.backend.next = { with: { status: 'requires_otp' } };
    const { providerReference = '', outcome } = await shop.charge();
    expect(outcome).toBe('requires_otp');
    const confirm = (code: string) =>
      shop.provider.confirmOtp?.({ reference: CHARGE.reference, providerReference, code }, shop.context);
    expect(await confirm('0000')).toMatchObject({ outcome: 'requires_otp', failureCode: 'otp_invalid' });
    expect(await confirm(RIGHT_CODE)).toMatchObject({ outcome: 'pending' });
    const late = await post('/payin/authorize', { transaction_ref: providerReference, code: RIGHT_CODE });
    expect(late.status).toBe(409);
  });

  test('gets 409 for a reference that it used before, and the first payment stays alone', async () => {
    await shop.charge();
    const before = await shop.counts();
    const again = await post('/payin', { ...PAYIN, app_transaction_ref: CHARGE.reference });
    expect(again.status).toBe(409);
    expect(await again.json()).toEqual({ status: 'error', message: expect.stringContaining('référence') });
    expect(await shop.counts()).toEqual(before);
  });

  test('the same reference twice at once charges once', async () => {
    const both = await Promise.all([post('/payin', PAYIN), post('/payin', PAYIN)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await shop.counts()).toMatchObject({ payments: 1, attempts: 1, transactions: 1 });
  });

  test('reads a refusal of the operator as one', async () => {
    shop.gateway.backend.next = { refuse: 'operator_unavailable' };
    expect(await shop.charge()).toMatchObject({ outcome: 'failed' });
    expect(await payment()).toMatchObject({ status: 'failed' });
  });

  test('waits when the operator keeps silent', async () => {
    shop.gateway.intercept(async () => ({ kind: 'silence', reason: 'timeout' }));
    expect(await shop.charge()).toMatchObject({ outcome: 'pending' });
  });

  test('reads the balance as the books hold it', async () => {
    await shop.charge();
    expect(await shop.provider.balances?.(shop.context)).toEqual([
      { wallet: 'MCP', money: money(0n, 'XAF') },
    ]);
    await shop.settles(PAID);
    expect(await shop.provider.balances?.(shop.context)).toEqual([
      { wallet: 'MCP', money: money(1500n, 'XAF') },
    ]);
  });

  test('is refused a payout for good, and nothing is created', async () => {
    const payOut = shop.provider.payOut?.({ ...CHARGE, phone: '+237670000789' }, shop.context);
    expect(await payOut).toMatchObject({ outcome: 'failed' });
    const raw = await post(
      '/payout',
      { ...PAYIN, transaction_operator: 'CM_MOMO' },
      { 'x-private-key': CREDENTIALS.private_key },
    );
    expect(raw.status).toBe(403);
    expect(await raw.json()).toEqual({ status: 'error', message: expect.stringContaining('rien n’a été') });
    expect(await shop.counts()).toEqual(NOTHING);
  });
});

describe('another account', () => {
  test('does not see the transaction: 404, also with the app’s own second account', async () => {
    const { providerReference } = await shop.charge();
    const other = { public_key: 'another-public-key', private_key: 'x' };
    await addDialect(shop.gateway, other);
    const response = await shop.app.request(
      `https://gateway.test/api/another-public-key/checkStatus/${providerReference}`,
    );
    expect(response.status).toBe(404);
    expect(await query(providerReference, { ...shop.context, credentials: other })).toMatchObject({
      outcome: 'unknown',
    });
  });

  test.each(['unknown-key', 'the-shops-private-key', '%00', '%F0%9F'])('%s is unknown: 404', async (key) => {
    const response = await shop.app.request(`https://gateway.test/api/${key}/payin`, {
      method: 'POST',
      body: JSON.stringify(PAYIN),
    });
    expect(response.status).toBe(404);
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test('of live mode needs an approved app', async () => {
    await addDialect(shop.gateway, { public_key: 'live-key', private_key: 'x' }, { mode: 'live' });
    const facts = { peer: '', origin: '' };
    expect(await compatBackend().findAccount('my-coolpay', 'live-key', facts)).toBeUndefined();
    await db.app.updateMany({ data: { liveApproved: true } });
    expect(await compatBackend().findAccount('my-coolpay', 'live-key', facts)).toMatchObject({
      mode: 'live',
    });
  });
});

describe('bad input is refused in the dialect, and nothing is created', () => {
  const without = (name: keyof typeof PAYIN) => ({ ...PAYIN, [name]: undefined });
  test.each<[string, unknown]>([
    ['no amount', without('transaction_amount')],
    ['an empty amount', { ...PAYIN, transaction_amount: '' }],
    ['an amount in words', { ...PAYIN, transaction_amount: 'mille' }],
    ['an amount of another type', { ...PAYIN, transaction_amount: [1500] }],
    ['a negative amount', { ...PAYIN, transaction_amount: -1500 }],
    ['zero', { ...PAYIN, transaction_amount: 0 }],
    ['a fraction', { ...PAYIN, transaction_amount: 1500.5 }],
    ['more than the operator takes', { ...PAYIN, transaction_amount: 99_999_999 }],
    ['an enormous amount', { ...PAYIN, transaction_amount: '9'.repeat(40) }],
    ['another currency', { ...PAYIN, transaction_currency: 'EUR' }],
    ['no reference', without('app_transaction_ref')],
    ['an empty reference', { ...PAYIN, app_transaction_ref: '' }],
    ['a long reference', { ...PAYIN, app_transaction_ref: 'x'.repeat(256) }],
    ['a reference with U+0000', { ...PAYIN, app_transaction_ref: 'order\u0000' }],
    ['a reference with a line break', { ...PAYIN, app_transaction_ref: 'order\n1' }],
    ['a reference with half a surrogate pair', { ...PAYIN, app_transaction_ref: 'order\uD800' }],
    ['no phone', without('customer_phone_number')],
    ['a phone of another country', { ...PAYIN, customer_phone_number: '+22890000789' }],
    ['a phone that is none', { ...PAYIN, customer_phone_number: '12' }],
    ['a number of an operator that is not served', { ...PAYIN, customer_phone_number: '620000789' }],
    ['no JSON', '{"transaction_amount":'],
    ['1 MB', { ...PAYIN, transaction_reason: 'x'.repeat(1_000_000) }],
    [
      'invalid UTF-8',
      new Uint8Array(Buffer.from(JSON.stringify({ ...PAYIN, transaction_reason: 'Caf\xe9' }), 'latin1')),
    ],
  ])('%s: 400', async (_what, body) => {
    const response = await post('/payin', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ status: 'error', message: expect.stringMatching(/./) });
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test('the provider ends’ checks are not needed for it', async () => {
    const facts = { peer: '', origin: '' };
    const account = await compatBackend().findAccount('my-coolpay', CREDENTIALS.public_key, facts);
    if (account === undefined) throw new Error('no account');
    const request = { reference: 'order-1', money: CHARGE.money, phone: CHARGE.phone, description: '' };
    const bad = [
      { reference: 'order\u0000' },
      { reference: '' },
      { reference: 'x'.repeat(256) },
      { description: 'a\u0000b' },
      { customer: { name: 'a\nb' } },
      { passthrough: { cart: '\ufffd' } },
      { details: { heading: 'a\u0007' } },
      { callbackUrl: 'javascript:alert(1)' },
      { returnUrls: { cancel: 'data:text/html,x' }, returnUrlsFrom: 'shop' as const },
      { money: money(0n, 'XAF') },
      { money: money(1500n, 'XOF') },
      { phone: '+22890000789' },
      { operator: 'cm-card' as const }, // paid on a page only
      { operator: 'tg-flooz' as const },
    ];
    const backend = compatBackend({ deps: shop.gateway.deps });
    const answers = await Promise.all(
      bad.map((change) => backend.createPayment(account, { ...request, ...change })),
    );
    expect(answers.map((answer) => (answer.ok ? 'accepted' : answer.refusal))).toEqual([
      'reference_invalid',
      'reference_invalid',
      'reference_invalid',
      'text_invalid',
      'text_invalid',
      'text_invalid',
      'text_invalid',
      'address_invalid',
      'address_invalid',
      'amount_invalid',
      'currency_unsupported',
      'phone_invalid',
      'operator_unsupported',
      'operator_unsupported',
    ]);
    expect(await shop.counts()).toEqual(NOTHING);
  });
});

describe('a body', () => {
  test.each([
    ['JSON without a type', JSON.stringify(PAYIN), {}],
    ['JSON under another type', JSON.stringify(PAYIN), { 'content-type': 'text/plain' }],
    [
      'urlencoded, with decimals',
      new URLSearchParams({ ...PAYIN, transaction_amount: '1500.00' }).toString(),
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
  ])('%s is read', async (_what, body, headers) => {
    const response = await shop.app.request(`${API}/payin/`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ status: 'success', action: 'PENDING' });
    expect(await payment()).toMatchObject({ amount: 1500n });
  });

  test('multipart is read', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(PAYIN)) form.set(name, String(value));
    const response = await shop.app.request(`${API}/payin`, { method: 'POST', body: form });
    expect(await response.json()).toMatchObject({ status: 'success' });
  });
});

describe('a page', () => {
  test('is our checkout, with what the shop told; it returns to the shop’s addresses as they are', async () => {
    const response = await post('/paylink?cart=7&lang=fr', PAYIN);
    const body = await response.json();
    const { id } = await payment();
    expect(body).toMatchObject({ status: 'success', payment_url: expect.stringMatching(`/pay/${id}$`) });
    const record = await findPublicPayment(id);
    if (record === undefined) throw new Error('no payment');
    expect(record.payment).toMatchObject({ hosted: true, attemptsMax: 5, status: 'created' });
    expect(record.payer?.phoneMasked).toBeDefined();
    expect(shopReturnUrl(record, shop.gateway.clock.now())).toBe('https://shop.test/cart?cart=7&lang=fr');
    expect(await query(body.transaction_ref)).toMatchObject({ outcome: 'unknown' }); // another reference
  });

  test('leads a browser to declared origins only', async () => {
    const account = await compatBackend().findAccount('my-coolpay', CREDENTIALS.public_key, {
      peer: '',
      origin: '',
    });
    if (account === undefined) throw new Error('no account');
    const open = (reference: string, success: string) =>
      compatBackend().createPage(account, {
        reference,
        money: CHARGE.money,
        description: '',
        returnUrls: { success },
      });
    for (const url of ['https://evil.test/', 'https://shop.test.evil.test/', 'https://shop.test@evil.test']) {
      expect(await open('order-1', url)).toMatchObject({ ok: false, refusal: 'return_url_undeclared' });
    }
    expect(await open('order-1', 'javascript:alert(1)')).toMatchObject({ refusal: 'address_invalid' });
    expect(await shop.counts()).toEqual(NOTHING);
    expect(await open('order-1', 'https://shop.test/thanks')).toMatchObject({ ok: true });
    expect(await payment()).toMatchObject({ successUrl: 'https://shop.test/thanks' });
  });

  test('offers only the operator that the shop named', async () => {
    const account = await compatBackend().findAccount('my-coolpay', CREDENTIALS.public_key, {
      peer: '',
      origin: '',
    });
    if (account === undefined) throw new Error('no account');
    await compatBackend().createPage(account, {
      reference: 'order-1',
      money: CHARGE.money,
      description: '',
      operator: 'cm-orange',
    });
    const offers = (['cm-mtn', 'cm-orange'] as const).map((operator) => ({
      operator,
      available: true,
      flow: 'push' as const,
      chosenBy: 'phone' as const,
      asksPhone: true,
    }));
    const { id, origin } = await payment();
    expect((await offeredOnPage({ id, origin }, offers)).map(({ operator }) => operator)).toEqual([
      'cm-orange',
    ]);
    expect(await offeredOnPage({ id, origin: 'api' }, offers)).toHaveLength(2);
  });
});

describe('the callback', () => {
  test('reaches the shop once, signed with the dialect’s key, beside the webhooks', async () => {
    const { providerReference } = await shop.charge();
    expect(await shop.deliveries()).toEqual([]);
    await shop.settles(PAID);
    expect(await shop.deliver()).toEqual(['delivered']);
    const [callback] = shop.received;
    if (callback === undefined) throw new Error('no callback');
    expect(await shop.provider.readCallback(callback, shop.context)).toMatchObject({
      kind: 'read',
      reference: CHARGE.reference,
      providerReference,
      observation: { outcome: 'succeeded', money: CHARGE.money },
    });
    expect(callback.headers).not.toHaveProperty('x-forwarded-for');
    const forged = { ...callback, body: callback.body.replace('1500', '15000') };
    expect(await shop.provider.readCallback(forged, shop.context)).toMatchObject({ kind: 'refused' });
    await shop.gateway.receive(shop.gateway.callback());
    expect(await shop.deliver()).toEqual([]);
    expect(await db.deliveryTry.count()).toBe(1);
  });

  test('carries the address that some shops look for, where the app asks for it', async () => {
    await db.dialectCredential.updateMany({ data: { settings: { sendForwardedFor: true } } });
    await shop.charge();
    await shop.settles(PAID);
    await shop.deliver();
    expect(shop.received[0]?.headers['x-forwarded-for']).toBe('15.236.140.89');
  });

  test('a shop that answers KO has refused it: parked, not repeated', async () => {
    shop.answers(() => reply(200, 'KO'));
    await shop.charge();
    await shop.settles(PAID);
    expect(await shop.deliver()).toEqual(['parked']);
    expect(await shop.deliveries()).toMatchObject([
      { status: 'parked', nextTryAt: null, lastError: expect.stringContaining('refused') },
    ]);
  });

  test.each([
    ['500', () => reply(500, 'oops')],
    ['a redirect', () => reply(302, '')],
    ['silence', () => ({ kind: 'silence' as const, reason: 'timeout' })],
    ['a closed port', () => ({ kind: 'not_sent' as const, reason: 'ECONNREFUSED' })],
  ])('%s is tried again, to the end of the table', async (_what, answer) => {
    shop.answers(answer);
    await shop.charge();
    await shop.settles(PAID);
    const outcomes = [];
    for (const delayMs of timings().callbackRetryMs) {
      shop.gateway.clock.advance(delayMs);
      outcomes.push(...(await shop.deliver()));
    }
    const tries = timings().callbackRetryMs.length;
    expect(outcomes).toEqual([...Array(tries - 1).fill('retry'), 'parked']);
    expect(shop.received).toHaveLength(tries);
    expect(new Set(shop.received.map(({ body }) => body)).size).toBe(1);
  });

  test('an outcome that contradicts the first one is told too', async () => {
    await shop.charge();
    await shop.settles({ status: 'failed', failureCode: 'unspecified' });
    expect((await payment()).status).toBe('failed');
    expect(await shop.deliver()).toEqual(['delivered']);
    await shop.settles(PAID);
    expect(await payment()).toMatchObject({ status: 'succeeded', late: true });
    expect(await shop.deliver()).toEqual(['delivered']);
    const words = shop.received.map(({ body }) => JSON.parse(body).transaction_status);
    expect(words).toEqual(['FAILED', 'SUCCESS']);
  });

  test('a payment of the API has none, also beside one of the dialect that is still open', async () => {
    await shop.charge();
    const { payment: made } = await shop.gateway.pay();
    await submitPayment({ paymentId: made.id, operator: 'cm-mtn', phone: PAYER }, shop.gateway.deps);
    await shop.settles(PAID);
    const statuses = await db.payment.findMany({ select: { origin: true, status: true } });
    expect(statuses).toContainEqual({ origin: 'api', status: 'succeeded' });
    expect(statuses).toContainEqual({ origin: 'compat:my-coolpay', status: 'pending' });
    expect(await shop.deliveries()).toEqual([]);
  });
});

describe('PayGateGlobal’s dialect', () => {
  test('names an account by its secret token, which is stored hashed', async () => {
    const token = '0b0f6c0e-9f4e-4a52-8f0a-000000000001';
    await addDialect(shop.gateway, { auth_token: token }, { provider: 'paygateglobal' });
    const row = await db.dialectCredential.findFirstOrThrow({ where: { provider: 'paygateglobal' } });
    expect(row.lookup).not.toContain(token);
    const app = providerById('paygateglobal').server(compatBackend({ deps: shop.gateway.deps }), () => ({
      peer: '',
      origin: '',
    }));
    const ask = async (auth_token: string) => {
      const response = await app.request('https://gateway.test/api/v1/pay', {
        method: 'POST',
        body: JSON.stringify({
          auth_token,
          phone_number: '90000789',
          amount: 1500,
          identifier: 'order-1',
          network: 'TMONEY',
        }),
      });
      return response.json();
    };
    expect(await ask('0b0f6c0e-9f4e-4a52-8f0a-000000000002')).toMatchObject({ status: 2 });
    // No connection of this merchant takes TMoney.
    expect(await ask(token)).toMatchObject({ status: 4 });
    expect(await shop.counts()).toEqual(NOTHING);
  });
});
