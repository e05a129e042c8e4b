import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import type { ChargeRequest, QueryRequest } from '#lib/providers/provider.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { timings } from '#lib/timings.ts';
import {
  aDialectShop,
  addDialect,
  type DialectShop,
  CHARGE as MY_COOLPAY_CHARGE,
  reply,
} from './testing/dialect-shop.ts';

const CREDENTIALS = { nomUtilisateur: 'the-shops-user', motDePasse: 'the-shops-password' };
const BEHIND = { nomUtilisateur: 'fake-user', motDePasse: 'fake-password' };
const BASE = 'https://gateway.test';
const NOTHING = { payments: 0, attempts: 0, transactions: 0, events: 0, postings: 0, payers: 0 };
const PAID = { status: 'succeeded' as const, operatorReference: 'TMB0000001' };

const CHARGE: ChargeRequest = {
  ...MY_COOLPAY_CHARGE,
  money: money(1500n, 'XOF'),
  operator: 'tg-tmoney',
  phone: '+22890000789',
};

const DEBIT = {
  idRequete: 'REQ0000001001',
  numeroClient: '22890000789',
  montant: 1500,
  refCommande: 'order-1001',
  dateHeureRequete: '2026-11-20 10:15:30',
  description: 'Commande 1001',
};

let shop: DialectShop;
beforeEach(async () => {
  await truncateAll();
  shop = await aDialectShop(
    { provider: 'tmoney-mbanking', credentials: CREDENTIALS },
    { provider: 'tmoney-mbanking', credentials: BEHIND, address: '203.0.113.7' },
  );
});

async function query(change: Partial<QueryRequest> = {}) {
  return shop.provider.query({ kind: 'payment', ...CHARGE, ...change }, shop.context);
}

async function signedIn(credentials = CREDENTIALS): Promise<string> {
  const response = await shop.app.request(`${BASE}/login`, {
    method: 'POST',
    body: JSON.stringify(credentials),
  });
  const { data } = await response.json();
  return data.token;
}

async function post(path: string, body: unknown, token?: string) {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await shop.app.request(BASE + path, {
    method: 'POST',
    headers: { authorization: token ?? (await signedIn()) },
    body: raw ? new Blob([typeof body === 'string' ? body : new Uint8Array(body)]) : JSON.stringify(body),
  });
  return { http: response.status, ...(await response.json()) };
}

async function get(path: string, token?: string) {
  const headers = { authorization: token ?? (await signedIn()) };
  const response = await shop.app.request(BASE + path, { headers });
  return { http: response.status, ...(await response.json()) };
}

