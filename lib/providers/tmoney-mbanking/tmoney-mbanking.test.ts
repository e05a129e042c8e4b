import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { redactUrl } from '#lib/log.ts';
import { money } from '#lib/money.ts';
import { aWorld, BASE_URL, type World } from '../conformance-world.ts';
import type { Refusal, ServerTransaction } from '../provider.ts';
import { CODE, FAULT, PATHS } from './codes.ts';
import { tmoneyMbanking } from './index.ts';
import * as wire from './wire.ts';

const REFERENCE = 'ABCDEFGHIJ0123456789';
const USER = { nomUtilisateur: 'fake-user', motDePasse: 'fake-password' };
const xof = (amount: bigint) => money(amount, 'XOF');
const aShop = (): World => aWorld(tmoneyMbanking);

afterEach(() => vi.unstubAllEnvs());

function fixture(name: string) {
  const file = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
  const { http, body } = JSON.parse(file);
  return { path: String(http.path), body: Object(body) };
}

function reply(body: unknown, status = 200): HttpResult {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'reply', status, headers: {}, text };
}

const faultReply = (code: number | string, status = 401) => reply({ fault: { code, message: 'no' } }, status);
const isLogin = ({ url }: OutgoingRequest) => url.endsWith('/login');
const count = (shop: World, path: string) => shop.sent.filter(({ url }) => url.includes(path)).length;

/** Signs in as usual, and answers everything else with this. */
function answering(shop: World, result: HttpResult): void {
  shop.wire = async (request, next) => (isLogin(request) ? next(request) : result);
}

/** Answers the calls that are no sign-in one after the other; then as usual. */
function answeringInTurn(shop: World, ...results: HttpResult[]): void {
  shop.wire = async (request, next) =>
    isLogin(request) ? next(request) : (results.shift() ?? next(request));
}

async function signedIn(shop: World): Promise<string> {
  const response = await shop.app.request(`${BASE_URL}/login`, {
    method: 'POST',
    body: JSON.stringify(USER),
  });
  return wire.bareToken((await response.json()).data.token);
}

/** A shop's own program, without our client in between. */
async function ask(shop: World, path: string, body?: unknown, headers?: Record<string, string>) {
  const authorization = headers ?? { authorization: `Bearer ${await signedIn(shop)}` };
  const response = await shop.app.request(BASE_URL + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: authorization,
    ...(body === undefined
      ? {}
      : {
          body:
            typeof body === 'string' || body instanceof Uint8Array
              ? new Blob([body as BlobPart])
              : JSON.stringify(body),
        }),
  });
  return { http: response.status, ...(await response.json()) };
}

const debit = {
  idRequete: 'REQ0000001001',
  numeroClient: '22890000789',
  montant: 1500,
  refCommande: 'order-1001',
  dateHeureRequete: '2026-11-20 10:15:30',
  description: 'Commande 1001',
};

const v1 = {
  merchantid: USER.nomUtilisateur,
  password: USER.motDePasse,
  client: '22890000789',
  amount: '5000',
  currency: '952',
  description: 'Retrait 2001',
  referenceid: 'payout-2001',
};

describe('requests, as they are seen in the field', () => {
  it('a debit carries every member under its name, with a token that a sign-in gave', async () => {
    const shop = aShop();
    shop.clock.set(new Date('2026-11-20T10:15:30Z'));
    await shop.charge({ reference: 'REQ0000001001' });
    const [login, sent] = shop.sent;
    expect(login).toMatchObject({ method: 'POST', url: `${BASE_URL}${fixture('login.request').path}` });
    expect(JSON.parse(login?.body ?? '')).toEqual(fixture('login.request').body);
    const { path, body } = fixture('debit.request');
    expect(sent).toMatchObject({ method: 'POST', url: BASE_URL + path });
    expect(sent?.headers?.authorization).toMatch(/^Bearer [^ ]+\.[^ ]+\.[^ ]+$/);
    expect(JSON.parse(sent?.body ?? '')).toEqual({ ...body, refCommande: 'REQ0000001001' });
  });

  it('a credit has the same members, and each has its own check', async () => {
    const shop = aShop();
    shop.clock.set(new Date('2026-11-20T10:15:30Z'));
    await shop.payOut({ reference: 'REQ0000002001', money: xof(5000n), description: 'Retrait 2001' });
    await shop.query();
    const { path, body } = fixture('credit.request');
    expect(shop.sent[1]?.url).toBe(BASE_URL + path);
    expect(JSON.parse(shop.sent[1]?.body ?? '')).toEqual({ ...body, refCommande: 'REQ0000002001' });
    expect(shop.sent[2]?.url).toBe(`${BASE_URL}${path}/check-transaction-id?idRequete=REQ0000002001`);
    const other = aShop();
    await other.charge();
    await other.query();
    const check = fixture('check.request').path;
    expect(other.sent[2]).toMatchObject({ method: 'GET', url: `${BASE_URL}${check}?idRequete=${REFERENCE}` });
  });

  it.each(['America/New_York', 'Asia/Tokyo'])(
    'dateHeureRequete is the time of Lome, wherever we run: %s',
    async (zone) => {
      vi.stubEnv('TZ', zone);
      const shop = aShop();
      shop.clock.set(new Date('2026-07-01T23:59:59.999Z'));
      await shop.charge();
      expect(JSON.parse(shop.sent[1]?.body ?? '').dateHeureRequete).toBe('2026-07-01 23:59:59');
      const read = wire.chargeRequest.parse({ ...debit, dateHeureRequete: '2026-11-20 10:15:30' });
      expect(read.dateHeureRequete).toEqual(new Date('2026-11-20T10:15:30Z'));
    },
  );

  it('every path and the form of Authorization are the connection’s', async () => {
    const shop = aShop();
    shop.context.settings = {
      loginPath: '/a/login',
      debitPath: '/a/debit',
      debitCheckPath: '/a/check',
      creditPath: '/b/credit',
      creditCheckPath: '/b/check',
      authorization: 'raw',
    };
    shop.wire = async (request) => (isLogin(request) ? reply(fixture('login.reply.ok').body) : reply('{}'));
    const request = {
      kind: 'payment',
      reference: REFERENCE,
      operator: 'tg-tmoney',
      flow: 'push',
      money: xof(1n),
    } as const;
    await shop.charge();
    await shop.payOut();
    await tmoneyMbanking.query(request, shop.context);
    await tmoneyMbanking.query({ ...request, kind: 'payout' }, shop.context);
    const paths = shop.sent.map(({ url }) => new URL(url).pathname);
    expect(paths).toEqual(['/a/login', '/a/debit', '/b/credit', '/a/check', '/b/check']);
    expect(shop.sent[1]?.headers?.authorization).toBe('fake-token');
    expect(tmoneyMbanking.manifest.settings.safeParse({ debitPath: 'https://elsewhere.test/' }).success).toBe(
      false,
    );
  });

  it('what this wire cannot express is not sent, not even a sign-in', async () => {
    const shop = aShop();
    const impossible = [
      { money: money(1500n, 'XAF') },
      { money: xof(2n ** 60n + 1n) },
      { phone: undefined },
      { operator: 'tg-flooz' as const },
    ];
    for (const change of impossible) {
      expect(await shop.charge(change)).toMatchObject({ outcome: 'failed', failureCode: 'merchant_config' });
    }
    expect(await shop.payOut({ operator: 'cm-card' })).toMatchObject({ outcome: 'failed' });
    expect(shop.sent).toEqual([]);
  });

  it('shows a dial code only where the connection has one: the operator’s own is a menu', async () => {
    const shop = aShop();
    expect((await shop.charge()).nextAction).toEqual({ type: 'confirm_on_phone' });
    shop.context.settings = { dialCodes: { 'tg-tmoney': '*145*9#' } };
    expect((await shop.charge({ reference: 'ANOTHER' })).nextAction).toMatchObject({ ussd: '*145*9#' });
  });
});

