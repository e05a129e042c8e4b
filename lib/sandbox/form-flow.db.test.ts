/**
 * A payment by a form that the payer's browser posts, to a provider that answers no query: out and back in every way,
 * through the production code on both sides, with the sandbox's page between them.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env, resetEnv } from '#lib/env.ts';
import type { HttpResult, HttpSend } from '#lib/http.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { comeBack } from '#lib/payments/come-back.ts';
import { createPayment } from '#lib/payments/create.ts';
import { goToProvider } from '#lib/payments/go.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { findCallbackConnection, processCallback, receiveCallback } from '#lib/payments/receive-callback.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { sandboxBackend } from './backend.ts';
import { CODE_RIGHT } from './otp.ts';
import { decidePage, findSandboxPage } from './page.ts';

const provider = PROVIDERS['tmoney-online'];
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PHONE = '90000123';

let clock: ManualClock;
/** What the provider's server is asked, and whether its answer arrives. */
let asked: string[];
let lost: boolean;

beforeEach(async () => {
  await truncateAll();
  resetEnv();
  clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
  asked = [];
  lost = false;
  await seedPlatform();
  await db.connection.updateMany({
    where: { provider: { not: 'tmoney-online' } },
    data: { pausedAt: clock.now() },
  });
});

const app = () =>
  provider.server(sandboxBackend(deps()), () => ({ peer: '127.0.0.1', origin: env().publicUrl }));

const send: HttpSend = async ({ method, url, headers = {} }): Promise<HttpResult> => {
  const { pathname, search } = new URL(url);
  const [, kind, , token = ''] = pathname.split('/');
  if (kind === 'callbacks') {
    const connection = await findCallbackConnection('tmoney-online', token);
    if (connection === undefined) return { kind: 'reply', status: 404, headers: {}, text: '' };
    const request = { method, query: search.slice(1), headers, body: '', peer: '127.0.0.1' };
    const { status, body } = await receiveCallback(connection, request, deps());
    return { kind: 'reply', status, headers: {}, text: body };
  }
  asked.push(url);
  if (lost) return { kind: 'silence', reason: 'time-out' };
  const response = await app().request(
    `http://tmoney${pathname.slice('/sandbox/tmoney-online'.length)}${search}`,
  );
  return { kind: 'reply', status: response.status, headers: {}, text: await response.text() };
};
const deps = () => ({ clock, send });

async function aPayment({ hosted = true, attemptsMax = 5 } = {}): Promise<string> {
  const [merchantId, appId] = [newId('mer'), newId('app')];
  await db.merchant.create({ data: { id: merchantId, name: 'Shop', country: 'TG' } });
  await db.app.create({
    data: {
      id: appId,
      merchantId,
      name: 'Shop',
      country: 'TG',
      currency: 'XOF',
      siteUrl: 'https://shop.test',
      publicKey: newPublicKey('test'),
      signingSecretSealed: seal(newSigningSecret(), sealPurpose.appSigningSecret(appId)),
    },
  });
  const request = { money: money(1_500n, 'XOF'), reference: 'order-1', hosted, attemptsMax };
  const scope = { merchantId, appId, mode: 'test' as const };
  const { record } = await createPayment(scope, request, { deps: deps() });
  await choose(record.payment.id);
  return record.payment.id;
}

const choose = (paymentId: string) => submitPayment({ paymentId, operator: 'tg-tmoney' }, deps());

async function go(paymentId: string) {
  const departure = await goToProvider({ paymentId }, deps());
  if (departure.kind !== 'form') throw new Error(departure.kind);
  return departure;
}

