import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HttpResult } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { aWorld, BASE_URL, type World } from '../conformance-world.ts';
import type { CallbackRequest, ServerTransaction } from '../provider.ts';
import { pageEndsMs } from './connection.ts';
import { tmoneyOnline } from './index.ts';
import * as wire from './wire.ts';

const MERCHANT = '1234567890123456';
const REFERENCE = 'ABCDEFGHIJ0123456789';
const SERVICE = `${BASE_URL}/online/online.php`;
const SOURCE = '203.0.113.7';
const SETTINGS = { sourceNetworks: [SOURCE] };
const CHECKOUT = 'https://pay.test/checkout/trx000001';
const xof = (amount: bigint) => money(amount, 'XOF');

const aShop = (): World => aWorld(tmoneyOnline);

function fixture(name: string): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')).body;
}

function answering(shop: World, text: string, status = 200): void {
  const result: HttpResult = { kind: 'reply', status, headers: {}, text };
  shop.wire = async () => result;
}

async function session(shop: World): Promise<string> {
  const answer = await shop.app.request(`${SERVICE}?merchantid=${MERCHANT}`);
  return (await answer.text()).slice(3);
}

/** The payer's browser, without our client in between. */
async function post(
  shop: World,
  fields: Record<string, string> | string,
  headers: Record<string, string> = {},
) {
  const response = await shop.app.request(SERVICE, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  });
  return { status: response.status, to: response.headers.get('location'), text: await response.text() };
}

/** A whole order form of a shop, with a session that lives. */
async function anOrder(shop: World, change: Record<string, string> = {}): Promise<Record<string, string>> {
  const printed = Object.fromEntries(new URLSearchParams(fixture('order.request')));
  return { ...printed, sessionid: await session(shop), ...change };
}

describe('the client', () => {
  it('asks for a session with the merchant id alone, then leaves the form to the browser', async () => {
    const shop = aShop();
    const seen = await shop.charge();
    expect(shop.sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', `${BASE_URL}/online/online.php?${fixture('session.request')}`, undefined],
    ]);
    expect(seen.nextAction).toEqual({
      type: 'form',
      url: SERVICE,
      fields: {
        sessionid: expect.stringMatching(/^\d{32}$/),
        merchantid: MERCHANT,
        amount: '1500',
        currency: '952',
        purchaseref: REFERENCE,
        phonennumber: '22890000789',
        brand: '',
        description: 'Commande 1001',
        accepturl: 'https://cross.test/pay/pay_1/back?to=success',
        declineurl: 'https://cross.test/pay/pay_1/back?to=failure',
        cancelurl: 'https://cross.test/pay/pay_1/back?to=cancel',
        language: 'fr',
      },
    });
  });

  it('sends the payer to the address that the browser can reach', async () => {
    const shop = aShop();
    const urlOf = async () => {
      const { nextAction } = await shop.charge();
      return nextAction?.type === 'form' ? nextAction.url : undefined;
    };
    shop.context.payerBaseUrl = 'https://pay.example';
    expect(await urlOf()).toBe('https://pay.example/online/online.php');
    shop.context.settings = { ...SETTINGS, path: '/tmo/pay.php' };
    answering(shop, fixture('session.reply.ok'));
    expect(await urlOf()).toBe('https://pay.example/tmo/pay.php');
    shop.context.settings = { ...SETTINGS, pageUrl: 'https://page.example/online.php' };
    expect(await urlOf()).toBe('https://page.example/online.php');
  });

  it('times 100 where the connection says so, in the form and in the notification', async () => {
    const shop = aShop();
    shop.context.settings = { ...SETTINGS, amountMultiplier: 100 };
    shop.backend.account.settings = { amountMultiplier: 100 };
    const seen = await shop.charge();
    expect(seen.nextAction).toMatchObject({ fields: { amount: '150000' } });
    expect(shop.transaction().money).toEqual(xof(1500n));
    shop.backend.settle(REFERENCE, { status: 'succeeded', operatorReference: 'TMO1' });
    expect(shop.callback().url).toContain('amount=150000');
    expect(await shop.truth()).toMatchObject({ outcome: 'succeeded', money: xof(1500n) });
    // What is no multiple of 100 cannot be compared: nothing is rounded.
    const { url } = shop.callback();
    const odd = await shop.receive({ ...shop.callback(), url: url.replace('150000', '150050') });
    expect(odd).toMatchObject({ kind: 'read', observation: { outcome: 'unknown' } });
  });

  it('what this wire cannot express asks for nothing', async () => {
    const shop = aShop();
    const long = `https://shop.test/${'x'.repeat(150)}`;
    const impossible = [
      { money: money(1500n, 'XAF') },
      { money: xof(99n) },
      { money: xof(10_000_000_000n) },
      { operator: 'tg-flooz' as const },
      { returnUrls: { success: long, cancel: long, failure: long } },
    ];
    for (const change of impossible) {
      expect(await shop.charge(change)).toMatchObject({ outcome: 'failed', failureCode: 'merchant_config' });
    }
    expect(shop.sent).toEqual([]);
  });

  it.each([
    ['NOK:UNKNOWN_MERCHANT', 200, 'failed', 'merchant_config'],
    ['NOK:SOMETHING_NEW', 200, 'unknown', undefined],
    ['NOK:constructor', 200, 'unknown', undefined],
    ['OK:', 200, 'unknown', undefined],
    ['OK', 200, 'unknown', undefined],
    ['OK:27875690759565722269644474422394', 500, 'unknown', undefined],
    ['OK:27875690759565722269644474422394\n', 200, 'redirect', undefined],
  ])('%j under %i is %s', async (text, status, outcome, failureCode) => {
    const shop = aShop();
    answering(shop, text, status);
    const seen = await shop.charge();
    expect([seen.outcome, seen.failureCode]).toEqual([outcome, failureCode]);
    expect(JSON.stringify(seen.raw)).not.toContain('27875690759565722269644474422394');
  });

  it('an attempt is over after the session and the page’s life', () => {
    expect(pageEndsMs({})).toBe((3 + 15) * 60_000);
    expect(pageEndsMs({ ...SETTINGS, pageLifeMinutes: 30 })).toBe((3 + 30) * 60_000);
    expect(pageEndsMs(null)).toBe((3 + 15) * 60_000);
  });

  it('a connection has to say where notifications come from', () => {
    const { settings } = tmoneyOnline.manifest;
    expect(settings.safeParse({}).success).toBe(false);
    expect(settings.safeParse({ sourceNetworks: [] }).success).toBe(false);
    expect(settings.safeParse(SETTINGS).success).toBe(true);
    expect(settings.safeParse({ ...SETTINGS, amountMultiplier: 10 }).success).toBe(false);
  });
});

