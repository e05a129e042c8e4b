/** A shop whose program was written for TMoney Online, pointed at us: raw requests, and its payer's browser. */
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { newId } from '#lib/ids.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { expirePayment } from '#lib/payments/expire.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, phone } from '#lib/payments/testing/shop.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { seal } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { compatBackend } from './backend.ts';
import { deliverCallback } from './deliver.ts';
import { offeredOnPage } from './page.ts';
import { addDialect, reply, SHOP_CALLBACK } from './testing/dialect-shop.ts';

const MERCHANT = '1234567890123456';
const SERVER = '198.51.100.4';
const SERVICE = 'https://gateway.test/online/online.php';
const NOTHING = { payments: 0, transactions: 0, events: 0, payers: 0 };

const provider = PROVIDERS['tmoney-online'];
let gateway: Awaited<ReturnType<typeof aShop>>;
let app: ReturnType<typeof provider.server>;
/** Where the request comes from. */
let peer: string;

beforeEach(async () => {
  await truncateAll();
  gateway = await aShop();
  peer = SERVER;
  const declared = { declaredAddresses: [SERVER], declaredOrigins: ['https://shop.test'] };
  await db.app.update({ where: { id: gateway.appId }, data: declared });
  await addDialect(gateway, { merchantid: MERCHANT }, { provider: 'tmoney-online' });
  await aTogoleseConnection();
  app = provider.server(compatBackend({ deps: gateway.deps }), () => ({
    peer,
    origin: 'https://gateway.test',
  }));
});

/** The gateway itself takes TMoney by a prompt, at PayGateGlobal. */
async function aTogoleseConnection(): Promise<void> {
  const id = newId('con');
  const credentials = JSON.stringify({ auth_token: '11111111-2222-4333-8444-555555555555' });
  await db.connection.create({
    data: {
      id,
      mode: 'test',
      provider: 'paygateglobal',
      name: 'PayGateGlobal',
      baseUrl: 'https://provider.test',
      credentialsSealed: seal(credentials, sealPurpose.connectionCredentials(id)),
      callbackToken: 'another-token',
      position: 1,
    },
  });
}

async function session(query = `merchantid=${MERCHANT}`): Promise<string> {
  return (await app.request(`${SERVICE}?${query}`)).text();
}

async function anOrder(change: Record<string, string> = {}): Promise<Record<string, string>> {
  return {
    // As shops do: by position.
    sessionid: (await session()).slice(3, 35),
    merchantid: MERCHANT,
    amount: '1500',
    currency: '952',
    purchaseref: 'order-1001',
    phonenumber: '22890000123',
    brand: 'Boutique Essai',
    description: 'Commande 1001',
    accepturl: 'https://shop.test/accept?order=1001',
    declineurl: 'https://shop.test/decline',
    cancelurl: 'https://shop.test/cancel',
    theme: 'blue',
    ...change,
  };
}

/** The payer's browser: its address is nobody's. */
async function post(order: Record<string, string>, headers: Record<string, string> = {}) {
  peer = '203.0.113.99';
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(order).toString();
  const response = await app.request(SERVICE, { method: 'POST', headers: { ...type, ...headers }, body });
  peer = SERVER;
  return { status: response.status, to: response.headers.get('location') };
}

async function counts() {
  return {
    payments: await db.payment.count(),
    transactions: await db.compatTransaction.count(),
    events: await db.event.count(),
    payers: await db.payerDetail.count(),
  };
}

/** The payer pays on our checkout, and the provider behind us says so. */
async function end(paymentId: string, change: Record<string, unknown>): Promise<void> {
  const answer = JSON.stringify({ tx_reference: 1, status: 0 });
  gateway.intercept(async () => reply(200, answer));
  await submitPayment({ paymentId, operator: 'tg-tmoney', phone: phone('+22890000123') }, gateway.deps);
  const [attempt] = (await findPublicPayment(paymentId))?.attempts ?? [];
  const told = { tx_reference: 1, identifier: attempt?.reference, amount: 1500, payment_method: 'T-Money' };
  gateway.intercept(async () => reply(200, JSON.stringify({ ...told, ...change })));
  await queryAttempt(attempt?.id ?? '', gateway.deps);
}

