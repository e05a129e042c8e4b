/** A program written for My-CoolPay, pointed at us: the requests as their document prints them, over real HTTP. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { countsOf, demo, newReference, rows } from './demo.ts';

// One callback address for the account, so one test after the other.
test.describe.configure({ mode: 'default' });

const { base_url = '', public_key = '', private_key = '' } = demo.compat['my-coolpay'] ?? {};
const API = `${base_url}/api/${public_key}`;
const PRIVATE_KEY = { 'X-PRIVATE-KEY': private_key };

interface Received {
  headers: Record<string, unknown>;
  body: Record<string, string | number>;
}

let server: Server;
const received: Received[] = [];
/** What the shop answers next about one of its references; OK to all others. */
const answers = new Map<unknown, { status: number; body: string }[]>();

test.beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const message = JSON.parse(Buffer.concat(chunks).toString());
    received.push({ headers: incoming.headers, body: message });
    const { status, body } = answers.get(message.app_transaction_ref)?.shift() ?? { status: 200, body: 'OK' };
    outgoing.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  await rows(
    `UPDATE dialect_credentials SET callback_url = $1 WHERE provider = 'my-coolpay' AND lookup = $2`,
    [`http://127.0.0.1:${port}/callback`, public_key],
  );
});

test.afterAll(async () => {
  await rows(`UPDATE dialect_credentials SET callback_url = NULL WHERE lookup = $1`, [public_key]);
  server.close();
});

/** A request of their document, with a reference and a payer of our own. */
function documented(name: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  const file = path.join(import.meta.dirname, `../lib/providers/my-coolpay/fixtures/${name}.json`);
  return { ...JSON.parse(readFileSync(file, 'utf8')).body, ...change };
}