/** The browser posts the form; returns the reference of the page where it lands, or the address it is sent back to. */
async function post({ fields }: { fields: Record<string, string> }): Promise<string> {
  const response = await app().request('http://tmoney/online/online.php', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}

const pageOf = (location: string) => {
  expect(location).toContain('/sandbox/pay/');
  return location.split('/').at(-1) ?? '';
};

type Answer = Partial<Parameters<typeof decidePage>[0]>;

function answer(page: string, change: Answer): Promise<string | undefined> {
  const step = { action: 'approve' as const, number: PHONE, operator: '', step: 'number_and_pin' as const };
  return decidePage({ providerReference: page, ...step, ...change }, deps());
}
const typePin = (page: string, pin = '4321', change: Answer = {}) => answer(page, { pin, ...change });
const typeCode = (page: string, code: string = CODE_RIGHT) => answer(page, { step: 'code', code });

/** Pays on the page; returns where Confirmer leads. */
async function pay(page: string): Promise<string> {
  await typePin(page);
  expect(await typeCode(page)).toBeUndefined();
  return (await findSandboxPage(page, clock))?.returnUrl ?? '';
}

async function back(location: string | undefined): Promise<void> {
  const { pathname, searchParams } = new URL(location ?? '');
  expect(pathname).toBe('/pay/back');
  const result = (['success', 'cancel', 'failure'] as const).find(
    (way) => way === searchParams.get('result'),
  );
  if (result === undefined) throw new Error(location);
  await comeBack({ reference: searchParams.get('reference') ?? '', result }, deps());
}

/** The worker: callbacks that wait, then attempts that are due. */
async function work(): Promise<void> {
  const callbacks = await db.callback.findMany({ where: { nextTryAt: { not: null } } });
  for (const { id } of callbacks) await processCallback(id, deps());
  const due = await db.attempt.findMany({ where: { nextQueryAt: { lte: clock.now() } } });
  for (const { id } of due) await queryAttempt(id, deps());
}

async function state(paymentId: string) {
  const payment = await db.payment.findUniqueOrThrow({ where: { id: paymentId } });
  const attempts = await db.attempt.findMany({ where: { paymentId }, orderBy: { number: 'asc' } });
  const events = await db.event.findMany({ where: { resourceId: paymentId }, orderBy: { sequence: 'asc' } });
  return {
    status: payment.status,
    failure: payment.failureCode,
    attempts: attempts.map(({ status, failureCode }) => [status, failureCode]),
    events: events.map(({ type }) => type.replace('payment.', '')),
    arrivals: (await db.arrival.findMany({ where: { paymentId } })).map(({ kind }) => kind).sort(),
    late: payment.late,
  };
}

describe('out and back', () => {
  test('paid: the notification alone is the proof, read before the payer sees the page again', async () => {
    const id = await aPayment();
    expect(asked).toEqual([]); // the session is asked on the payer's click, not before
    const to = await pay(pageOf(await post(await go(id))));
    expect(asked).toHaveLength(1);
    expect((await state(id)).status).toBe('pending');
    await back(to);
    expect(await state(id)).toMatchObject({ status: 'succeeded', arrivals: ['payment'], late: false });
    await work();
    expect((await state(id)).events).toEqual(['created', 'pending', 'succeeded']);
  });

  test('paid, and the browser was closed: the worker reads the notification', async () => {
    const id = await aPayment();
    await pay(pageOf(await post(await go(id))));
    await work();
    expect(await state(id)).toMatchObject({ status: 'succeeded' });
  });

  test('the success link proves nothing', async () => {
    const id = await aPayment();
    const { fields } = await go(id);
    await back(fields.accepturl);
    expect(await state(id)).toMatchObject({ status: 'pending', attempts: [['pending', null]] });
  });

  test.each([
    ['Annuler', cancel, ['canceled', 'canceled_on_page']],
    ['a wrong SMS code', wrongCode, ['canceled', 'canceled_on_page']],
    ['three wrong PINs', threeWrongPins, ['failed', 'auth_failed']],
    ['a session that is over', tooLate, ['expired', 'session_expired']],
    ['a number without money', withoutMoney, ['failed', 'unspecified']],
  ])('%s: TMoney says so, and the payer tries again', async (_what, play, end) => {
    const id = await aPayment();
    await back(await play(pageOf(await post(await go(id)))));
    expect(await state(id)).toMatchObject({ status: 'created', failure: end[1], attempts: [end] });
    await choose(id);
    await back(await pay(pageOf(await post(await go(id)))));
    expect(await state(id)).toMatchObject({ status: 'succeeded', attempts: [end, ['succeeded', null]] });
  });

  async function cancel(page: string) {
    return answer(page, { action: 'back' });
  }

  async function wrongCode(page: string) {
    await typePin(page);
    return typeCode(page, '0000');
  }

  async function tooLate(page: string) {
    clock.advance(3 * MINUTE);
    return typePin(page);
  }

  async function withoutMoney(page: string) {
    await typePin(page, '4321', { number: '90000049' });
    return typeCode(page);
  }

  async function threeWrongPins(page: string) {
    expect(await typePin(page, '0000')).toBeUndefined();
    expect(await typePin(page, '12')).toBeUndefined();
    expect(await findSandboxPage(page, clock)).toMatchObject({ pinPage: { wrong: true, triesLeft: 1 } });
    return typePin(page, '4321', { number: 'no number' });
  }

  test.each([
    ['cancelurl', 'canceled_on_page'],
    ['declineurl', 'unspecified'],
  ] as const)(
    '%s without any notification closes the attempt, and a late OK still counts',
    async (url, failure) => {
      const id = await aPayment();
      const form = await go(id);
      const page = pageOf(await post(form));
      await back(form.fields[url]);
      expect(await state(id)).toMatchObject({
        status: 'created',
        attempts: [['expired', failure]],
        events: ['created', 'pending', 'attempt_failed'],
      });
      await pay(page);
      await work();
      expect(await state(id)).toMatchObject({ status: 'succeeded', attempts: [['succeeded', null]] });
    },
  );

  test('of a direct charge the return ends the payment; the late OK makes it succeed, flagged late', async () => {
    const id = await aPayment({ hosted: false, attemptsMax: 1 });
    const form = await go(id);
    const page = pageOf(await post(form));
    await back(form.fields.cancelurl);
    expect(await state(id)).toMatchObject({ status: 'expired', failure: 'canceled_on_page' });
    await pay(page);
    await work();
    expect(await state(id)).toMatchObject({ status: 'succeeded', late: true });
  });
});

describe('back button and second tab', () => {
  test('a second click, from either, leads to the same session and the same page', async () => {
    const id = await aPayment();
    const [first, second] = [await go(id), await go(id)];
    expect(second).toEqual(first);
    const pages = [await post(first), await post(second)];
    expect(pages[1]).toBe(pages[0]);
    expect(asked).toHaveLength(1);
    expect(await db.sandboxTransaction.count()).toBe(1);
  });

  test('two tabs of one page: a second click on a step changes nothing', async () => {
    const id = await aPayment();
    const page = pageOf(await post(await go(id)));
    await Promise.all([typePin(page), typePin(page)]);
    expect(await findSandboxPage(page, clock)).toMatchObject({ open: true, pinPage: { step: 'code' } });
    await Promise.all([typeCode(page), typeCode(page)]);
    expect(await db.sandboxTransaction.findFirstOrThrow()).toMatchObject({ charges: 1 });
  });

  test('a session that was posted too late leads straight back, and nothing exists', async () => {
    const id = await aPayment();
    const form = await go(id);
    clock.advance(3 * MINUTE + SECOND);
    const to = await post(form);
    await back(to);
    expect(await db.sandboxTransaction.count()).toBe(0);
    expect(await state(id)).toMatchObject({ status: 'created', attempts: [['expired', 'unspecified']] });
  });

  test('paid in both of two attempts: the second success is a surplus', async () => {
    const id = await aPayment();
    const first = await go(id);
    const firstPage = pageOf(await post(first));
    await back(first.fields.cancelurl);
    await choose(id);
    await pay(pageOf(await post(await go(id))));
    await pay(firstPage);
    await work();
    expect(await state(id)).toMatchObject({ status: 'succeeded', arrivals: ['payment', 'surplus'] });
  });
});

describe('never returning', () => {
  test('without a notification the attempt has expired when session and page are over, and not before', async () => {
    const id = await aPayment();
    await post(await go(id));
    await work();
    clock.advance(18 * MINUTE - SECOND);
    await work();
    expect((await state(id)).attempts).toEqual([['pending', null]]);
    clock.advance(SECOND);
    await work();
    expect(await state(id)).toMatchObject({
      status: 'created',
      failure: 'session_expired',
      attempts: [['expired', 'session_expired']],
    });
    expect(await db.attempt.findFirstOrThrow()).toMatchObject({ nextQueryAt: null });
    expect(asked).toHaveLength(1);
  });

  test('a connection whose page lives longer waits longer', async () => {
    await db.connection.updateMany({
      where: { provider: 'tmoney-online' },
      data: { settings: { sourceNetworks: ['127.0.0.1'], pageLifeMinutes: 30 } },
    });
    const id = await aPayment();
    await post(await go(id));
    for (const [minutes, status] of [
      [19, 'pending'],
      [13, 'pending'],
      [1, 'expired'],
    ] as const) {
      clock.advance(minutes * MINUTE);
      await work();
      expect((await state(id)).attempts[0]?.[0]).toBe(status);
    }
  });

  test('money of another amount is being checked: nothing is closed under it', async () => {
    const id = await aPayment();
    const form = await go(id);
    const page = pageOf(await post(form));
    await typePin(page, '4321', { number: '90000189' });
    await typeCode(page);
    await back(form.fields.cancelurl);
    clock.advance(30 * MINUTE);
    await work();
    expect(await state(id)).toMatchObject({
      status: 'pending',
      attempts: [['pending', null]],
      arrivals: ['suspense'],
    });
  });

  test('a session that was asked for in vain is asked for again on the next click', async () => {
    const id = await aPayment();
    lost = true;
    expect(await goToProvider({ paymentId: id }, deps())).toEqual({ kind: 'back' });
    expect(await goToProvider({ paymentId: id }, deps())).toEqual({ kind: 'back' });
    expect((await state(id)).attempts).toEqual([['pending', null]]);
    lost = false;
    await back(await pay(pageOf(await post(await go(id)))));
    expect(asked).toHaveLength(3);
    expect(await state(id)).toMatchObject({ status: 'succeeded' });
  });
});

test('neither the session nor a number of the form stands readable in the database', async () => {
  const id = await aPayment();
  const { fields } = await go(id);
  const { nextAction } = await db.attempt.findFirstOrThrow();
  expect(nextAction).toMatchObject({ type: 'form', sealed: expect.any(String) });
  expect(JSON.stringify(nextAction)).not.toContain(fields.sessionid);
  const told = await db.observation.findMany({ where: { paymentId: id } });
  expect(told.length).toBeGreaterThan(0);
  expect(JSON.stringify(told.map(({ detail }) => detail))).not.toContain(fields.sessionid);
});

test('a number that came with the order is locked on the page', async () => {
  const id = await aPayment();
  const form = await go(id);
  const page = pageOf(await post({ fields: { ...form.fields, phonennumber: '22890000049' } }));
  await typePin(page, '4321', { number: '90000789' });
  await typeCode(page);
  expect(await db.sandboxTransaction.findFirstOrThrow()).toMatchObject({
    phone: '+22890000049',
    status: 'failed',
  });
});