async function deliver(answer: () => HttpResult = () => reply(200, 'OK')): Promise<OutgoingRequest[]> {
  const due = await db.delivery.findMany({
    where: { dialectCredentialId: { not: null }, status: 'due', nextTryAt: { lte: gateway.clock.now() } },
  });
  const sent: OutgoingRequest[] = [];
  const send = async (request: OutgoingRequest) => {
    sent.push(request);
    return answer();
  };
  for (const { id } of due) await deliverCallback(id, { clock: gateway.clock, send, random: () => 0.5 });
  return sent;
}

const messageOf = (request: OutgoingRequest | undefined) =>
  Object.fromEntries(new URL(request?.url ?? '').searchParams);

describe('the shop’s server', () => {
  test('gets a session of exactly 32 characters', async () => {
    expect(await session()).toMatch(/^OK:[^\s]{32}$/);
    expect(await session(`merchantid=${MERCHANT}&extra=1`)).toMatch(/^OK:[^\s]{32}$/);
  });

  test('from an address that was not declared there is no such merchant', async () => {
    peer = '203.0.113.99';
    expect(await session()).toBe('NOK:UNKNOWN_MERCHANT');
    await db.app.update({ where: { id: gateway.appId }, data: { declaredAddresses: [] } });
    peer = SERVER;
    expect(await session()).toBe('NOK:UNKNOWN_MERCHANT');
  });

  test('a session makes no payment', async () => {
    await session();
    expect(await counts()).toEqual(NOTHING);
  });
});

describe('the payer’s browser', () => {
  test('comes to our own checkout, with what the shop sent filled in', async () => {
    const { status, to } = await post(await anOrder());
    const payment = await db.payment.findFirstOrThrow();
    expect([status, to]).toEqual([303, expect.stringMatching(new RegExp(`/pay/${payment.id}$`))]);
    expect(payment).toMatchObject({
      status: 'created',
      hosted: true,
      origin: 'compat:tmoney-online',
      amount: 1500n,
      currency: 'XOF',
      reference: 'order-1001',
      description: 'Commande 1001',
      locale: 'fr',
      successUrl: 'https://shop.test/accept?order=1001',
      cancelUrl: 'https://shop.test/cancel',
      failureUrl: 'https://shop.test/decline',
    });
    expect((await findPublicPayment(payment.id))?.payer?.phoneMasked).toContain('23');
    const all = ['tg-tmoney', 'tg-flooz'].map((operator) => ({ operator }));
    const offered = await offeredOnPage(payment, all as unknown as Parameters<typeof offeredOnPage>[1]);
    expect(offered).toEqual([{ operator: 'tg-tmoney' }]);
  });

  test('posts the form twice, and pays once', async () => {
    const order = await anOrder();
    const both = await Promise.all([post(order), post(order)]);
    expect(both[0]).toEqual(both[1]);
    expect(await counts()).toMatchObject({ payments: 1, transactions: 1 });
  });

  test('comes too late: back by declineurl, and nothing was made', async () => {
    const order = await anOrder();
    gateway.clock.advance(180_001);
    expect(await post(order)).toEqual({ status: 303, to: 'https://shop.test/decline' });
    expect(await counts()).toEqual(NOTHING);
    expect(await post(await anOrder())).toMatchObject({ status: 303, to: expect.stringContaining('/pay/') });
  });

  test('is sent nowhere else than to the shop’s own origins', async () => {
    expect(await post(await anOrder({ accepturl: 'https://evil.example/thanks' }))).toEqual({
      status: 400,
      to: null,
    });
    const late = await anOrder({ declineurl: 'https://evil.example/again' });
    gateway.clock.advance(180_001);
    expect(await post(late)).toEqual({ status: 303, to: 'https://shop.test/again' });
    expect(await counts()).toEqual(NOTHING);
  });

  test.each([
    [{ amount: '99' }],
    [{ amount: '0000' }],
    [{ amount: '-1500' }],
    [{ amount: '1500.5' }],
    [{ amount: '9999999999' }],
    [{ currency: '978' }],
    [{ currency: '950' }],
    [{ purchaseref: '' }],
    [{ purchaseref: 'x'.repeat(251) }],
    [{ purchaseref: 'a\u0000b' }],
    [{ merchantid: '1234567890123457' }],
    [{ merchantid: '\u0000' }],
    [{ brand: 'x'.repeat(70_000) }],
  ])('with %j nothing is created', async (change) => {
    expect(await post(await anOrder(change))).toEqual({ status: 400, to: null });
    expect(await counts()).toEqual(NOTHING);
  });

  describe('with a form that cannot be used finds a way back', () => {
    async function problem(
      change: Record<string, string>,
    ): Promise<{ status: number; back: string | undefined }> {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(await anOrder(change)).toString();
      const response = await app.request(SERVICE, { method: 'POST', headers: type, body });
      return {
        status: response.status,
        back: /<a class="button" href="([^"]*)"/.exec(await response.text())?.[1],
      };
    }

    test('from a reference that the shop has used in another dialect', async () => {
      await gateway.pay({ reference: 'order-1001' });
      expect(await problem({})).toEqual({ status: 400, back: 'https://shop.test/cancel' });
    });

    test.each([
      ['a wrong member', { amount: '15' }, 'https://shop.test/cancel'],
      ['no address for a cancel', { amount: '15', cancelurl: '' }, 'https://shop.test/decline'],
      [
        'an address that nobody has declared',
        { amount: '15', cancelurl: 'https://evil.test/' },
        'https://shop.test/decline',
      ],
      [
        'none but addresses of others',
        { cancelurl: 'https://evil.test/', declineurl: 'javascript:alert(1)' },
        'https://shop.test/cart',
      ],
      [
        'an address that cannot be read',
        { cancelurl: 'https://shop.test/\u202e', declineurl: 'x' },
        'https://shop.test/cart',
      ],
      ['a merchant whom nobody knows', { merchantid: '1111222233334444' }, undefined],
    ])('%s', async (_what, change, back) => {
      expect(await problem(change)).toEqual({ status: 400, back });
    });
  });

  test('Unicode and 250 characters of description arrive', async () => {
    for (const [index, description] of ['Thé & « café » 😀 <b>', 'é'.repeat(250)].entries()) {
      await post(await anOrder({ description, purchaseref: `order-${index}` }));
      expect(await db.payment.findFirstOrThrow({ where: { reference: `order-${index}` } })).toMatchObject({
        description,
      });
    }
  });
});

