/**
 * A program written for SOFTSYSTEM, pointed at us: the provider's own client end over our server end, and behind the
 * gateway the platform's test connection with its simulated operators.
 */
import type { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import type { OutgoingRequest } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { comeBack } from '#lib/payments/come-back.ts';
import { expirePayment } from '#lib/payments/expire.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { goToProvider } from '#lib/payments/go.ts';
import { payerDetails } from '#lib/payments/payer-details.ts';
import { shopReturnUrl } from '#lib/payments/return-url.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { parseE164 } from '#lib/phone.ts';
import type { ClientContext } from '#lib/providers/provider.ts';
import { FAILURE_WORDS } from '#lib/providers/softsystem/codes.ts';
import { softsystem } from '#lib/providers/softsystem/index.ts';
import { availableOperators } from '#lib/routing/connections.ts';
import { decidePage } from '#lib/sandbox/page.ts';
import { aScope, inProcess, liveFor } from '#lib/sandbox/testing/in-process.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { timings } from '#lib/timings.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { compatBackend } from './backend.ts';
import { deliverCallback } from './deliver.ts';
import { offeredOnPage } from './page.ts';
import { addDialect } from './testing/dialect-shop.ts';

const TOKEN = 'the-shops-access-token';
const ORDER = 'ORDER1001abcdef000000001';
const SHOP = 'https://undeclared-shop.test';
const PHONE = '+2250700000789';

const PAYMENT = {
  Montant: '1500',
  Currency: 'XOF',
  error_url: `${SHOP}/error?cart=7`,
  success_url: `${SHOP}/success?cart=7`,
  callback_url: `${SHOP}/callback`,
  Canal: 'wave',
  orderId: ORDER,
  numero: '2250700000789',
  objet: 'Commande 1001',
};

let clock: ManualClock;
let app: Hono;
let scope: Awaited<ReturnType<typeof aScope>>;
/** Callbacks that reached the shop, and what it answers. */
let received: OutgoingRequest[];
let answer: number;

const deps = () => ({ ...inProcess(clock), clock });

beforeEach(async () => {
  await truncateAll();
  resetEnv();
  clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
  await seedPlatform();
  scope = await aScope();
  await addDialect(scope, { access_token: TOKEN }, { provider: 'softsystem' });
  app = softsystem.server(compatBackend({ deps: deps() }), () => ({ peer: '198.51.100.4', origin: '' }));
  received = [];
  answer = 200;
});

async function post(body: unknown, token = TOKEN) {
  const response = await app.request('/api/paymentgateway', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, ...(await response.json()) };
}

async function statusOf(orderId: string, token = TOKEN) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app.request(`/api/getstatusgateway/${orderId}`, { headers });
  return { http: response.status, ...(await response.json()) };
}

const payment = () => db.payment.findFirstOrThrow({ orderBy: { createdAt: 'asc' } });

/** The payer on our page, then on the provider's: chooses what is offered, and decides there. */
async function pay(action: 'approve' | 'decline', number = PHONE): Promise<void> {
  const { id: paymentId } = await payment();
  await submitPayment({ paymentId, operator: 'ci-wave', phone: parseE164(number) }, deps());
  const departure = await goToProvider({ paymentId }, deps());
  if (departure.kind !== 'redirect') throw new Error(departure.kind);
  const providerReference = departure.url.split('/').at(-1) ?? '';
  const back = await decidePage({ providerReference, action, number, operator: 'ci-wave' }, deps());
  const { searchParams } = new URL(back ?? '');
  const result = searchParams.get('result') === 'success' ? 'success' : 'failure';
  await comeBack({ reference: searchParams.get('reference') ?? '', result }, deps());
  await liveFor(60_000, deps());
}

async function returnUrl(): Promise<string> {
  const record = await findPublicPayment((await payment()).id);
  if (record === undefined) throw new Error('no payment');
  return shopReturnUrl(record, clock.now());
}