describe('the token', () => {
  it('is kept until it expires, then asked for anew', async () => {
    const shop = aShop();
    await shop.charge();
    await shop.query();
    expect(count(shop, '/login')).toBe(1);
    shop.clock.advance(59 * 60_000);
    await shop.query();
    expect(count(shop, '/login')).toBe(1);
    // Half a minute before its end: it must still be good when it arrives.
    shop.clock.advance(31_000);
    expect((await shop.query()).outcome).toBe('pending');
    expect(count(shop, '/login')).toBe(2);
  });

  it('without an expiry that can be read is kept as long as the connection says', async () => {
    const shop = aShop();
    shop.context.settings = { tokenSeconds: 60 };
    const debitReply = reply({ code: '2000', message: '' });
    shop.wire = async (request) => (isLogin(request) ? reply(fixture('login.reply.ok').body) : debitReply);
    await shop.charge();
    shop.clock.advance(59_999);
    await shop.charge();
    expect(count(shop, '/login')).toBe(1);
    shop.clock.advance(1);
    await shop.charge();
    expect(count(shop, '/login')).toBe(2);
  });

  it('of another account than the connection’s is not used', async () => {
    const shop = aShop();
    await shop.charge();
    shop.context.credentials = { ...USER, nomUtilisateur: 'another' };
    expect(await shop.charge({ reference: 'ANOTHER' })).toMatchObject({
      outcome: 'failed',
      failureCode: 'merchant_config',
    });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it('stands in no timeline, nor do the password and the number', async () => {
    const shop = aShop();
    await shop.charge();
    const token = shop.sent[1]?.headers?.authorization?.slice('Bearer '.length) ?? '';
    const said = { message: `${token} ${USER.motDePasse} 90000789`, motDePasse: 'x', token, numeroClient: 1 };
    for (const result of [reply({ code: '500', ...said }), reply({ fault: { code: 1, ...said } }, 500)]) {
      answering(shop, result);
      const raws = JSON.stringify([
        (await shop.charge()).raw,
        (await shop.query()).raw,
        (await shop.payOut()).raw,
      ]);
      // The second answer makes it sign in anew: both tokens are hidden in what each of them led to.
      expect(raws).not.toContain(USER.motDePasse);
      expect(raws).not.toContain('90000789');
      expect(raws).not.toContain(token);
    }
  });

  it.each([
    ['code 403', reply({ code: '403', message: 'Non authentifie' })],
    ['code 403 as a number', reply({ CODE: 403 })],
    ['a fault about the token', faultReply(900901)],
    ['another fault', faultReply(303001, 500)],
    ['HTTP 401 alone', reply('', 401)],
  ])('turned away with %s: signs in once and repeats with the same idRequete', async (_what, first) => {
    const shop = aShop();
    await shop.charge({ reference: 'BEFORE' });
    answeringInTurn(shop, first);
    expect(await shop.charge()).toMatchObject({ outcome: 'pending' });
    expect(count(shop, '/login')).toBe(2);
    const [, again, more] = shop.sent.filter(({ url }) => url.includes('/debit')).map(({ body }) => body);
    expect(again).toContain(REFERENCE);
    expect(more).toBe(again);
    expect(shop.backend.transactions).toHaveLength(2);
    answeringInTurn(shop, first);
    expect((await shop.query()).outcome).toBe('pending');
  });

  it.each([
    [
      'code 403 twice is a refusal',
      [reply({ code: '403' }), reply({ code: '403' })],
      'failed',
      'merchant_config',
    ],
    [
      'a fault about the token twice is a refusal',
      [faultReply(900901), faultReply('900902')],
      'failed',
      'merchant_config',
    ],
    [
      'another fault twice may have been a time-out',
      [faultReply(303001, 504), faultReply(303001, 504)],
      'unknown',
      undefined,
    ],
    [
      'HTTP 401 with HTML twice is nobody’s word',
      [reply('<html>', 401), reply('<html>', 401)],
      'unknown',
      undefined,
    ],
    ['the first one had arrived', [faultReply(303001, 504), reply({ code: '4001' })], 'unknown', undefined],
  ])('%s', async (_what, results, outcome, failureCode) => {
    const shop = aShop();
    answeringInTurn(shop, ...results);
    const seen = await shop.charge();
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
    expect(count(shop, '/debit')).toBe(2);
  });

  it.each([
    ['refused', reply(fixture('login.reply.refused').body), 'merchant_config'],
    ['refused, in their other word', reply({ status: { code: 4001 } }), 'merchant_config'],
    ['refused by the gateway', faultReply(900901), 'merchant_config'],
    ['silent', { kind: 'silence', reason: 'time-out' } as const, 'operator_unavailable'],
    ['without a token', reply({ statut: { code: '2000' }, data: null }), 'operator_unavailable'],
    ['in HTML', reply('<html>'), 'operator_unavailable'],
  ])(
    'a sign-in that is %s: nothing was submitted, so the charge failed for certain',
    async (_what, result, failureCode) => {
      const shop = aShop();
      shop.wire = async () => result;
      expect(await shop.charge()).toMatchObject({ outcome: 'failed', failureCode });
      expect(await shop.payOut()).toMatchObject({ outcome: 'failed', failureCode });
      expect(count(shop, '/debit') + count(shop, '/tpcredit')).toBe(0);
      const request = {
        kind: 'payment',
        reference: REFERENCE,
        operator: 'tg-tmoney',
        flow: 'push',
        money: xof(1n),
      } as const;
      expect(await tmoneyMbanking.query(request, shop.context)).toMatchObject({ outcome: 'unknown' });
    },
  );

  it('a second sign-in that fails after a fault that may hide a time-out leaves the charge unknown', async () => {
    const shop = aShop();
    await shop.charge({ reference: 'BEFORE' });
    shop.wire = async (request) => (isLogin(request) ? reply('<html>', 502) : faultReply(101504, 500));
    expect(await shop.charge()).toMatchObject({ outcome: 'unknown' });
    shop.wire = async (request) => (isLogin(request) ? reply('<html>', 502) : reply({ code: '403' }));
    expect(await shop.charge()).toMatchObject({ outcome: 'failed' });
  });
});

describe('what their codes mean', () => {
  it.each([
    [CODE.done, 'pending', 'succeeded', 'pending'],
    [CODE.inProcess, 'pending', 'pending', 'pending'],
    [CODE.callbackExecuted, 'pending', 'pending', 'pending'],
    [CODE.completed, 'pending', 'succeeded', 'pending'],
    [CODE.alreadySubmitted, 'unknown', 'unknown', 'unknown'],
    [CODE.error, 'unknown', 'unknown', 'unknown'],
    [CODE.unknown, 'unknown', 'unknown', 'unknown'],
    [CODE.wrongPin, 'failed', 'failed', 'unknown'],
    ['constructor', 'unknown', 'unknown', 'unknown'],
    ['', 'unknown', 'unknown', 'unknown'],
  ])(
    '%s to a debit is %s, to a credit %s, to one of version 1 %s',
    async (code, charge, credit, creditV1) => {
      const shop = aShop();
      answering(shop, reply({ code, message: 'x', result: code }));
      expect((await shop.charge()).outcome).toBe(charge);
      expect((await shop.payOut()).outcome).toBe(credit);
      shop.context.settings = { creditVersion: '1' };
      expect((await shop.payOut()).outcome).toBe(creditV1);
    },
  );

  it('a credit that is done names the money', async () => {
    const shop = aShop();
    answering(shop, reply({ ...fixture('credit.reply.success').body, idRequete: REFERENCE }));
    expect(await shop.payOut({ reference: REFERENCE, money: xof(5000n) })).toMatchObject({
      outcome: 'succeeded',
      money: xof(5000n),
      transactionId: 'TMB0000003',
      operatorReference: 'TMB0000003',
    });
  });

  it('a reply about another request, or under another HTTP status, says nothing', async () => {
    const shop = aShop();
    for (const result of [
      reply({ code: '200', idRequete: 'REQ0000002001' }),
      reply({ code: '501' }, 500),
      reply({ code: '200' }, 202),
    ]) {
      answering(shop, result);
      expect([await shop.charge(), await shop.payOut()]).toMatchObject([
        { outcome: 'unknown' },
        { outcome: 'unknown' },
      ]);
    }
  });

  const paid = { ...fixture('check.reply.success').body.data[0], idRequete: REFERENCE };
  const told = async (data: unknown, change: Parameters<World['query']>[0] = {}) => {
    const shop = aShop();
    await shop.charge();
    answering(shop, reply({ total: 1, data }));
    return shop.query(change);
  };

  it.each<[string, Record<string, unknown>, string, string | undefined]>([
    ['paid, without a code', {}, 'succeeded', undefined],
    ['paid, completed', { code: '2002' }, 'succeeded', undefined],
    ['paid, completed as a number', { code: 2002 }, 'succeeded', undefined],
    ['names in capitals', { STATUTREQUETE: 'SUCCES', statutRequete: undefined }, 'succeeded', undefined],
    ['paid and an error', { code: '500' }, 'unknown', undefined],
    ['paid and in process', { code: '2000' }, 'unknown', undefined],
    ['an error', { statutRequete: 'ECHEC', code: '500' }, 'failed', 'unspecified'],
    ['an error under a word nobody knows', { statutRequete: 'KO', code: '500' }, 'failed', 'unspecified'],
    ['a wrong PIN', { statutRequete: 'ECHEC', code: '501' }, 'failed', 'auth_failed'],
    ['a failure without a code', { statutRequete: 'ECHEC' }, 'unknown', undefined],
    ['waiting', { statutRequete: 'EN ATTENTE' }, 'pending', undefined],
    ['waiting, in process', { statutRequete: 'EN ATTENTE', code: '2000' }, 'pending', undefined],
    ['waiting and an error', { statutRequete: 'EN ATTENTE', code: '500' }, 'unknown', undefined],
    [
      'completed under a word nobody knows',
      { statutRequete: 'constructor', code: '2002' },
      'unknown',
      undefined,
    ],
    ['no amount', { montant: null }, 'unknown', undefined],
    ['a fraction', { montant: 1500.5 }, 'unknown', undefined],
    ['another request', { idRequete: 'REQ0000001001' }, 'unknown', undefined],
    ['a credit with our idRequete', { typeRequete: 'CREDIT' }, 'unknown', undefined],
    ['no type', { typeRequete: '' }, 'succeeded', undefined],
  ])('a check that says: %s', async (_what, change, outcome, failureCode) => {
    const seen = await told([{ ...paid, ...change }]);
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
  });

  it('a check finds ours among others, reads names in any case, and states what it says', async () => {
    const capitals = Object.fromEntries(
      Object.entries(paid).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(
      await told([
        { ...paid, idRequete: 'X', montant: 1 },
        { ...capitals, MONTANT: '700' },
      ]),
    ).toMatchObject({
      outcome: 'succeeded',
      money: xof(700n),
      transactionId: 'TMB0000001',
    });
    const failed = { ...paid, statutRequete: 'ECHEC', code: '500' };
    expect((await told([failed, paid])).outcome).toBe('succeeded');
  });

  it('an empty list, an error and a list that is none are unknown, never a failure', async () => {
    const shop = aShop();
    await shop.charge();
    for (const body of [
      fixture('check.reply.not-found').body,
      { code: '500', message: 'x' },
      { total: 0 },
      { data: {} },
    ]) {
      answering(shop, reply(body));
      expect([body, (await shop.query()).outcome]).toEqual([body, 'unknown']);
    }
  });
});

describe('callbacks', () => {
  const receive = (shop: World, body: unknown, contentType = 'application/json') =>
    tmoneyMbanking.readCallback(
      {
        method: 'POST',
        query: '',
        headers: { 'content-type': contentType },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        peer: '198.51.100.1',
      },
      shop.context,
    );

  it('of the field are read, in any case and in any form, and believed by nobody', async () => {
    const shop = aShop();
    const { body } = fixture('debit.callback.success');
    const forms = [
      await receive(shop, body),
      await receive(shop, Object.fromEntries(Object.entries(body).map(([k, v]) => [k.toLowerCase(), v]))),
      await receive(shop, new URLSearchParams(body).toString(), 'application/x-www-form-urlencoded'),
      await receive(shop, JSON.stringify(body), 'text/plain'),
    ];
    for (const reading of forms) {
      expect(reading).toMatchObject({
        kind: 'read',
        transaction: 'payment',
        reference: 'REQ0000001001',
        observation: {
          outcome: 'succeeded',
          money: xof(1500n),
          transactionId: 'TMB0000001',
          source: 'callback',
        },
      });
    }
    const failed = await receive(shop, fixture('debit.callback.failed').body);
    expect(failed).toMatchObject({ kind: 'read', observation: { outcome: 'failed' } });
    expect(tmoneyMbanking.manifest.trust).toBe('query');
  });

  it('paid is SUCCES and 2002 together', async () => {
    const shop = aShop();
    const { body } = fixture('debit.callback.success');
    for (const change of [
      { statutRequete: 'ECHEC' },
      { statutRequete: 'EN ATTENTE' },
      { code: '500' },
      { code: '5000' },
    ]) {
      const reading = await receive(shop, { ...body, ...change });
      expect(reading).toMatchObject({ kind: 'read', observation: { outcome: 'unknown' } });
    }
  });

  it('the result of a credit of version 1 is read as one', async () => {
    expect(await receive(aShop(), fixture('credit-v1.reply').body)).toMatchObject({
      kind: 'read',
      transaction: 'payout',
      reference: 'payout-2001',
      observation: { outcome: 'pending', money: xof(5000n), transactionId: 'TMB0000001' },
    });
  });

  it('come from the connection’s networks, where it lists some', async () => {
    const shop = aShop();
    shop.context.settings = { sourceNetworks: ['203.0.113.0/24'] };
    const reading = await receive(shop, fixture('debit.callback.success').body);
    expect(reading.kind).toBe('refused');
    expect(tmoneyMbanking.acknowledge(reading).status).toBe(400);
  });
});

describe('our server end: signing in', () => {
  it('both `statut` and `status` say it, and the token is a JWT that tells its end', async () => {
    const shop = aShop();
    const answer = await ask(shop, '/login', USER, {});
    expect(answer).toMatchObject({ http: 200, statut: { code: '2000' }, status: { code: '2000' } });
    expect(answer.data.token).toMatch(/^Bearer /);
    const [, payload = ''] = answer.data.token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toEqual({ sub: 'fake-user', iat: expect.any(Number), exp: claims.iat + 3600 });
    expect(JSON.stringify(answer)).not.toContain(USER.motDePasse);
  });

  it.each([
    ['a wrong password', { ...USER, motDePasse: 'x' }],
    ['an unknown user', { ...USER, nomUtilisateur: 'x' }],
    ['a user with U+0000', { ...USER, nomUtilisateur: 'x\u0000' }],
    ['no password', { nomUtilisateur: 'fake-user' }],
    ['an object for a password', { ...USER, motDePasse: { length: 1 } }],
    ['nothing', {}],
    ['no JSON', '{"nomUtil'],
    ['1 MB', { ...USER, x: 'x'.repeat(1_000_000) }],
  ])('%s is refused: 4001', async (_what, body) => {
    const answer = await ask(aShop(), '/login', body, {});
    expect(answer).toMatchObject({
      http: 200,
      statut: { code: '4001', message: expect.stringMatching(/./) },
    });
    expect(answer).not.toHaveProperty('data');
  });

  it.each([
    ['raw', (token: string) => token],
    ['Bearer', (token: string) => `Bearer ${token}`],
    ['Bearer and two spaces', (token: string) => `Bearer  ${token}`],
    ['Bearer twice', (token: string) => `Bearer Bearer ${token}`],
    ['bearer', (token: string) => `bearer ${token}`],
  ])('Authorization %s is taken', async (_what, write) => {
    const shop = aShop();
    const authorization = write(await signedIn(shop));
    expect(await ask(shop, '/push-api/v1/debit', debit, { authorization })).toMatchObject({ code: '2000' });
  });

  const altered: [string, (token: string, shop: World) => string | Promise<string>][] = [
    ['nonsense', () => 'Bearer x'],
    [
      'an altered claim',
      (token) => {
        const [head, , signature] = token.split('.');
        const claims = Buffer.from('{"sub":"fake-user","exp":99999999999}').toString('base64url');
        return `Bearer ${head}.${claims}.${signature}`;
      },
    ],
    ['an altered signature', (token) => `Bearer ${token.slice(0, -2)}`],
    ['no signature', (token) => `Bearer ${token.split('.').slice(0, 2).join('.')}.`],
    [
      'one that is over',
      (token, shop) => {
        shop.clock.advance(60 * 60_000);
        return `Bearer ${token}`;
      },
    ],
    [
      'one from before the password was changed',
      (token, shop) => {
        shop.backend.account.credentials = { ...USER, motDePasse: 'new' };
        return `Bearer ${token}`;
      },
    ],
  ];
  it.each(altered)(
    'a token that opens nothing (%s) is a fault, 401, and nothing is created',
    async (_what, change) => {
      const shop = aShop();
      const authorization = await change(await signedIn(shop), shop);
      for (const [path, body] of [
        ['/push-api/v1/debit', debit],
        ['/api/tpcredit', debit],
        ['/push-api/v1/transactionid?idRequete=1', undefined],
      ] as const) {
        expect(await ask(shop, path, body, { authorization })).toEqual({
          http: 401,
          fault: FAULT.credentials,
        });
      }
      expect(shop.backend.transactions).toEqual([]);
    },
  );

  it('no token is code 403 with HTTP 200, and the idRequete comes back', async () => {
    const shop = aShop();
    const expected = {
      http: 200,
      code: '403',
      message: expect.stringMatching(/./),
      idRequete: 'REQ0000001001',
    };
    expect(await ask(shop, '/push-api/v1/debit', debit, {})).toEqual(expected);
    expect(await ask(shop, '/api/tpcredit', debit, { authorization: 'Bearer ' })).toEqual(expected);
    expect(shop.backend.transactions).toEqual([]);
  });
});

describe('our server end: every code has a producer', () => {
  const next: [string, string, World['backend']['next'] | undefined, string][] = [
    ['in process', '/push-api/v1/debit', undefined, CODE.inProcess],
    [
      'paid before the reply, and told',
      '/push-api/v1/debit',
      { with: { status: 'succeeded' } },
      CODE.callbackExecuted,
    ],
    [
      'a wrong PIN',
      '/push-api/v1/debit',
      { with: { status: 'failed', failureCode: 'auth_failed' } },
      CODE.wrongPin,
    ],
    ['failed at once', '/push-api/v1/debit', { with: { status: 'failed' } }, CODE.error],
    ['no operator', '/push-api/v1/debit', { refuse: 'operator_unavailable' }, CODE.error],
    ['submitted already', '/push-api/v1/debit', { refuse: 'duplicate_reference' }, CODE.alreadySubmitted],
    ['nobody knows', '/push-api/v1/debit', { refuse: 'busy' }, CODE.unknown],
    ['a credit in process', '/api/tpcredit', undefined, CODE.inProcess],
    ['a credit that is done', '/api/tpcredit', { with: { status: 'succeeded' } }, CODE.done],
    [
      'a credit with a wrong PIN',
      '/api/tpcredit',
      { with: { status: 'failed', failureCode: 'auth_failed' } },
      CODE.wrongPin,
    ],
    ['a credit without a float', '/api/tpcredit', { refuse: 'float_insufficient' }, CODE.error],
    ['a credit submitted already', '/api/tpcredit', { refuse: 'duplicate_reference' }, CODE.alreadySubmitted],
  ];
  it.each(next)('%s', async (_what, path, prepared, code) => {
    const shop = aShop();
    if (prepared !== undefined) shop.backend.next = prepared;
    const answer = await ask(shop, path, debit);
    expect(answer).toMatchObject({
      http: 200,
      code,
      idRequete: 'REQ0000001001',
      message: expect.stringMatching(/./),
    });
  });

  it('paid before the reply, without a callback address to tell it to: 2002', async () => {
    const shop = aShop();
    delete shop.backend.account.callbackUrl;
    shop.backend.next = { with: { status: 'succeeded' } };
    expect(await ask(shop, '/push-api/v1/debit', debit)).toMatchObject({ code: '2002' });
  });

  it('a crash is 5000 under HTTP 500, without a word about it', async () => {
    const shop = aShop();
    shop.backend.next = { throws: new Error('SECRET-DETAIL') };
    const answer = await ask(shop, '/push-api/v1/debit', debit);
    expect(answer).toEqual({ http: 500, code: '5000', message: expect.not.stringContaining('SECRET') });
  });

  it('a route that does not exist is a fault', async () => {
    expect(await ask(aShop(), '/push-api/v1/refund', debit)).toMatchObject({
      http: 404,
      fault: { code: 404 },
    });
  });

  it('a credit that is done tells what the field does, the balance included', async () => {
    const shop = aShop();
    shop.backend.next = { with: { status: 'succeeded', operatorReference: 'TMB0000003' } };
    const answer = await ask(shop, '/m-banking/v1/api/tpcredit', {
      ...debit,
      refCommande: 'payout-2001',
      montant: '5000',
    });
    const { body } = fixture('credit.reply.success');
    expect(Object.keys(answer).sort()).toEqual(['http', ...Object.keys(body)].sort());
    expect(answer).toMatchObject({
      code: '200',
      refTmoney: 'TMB0000003',
      typeRequete: 'CREDIT',
      refCommande: 'payout-2001',
      montant: 5000,
      idRequete: 'REQ0000001001',
      dateHeureTmoney: '2026-11-21 12:00:00',
      soldePartenaire: 2_500_000,
    });
  });

  it('each refusal is asked about by our client, none is taken for a failure, and nothing is created', async () => {
    const refusals: Refusal[] = [
      'operator_unavailable',
      'payment_in_progress',
      'too_many_prompts',
      'phone_invalid',
      'busy',
      'amount_out_of_range',
    ];
    for (const refuse of refusals) {
      const shop = aShop();
      shop.backend.next = { refuse };
      expect(await shop.charge()).toMatchObject({ outcome: 'unknown' });
      expect(shop.backend.transactions).toEqual([]);
    }
  });
});

describe('our server end: debit, credit and check', () => {
  it.each(PATHS.debit)('%s is a debit, and every check finds it', async (path) => {
    const shop = aShop();
    const { dateHeureRequete: _dropped, ...rest } = debit;
    const lower = Object.fromEntries(
      Object.entries({ ...rest, dateheureRequete: '2026-11-20 10:15:30' }).map(([k, v]) => [
        k.toLowerCase(),
        v,
      ]),
    );
    expect(await ask(shop, path, { ...lower, inconnu: 1 })).toMatchObject({ code: '2000' });
    for (const check of [...PATHS.debitCheck, ...PATHS.creditCheck]) {
      const { data, total, message } = await ask(shop, `${check}/?IDREQUETE=REQ0000001001`);
      expect([total, message]).toEqual([1, expect.stringMatching(/./)]);
      expect(data).toEqual(
        [
          {
            ...debit,
            description: undefined,
            refTmoney: '',
            code: '2000',
            statutRequete: 'EN ATTENTE',
            message: expect.stringMatching(/./),
            typeRequete: 'DEBIT',
            idPartenaire: 'fake-user',
            nomPartenaire: 'fake-user',
          },
        ].map(({ description: _none, ...item }) => item),
      );
    }
  });

  it.each(PATHS.credit)('%s is a credit', async (path) => {
    const shop = aShop();
    expect(await ask(shop, path, debit)).toMatchObject({ code: '2000' });
    expect(shop.transaction()).toMatchObject({
      kind: 'payout',
      phone: '+22890000789',
      operator: 'tg-tmoney',
    });
    const { data } = await ask(shop, `${path}/check-transaction-id?idRequete=REQ0000001001`);
    expect(data[0]).toMatchObject({ typeRequete: 'CREDIT', numeroClient: '22890000789' });
  });

  it.each<[Partial<ServerTransaction>, string, string]>([
    [{ status: 'pending' }, '2000', 'EN ATTENTE'],
    [{ status: 'succeeded' }, '2002', 'SUCCES'],
    [{ status: 'refunded' }, '2002', 'SUCCES'],
    [{ status: 'failed', failureCode: 'insufficient_funds' }, '500', 'ECHEC'],
    [{ status: 'failed', failureCode: 'auth_failed' }, '501', 'ECHEC'],
    [{ status: 'expired' }, '500', 'ECHEC'],
    [{ status: 'canceled' }, '500', 'ECHEC'],
  ])('%o is %s, %s, in the check and in the callback', async (change, code, statutRequete) => {
    const shop = aShop();
    await ask(shop, '/push-api/v1/debit', debit);
    const transaction = shop.backend.settle('REQ0000001001', change);
    const { data } = await ask(shop, '/push-api/v1/transactionid?idRequete=REQ0000001001');
    expect(data[0]).toMatchObject({ code, statutRequete });
    const callback = tmoneyMbanking.callbackFor(shop.backend.account, transaction);
    if (code === '2000') expect(callback).toBeUndefined();
    else {
      const message = JSON.parse(callback?.body ?? '');
      expect(Object.keys(message).sort()).toEqual(Object.keys(fixture('debit.callback.success').body).sort());
      expect(message).toMatchObject({
        code,
        statutRequete,
        refCommande: 'order-1001',
        montant: 1500,
        numeroClient: '22890000789',
      });
      expect(callback?.url).toBe('https://shop.test/callback');
    }
  });

  it('has no callback for a credit of version 2, or without an address', async () => {
    const shop = aShop();
    await ask(shop, '/api/tpcredit', debit);
    const paidOut = shop.backend.settle('REQ0000001001', { status: 'succeeded' });
    expect(tmoneyMbanking.callbackFor(shop.backend.account, paidOut)).toBeUndefined();
    delete shop.backend.account.callbackUrl;
    const paid = { ...paidOut, kind: 'payment' as const };
    expect(tmoneyMbanking.callbackFor(shop.backend.account, paid)).toBeUndefined();
  });

  it('the same idRequete twice is 4001, and there is one transaction', async () => {
    const shop = aShop();
    await ask(shop, '/push-api/v1/debit', debit);
    expect(await ask(shop, '/tpdebit/debit', { ...debit, montant: 700 })).toMatchObject({
      http: 200,
      code: '4001',
    });
    expect(shop.backend.transactions).toHaveLength(1);
    expect(shop.transaction().money).toEqual(xof(1500n));
  });

  it('what is not there is an empty list', async () => {
    const { http, total, data } = await ask(aShop(), '/push-api/v1/transactionid?idRequete=NEVER');
    expect([http, total, data]).toEqual([200, 0, []]);
    expect(await ask(aShop(), '/push-api/v1/transactionid')).toMatchObject({ http: 200, code: '500' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a number with spaces', { numeroClient: '90 00 07 89' }],
    ['a number with +', { numeroClient: '+22890000789' }],
    ['a number as a number', { numeroClient: 22890000789 }],
    ['an amount as a text', { montant: '1500' }],
    ['an amount with decimals', { montant: '1500.00' }],
    ['an idRequete as a number', { idRequete: 1001 }],
    ['no refCommande', { refCommande: undefined }],
    ['no date', { dateHeureRequete: undefined }],
    ['a date of no calendar', { dateHeureRequete: '2026-02-30 10:00:00' }],
    ['a date in another form', { dateHeureRequete: '20/11/2026' }],
    ['a prefix that nobody knows', { numeroClient: '22873000789' }],
  ])('takes %s', async (_what, change) => {
    const shop = aShop();
    expect(await ask(shop, '/push-api/v1/debit', { ...debit, ...change })).toMatchObject({ code: '2000' });
    expect(shop.transaction().money).toEqual(xof(1500n));
    const { data } = await ask(shop, `/push-api/v1/transactionid?idRequete=${shop.transaction().reference}`);
    expect(data[0].dateHeureRequete).toMatch(/^2026-11-2[01] /);
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['no idRequete', { ...debit, idRequete: undefined }],
    ['an empty idRequete', { ...debit, idRequete: '' }],
    ['a long idRequete', { ...debit, idRequete: 'x'.repeat(256) }],
    ['an idRequete with a control character', { ...debit, idRequete: 'a\u0000' }],
    ['an idRequete with half a surrogate pair', { ...debit, idRequete: 'a\uD800' }],
    ['a list for an idRequete', { ...debit, idRequete: ['a'] }],
    ['a refCommande with a control character', { ...debit, refCommande: 'a\n' }],
    ['no number', { ...debit, numeroClient: undefined }],
    ['an empty number', { ...debit, numeroClient: '' }],
    ['a number of another country', { ...debit, numeroClient: '237670000789' }],
    ['a number of another operator', { ...debit, numeroClient: '22896000789' }],
    ['a short number', { ...debit, numeroClient: '2289000' }],
    ['no amount', { ...debit, montant: undefined }],
    ['an empty amount', { ...debit, montant: '' }],
    ['zero', { ...debit, montant: 0 }],
    ['a negative amount', { ...debit, montant: -1500 }],
    ['a fraction', { ...debit, montant: 1500.5 }],
    ['an enormous amount', { ...debit, montant: '9'.repeat(40) }],
    ['an amount that JSON rounds', { ...debit, montant: 1e21 }],
    ['an amount in words', { ...debit, montant: 'mille' }],
    ['an object for an amount', { ...debit, montant: {} }],
    ['a list', [debit]],
    ['no JSON', '{"idRequete":'],
    ['1 MB', { ...debit, description: 'x'.repeat(1_000_000) }],
    [
      'invalid UTF-8',
      new Uint8Array(Buffer.from(JSON.stringify({ ...debit, description: 'Caf\xe9' }), 'latin1')),
    ],
  ])('refuses %s: 500 with HTTP 200, and nothing is created', async (_what, body) => {
    const shop = aShop();
    for (const path of ['/push-api/v1/debit', '/m-banking/v1/api/tpcredit']) {
      expect(await ask(shop, path, body)).toMatchObject({
        http: 200,
        code: '500',
        message: expect.stringMatching(/./),
      });
    }
    expect(shop.backend.requests).toEqual([]);
  });
});

describe('credit, version 1', () => {
  /** Our own HTTP server hands the body of a GET on as a fact. */
  function aServer(shop: World, getBody?: string) {
    return tmoneyMbanking.server(shop.backend, () => ({
      peer: '203.0.113.7',
      origin: 'https://pay.test',
      ...(getBody === undefined ? {} : { getBody }),
    }));
  }
  async function credit(
    shop: World,
    options: { query?: Record<string, string>; body?: unknown; path?: string },
  ) {
    const { query = {}, body, path = '/bankcashin' } = options;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const app = aServer(shop, text);
    const response = await app.request(`${BASE_URL}${path}?${new URLSearchParams(query)}`);
    return { http: response.status, ...(await response.json()) };
  }

  it.each(PATHS.creditV1)('GET %s reads the query, or a JSON body', async (path) => {
    const { merchantid, ...rest } = v1;
    for (const [how, name] of [
      [{ query: v1 }, 'merchantid'],
      [{ body: v1 }, 'merchantid'],
      [{ body: { ...rest, agentid: merchantid } }, 'agentid'],
    ] as const) {
      const shop = aShop();
      const answer = await credit(shop, { ...how, path });
      expect(answer).toMatchObject({
        http: 200,
        client: '22890000789',
        amount: '5000',
        currency: '952',
        referenceid: 'payout-2001',
        result: '2000',
      });
      expect(
        Object.keys(answer)
          .filter((member) => /id$/.test(member))
          .sort(),
      ).toEqual([name, 'referenceid', 'transactionid'].sort());
      expect(JSON.stringify(answer)).not.toContain(v1.password);
      expect(shop.transaction()).toMatchObject({
        kind: 'payout',
        money: xof(5000n),
        description: 'Retrait 2001',
      });
      expect(shop.backend.requests[0]?.details).toEqual({ version: 1, [name]: 'fake-user' });
    }
  });

  it('the document’s own example is taken, with the account’s number and password', async () => {
    const { body } = fixture('credit-v1.request');
    const shop = aShop();
    expect(await credit(shop, { body: { ...body, ...USER, merchantid: 'fake-user' } })).toMatchObject({
      result: '2000',
    });
  });

  it('the end is posted to the callback address, in the same shape', async () => {
    const shop = aShop();
    await credit(shop, { query: v1 });
    const { account } = shop.backend;
    expect(tmoneyMbanking.callbackFor(account, shop.transaction())).toBeUndefined();
    const paid = shop.backend.settle('payout-2001', { status: 'succeeded', operatorReference: 'TMB0000001' });
    const callback = tmoneyMbanking.callbackFor(account, paid);
    expect(callback).toMatchObject({ method: 'POST', url: 'https://shop.test/callback' });
    const { message, ...told } = JSON.parse(callback?.body ?? '');
    expect(message).toBeTruthy();
    expect(told).toEqual({ ...fixture('credit-v1.reply').body, merchantid: 'fake-user' });
    const failed = shop.backend.settle('payout-2001', { status: 'failed', failureCode: 'recipient_limit' });
    expect(JSON.parse(tmoneyMbanking.callbackFor(account, failed)?.body ?? '')).toMatchObject({
      result: '500',
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a wrong password', { password: 'x' }, '403'],
    ['no password', { password: undefined }, '403'],
    ['an unknown account', { merchantid: 'x' }, '403'],
    ['no account', { merchantid: undefined }, '403'],
    ['zero', { amount: '0' }, '500'],
    ['a negative amount', { amount: '-1' }, '500'],
    ['a fraction', { amount: '1.5' }, '500'],
    ['no amount', { amount: undefined }, '500'],
    ['another currency', { currency: '950' }, '500'],
    ['a number of another country', { client: '237670000789' }, '500'],
    ['a number of another operator', { client: '22896000789' }, '500'],
    ['no reference', { referenceid: undefined }, '500'],
    ['a reference with a control character', { referenceid: 'a\u0000' }, '500'],
  ])('%s is refused in `result`, and nothing is created', async (_what, change, result) => {
    const shop = aShop();
    expect(await credit(shop, { body: { ...v1, ...change } })).toMatchObject({
      http: 200,
      result,
      message: expect.stringMatching(/./),
    });
    expect(shop.backend.requests).toEqual([]);
  });

  it('a body that is none is refused, a repeat is 4001, and any other GET drops its body', async () => {
    const shop = aShop();
    expect(await credit(shop, { query: v1, body: '{"broken' })).toMatchObject({ result: '500' });
    await credit(shop, { query: v1 });
    expect(await credit(shop, { query: v1 })).toMatchObject({ result: '4001' });
    const authorization = `Bearer ${await signedIn(shop)}`;
    const app = aServer(shop, '{"idRequete":"ANOTHER"}');
    const answer = await app.request(`${BASE_URL}/push-api/v1/transactionid?idRequete=payout-2001`, {
      headers: { authorization },
    });
    expect(await answer.json()).toMatchObject({ total: 1 });
  });

  it.each(['json', 'query'] as const)(
    'our client sends it by %s, where the connection says version 1, and checks as ever',
    async (parameters) => {
      const shop = aShop();
      shop.context.settings = {
        creditVersion: '1',
        creditV1Parameters: parameters,
        creditV1Trxcode: 'T',
        creditV1Sms: '1',
      };
      // A GET with a body cannot be asked of a Request: as our HTTP server does it.
      const viaFacts: HttpSend = async ({ method, url, headers = {}, body }) => {
        const response = await aServer(shop, method === 'GET' ? body : undefined).request(url, {
          method,
          headers,
          ...(method === 'GET' || body === undefined ? {} : { body }),
        });
        return reply(await response.text(), response.status);
      };
      shop.wire = (request) => viaFacts(request);
      expect(await shop.payOut({ reference: 'payout-2001', money: xof(5000n) })).toMatchObject({
        outcome: 'pending',
      });
      const [sent] = shop.sent;
      expect(sent?.method).toBe('GET');
      expect(redactUrl(sent?.url ?? '')).not.toContain('fake-password');
      const said =
        parameters === 'query'
          ? Object.fromEntries(new URL(sent?.url ?? '').searchParams)
          : JSON.parse(sent?.body ?? '');
      expect(said).toEqual({
        merchantid: 'fake-user',
        password: 'fake-password',
        client: '22890000789',
        amount: '5000',
        currency: '952',
        trxcode: 'T',
        type: 'CREDIT',
        description: 'Retrait 2001',
        referenceid: 'payout-2001',
        sms: '1',
      });
      shop.backend.settle('payout-2001', { status: 'succeeded', operatorReference: 'TMB1' });
      expect(await shop.query()).toMatchObject({ outcome: 'succeeded', money: xof(5000n) });
    },
  );

  it('a refusal there is unknown: its words are not documented', async () => {
    const shop = aShop();
    shop.context.settings = {
      creditVersion: '1',
      creditV1Parameters: 'query',
      creditV1Account: 'agentid',
      creditV1AccountId: 'x',
    };
    expect(await shop.payOut()).toMatchObject({ outcome: 'unknown' });
    expect(shop.sent[0]?.url).toContain('agentid=x');
  });
});
