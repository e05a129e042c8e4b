import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HttpResult } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { aWorld, BASE_URL, type World } from '../conformance-world.ts';
import type { ServerStatus } from '../provider.ts';
import { FAILURE_WORDS, OPERATORS, STATUS_WORDS } from './codes.ts';
import { settings } from './connection.ts';
import { softsystem } from './index.ts';
import * as wire from './wire.ts';

const TOKEN = 'fake-access-token';
const ORDER = 'ORDER1001abcdef000000001';
const xof = (amount: bigint) => money(amount, 'XOF');

function aShop(operator = 'ci-wave'): World {
  return aWorld(
    softsystem,
    OPERATORS.find((served) => served.operator === operator),
  );
}

function fixture(name: string) {
  const file = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
  const { http, body } = JSON.parse(file);
  return { path: String(http.path), status: Number(http.status), body: Object(body) };
}

function answering(shop: World, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const result: HttpResult = { kind: 'reply', status, headers: {}, text };
  shop.wire = async () => result;
}

/** The shop's own server, without our client in between. */
async function post(shop: World, body: unknown, change: RequestInit & { token?: string } = {}) {
  const { token = TOKEN, ...init } = change;
  const response = await shop.app.request(`${BASE_URL}/api/paymentgateway`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
  return { status: response.status, ...(await response.json()) };
}

async function statusOf(shop: World, orderId: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await shop.app.request(`${BASE_URL}/api/getstatusgateway/${orderId}`, {
    headers,
    ...init,
  });
  return { http: response.status, ...(await response.json()) };
}

const { body: PAYMENT } = fixture('payment.request');

describe('requests, as the document prints them', () => {
  it('POST /api/paymentgateway carries every member as a string, the number with 225, the channel in small letters', async () => {
    const shop = aShop('ci-wave');
    shop.context.callbackUrl = PAYMENT.callback_url;
    const { client_reference } = PAYMENT;
    shop.context.credentials = { ...Object(shop.context.credentials), client_reference };
    await shop.charge({
      reference: ORDER,
      money: xof(100n),
      description: 'aucun',
      returnUrls: { success: PAYMENT.success_url, failure: PAYMENT.error_url, cancel: 'https://unused.test' },
    });
    const { path, body } = fixture('payment.request');
    expect(shop.sent[0]).toMatchObject({
      method: 'POST',
      url: BASE_URL + path,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    });
    expect(JSON.parse(shop.sent[0]?.body ?? '')).toEqual(body);
  });

  it('the status is asked by our own orderId, with or without a reply to the charge', async () => {
    const shop = aShop();
    await shop.charge({ reference: ORDER });
    await shop.query({ providerReference: undefined });
    expect(shop.sent[1]).toMatchObject({ method: 'GET', url: BASE_URL + fixture('status.request').path });
    expect(shop.sent[1]?.body).toBeUndefined();
  });

  it('what this wire cannot express is not sent', async () => {
    const shop = aShop();
    const impossible = [
      { money: money(1500n, 'XAF') },
      { phone: undefined },
      { operator: 'cm-mtn' as const },
      { reference: 'short' },
      { reference: 'WITH-SIGNS-IN-IT-0000' },
      { reference: 'A'.repeat(41) },
    ];
    for (const change of impossible) {
      expect([change, await shop.charge(change)]).toMatchObject([
        change,
        { outcome: 'failed', failureCode: 'merchant_config' },
      ]);
    }
    expect(shop.sent).toEqual([]);
  });

  it('takes callback and return addresses of 100 characters and no more, and names the one that is too long', async () => {
    const shop = aShop();
    const origin = 'https://pay.example.ci';
    const fits = `${origin}/${'x'.repeat(100 - origin.length - 1)}`;
    shop.context.callbackUrl = fits;
    expect(await shop.charge()).toMatchObject({ outcome: 'redirect' });
    shop.context.callbackUrl = `${fits}x`;
    expect(await shop.charge({ reference: 'ANOTHERREFERENCE0000' })).toMatchObject({
      outcome: 'failed',
      raw: { not_asked: expect.stringMatching(/^callback_url: .*101 characters.*100$/) },
    });
    expect(shop.sent).toHaveLength(1);
  });

  it.each([
    ['Commande 1001', 'Commande 1001'],
    ['', 'Aucun'],
    ['   ', 'Aucun'],
    ['é'.repeat(250), 'é'.repeat(50)],
    [`${'a'.repeat(49)}😀😀`, 'a'.repeat(49)],
    ['Thé à la menthe, 2 × « grand » & 😀 <b>+%41', 'Thé à la menthe, 2 × « grand » & 😀 <b>+%41'],
  ])('objet of %j is %j', async (description, purpose) => {
    const shop = aShop();
    await shop.charge({ description });
    expect(JSON.parse(shop.sent[0]?.body ?? '').objet).toBe(purpose);
  });
});

describe('replies to a request', () => {
  it.each([
    ['payment.reply.accepted', 'redirect', undefined],
    ['payment.reply.capital-http-reponse', 'redirect', undefined],
    ['payment.reply.http-response-no-token', 'redirect', undefined],
    ['payment.reply.wrong-method', 'failed', 'merchant_config'],
    ['payment.reply.invalid-token', 'failed', 'merchant_config'],
    ['payment.reply.missing-information', 'failed', 'unspecified'],
    // An earlier submit may have arrived.
    ['payment.reply.duplicate', 'unknown', undefined],
    ['payment.reply.error-with-200', 'unknown', undefined],
  ])('%s is %s', async (name, outcome, failureCode) => {
    const shop = aShop();
    const { body, status } = fixture(name);
    answering(shop, body, status);
    const seen = await shop.charge({ reference: ORDER });
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
    if (outcome === 'redirect') expect(seen.nextAction).toEqual({ type: 'redirect', url: body.url });
  });

  it.each([
    ['no url', { token: 't', orderId: ORDER, http_reponse: '200' }, 200],
    ['a url that is none', { url: 'url pour la page de paiement' }, 200],
    ['a url of another scheme', { url: 'javascript:alert(1)' }, 200],
    ['a page for another order', { orderId: 'ANOTHERORDER00000000', url: 'https://pay.example/x' }, 200],
    ['a url under an error’s status', { url: 'https://pay.example/x' }, 500],
    ['an error beside a url', { error: 'Duplication', url: 'https://pay.example/x' }, 200],
    ['an error under another status', { error: 'Indisponible' }, 503],
  ])('%s is unknown: nobody can tell what exists', async (_, body, status) => {
    const shop = aShop();
    answering(shop, body, status);
    expect((await shop.charge({ reference: ORDER })).outcome).toBe('unknown');
  });
});

describe('a status', () => {
  const state = { ...fixture('status.reply.accepted').body, montant: '1500' };

  async function seen(change: Record<string, unknown>, words?: Record<string, string>) {
    const shop = aShop();
    await shop.charge({ reference: ORDER });
    if (words !== undefined) shop.context.settings = { failureWords: words };
    answering(shop, { ...state, ...change });
    return shop.query();
  }

  it('Accepte is a success of the stated amount, En cours is open', async () => {
    expect(await seen({})).toMatchObject({
      outcome: 'succeeded',
      money: xof(1500n),
      operator: 'ci-orange',
      transactionId: ORDER,
    });
    expect(await seen({ status: 'En cours' })).toMatchObject({ outcome: 'pending' });
  });

  it('words that mean a failure are the connection’s own: a live one has none, and waits', async () => {
    expect(settings.parse({}).failureWords).toEqual({});
    for (const word of [
      'Refuse',
      'Annule',
      'Expire',
      'Echec',
      'ACCEPTE',
      'accepte',
      'Accepté',
      '',
      'toString',
    ]) {
      expect([word, (await seen({ status: word }, {})).outcome]).toEqual([word, 'unknown']);
    }
    expect(await seen({ status: 'Echec' }, { Echec: 'failed' })).toMatchObject({
      outcome: 'failed',
      failureCode: 'unspecified',
    });
    expect(await seen({ status: 'Annule' }, FAILURE_WORDS)).toMatchObject({
      outcome: 'canceled',
      failureCode: 'canceled_on_page',
    });
    expect(await seen({ status: 'Expire' }, FAILURE_WORDS)).toMatchObject({
      outcome: 'expired',
      failureCode: 'session_expired',
    });
  });

  it('a setting cannot call a success a failure', () => {
    for (const word of ['Accepte', 'En cours'])
      expect(settings.safeParse({ failureWords: { [word]: 'failed' } }).success).toBe(false);
    expect(settings.safeParse({ failureWords: { Echec: 'succeeded' } }).success).toBe(false);
  });

  it('is read with its member spelt as in the callback, and amounts in any form', async () => {
    expect(await seen({ status: undefined, Status: 'Accepte' })).toMatchObject({ outcome: 'succeeded' });
    for (const montant of [1500, '1500', '1500.00'])
      expect(await seen({ montant })).toMatchObject({ outcome: 'succeeded', money: xof(1500n) });
    for (const montant of ['1500.5', '-1500', 'mille', '', null])
      expect([montant, (await seen({ montant })).outcome]).toEqual([montant, 'unknown']);
  });

  it('about another order says nothing about ours', async () => {
    expect((await seen({ orderId: 'ANOTHERORDER00000000' })).outcome).toBe('unknown');
  });

  it('of an order that they took before is never "not found": its page may still be open', async () => {
    const shop = aShop();
    const { providerReference } = await shop.charge();
    answering(shop, { error: 'Pas trouvé' }, 404);
    expect(await shop.query({ providerReference })).toMatchObject({ outcome: 'unknown' });
    expect(await shop.query({ providerReference: undefined })).toMatchObject({ outcome: 'not_found' });
    answering(shop, { error: 'Non autorisé' }, 401);
    expect(await shop.query({ providerReference: undefined })).toMatchObject({ outcome: 'unknown' });
  });
});

describe('our server end', () => {
  it('checks in the document’s order: method, token, members, duplicate', async () => {
    const shop = aShop();
    const wrong = { ...PAYMENT, orderId: 'short' };
    const get = { method: 'GET', body: null };
    expect(await post(shop, '', { ...get, token: 'nobody' })).toMatchObject({ status: 400 });
    expect(await post(shop, wrong, { token: 'nobody' })).toMatchObject({ status: 401 });
    expect(await post(shop, wrong)).toMatchObject({ status: 404 });
    expect(await post(shop, PAYMENT)).toMatchObject({ status: 200, http_reponse: '200' });
    expect(await post(shop, { ...PAYMENT, Montant: '-1' })).toMatchObject({ status: 404 });
    expect(await post(shop, PAYMENT)).toEqual({ status: 402, error: expect.any(String) });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it.each([
    ['DELETE', {}, 400],
    ['PUT', {}, 400],
    ['POST', { headers: {} }, 401],
    ['POST', { headers: { authorization: TOKEN } }, 401],
    ['POST', { headers: { authorization: `Basic ${TOKEN}` } }, 401],
    ['POST', { headers: { authorization: `bearer ${TOKEN}` } }, 200],
  ])('%s with %j is %i', async (method, init, status) => {
    expect(await post(aShop(), PAYMENT, { method, ...init })).toMatchObject({ status });
  });

  it('reads the one optional member as the tables print it', () => {
    const { client_reference, ...rest } = PAYMENT;
    expect(wire.chargeRequest.parse({ ...rest, 'Client-référence': client_reference })).toMatchObject({
      client_reference,
    });
  });

  it('reads members in any case, as the tables print them, and the channel in capitals', async () => {
    const forms = [
      fixture('payment.request.lower-case').body,
      Object.fromEntries(Object.entries(PAYMENT).map(([name, value]) => [name.toUpperCase(), value])),
      {
        currency: 'xof',
        Montant: 100,
        Error_url: PAYMENT.error_url,
        Success_url: PAYMENT.success_url,
        Callback_url: PAYMENT.callback_url,
        OrderId: ORDER,
        Numéro: '07 00 00 07 89',
        'Client-référence': 'x',
        Objet: 'Aucun',
        Canal: ' ORANGE ',
      },
    ];
    for (const form of forms) {
      const shop = aShop();
      expect(await post(shop, form)).toMatchObject({ status: 200, orderId: ORDER });
      expect(shop.transaction()).toMatchObject({
        reference: ORDER,
        money: xof(100n),
        phone: '+2250700000789',
      });
    }
  });

  it.each([
    ...Object.keys(PAYMENT)
      .filter((name) => name !== 'client_reference')
      .flatMap((name) => [undefined, null, '', {}, []].map((value) => [name, value] as const)),
    ...['0', '-100', '100.5', '1e3', '1,000', '99999999999999999999999', 0, -1, 0.5, true].map(
      (value) => ['Montant', value] as const,
    ),
    ...['XAF', 'EUR', 952].map((value) => ['Currency', value] as const),
    ...['A'.repeat(19), 'A'.repeat(41), `${ORDER}-`, `${ORDER} `, 'é'.repeat(20), `${ORDER}\u0000`, 1].map(
      (value) => ['orderId', value] as const,
    ),
    ...['22890000789', '+33612345678', '225', '2250700', 'numéro', '07000007890000'].map(
      (value) => ['numero', value] as const,
    ),
    ...['free', 'wave ci', 'constructor', 1].map((value) => ['Canal', value] as const),
    ...[
      'shop.example.com',
      'javascript:alert(1)',
      'ftp://shop.example.com',
      `https://x.test/${'x'.repeat(2000)}`,
    ].flatMap((value) => ['error_url', 'success_url', 'callback_url'].map((name) => [name, value] as const)),
    ['objet', '   '] as const,
  ])('%s = %j is refused with 404, and nothing is created', async (name, value) => {
    const shop = aShop();
    expect(await post(shop, { ...PAYMENT, [name]: value })).toEqual({
      status: 404,
      error: expect.stringContaining(name),
    });
    expect(shop.backend.transactions).toEqual([]);
  });

  it.each([
    ['a body of one megabyte', JSON.stringify({ ...PAYMENT, objet: 'x'.repeat(1_000_000) })],
    ['no body', ''],
    ['broken JSON', '{"Montant":'],
    ['a list', '[]'],
  ])('%s is refused with 404, and nothing is created', async (_, body) => {
    const shop = aShop();
    expect(await post(shop, body)).toEqual({ status: 404, error: expect.any(String) });
    expect(shop.backend.transactions).toEqual([]);
  });

  it('a body that is no UTF-8 is refused', async () => {
    const shop = aShop();
    const bytes = Buffer.from(JSON.stringify({ ...PAYMENT, objet: 'Thé' }), 'latin1');
    expect(await post(shop, '', { body: new Uint8Array(bytes) })).toMatchObject({ status: 404 });
    expect(shop.backend.transactions).toEqual([]);
  });

  it('opens a page with the operator chosen, the number filled in and the shop’s own addresses', async () => {
    const shop = aShop();
    const long = `Thé 😀 ${'é'.repeat(244)}`;
    const { url, token } = await post(shop, {
      ...PAYMENT,
      objet: long,
      Canal: 'mtn',
      callback_url: 'https://s.test/c?a=1&b=é',
    });
    expect(url).toBe(shop.transaction().pageUrl);
    expect(token).toBe(shop.transaction().providerReference);
    expect(shop.backend.requests[0]).toMatchObject({
      operator: 'ci-mtn',
      phone: '+2250700000789',
      description: long,
      callbackUrl: 'https://s.test/c?a=1&b=é',
      returnUrls: { success: PAYMENT.success_url, cancel: PAYMENT.error_url, failure: PAYMENT.error_url },
      returnUrlsFrom: 'shop',
    });
    expect(await statusOf(shop, ORDER)).toMatchObject({ objet: long });
  });

  it.each(['aucun', 'Aucun', ' AUCUN '])(
    'objet %j is no description, and comes back as it was written',
    async (objet) => {
      const shop = aShop();
      await post(shop, { ...PAYMENT, objet });
      expect(shop.transaction().description).toBe('');
      expect((await statusOf(shop, ORDER)).objet).toBe(objet);
    },
  );

  it('characters that no database gives back are refused, in objet as in an address', async () => {
    const shop = aShop();
    for (const name of ['objet', 'error_url', 'success_url', 'callback_url']) {
      const change = { [name]: 'https://shop.test/\u0000' };
      expect(await post(shop, { ...PAYMENT, ...change })).toMatchObject({
        status: 404,
        error: expect.stringContaining(`${name} :`),
      });
    }
    expect(shop.backend.transactions).toEqual([]);
    expect(await statusOf(shop, '%00')).toMatchObject({ http: 404 });
  });

  it('tells a status with the members of the document, small s', async () => {
    const shop = aShop();
    await post(shop, { ...PAYMENT, Canal: 'orange' });
    const { error_url, success_url, numero, objet } = PAYMENT;
    const told = { montant: '100', numero, objet, error_url, success_url, reseau: 'orange', orderId: ORDER };
    expect(await statusOf(shop, ORDER)).toEqual({ http: 200, ...told, status: 'En cours' });
    expect(await statusOf(shop, `${ORDER}/`)).toMatchObject({ http: 200, status: 'En cours' });
    shop.backend.settle(ORDER, { phone: undefined, status: 'succeeded' });
    expect(await statusOf(shop, ORDER)).toMatchObject({ numero: null, status: 'Accepte' });
  });

  it('an unknown order is 404, a wrong token 401, another method 400, no order 404', async () => {
    const shop = aShop();
    expect(await statusOf(shop, 'UNKNOWNORDER00000000')).toEqual({ http: 404, error: expect.any(String) });
    expect(await statusOf(shop, '')).toMatchObject({ http: 404 });
    expect(await statusOf(shop, ORDER, { headers: {} })).toMatchObject({ http: 401 });
    expect(await statusOf(shop, ORDER, { method: 'POST' })).toMatchObject({ http: 400 });
  });

  it.each(Object.entries(STATUS_WORDS))('%s is told as %s', async (status, word) => {
    const shop = aShop();
    await post(shop, PAYMENT);
    shop.backend.settle(ORDER, { status: status as ServerStatus }); // a key of the table
    expect((await statusOf(shop, ORDER)).status).toBe(word);
    const callback = softsystem.callbackFor(shop.backend.account, shop.transaction());
    // Only what is accepted is ever called back about.
    if (word !== 'Accepte') return expect(callback).toBeUndefined();
    expect(callback).toMatchObject({ method: 'POST', url: PAYMENT.callback_url });
    expect(JSON.parse(callback?.body ?? '')).toEqual({
      ...fixture('payment.callback.accepted').body,
      reseau: 'wave',
    });
  });

  it('the words of our server end are the ones that a test connection knows', () => {
    const ends = Object.values(STATUS_WORDS).filter((word) => !['En cours', 'Accepte'].includes(word));
    expect(Object.keys(FAILURE_WORDS)).toEqual(ends);
  });
});

describe('callbacks', () => {
  it('one of the document is read; a member in another case, a form and a word of its own too', async () => {
    const shop = aShop();
    const { body } = fixture('payment.callback.accepted');
    const { Status, ...rest } = body;
    const read = (message: Record<string, string>, form = false) =>
      shop.receive({
        method: 'POST',
        url: 'https://cross.test/callbacks',
        headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
        body: form ? new URLSearchParams(message).toString() : JSON.stringify(message),
      });
    const paid = { kind: 'read', reference: ORDER, observation: { outcome: 'succeeded', money: xof(100n) } };
    expect(await read(body)).toMatchObject(paid);
    expect(await read({ ...rest, status: Status })).toMatchObject(paid);
    expect(await read(body, true)).toMatchObject(paid);
    expect(await read({ ...body, Status: 'Refuse' })).toMatchObject({ observation: { outcome: 'failed' } });
    expect(await read({ ...body, Status: 'Bizarre' })).toMatchObject({ observation: { outcome: 'unknown' } });
    expect(await read(rest)).toMatchObject({ kind: 'refused' });
  });

  it('come from the connection’s networks, where it has some', async () => {
    const shop = aShop();
    await shop.charge();
    shop.context.settings = { sourceNetworks: ['192.0.2.0/24'] };
    const paid = shop.callback({ ...shop.transaction(), status: 'succeeded' });
    expect(await shop.receive(paid, { peer: '198.51.100.1' })).toMatchObject({ kind: 'refused' });
    expect(await shop.receive(paid, { peer: '192.0.2.1' })).toMatchObject({ kind: 'read' });
  });
});

it('a number is cut between characters, and never becomes more than the limit', () => {
  const wide = wire.purposeOf('😀'.repeat(60));
  expect(wide).toBe('😀'.repeat(25));
  expect(wire.descriptionOf(wide)).toBe(wide);
});
