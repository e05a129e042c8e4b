/**
 * A program written for FlexPay, pointed at us: its raw requests on one side, the simulated FlexPay that the platform's
 * test connection leads to on the other, and every row of ours between them.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { addMs, ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { goToProvider } from '#lib/payments/go.ts';
import { shopReturnUrl } from '#lib/payments/return-url.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { providerById } from '#lib/providers/index.ts';
import { decidePage } from '#lib/sandbox/page.ts';
import { aScope, inProcess, liveFor } from '#lib/sandbox/testing/in-process.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { timings } from '#lib/timings.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { compatBackend } from './backend.ts';
import { deliverCallback } from './deliver.ts';
import { offeredOnPage } from './page.ts';
import { addDialect } from './testing/dialect-shop.ts';

const TOKEN = 'the-shops-token';
const CREDENTIALS = { token: TOKEN, merchant: 'ZANDO' };
const LIFE_MS = 10 * 60_000;

/** As the document prints it, half a dollar from a number that approves at once. */
const PAY = {
  merchant: 'ZANDO',
  type: '1',
  phone: '243810000789',
  reference: 'MLOPN5472458',
  amount: '0.5',
  currency: 'USD',
  callbackUrl: 'https://abcd.efgh.cd/flexpay',
};
const CARD = {
  authorization: `Bearer ${TOKEN}`,
  merchant: 'ZANDO',
  reference: 'order-1002',
  amount: 10,
  currency: 'USD',
  description: 'Commande 1002',
  callbackUrl: 'https://abcd.efgh.cd/flexpay',
  approveUrl: 'https://abcd.efgh.cd/approve?a=1',
  cancelUrl: 'https://abcd.efgh.cd/cancel',
  declineUrl: 'https://abcd.efgh.cd/decline',
  homeUrl: 'https://abcd.efgh.cd/',
};
const NOTHING = { payments: 0, attempts: 0, transactions: 0, events: 0, postings: 0, payers: 0 };

let clock: ManualClock;
let scope: Awaited<ReturnType<typeof aScope>>;
/** Callbacks that reached the shop, oldest first. */
let received: OutgoingRequest[];
let shopAnswers: () => HttpResult;

beforeEach(async () => {
  await truncateAll();
  resetEnv();
  clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
  received = [];
  shopAnswers = () => ({ kind: 'reply', status: 200, headers: {}, text: '' });
  await seedPlatform();
  scope = await aScope();
  await addDialect(scope, CREDENTIALS, { provider: 'flexpay' });
});

const deps = () => ({ ...inProcess(clock), clock });