/** The worker's part: every callback of the dialect that is due. */
async function deliver() {
  const due = await db.delivery.findMany({
    where: { dialectCredentialId: { not: null }, status: 'due', nextTryAt: { lte: clock.now() } },
  });
  const send = async (request: OutgoingRequest) => {
    received.push(request);
    return { kind: 'reply' as const, status: answer, headers: {}, text: 'merci' };
  };
  return Promise.all(due.map(({ id }) => deliverCallback(id, { clock, send, random: () => 0.5 })));
}

async function counts() {
  const [payments, transactions, payers, events] = await Promise.all([
    db.payment.count(),
    db.compatTransaction.count(),
    db.payerDetail.count(),
    db.event.count(),
  ]);
  return { payments, transactions, payers, events };
}
const NOTHING = { payments: 0, transactions: 0, payers: 0, events: 0 };

describe('a program written for SOFTSYSTEM', () => {
  test('gets a page, where its operator is chosen and its number filled in', async () => {
    const reply = await post(PAYMENT);
    const { id, origin, country, hosted } = await payment();
    expect(reply).toEqual({
      status: 200,
      token: expect.any(String),
      orderId: ORDER,
      http_reponse: '200',
      url: expect.stringMatching(`/pay/${id}$`),
    });
    expect([origin, hosted]).toEqual(['compat:softsystem', true]);
    const offers = await availableOperators(scope, 'CI', money(1500n, 'XOF'));
    expect(country).toBe('CI');
    expect(offers.length).toBeGreaterThan(1);
    expect((await offeredOnPage({ id, origin }, offers)).map(({ operator }) => operator)).toEqual([
      'ci-wave',
    ]);
    expect((await payerDetails(id)).phone).toBe(PHONE);
    expect(await statusOf(ORDER)).toMatchObject({ http: 200, status: 'En cours', numero: '2250700000789' });
  });

  test('its payer pays: Accepte, one callback to its address, back to its success_url as it stands', async () => {
    await post(PAYMENT);
    await pay('approve');
    const told = {
      montant: '1500',
      numero: '2250700000789',
      objet: 'Commande 1001',
      error_url: PAYMENT.error_url,
      success_url: PAYMENT.success_url,
      reseau: 'wave',
      orderId: ORDER,
    };
    expect(await statusOf(ORDER)).toEqual({ http: 200, ...told, status: 'Accepte' });
    expect(await returnUrl()).toBe(PAYMENT.success_url);
    expect(await deliver()).toEqual(['delivered']);
    expect(await deliver()).toEqual([]);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', url: PAYMENT.callback_url });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ ...told, Status: 'Accepte' });
  });

  test('its payer declines and gives up: Annule, no callback, back to its error_url', async () => {
    await post(PAYMENT);
    await pay('decline');
    // A payer may try again, so one refusal does not end the order.
    expect(await statusOf(ORDER)).toMatchObject({ status: 'En cours' });
    await cancelPayment({ paymentId: (await payment()).id, by: 'payer' }, deps());
    expect(await statusOf(ORDER)).toMatchObject({ status: 'Annule' });
    expect(await returnUrl()).toBe(PAYMENT.error_url);
    await deliver();
    expect(received).toEqual([]);
    expect(await db.delivery.count({ where: { dialectCredentialId: { not: null } } })).toBe(0);
  });

  test('its payer never comes: Expire', async () => {
    await post(PAYMENT);
    const { id, expiresAt } = await payment();
    clock.set(expiresAt);
    await expirePayment(id, deps());
    expect(await statusOf(ORDER)).toMatchObject({ status: 'Expire' });
    expect(await returnUrl()).toBe(PAYMENT.error_url);
  });

  test('with the client end of the protocol: request, status, and the words that end it', async () => {
    const context: ClientContext = {
      baseUrl: 'https://gateway.test',
      credentials: { access_token: TOKEN },
      settings: { failureWords: FAILURE_WORDS },
      callbackUrl: PAYMENT.callback_url,
      guard: 'public',
      timeoutMs: 1_000,
      send: async ({ method, url, headers = {}, body }) => {
        const response = await app.request(url, { method, headers, ...(body === undefined ? {} : { body }) });
        return { kind: 'reply', status: response.status, headers: {}, text: await response.text() };
      },
      store: { get: async () => undefined, set: async () => {}, increment: async () => 1 },
      clock,
    };
    const asking = {
      reference: ORDER,
      money: money(1500n, 'XOF'),
      operator: 'ci-wave' as const,
      flow: 'redirect' as const,
    };
    const seen = await softsystem.charge(
      {
        ...asking,
        phone: PHONE,
        description: 'Commande 1001',
        locale: 'fr',
        returnUrls: { success: PAYMENT.success_url, failure: PAYMENT.error_url, cancel: PAYMENT.error_url },
      },
      context,
    );
    expect(seen).toMatchObject({
      outcome: 'redirect',
      nextAction: { url: expect.stringContaining('/pay/pay_') },
    });
    const query = () => softsystem.query({ kind: 'payment', ...asking }, context);
    expect(await query()).toMatchObject({ outcome: 'pending' });
    await cancelPayment({ paymentId: (await payment()).id, by: 'merchant' }, deps());
    expect(await query()).toMatchObject({ outcome: 'canceled' });
    expect(await softsystem.checkConnection(context)).toEqual({ ok: true });
  });

  test('gets 402 for an orderId that it used before, also when two come at once', async () => {
    const both = await Promise.all([post(PAYMENT), post(PAYMENT)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 402]);
    expect(await post({ ...PAYMENT, Montant: '2000' })).toMatchObject({ status: 402 });
    expect(await counts()).toMatchObject({ payments: 1, transactions: 1 });
  });

  test('does not see the order of another account: 404, also with the app’s own second account', async () => {
    await post(PAYMENT);
    await addDialect(scope, { access_token: 'second-token' }, { provider: 'softsystem' });
    await addDialect(await aScope(), { access_token: 'another-token' }, { provider: 'softsystem' });
    for (const token of ['second-token', 'another-token'])
      expect(await statusOf(ORDER, token)).toMatchObject({ http: 404 });
    expect(await statusOf(ORDER, 'nobodys-token')).toMatchObject({ http: 401 });
  });
});

