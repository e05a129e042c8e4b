/** Flooz over real HTTP: a program written for it that is pointed at us. Our own connection to it: demo-shop.spec.ts. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { demo, newReference, rows } from './demo.ts';

// One callback address for the account.
test.describe.configure({ mode: 'default' });

const account = demo.compat.flooz ?? {};
const received: Record<string, string>[] = [];
let server: Server;

test.beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    received.push(Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())));
    outgoing.setHeader('content-type', 'application/json').end('{"message":"success","code":0}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  await rows(`UPDATE dialect_credentials SET callback_url = $1 WHERE provider = 'flooz'`, [
    `http://127.0.0.1:${port}/callback`,
  ]);
});

test.afterAll(async () => {
  await rows(`UPDATE dialect_credentials SET callback_url = NULL WHERE provider = 'flooz'`);
  server.close();
});

/** The request as seen in the field, with an account and a reference of our own. */
function debit(mrchrefid: string, msisdn = '22896000789'): Record<string, unknown> {
  const file = path.join(import.meta.dirname, '../lib/providers/flooz/fixtures/debit.request.json');
  const { key, partnermsisdn } = account;
  return { ...JSON.parse(readFileSync(file, 'utf8')).body, mrchrefid, msisdn, key, partnermsisdn };
}

/** As their clients write it, independently of our own code: base64(iv):base64(cipher). */
function randomIvToken(password = account.password): string {
  const iv = randomBytes(16);
  const key = Buffer.from(account.encryption_key ?? '');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const text = Buffer.concat([cipher.update(`16:${account.username}:${password}`), cipher.final()]);
  return `${iv.toString('base64')}:${text.toString('base64')}`;
}

async function post(route: string, body: Record<string, unknown>, authorization = randomIvToken()) {
  const response = await fetch(`${account.base_url}${route}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.json();
}

const DEBIT = '/payment/HttpService/json/cv/debit';
const verify = (mrchrefid: string, route = '/payment/HttpService/json/cv/Verify') =>
  post(route, { mrchrefid, partnermsisdn: account.partnermsisdn });
const callbacksFor = (reference: string) => received.filter(({ mrchrefid }) => mrchrefid === reference);
const paymentsOf = (reference: string) =>
  rows<{ id: string; status: string }>('SELECT id, status FROM payments WHERE reference = $1', [reference]);

test('debit, duplicate, verify on every path, and the callback', async () => {
  const reference = newReference();
  expect(await post(DEBIT, debit(reference))).toMatchObject({
    status: 0,
    mrorrefid: expect.stringMatching(/./),
  });
  expect(await post('/floozdebitapi/flooz/debitService', debit(reference))).toMatchObject({ status: 4 });
  await expect.poll(async () => (await verify(reference)).details?.status).toBe(0);
  for (const route of ['/floozdebitapi/flooz/verify', '/Flooz/DebitService/Verify/'])
    expect((await verify(reference, route)).details).toMatchObject({ amount: '1500', msisdn: '22896000789' });
  await expect.poll(() => callbacksFor(reference)).toHaveLength(1);
  expect(callbacksFor(reference)[0]).toMatchObject({ amount: '1500', msisdn: '22896000789', status: '0' });
  expect(await paymentsOf(reference)).toHaveLength(1);
});

test('a payment that fails is never told in a word', async () => {
  const reference = newReference();
  await post(DEBIT, debit(reference, '22896000049'));
  await expect.poll(async () => (await verify(reference)).details?.status).not.toBe(1);
  const { details } = await verify(reference);
  expect([10, 100]).toContain(details.status);
  await expect.poll(() => callbacksFor(reference)).toHaveLength(1);
  expect([String(details.status)]).toContain(callbacksFor(reference)[0]?.status);
});

test('a wrong password, a used token and a bad amount are told under HTTP 200, and create nothing', async () => {
  const reference = newReference();
  expect(await post(DEBIT, debit(reference), randomIvToken('wrong'))).toMatchObject({ status: 99 });
  expect(await post(DEBIT, { ...debit(reference), amount: '1500.5' })).toMatchObject({ status: 3 });
  const { username = '', password = '' } = account;
  const index = String(Date.now());
  const query = new URLSearchParams({ index, username, password });
  const token = async () => (await fetch(`${account.base_url}/token?${query}`)).json();
  const { key } = await token();
  expect(await token()).toMatchObject({ status: 99 });
  expect(await post(DEBIT, { ...debit(reference), amount: '' }, key)).toMatchObject({ status: 1 });
  expect(await post(DEBIT, debit(reference), key)).toMatchObject({ status: 99 });
  expect(await paymentsOf(reference)).toEqual([]);
});