describe('a program written for MBANKING', () => {
  test('signs in, debits, waits, and reads the success', async () => {
    expect(await shop.charge(CHARGE)).toMatchObject({ outcome: 'pending' });
    expect(await db.payment.findFirstOrThrow()).toMatchObject({
      status: 'pending',
      origin: 'compat:tmoney-mbanking',
      reference: CHARGE.reference,
      currency: 'XOF',
      hosted: false,
      attemptsMax: 1,
    });
    expect(await query()).toMatchObject({ outcome: 'pending', money: CHARGE.money });
    await shop.settles(PAID);
    expect(await query()).toMatchObject({
      outcome: 'succeeded',
      money: CHARGE.money,
      operatorReference: 'TMB0000001',
    });
  });

  test('gets 4001 for an idRequete that it used before, and the first payment stays alone', async () => {
    await shop.charge(CHARGE);
    const before = await shop.counts();
    const again = await post('/tpdebit/debit', { ...DEBIT, idRequete: CHARGE.reference });
    expect(again).toMatchObject({ http: 200, code: '4001', idRequete: CHARGE.reference });
    expect(await shop.counts()).toEqual(before);
    expect(await shop.charge(CHARGE)).toMatchObject({ outcome: 'unknown' });
  });

  test('the same idRequete twice at once debits once', async () => {
    const token = await signedIn();
    const both = await Promise.all([
      post('/push-api/v1/debit', DEBIT, token),
      post('/push-api/v1/debit', DEBIT, token),
    ]);
    expect(both.map(({ code }) => code).sort()).toEqual(['2000', '4001']);
    expect(await shop.counts()).toMatchObject({ payments: 1, attempts: 1, transactions: 1 });
  });

  test('reads a failure by its code, a wrong PIN as one', async () => {
    await shop.charge(CHARGE);
    await shop.settles({ status: 'failed', failureCode: 'auth_failed' });
    expect(await query()).toMatchObject({ outcome: 'failed', failureCode: 'auth_failed' });
    const other = { ...CHARGE, reference: 'SHOPORDER00000000002' };
    await shop.charge(other);
    await shop.settles({ status: 'failed', failureCode: 'insufficient_funds' });
    expect(await query(other)).toMatchObject({ outcome: 'failed', failureCode: 'unspecified' });
  });

  test('of an amount that TMoney takes on its page alone it reads just that', async () => {
    await db.connection.updateMany({ data: { provider: 'tmoney-online' } });
    expect(await post('/push-api/v1/debit', { ...DEBIT, montant: 1_500_000 })).toMatchObject({
      http: 200,
      code: '500',
      message: expect.stringContaining('sur sa page de paiement'),
    });
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test('waits when the operator keeps silent', async () => {
    shop.gateway.intercept((request, next) =>
      request.url.includes('/debit')
        ? Promise.resolve({ kind: 'silence', reason: 'timeout' })
        : next(request),
    );
    expect(await shop.charge(CHARGE)).toMatchObject({ outcome: 'pending' });
  });

  test('is refused a credit in both versions: asked about, empty list, nothing created', async () => {
    expect(await shop.provider.payOut?.({ ...CHARGE, phone: '+22890000789' }, shop.context)).toMatchObject({
      outcome: 'unknown',
    });
    expect(await post('/api/tpcredit', DEBIT)).toMatchObject({
      http: 200,
      code: '500',
      message: expect.stringContaining('rien n’a été'),
    });
    const parameters = new URLSearchParams({
      merchantid: CREDENTIALS.nomUtilisateur,
      password: CREDENTIALS.motDePasse,
      client: '22890000789',
      amount: '5000',
      currency: '952',
      referenceid: 'payout-2001',
    });
    expect(await get(`/bankcashin?${parameters}`)).toMatchObject({
      http: 200,
      result: '500',
      referenceid: 'payout-2001',
    });
    expect(await get('/api/tpcredit/check-transaction-id?idRequete=payout-2001')).toMatchObject({
      total: 0,
      data: [],
    });
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test('keeps its token for an hour of the gateway’s time', async () => {
    const token = await signedIn();
    shop.gateway.clock.advance(59 * 60_000);
    expect(await get('/push-api/v1/transactionid?idRequete=x', token)).toMatchObject({ http: 200, total: 0 });
    shop.gateway.clock.advance(60_000);
    expect(await get('/push-api/v1/transactionid?idRequete=x', token)).toMatchObject({
      http: 401,
      fault: { code: 900901 },
    });
  });
});

describe('another account', () => {
  test('does not see the transaction, also with the app’s own second account', async () => {
    await shop.charge(CHARGE);
    const other = { nomUtilisateur: 'another-user', motDePasse: 'another-password' };
    await addDialect(shop.gateway, other, { provider: 'tmoney-mbanking' });
    const check = `/push-api/v1/transactionid?idRequete=${CHARGE.reference}`;
    expect(await get(check, await signedIn(other))).toMatchObject({ total: 0, data: [] });
    expect(await get(check)).toMatchObject({ total: 1 });
  });

  test('of live mode needs an approved app, and loses its tokens with the approval', async () => {
    const live = { nomUtilisateur: 'live-user', motDePasse: 'live-password' };
    await addDialect(shop.gateway, live, { provider: 'tmoney-mbanking', mode: 'live' });
    const login = () => shop.app.request(`${BASE}/login`, { method: 'POST', body: JSON.stringify(live) });
    expect(await (await login()).json()).toMatchObject({ statut: { code: '4001' } });
    await db.app.updateMany({ data: { liveApproved: true } });
    const { data } = await (await login()).json();
    const check = '/push-api/v1/transactionid?idRequete=x';
    expect(await get(check, data.token)).toMatchObject({ total: 0 });
    await db.app.updateMany({ data: { liveApproved: false } });
    expect(await get(check, data.token)).toMatchObject({ http: 401 });
  });

  test('a token of one account opens no other', async () => {
    const other = { nomUtilisateur: 'another-user', motDePasse: CREDENTIALS.motDePasse };
    await addDialect(shop.gateway, other, { provider: 'tmoney-mbanking' });
    const [head, claims = '', signature] = (await signedIn()).replace('Bearer ', '').split('.');
    const theirs = Buffer.from(claims, 'base64url')
      .toString()
      .replace(CREDENTIALS.nomUtilisateur, other.nomUtilisateur);
    const forged = `${head}.${Buffer.from(theirs).toString('base64url')}.${signature}`;
    expect(await get('/push-api/v1/transactionid?idRequete=x', forged)).toMatchObject({ http: 401 });
  });
});

describe('bad input is refused in the dialect, and nothing is created', () => {
  test.each<[string, unknown]>([
    ['no amount', { ...DEBIT, montant: undefined }],
    ['a negative amount', { ...DEBIT, montant: -1500 }],
    ['zero', { ...DEBIT, montant: 0 }],
    ['a fraction', { ...DEBIT, montant: 1500.5 }],
    ['more than the operator takes', { ...DEBIT, montant: 99_999_999 }],
    ['an enormous amount', { ...DEBIT, montant: '9'.repeat(40) }],
    ['no idRequete', { ...DEBIT, idRequete: undefined }],
    ['an idRequete with U+0000', { ...DEBIT, idRequete: 'a\u0000' }],
    ['a number of another country', { ...DEBIT, numeroClient: '237670000789' }],
    ['a number of another operator', { ...DEBIT, numeroClient: '22896000789' }],
    ['a number of no operator that we know', { ...DEBIT, numeroClient: '22810000789' }],
    ['no JSON', '{"idRequete":'],
    ['1 MB', { ...DEBIT, description: 'x'.repeat(1_000_000) }],
    [
      'invalid UTF-8',
      new Uint8Array(Buffer.from(JSON.stringify({ ...DEBIT, description: 'Caf\xe9' }), 'latin1')),
    ],
  ])('%s: 500', async (_what, body) => {
    expect(await post('/push-api/v1/debit', body)).toMatchObject({
      http: 200,
      code: '500',
      message: expect.stringMatching(/./),
    });
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test('refCommande comes back as it was', async () => {
    const body = { ...DEBIT, refCommande: 'Commande n° 1 — été' };
    expect(await post('/push-api/v1/debit', body)).toMatchObject({ code: '2000' });
    const { data } = await get('/push-api/v1/transactionid?idRequete=REQ0000001001');
    expect(data[0]).toMatchObject({
      refCommande: body.refCommande,
      dateHeureRequete: DEBIT.dateHeureRequete,
    });
  });
});

describe('the callback', () => {
  test('goes to the account’s address once, beside the webhooks, and tells what the check does', async () => {
    await post('/push-api/v1/debit', DEBIT);
    expect(await shop.deliveries()).toEqual([]);
    await shop.settles(PAID);
    expect(await shop.deliver()).toEqual(['delivered']);
    expect(shop.received.map(({ body }) => JSON.parse(body))).toEqual([
      {
        idRequete: 'REQ0000001001',
        refCommande: 'order-1001',
        refTmoney: 'TMB0000001',
        code: '2002',
        statutRequete: 'SUCCES',
        message: expect.stringMatching(/./),
        montant: 1500,
        numeroClient: '22890000789',
        typeRequete: 'DEBIT',
      },
    ]);
    await shop.gateway.receive(shop.gateway.callback());
    expect(await shop.deliver()).toEqual([]);
  });

  test('tells a failure too', async () => {
    await post('/push-api/v1/debit', DEBIT);
    await shop.settles({ status: 'failed', failureCode: 'unspecified' });
    await shop.deliver();
    expect(JSON.parse(shop.received[0]?.body ?? '')).toMatchObject({ code: '500', statutRequete: 'ECHEC' });
  });

  test('an account without an address has none', async () => {
    await db.dialectCredential.updateMany({ data: { callbackUrl: null } });
    await post('/push-api/v1/debit', DEBIT);
    await shop.settles(PAID);
    await shop.deliver();
    expect(shop.received).toEqual([]);
  });

  test('is tried again to the end of the table', async () => {
    shop.answers(() => reply(500, 'oops'));
    await post('/push-api/v1/debit', DEBIT);
    await shop.settles(PAID);
    const outcomes = [];
    for (const delayMs of timings().callbackRetryMs) {
      shop.gateway.clock.advance(delayMs);
      outcomes.push(...(await shop.deliver()));
    }
    expect(outcomes).toEqual([...Array(timings().callbackRetryMs.length - 1).fill('retry'), 'parked']);
  });
});