describe('bad input is refused in the dialect, and nothing is created', () => {
  test.each<[string, unknown, number]>([
    ...Object.keys(PAYMENT).map((name): [string, unknown, number] => [
      `no ${name}`,
      { ...PAYMENT, [name]: undefined },
      404,
    ]),
    ['more than the operator takes', { ...PAYMENT, Montant: '99999999' }, 404],
    ['an enormous amount', { ...PAYMENT, Montant: '9'.repeat(40) }, 404],
    ['a fraction', { ...PAYMENT, Montant: '1500.5' }, 404],
    ['a phone of another country', { ...PAYMENT, numero: '22890000789' }, 404],
    ['an orderId with signs', { ...PAYMENT, orderId: `${ORDER}\u0000` }, 404],
    ['an address of no web page', { ...PAYMENT, success_url: 'javascript:alert(1)' }, 404],
    ['1 MB', { ...PAYMENT, objet: 'x'.repeat(1_000_000) }, 404],
    ['no JSON', '{"Montant":', 404],
  ])('%s', async (_what, body, status) => {
    expect(await post(body)).toEqual({ status, error: expect.stringMatching(/./) });
    expect(await counts()).toEqual(NOTHING);
  });

  test('a token that opens nothing: 401', async () => {
    for (const token of ['nobodys-token', 'x'.repeat(5000), '%00'])
      expect(await post(PAYMENT, token)).toMatchObject({ status: 401 });
    expect(await counts()).toEqual(NOTHING);
  });
});

test('a callback that the shop does not take is tried again, and parked when the last try failed', async () => {
  await post(PAYMENT);
  await pay('approve');
  answer = 500;
  for (const delayMs of timings().callbackRetryMs) {
    clock.advance(delayMs * 1.5);
    await deliver();
  }
  expect(received.length).toBe(timings().callbackRetryMs.length);
  expect(await db.delivery.findFirst({ where: { dialectCredentialId: { not: null } } })).toMatchObject({
    status: 'parked',
  });
  expect(await statusOf(ORDER)).toMatchObject({ status: 'Accepte' });
});