describe('notifications', () => {
  const read = async (query: string, change: Partial<CallbackRequest> = {}) => {
    const { context } = aShop();
    const request = { method: 'GET', query, headers: {}, body: '', peer: SOURCE, ...change };
    return tmoneyOnline.readCallback(request, context);
  };
  const observed = async (query: string) => {
    const reading = await read(query);
    if (reading.kind !== 'read') throw new Error(reading.reason);
    return reading.observation;
  };
  const ok = fixture('notification.callback.ok');

  it('the printed one names payment, amount and money', async () => {
    expect(await read(ok)).toMatchObject({
      kind: 'read',
      transaction: 'payment',
      reference: 'order-1001',
      observation: {
        outcome: 'succeeded',
        source: 'callback',
        money: xof(1500n),
        transactionId: '500001',
        operatorReference: 'TMO0000001',
        operator: 'tg-tmoney',
      },
    });
    expect(await observed(fixture('notification.callback.ok-without-error'))).toMatchObject({
      outcome: 'succeeded',
      money: xof(1500n),
    });
  });

  it.each([
    ['cancel', 'canceled', 'canceled_on_page'],
    ['authentication', 'failed', 'auth_failed'],
    ['payment-failed', 'failed', 'unspecified'],
    ['expired-session', 'expired', 'session_expired'],
  ])('%s is %s, %s', async (name, outcome, failureCode) => {
    const seen = await observed(fixture(`notification.callback.${name}`));
    expect(seen).toMatchObject({ outcome, failureCode });
    expect(seen).not.toHaveProperty('money');
  });

  it.each([
    ['an error beside OK', ok.replace('error=', 'error=CANCEL')],
    ['an unlisted status', ok.replace('status=OK', 'status=PENDING')],
    ['an empty status', ok.replace('status=OK', 'status=')],
    ['an unlisted error', fixture('notification.callback.cancel').replace('CANCEL', 'SOMETHING_NEW')],
    [
      'an error named like a member of every object',
      fixture('notification.callback.cancel').replace('CANCEL', 'constructor'),
    ],
    ['no amount', ok.replace('amount=1500', 'amount=')],
    ['an amount with a fraction', ok.replace('amount=1500', 'amount=1500.5')],
    ['an unlisted currency', ok.replace('currency=952', 'currency=999')],
  ])('%s: unknown', async (_what, query) => {
    expect(await observed(query)).toMatchObject({ outcome: 'unknown' });
  });

  it('another amount or currency is told as it stands, to be compared', async () => {
    expect(await observed(ok.replace('1500', '750'))).toMatchObject({ money: xof(750n) });
    expect(await observed(ok.replace('952', 'XOF'))).toMatchObject({ money: xof(1500n) });
    expect(await observed(ok.replace('952', '950'))).toMatchObject({ money: money(1500n, 'XAF') });
  });

  it('from elsewhere, by POST or without a reference: refused, and answered OK all the same', async () => {
    const refused = [
      await read(ok, { peer: '198.51.100.66' }),
      await read(ok, { peer: '' }),
      await read(ok, { method: 'POST', query: '', body: ok }),
      await read(ok.replace('order-1001', '')),
      await read(''),
    ];
    for (const reading of refused) {
      expect(reading.kind).toBe('refused');
      expect(tmoneyOnline.acknowledge(reading)).toEqual({
        status: 200,
        contentType: 'text/plain',
        body: 'OK',
      });
    }
    expect(tmoneyOnline.acknowledge(await read(ok)).body).toBe('OK');
  });

  it('the payer is not shown', async () => {
    const shown = JSON.stringify((await observed(ok)).raw);
    for (const secret of ['22890000789', '0000789', 'Client', '100200300'])
      expect(shown).not.toContain(secret);
    expect(shown).toContain('TMO0000001');
  });

  it('are sent when it has ended, each with every member, and a second debit has another payid', async () => {
    const shop = aShop();
    await shop.charge();
    const { account } = shop.backend;
    const told = (change: Partial<ServerTransaction>) =>
      tmoneyOnline.callbackFor(account, { ...shop.transaction(), ...change });
    for (const status of ['created', 'requires_otp', 'pending'] as const)
      expect(told({ status })).toBeUndefined();
    expect(told({ status: 'succeeded', kind: 'payout' })).toBeUndefined();
    const paid = told({
      status: 'succeeded',
      operatorReference: 'SB1',
      completedAt: new Date('2016-07-20T15:09:14Z'),
    });
    expect(paid).toMatchObject({ method: 'GET' });
    expect(Object.fromEntries(new URL(paid?.url ?? '').searchParams)).toEqual({
      purchaseref: REFERENCE,
      amount: '1500',
      currency: '952',
      status: 'OK',
      clientid: '90000789',
      cname: '',
      mobile: '22890000789',
      paymentref: 'SB1',
      payid: 'SB1',
      timestamp: '1469027354',
      error: '',
    });
    expect(told({ status: 'succeeded', operatorReference: 'SB2' })?.url).toContain('payid=SB2');
    account.callbackUrl = 'https://shop.test/notify?shop=1';
    expect(told({ status: 'succeeded' })?.url).toMatch(/^https:\/\/shop\.test\/notify\?shop=1&purchaseref=/);
  });

  it.each([
    ['failed', 'auth_failed', 'AUTHENTICATION'],
    ['canceled', 'otp_invalid', 'CANCEL'],
    ['canceled', 'canceled_by_merchant', 'CANCEL'],
    ['canceled', undefined, 'CANCEL'],
    ['failed', 'insufficient_funds', 'PAYMENT_FAILED'],
    ['expired', undefined, 'EXPIRED_SESSION'],
  ] as const)('%s (%s) is told as %s', async (status, failureCode, error) => {
    const shop = aShop();
    await shop.charge();
    shop.backend.settle(REFERENCE, { status, ...(failureCode ? { failureCode } : {}) });
    expect(new URL(shop.callback().url).searchParams.get('error')).toBe(error);
  });

  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [302, 'retry'],
    [404, 'retry'],
    [500, 'retry'],
  ])('a shop’s %i: %s', (status, reply) => {
    expect(tmoneyOnline.readShopReply(status, 'OK')).toBe(reply);
  });
});