describe('the notification', () => {
  async function aPayment(): Promise<string> {
    await post(await anOrder());
    return (await db.payment.findFirstOrThrow()).id;
  }

  test('of a payment: GET with every member, and none before it has ended', async () => {
    const id = await aPayment();
    expect(await deliver()).toEqual([]);
    await end(id, { status: 0, payment_reference: 'TMN1' });
    const [sent, ...more] = await deliver();
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ method: 'GET', url: expect.stringContaining(`${SHOP_CALLBACK}?`) });
    expect(messageOf(sent)).toMatchObject({
      purchaseref: 'order-1001',
      amount: '1500',
      currency: '952',
      status: 'OK',
      mobile: '22890000123',
      paymentref: 'TMN1',
      payid: 'TMN1',
      timestamp: expect.stringMatching(/^\d{10}$/),
      error: '',
    });
    // The program of the field: known order, equal amount, then done.
    const reading = await provider.readCallback(
      { method: 'GET', query: new URL(sent?.url ?? '').search.slice(1), headers: {}, body: '', peer: SERVER },
      {
        credentials: { merchantid: MERCHANT },
        settings: { sourceNetworks: [SERVER] },
      } as unknown as Parameters<typeof provider.readCallback>[1], // what reading a notification needs of it
    );
    expect(reading).toMatchObject({ reference: 'order-1001', observation: { outcome: 'succeeded' } });
  });

  test('is repeated until the shop answers with a 2xx', async () => {
    await end(await aPayment(), { status: 0, payment_reference: 'TMN1' });
    expect(await deliver(() => reply(500, ''))).toHaveLength(1);
    gateway.clock.advance(60_000);
    expect(await deliver()).toHaveLength(1);
    gateway.clock.advance(60_000);
    expect(await deliver()).toEqual([]);
  });

  test('of a payment that the payer canceled on our checkout: NOK, CANCEL', async () => {
    const id = await aPayment();
    await cancelPayment({ paymentId: id, by: 'payer' }, gateway.deps);
    expect(messageOf((await deliver())[0])).toMatchObject({ status: 'NOK', error: 'CANCEL', amount: '1500' });
  });

  test('of one that nobody paid in time: NOK, EXPIRED_SESSION', async () => {
    const id = await aPayment();
    gateway.clock.advance(25 * 60 * 60_000);
    await expirePayment(id, gateway.deps);
    expect(messageOf((await deliver())[0])).toMatchObject({ status: 'NOK', error: 'EXPIRED_SESSION' });
  });
});
