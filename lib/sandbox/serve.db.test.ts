import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import { inventCredentials } from '#lib/providers/invent-credentials.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { ensureAccount } from './accounts.ts';
import { serveSandbox } from './serve.ts';

const { manifest } = PROVIDERS['my-coolpay'];
let credentials: Record<string, string>;

beforeEach(async () => {
  await truncateAll();
  process.env.CROSS_TIMINGS = 'fast';
  resetEnv();
  credentials = inventCredentials(manifest, 'sandbox');
  await ensureAccount(manifest, credentials);
  return () => {
    delete process.env.CROSS_TIMINGS;
  };
});

function call(path: string, init?: RequestInit): Promise<Response> {
  return serveSandbox(
    new Request(`http://127.0.0.1:3000/sandbox/my-coolpay${path}`, init),
    'my-coolpay',
    path,
  );
}

function payin(ending: string, init: RequestInit = {}): Promise<Response> {
  return call(`/api/${credentials.public_key}/payin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      transaction_amount: 1500,
      transaction_reason: 'Essai',
      app_transaction_ref: `REF${ending}`,
      customer_phone_number: `670000${ending}`,
    }),
    ...init,
  });
}

describe('the dialect', () => {
  test('is served below the prefix', async () => {
    const reply = await payin('789');
    expect(await reply.json()).toMatchObject({
      status: 'success',
      action: 'PENDING',
      ussd: expect.any(String),
    });
    expect(await db.sandboxTransaction.count()).toBe(1);
  });

  test('asks for a code', async () => {
    const reply = await (await payin('219')).json();
    expect(reply).toMatchObject({ action: 'REQUIRE_OTP' });
    const authorize = (code: string) =>
      call(`/api/${credentials.public_key}/payin/authorize`, {
        method: 'POST',
        body: JSON.stringify({ transaction_ref: reply.transaction_ref, code }),
      });
    expect((await authorize('0000')).status).toBe(401);
    expect((await authorize('1234')).status).toBe(200);
  });

  test('refuses in the provider’s shape', async () => {
    const reply = await payin('109');
    expect(reply.status).toBe(422);
    expect(await reply.json()).toMatchObject({ status: 'error', message: expect.any(String) });
  });

  test('leaves a caller without an answer as long as it waits, and no longer', async () => {
    const impatient = new AbortController();
    const answer = payin('139', { signal: impatient.signal });
    await expect.poll(() => db.sandboxTransaction.count()).toBe(1);
    impatient.abort();
    expect((await answer).status).toBe(504);
  });

  test('tells the balance to the private key from a declared address', async () => {
    const reply = await call(`/api/${credentials.public_key}/balance`, {
      headers: { 'x-private-key': credentials.private_key ?? '', 'x-cross-peer': '127.0.0.1' },
    });
    expect(await reply.json()).toMatchObject({ status: 'success', balance: 1_000_000 });
  });

  test('knows no other provider and no key of the gateway', async () => {
    expect((await serveSandbox(new Request('http://x/'), 'nobody', '/api')).status).toBe(404);
    expect((await call('/api/pk_live_anything/balance')).status).toBe(404);
  });
});

describe('the account', () => {
  const put = (body: unknown, secret = credentials.private_key) =>
    call('/_account', {
      method: 'PUT',
      headers: { authorization: `Bearer ${secret}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('takes its callback address from whoever holds the private credential', async () => {
    const reply = await put({ callback_url: 'http://127.0.0.1:9/cb', declared_addresses: ['10.0.0.1'] });
    expect(await reply.json()).toMatchObject({ callback_url: 'http://127.0.0.1:9/cb' });
    const read = await call('/_account', { headers: { authorization: `Bearer ${credentials.private_key}` } });
    expect(await read.json()).toMatchObject({
      callback_url: 'http://127.0.0.1:9/cb',
      declared_addresses: ['10.0.0.1'],
      address_check_lifted: false,
    });
  });

  test('is closed to everybody else', async () => {
    expect((await put({ callback_url: 'http://127.0.0.1:9/cb' }, credentials.public_key)).status).toBe(401);
    expect((await call('/_account')).status).toBe(401);
  });

  test.each([
    ['not json'],
    [{ callback_url: 'ftp://x' }],
    [{ unknown: true }],
    [{ declared_addresses: ['x'] }],
    [[]],
  ])('refuses %j and says why', async (body) => {
    const reply = await put(body);
    expect(reply.status).toBe(422);
    expect((await reply.json()).error).toEqual(expect.any(String));
  });
});

describe('a link to a page', () => {
  test('asks first, creates on the button, and leads to the same page ever after', async () => {
    const { manifest: paygate } = PROVIDERS.paygateglobal;
    const { auth_token = '' } = inventCredentials(paygate, 'sandbox');
    await ensureAccount(paygate, { auth_token });
    const path = '/v1/page';
    const query = new URLSearchParams({
      token: auth_token,
      amount: '300',
      identifier: '10',
      description: 'test',
    });
    const open = (method: string) =>
      serveSandbox(
        new Request(`http://127.0.0.1:3000/sandbox/paygateglobal${path}?${query}`, { method }),
        'paygateglobal',
        path,
      );
    expect((await open('GET')).status).toBe(200);
    expect(await db.sandboxTransaction.count()).toBe(0);
    const first = await open('POST');
    expect([first.status, (await open('POST')).headers.get('location')]).toEqual([
      303,
      first.headers.get('location'),
    ]);
    expect((await open('GET')).headers.get('location')).toMatch(/\/sandbox\/pay\/\d{9,10}$/);
    expect(await db.sandboxTransaction.count()).toBe(1);
  });
});