async function post(route: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(API + route, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function get(route: string, headers: Record<string, string> = {}) {
  const response = await fetch(API + route, { headers });
  return { status: response.status, body: await response.json() };
}

function payin(change: Record<string, unknown> = {}) {
  return post('/payin', documented('payin.request', { app_transaction_ref: newReference(), ...change }));
}

function callbacksFor(transactionRef: unknown): Received[] {
  return received.filter(({ body }) => body.transaction_ref === transactionRef);
}

async function paymentOf(transactionRef: unknown): Promise<string> {
  const [row] = await rows<{ payment_id: string }>(
    'SELECT payment_id FROM compat_transactions WHERE provider_reference = $1',
    [transactionRef],
  );
  if (row === undefined) throw new Error(`No payment for ${transactionRef}.`);
  return row.payment_id;
}

test('payin, status, success and the signed callback', async () => {
  const reference = newReference();
  const asked = await payin({ app_transaction_ref: reference });
  expect(asked).toEqual({
    status: 200,
    body: {
      status: 'success',
      transaction_ref: expect.any(String),
      action: 'PENDING',
      ussd: expect.stringMatching(/^[*#]/),
    },
  });
  const { transaction_ref } = asked.body;
  const open = await get(`/checkStatus/${transaction_ref}`);
  expect(open.body).toMatchObject({ app_transaction_ref: reference, transaction_amount: 1500 });
  expect((await payin({ app_transaction_ref: reference })).status).toBe(409);

  await expect
    .poll(async () => (await post('/checkStatus', { transaction_ref })).body.transaction_status)
    .toBe('SUCCESS');
  await expect.poll(() => callbacksFor(transaction_ref).length).toBe(1);
  const [callback] = callbacksFor(transaction_ref);
  expect(callback?.body).toMatchObject({
    application: public_key,
    app_transaction_ref: reference,
    transaction_type: 'PAYIN',
    transaction_amount: 1500,
    transaction_currency: 'XAF',
    transaction_operator: 'CM_MOMO',
    transaction_status: 'SUCCESS',
    customer_phone_number: '670000789',
  });
  const signed = `${transaction_ref}PAYIN1500XAFCM_MOMO${private_key}`;
  expect(callback?.body.signature).toBe(createHash('md5').update(signed).digest('hex'));
  expect(await countsOf(await paymentOf(transaction_ref))).toMatchObject({ charges: 1 });
});

test('a payer who must enter a code', async () => {
  const asked = await payin({ customer_phone_number: '670000219' });
  expect(asked.body).toMatchObject({ status: 'success', action: 'REQUIRE_OTP' });
  const { transaction_ref } = asked.body;
  const authorize = (code: string) => post('/payin/authorize', { transaction_ref, code });
  expect(await authorize('0000')).toMatchObject({ status: 401, body: { status: 'error' } });
  expect(await authorize('1234')).toMatchObject({ status: 200, body: { action: 'PENDING' } });
  await expect
    .poll(async () => (await get(`/checkStatus/${transaction_ref}`)).body.transaction_status)
    .toBe('SUCCESS');
});

test('a payment page is our checkout, with what the shop told', async ({ page }) => {
  const asked = await post(
    '/paylink?param1=val1&param2=val2',
    documented('paylink.request', {
      app_transaction_ref: newReference(),
      customer_phone_number: '670000789',
    }),
  );
  expect(asked.body).toMatchObject({ status: 'success', payment_url: expect.any(String) });
  await page.goto(asked.body.payment_url);
  await expect(page.getByText('Commande 1003')).toBeVisible();
  await expect(page.locator('#phone')).toHaveValue(/6 70 00 07 89/);
  const open = await get(`/checkStatus/${asked.body.transaction_ref}`);
  expect(open.body).toMatchObject({ transaction_status: 'CREATED' });
});

test('forms and multipart are read', async () => {
  const fields = documented('payin.request', { transaction_amount: '1500.00' });
  const bodies = [
    (entries: string[][]) => new URLSearchParams(entries),
    (entries: string[][]) => {
      const form = new FormData();
      for (const [name = '', value = ''] of entries) form.set(name, value);
      return form;
    },
  ];
  for (const write of bodies) {
    const entries = Object.entries({ ...fields, app_transaction_ref: newReference() });
    const body = write(entries.map(([name, value]) => [name, String(value)]));
    const response = await fetch(`${API}/payin/`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ status: 'success', action: 'PENDING' });
  }
});

test('refusals have the provider’s shape, and nothing is created', async () => {
  const count = async () => (await rows('SELECT 1 FROM compat_transactions')).length;
  const before = await count();
  const payout = documented('payout.request.header', { app_transaction_ref: newReference() });
  const refusals = [
    [403, await post('/payout', payout, PRIVATE_KEY)],
    [401, await post('/payout', payout, { 'X-PRIVATE-KEY': 'wrong' })],
    [401, await get('/balance')],
    [400, await payin({ transaction_currency: 'EUR' })],
    [400, await payin({ transaction_amount: 1500.5 })],
    [400, await payin({ transaction_reason: 'x'.repeat(1_000_000) })],
    [404, await get('/checkStatus/unknown')],
    [404, await get('/../not-the-key/checkStatus/unknown')],
    [404, await get('/nothing')],
  ] as const;
  for (const [status, answer] of refusals) {
    expect(answer).toEqual({ status, body: { status: 'error', message: expect.stringMatching(/./) } });
  }
  expect(await get('/balance', PRIVATE_KEY)).toMatchObject({ status: 200, body: { status: 'success' } });
  expect(await count()).toBe(before);
});

test('a callback is sent again until a 2xx; KO is the shop’s no', async () => {
  const failing = newReference();
  answers.set(failing, [{ status: 500, body: 'oops' }]);
  const { transaction_ref } = (await payin({ app_transaction_ref: failing })).body;
  await expect.poll(() => callbacksFor(transaction_ref).length).toBe(2);

  const unwanted = newReference();
  answers.set(unwanted, [{ status: 200, body: 'KO' }]);
  const refused = (await payin({ app_transaction_ref: unwanted })).body.transaction_ref;
  const delivery = async () =>
    rows<{ status: string; tries_count: number }>(
      `SELECT d.status, d.tries_count FROM deliveries d JOIN events e ON e.id = d.event_id
       WHERE d.dialect_credential_id IS NOT NULL AND e.resource_id = $1`,
      [await paymentOf(refused)],
    );
  await expect.poll(delivery).toEqual([{ status: 'parked', tries_count: 1 }]);
  expect(callbacksFor(refused)).toHaveLength(1);
});

test('the same paths stand at the root of a compatible host', async () => {
  const { hostname, port } = new URL(demo.base_url);
  const body = JSON.stringify(documented('payin.request', { app_transaction_ref: newReference() }));
  const answer = await new Promise<string>((resolve, reject) => {
    const call = request(
      {
        hostname,
        port,
        path: `/api/${public_key}/payin`,
        method: 'POST',
        headers: { host: 'coolpay.localhost', 'content-type': 'application/json' },
      },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
  expect(JSON.parse(answer)).toMatchObject({ status: 'success', action: 'PENDING' });
});