async function call(path: string, body?: unknown, authorization = `Bearer ${TOKEN}`) {
  const facts = () => ({ peer: '198.51.100.4', origin: 'https://gateway.test' });
  const app = providerById('flexpay').server(compatBackend({ deps: deps() }), facts);
  const text = typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body);
  const response = await app.request(`https://gateway.test${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization },
    ...(body === undefined ? {} : { body: text }),
  });
  return { http: response.status, ...(await response.json()) };
}

const pay = (change: Record<string, unknown> = {}) =>
  call('/api/rest/v1/paymentService', { ...PAY, ...change });
const check = (orderNumber: string) => call(`/api/rest/v1/check/${orderNumber}`);

/** Everything that is due within ten minutes, the callbacks to the shop last. */
async function live(): Promise<string[]> {
  await liveFor(LIFE_MS, deps());
  return deliver();
}

async function deliver(): Promise<string[]> {
  const due = await db.delivery.findMany({
    where: { dialectCredentialId: { not: null }, status: 'due', nextTryAt: { lte: clock.now() } },
  });
  const send = async (request: OutgoingRequest) => {
    received.push(request);
    return shopAnswers();
  };
  return Promise.all(due.map(({ id }) => deliverCallback(id, { clock, send, random: () => 0.5 })));
}

const payment = () => db.payment.findFirstOrThrow();

async function counts() {
  return {
    payments: await db.payment.count(),
    attempts: await db.attempt.count(),
    transactions: await db.compatTransaction.count(),
    events: await db.event.count(),
    postings: await db.posting.count(),
    payers: await db.payerDetail.count(),
  };
}

describe('a program written for FlexPay', () => {
  test('pays half a dollar: accepted, checked, called back once, and booked to the cent', async () => {
    const reply = await pay();
    expect(reply).toEqual({
      http: 200,
      code: '0',
      message: 'Transaction envoyée avec succès. Veuillez valider le push message',
      orderNumber: expect.stringMatching(/^[0-9A-Za-z]{24}$/),
    });
    expect(await check(reply.orderNumber)).toMatchObject({ code: '0', transaction: { status: '2' } });
    expect(await payment()).toMatchObject({
      amount: 50n,
      currency: 'USD',
      origin: 'compat:flexpay',
      hosted: false,
      attemptsMax: 1,
    });
    expect(await live()).toEqual(['delivered']);
    const state = {
      reference: PAY.reference,
      orderNumber: reply.orderNumber,
      amount: '0.5',
      amountCustomer: '0.51',
      currency: 'USD',
      createdAt: '21-11-2026 11:00:00',
      channel: 'mpesa',
    };
    expect(await check(reply.orderNumber)).toEqual({
      http: 200,
      code: '0',
      message: 'Une transaction a été trouvée',
      transaction: { ...state, status: '0' },
    });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', url: PAY.callbackUrl });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      ...state,
      code: '0',
      phone: PAY.phone,
      provider_reference: expect.stringMatching(/^SB/),
    });
    expect(await payment()).toMatchObject({ status: 'succeeded', amountPaidByCustomer: 51n });
    const books = await db.posting.findMany({ select: { amount: true, currency: true, event: true } });
    expect(books).toEqual([{ amount: 50n, currency: 'USD', event: 'payment_succeeded' }]);
    expect(await call('/api/rest/v1/balance/ZANDO')).toMatchObject({
      code: '0',
      balances: { CDF: '0.0', USD: '0.5' },
    });
  });

  test('is told a failure by status 1 and code 1', async () => {
    const { orderNumber } = await pay({ phone: '243810000049' });
    await live();
    expect(await check(orderNumber)).toMatchObject({ code: '0', transaction: { status: '1' } });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ code: '1', provider_reference: '' });
  });

  test('repeats a request whose reply it lost, at once or later, and pays once', async () => {
    const [first, second] = await Promise.all([pay(), pay({ amount: 0.5, type: 1 })]);
    expect(second).toEqual(first);
    await live();
    expect(await pay()).toEqual(first);
    expect(await counts()).toMatchObject({ payments: 1, attempts: 1, transactions: 1 });
    const before = await counts();
    for (const change of [{ amount: '0.51' }, { currency: 'CDF', amount: '500' }, { phone: '243820000789' }])
      expect(await pay(change)).toMatchObject({
        http: 200,
        code: '1',
        message: expect.stringMatching(/référence/),
      });
    expect(await counts()).toEqual(before);
  });

  test('gets 409 for a reference that the app used elsewhere', async () => {
    await addDialect(scope, { token: 'another', merchant: 'OTHER' }, { provider: 'flexpay' });
    await pay();
    const body = { ...PAY, merchant: 'OTHER' };
    expect(await call('/api/rest/v1/paymentService', body, 'Bearer another')).toMatchObject({
      http: 409,
      code: '1',
    });
    expect(await counts()).toMatchObject({ payments: 1 });
  });

  test('a refusal of the operator is code 1', async () => {
    expect(await pay({ phone: '243810000109' })).toMatchObject({ http: 200, code: '1' });
    expect(await payment()).toMatchObject({ status: 'failed' });
  });

  test('a reply that FlexPay lost is found by its callback', async () => {
    expect(await pay({ phone: '243810000139' })).toMatchObject({ code: '0' });
    expect(await payment()).toMatchObject({ status: 'pending' });
    await live();
    expect(await payment()).toMatchObject({ status: 'succeeded' });
  });

  test('money that is given back is told as status 4 of a success no more', async () => {
    await pay({ phone: '243810000239' });
    await live();
    expect(await payment()).toMatchObject({ status: 'succeeded', refundedAmount: 50n });
    expect(await db.discrepancy.findMany({ select: { kind: true } })).toEqual([{ kind: 'reversal' }]);
    const { providerReference } = await db.compatTransaction.findFirstOrThrow();
    expect(await check(providerReference)).toMatchObject({ transaction: { status: '4' } });
  });

  test('is refused a payout for good, and nothing is created', async () => {
    const refused = { http: 200, code: '1', message: expect.stringContaining('rien n’a été envoyé') };
    expect(await call('/api/rest/v1/merchantPayOutService', PAY)).toEqual(refused);
    expect(await counts()).toEqual(NOTHING);
  });

  test('no other account finds the transaction, and a wrong token is 401', async () => {
    const { orderNumber } = await pay();
    await addDialect(scope, { token: 'another', merchant: 'OTHER' }, { provider: 'flexpay' });
    const path = `/api/rest/v1/check/${orderNumber}`;
    expect(await call(path, undefined, 'Bearer another')).toMatchObject({ http: 200, code: '1' });
    expect(await call(path, undefined, 'Bearer unknown')).toEqual({ http: 401, message: expect.any(String) });
    const [row] = await db.dialectCredential.findMany({ select: { lookup: true } });
    expect(row?.lookup).not.toContain(TOKEN);
  });
});

describe('bad input is code 1 under HTTP 200, and nothing is created', () => {
  test.each<[string, unknown]>([
    ...Object.keys(PAY).map((name): [string, unknown] => [`no ${name}`, { ...PAY, [name]: undefined }]),
    ['another merchant', { ...PAY, merchant: 'OTHER' }],
    ['a negative amount', { ...PAY, amount: '-0.5' }],
    ['zero', { ...PAY, amount: 0 }],
    ['a part of a cent', { ...PAY, amount: '0.505' }],
    ['a part of a franc at M-Pesa', { ...PAY, amount: '1500.5', currency: 'CDF' }],
    ['less than the operator takes', { ...PAY, amount: '1', currency: 'CDF' }],
    ['an enormous amount', { ...PAY, amount: '9'.repeat(40) }],
    ['another currency', { ...PAY, currency: 'XAF' }],
    ['a phone of another country', { ...PAY, phone: '22890000789' }],
    ['a number of no operator', { ...PAY, phone: '243870000789' }],
    ['a reference with U+0000', { ...PAY, reference: 'a\u0000' }],
    ['a long reference', { ...PAY, reference: 'x'.repeat(256) }],
    ['a callback that is no web address', { ...PAY, callbackUrl: 'javascript:x' }],
    ['no JSON', '{"merchant":'],
    ['1 MB', { ...PAY, description: 'x'.repeat(1_000_000) }],
    [
      'invalid UTF-8',
      new Blob([new Uint8Array(Buffer.from(JSON.stringify({ ...PAY, reference: 'caf\xe9' }), 'latin1'))]),
    ],
  ])('%s', async (_what, body) => {
    const refused = { http: 200, code: '1', message: expect.stringMatching(/./) };
    expect(await call('/api/rest/v1/paymentService', body)).toEqual(refused);
    expect(await counts()).toEqual(NOTHING);
  });
});

describe('a card', () => {
  test('is paid on our checkout, which offers nothing else and never sees its number', async () => {
    const reply = await call('/v1.1/pay', CARD);
    const { id, origin } = await payment();
    expect(reply).toMatchObject({ http: 200, code: '0', url: expect.stringMatching(`/pay/${id}$`) });
    expect(await call('/api/rest/v1/vpos/ask', CARD)).toEqual(reply);
    expect(await counts()).toMatchObject({ payments: 1 });
    const offers = (['cd-mpesa', 'cd-card'] as const).map((operator) => ({
      operator,
      available: true,
      flow: 'push' as const,
      chosenBy: 'phone' as const,
    }));
    expect((await offeredOnPage({ id, origin }, offers)).map(({ operator }) => operator)).toEqual([
      'cd-card',
    ]);

    await submitPayment({ paymentId: id, operator: 'cd-card' }, deps());
    const departure = await goToProvider({ paymentId: id }, deps());
    const providerReference = departure.kind === 'redirect' ? (departure.url.split('/').at(-1) ?? '') : '';
    const decision = { providerReference, action: 'approve' as const, number: '4111', operator: 'cd-card' };
    await decidePage(decision, deps());
    await live();
    expect(await check(reply.orderNumber)).toMatchObject({
      transaction: { status: '0', amount: '10.0', amountCustomer: '10.2', channel: 'mastercard' },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      code: '0',
      channel: 'mastercard',
      phone: '',
    });
    const record = await findPublicPayment(id);
    if (record === undefined) throw new Error('no payment');
    // The shop's own address, whatever origins the app has declared: it came with the token.
    expect(shopReturnUrl(record, clock.now())).toBe(CARD.approveUrl);
  });

  test('that the shop cancels is told as 5', async () => {
    const { orderNumber } = await call('/v1.1/pay', CARD);
    await cancelPayment({ paymentId: (await payment()).id, by: 'merchant' }, deps());
    expect(await check(orderNumber)).toMatchObject({ transaction: { status: '5' } });
  });

  test('with type 2 of the document answers with a page too', async () => {
    expect(await pay({ type: 2 })).toMatchObject({ code: '0', url: expect.stringContaining('/pay/') });
    expect(await payment()).toMatchObject({ hosted: true, amount: 50n });
  });
});

describe('the callback', () => {
  test('is tried again to the end of the table, always the same', async () => {
    shopAnswers = () => ({ kind: 'reply', status: 500, headers: {}, text: '' });
    await pay();
    const outcomes = await live();
    for (const delayMs of timings().callbackRetryMs) {
      clock.set(addMs(clock.now(), delayMs * 2));
      outcomes.push(...(await deliver()));
    }
    expect(outcomes).toEqual([...Array(timings().callbackRetryMs.length - 1).fill('retry'), 'parked']);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test('an outcome that contradicts the first one is told too', async () => {
    await pay();
    await db.sandboxTransaction.updateMany({
      data: { status: 'failed', failure: 'unspecified', story: 'decided', step: 0 },
    });
    expect(await live()).toEqual(['delivered']);
    await db.sandboxTransaction.updateMany({
      data: {
        status: 'succeeded',
        failure: null,
        operatorReference: 'SB1',
        step: 0,
        nextStepAt: clock.now(),
      },
    });
    expect(await live()).toEqual(['delivered']);
    expect(received.map(({ body }) => JSON.parse(body ?? '').code)).toEqual(['1', '0']);
    expect(await payment()).toMatchObject({ status: 'succeeded', late: true });
  });
});