describe('the server’s session', () => {
  it('is 32 characters after OK: and nothing else, new each time', async () => {
    const shop = aShop();
    const texts = await Promise.all(
      ['', '/'].map(async (slash) =>
        (await shop.app.request(`${SERVICE}${slash}?merchantid=${MERCHANT}&x=1`)).text(),
      ),
    );
    for (const text of texts) expect(text).toMatch(/^OK:\d{32}$/);
    expect(new Set(texts).size).toBe(2);
  });

  it('is given to declared addresses alone; everybody else hears of no merchant', async () => {
    const shop = aShop();
    const ask = async (query: string) => (await shop.app.request(`${SERVICE}?${query}`)).text();
    for (const query of ['', 'merchantid=', 'merchantid=123', `merchantid=${MERCHANT.replace('1', '9')}`])
      expect(await ask(query)).toBe(fixture('session.reply.unknown-merchant'));
    shop.backend.account.declaredAddresses = ['198.51.100.1'];
    expect(await ask(`merchantid=${MERCHANT}`)).toBe('NOK:UNKNOWN_MERCHANT');
    shop.backend.account.addressCheckLifted = true;
    expect(await ask(`merchantid=${MERCHANT}`)).toMatch(/^OK:/);
  });
});

describe('the server’s order form', () => {
  it('leads to the page, with everything the shop sent', async () => {
    const shop = aShop();
    expect(await post(shop, await anOrder(shop))).toMatchObject({ status: 303, to: CHECKOUT });
    expect(shop.backend.requests).toMatchObject([
      {
        reference: 'order-1001',
        money: xof(1500n),
        operator: 'tg-tmoney',
        phone: '+22890000789',
        description: 'Commande 1001',
        locale: 'fr',
        returnUrls: {
          success: 'https://shop.example.com/accept',
          failure: 'https://shop.example.com/decline',
          cancel: 'https://shop.example.com/cancel',
        },
      },
    ]);
  });

  it('posted again (reload, back button, second tab) leads to the same page, also when the session is over', async () => {
    const shop = aShop();
    const order = await anOrder(shop);
    const both = await Promise.all([post(shop, order), post(shop, order)]);
    expect(both.map(({ to }) => to)).toEqual([CHECKOUT, CHECKOUT]);
    await expire(shop, order);
    expect(await post(shop, order)).toMatchObject({ status: 303, to: CHECKOUT });
    // A shop that asks for a session each time the payer comes back to its cart.
    expect(await post(shop, await anOrder(shop))).toMatchObject({ to: CHECKOUT });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it('with another amount, or without its session, the reference is another’s', async () => {
    const shop = aShop();
    const order = await anOrder(shop);
    await post(shop, order);
    const changes: Record<string, string>[] = [{ amount: '1600' }, { sessionid: '0'.repeat(32) }];
    for (const change of changes)
      expect(await post(shop, { ...order, ...change })).toMatchObject({ status: 400, to: null });
    // One session, one order.
    expect(await post(shop, { ...order, purchaseref: 'order-1002' })).toMatchObject({
      status: 303,
      to: 'https://shop.example.com/decline',
    });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  it('without a session that lives the payer goes back by declineurl, where that is the shop’s', async () => {
    const shop = aShop();
    const order = await anOrder(shop);
    await expire(shop, order);
    expect(await post(shop, order)).toMatchObject({ status: 303, to: 'https://shop.example.com/decline' });
    shop.backend.account.declaredOrigins = ['https://shop.test'];
    expect(await post(shop, order)).toMatchObject({ status: 303, to: 'https://shop.test/failure' });
    shop.backend.account.returnUrls = {};
    expect(await post(shop, order)).toMatchObject({ status: 400, to: null });
    expect(await post(shop, { ...order, declineurl: 'javascript:alert(1)' })).toMatchObject({ status: 400 });
    expect(shop.backend.requests).toEqual([]);
  });

  it.each([
    ['phonennumber', '22890000789', '+22890000789'],
    ['phonenumber', '+228 90 00 07 89', '+22890000789'],
    ['phone', '90000789', '+22890000789'],
    ['phone', '<Unknown>', undefined],
    ['phonennumber', '237670000789', undefined],
    ['phonennumber', '', undefined],
  ])('%s=%s is %s', async (name, value, expected) => {
    const shop = aShop();
    const { phonennumber: _none, ...order } = await anOrder(shop);
    expect(await post(shop, { ...order, [name]: value })).toMatchObject({ to: CHECKOUT });
    expect(shop.transaction().phone).toBe(expected);
  });

  it.each([
    [{ currency: 'XOF' }, 1500n],
    [{ currency: 'xof' }, 1500n],
    [{ amount: '0100' }, 100n],
    [{ amount: '1500.00' }, 1500n],
    [{ amount: '9999999999' }, 9_999_999_999n],
    [{ brand: '', language: 'de', theme: 'blue' }, 1500n],
  ])('%j is taken', async (change, amount) => {
    const shop = aShop();
    expect(await post(shop, await anOrder(shop, change))).toMatchObject({ to: CHECKOUT });
    expect(shop.transaction().money).toEqual(xof(amount));
  });

  it('the variant of the field, without brand and with an unknown member', async () => {
    const shop = aShop();
    const form = `${fixture('order.request.variant')}&sessionid=${await session(shop)}`;
    expect(await post(shop, form)).toMatchObject({ to: CHECKOUT });
    expect(shop.transaction()).toMatchObject({ reference: 'order-1004', money: xof(150_000n) });
  });

  it.each([
    ['sessionid', ['']],
    ['merchantid', ['', '123', '9234567890123456', 'x'.repeat(16)]],
    ['amount', ['', '99', '000', '0', '-1500', '1500.5', '1 500', '12345678901', '1e5', 'NaN', '１５００']],
    ['currency', ['', '978', 'EUR', '950', 'constructor']],
    ['purchaseref', ['', 'x'.repeat(251)]],
  ])('a wrong %s is told to the payer, and nothing is created', async (member, values) => {
    const shop = aShop();
    const order = await anOrder(shop);
    const { [member]: _left, ...without } = order;
    for (const form of [without, ...values.map((value) => ({ ...order, [member]: value }))]) {
      const answer = await post(shop, form);
      expect([form[member], answer.status, answer.to]).toEqual([form[member], 400, null]);
      expect(answer.text).toContain('<html lang="fr">');
    }
    expect(shop.backend.requests).toEqual([]);
  });

  it.each(['', '978', '950'])(
    'of the currency %j the payer reads that it is the currency',
    async (currency) => {
      const shop = aShop();
      const answer = await post(shop, { ...(await anOrder(shop)), currency });
      expect(answer.text).toContain('currency : 952 (XOF) est attendu.');
    },
  );

  it.each([
    ['nothing', ''],
    ['no form', 'x'],
    ['broken JSON', '{"broken'],
    ['a megabyte', `brand=${'x'.repeat(1_000_000)}`],
    ['bytes that are no UTF-8', new Uint8Array([0x73, 0x3d, 0xff, 0xfe])],
  ])('%s as a form is told, and nothing is created', async (_what, body) => {
    const shop = aShop();
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await shop.app.request(SERVICE, { method: 'POST', headers, body: bytes });
    expect(answer.status).toBe(400);
    expect(shop.backend.requests).toEqual([]);
  });

  it('speaks the form’s language, else the browser’s', async () => {
    const shop = aShop();
    const order = await anOrder(shop, { amount: '9' });
    expect((await post(shop, { ...order, language: 'en' })).text).toContain('<html lang="en">');
    const { language: _none, ...silent } = order;
    expect((await post(shop, silent, { 'accept-language': 'en-GB' })).text).toContain('<html lang="en">');
    expect((await post(shop, silent)).text).toContain('<html lang="fr">');
  });

  it('a crash shows no trace of itself', async () => {
    const shop = aShop();
    const order = await anOrder(shop);
    shop.backend.next = { throws: new Error('SECRET-DETAIL') };
    const { status, text } = await post(shop, order);
    expect([status, text.includes('SECRET-DETAIL')]).toEqual([500, false]);
  });

  /** As the backend's own clock does after 180 s. */
  async function expire(shop: World, { sessionid = '' }: Record<string, string>): Promise<void> {
    await shop.backend.store(shop.backend.account).set(`session:${sessionid}`, 'over');
  }
});

it('times of the wire are Unix seconds, whatever the zone of this machine', () => {
  expect(wire.notification.decode(fixture('notification.callback.ok')).timestamp).toBe('1469024554');
});
