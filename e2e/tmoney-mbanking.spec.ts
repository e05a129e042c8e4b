/**
 * TMoney MBANKING over real HTTP: the requests seen in the field, sent to us and to the simulated operator by a program
 * that knows nothing of us. A payment through a connection to it starts in demo-shop.spec.ts.
 */
import { readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { demo, newReference, rows } from './demo.ts';

// One callback address for each account, so one test after the other.
test.describe.configure({ mode: 'default' });

const PROVIDER = 'tmoney-mbanking';
const compat = demo.compat[PROVIDER] ?? {};
const sandbox = demo.sandbox[PROVIDER] ?? {};

interface Message {
  path: string;
  headers: Record<string, string>;
  body: string;
}
const received: Message[] = [];
let server: Server;
let shopUrl = '';

test.beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([k, v]) => [k, String(v)]));
    received.push({ path: incoming.url ?? '', headers, body: Buffer.concat(chunks).toString() });
    outgoing.end('OK');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  shopUrl = `http://127.0.0.1:${port}`;
  await rows('UPDATE dialect_credentials SET callback_url = $1 WHERE provider = $2', [
    `${shopUrl}/debit`,
    PROVIDER,
  ]);
});

test.afterAll(async () => {
  await rows('UPDATE dialect_credentials SET callback_url = NULL WHERE provider = $1', [PROVIDER]);
  server.close();
});

function example(name: string): Record<string, unknown> {
  const file = path.join(import.meta.dirname, `../lib/providers/${PROVIDER}/fixtures/${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')).body;
}

/** As curl does it, a body on a GET included. */
function send(
  base: string | undefined,
  how: { method?: string; path: string; body?: unknown; token?: string },
): Promise<Record<string, unknown> & { http: number }> {
  const { method = 'GET', path: route, body, token } = how;
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = {
    ...(text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...(token === undefined ? {} : { authorization: token }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${base}${route}`, { method, headers }, async (response) => {
      let answer = '';
      for await (const chunk of response) answer += chunk;
      resolve({ http: response.statusCode ?? 0, ...JSON.parse(answer) });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

async function signIn({ base_url, nomUtilisateur, motDePasse }: Record<string, string>): Promise<string> {
  const body = { nomUtilisateur, motDePasse };
  const { data } = await send(base_url, { method: 'POST', path: '/login', body });
  return String(Object(data).token);
}

const stateOf = async (base: string | undefined, check: string, token: string) =>
  Object((await send(base, { path: check, token })).data)[0]?.statutRequete;

test('a program written for MBANKING: sign-in, debit, repeat, check, callback', async () => {
  const token = await signIn(compat);
  expect(token).toMatch(/^Bearer [^.]+\.[^.]+\.[^.]+$/);
  const idRequete = newReference();
  const debit = {
    method: 'POST',
    path: '/push-api/v1/debit',
    body: { ...example('debit.request'), idRequete },
  };
  expect(await send(compat.base_url, { ...debit, token })).toMatchObject({
    http: 200,
    code: '2000',
    idRequete,
  });
  const raw = token.replace('Bearer ', '');
  expect(await send(compat.base_url, { ...debit, path: '/tpdebit/debit/', token: raw })).toMatchObject({
    code: '4001',
  });
  const check = `/tmoney-middleware/transactionid?idRequete=${idRequete}`;
  await expect.poll(() => stateOf(compat.base_url, check, `Bearer  ${raw}`)).toBe('SUCCES');
  const callbacks = () =>
    received.map(({ body }) => JSON.parse(body)).filter((body) => body.idRequete === idRequete);
  await expect.poll(callbacks).toHaveLength(1);
  const { refTmoney, message } = callbacks()[0];
  expect(callbacks()).toEqual([{ ...example('debit.callback.success'), idRequete, refTmoney, message }]);
  expect(await rows('SELECT status FROM payments WHERE reference = $1', [idRequete])).toEqual([
    { status: 'succeeded' },
  ]);
});

test('what is refused creates nothing: no token, a token of nobody, a wrong password, bad input, a credit', async () => {
  const idRequete = newReference();
  const body = { ...example('debit.request'), idRequete };
  const post = (change: object, token?: string, route = '/push-api/v1/debit') =>
    send(compat.base_url, {
      method: 'POST',
      path: route,
      body: { ...body, ...change },
      ...(token && { token }),
    });
  const token = await signIn(compat);
  expect(await post({})).toMatchObject({ http: 200, code: '403', idRequete });
  expect(await post({}, 'Bearer fake-token')).toEqual({ http: 401, ...example('gateway.reply.fault') });
  expect(
    await send(compat.base_url, { method: 'POST', path: '/login', body: example('login.request') }),
  ).toMatchObject({
    http: 200,
    ...example('login.reply.refused'),
  });
  for (const change of [
    { montant: 0 },
    { montant: 1500.5 },
    { numeroClient: '237670000789' },
    { idRequete: 'a\n' },
  ]) {
    expect(await post(change, token)).toMatchObject({ http: 200, code: '500' });
  }
  expect(await post({}, token, '/m-banking/v1/api/tpcredit')).toMatchObject({ http: 200, code: '500' });
  const check = { path: `/push-api/v1/transactionid?idRequete=${idRequete}`, token };
  expect(await send(compat.base_url, check)).toMatchObject({
    http: 200,
    ...example('check.reply.not-found'),
  });
  expect(await rows('SELECT 1 FROM payments WHERE reference = $1', [idRequete])).toEqual([]);
});

test('credits at the simulated operator: version 2, and version 1 as a GET with a JSON body', async () => {
  const changed = await fetch(`${sandbox.base_url}/_account`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${sandbox.motDePasse}` },
    body: JSON.stringify({ callback_url: `${shopUrl}/credit` }),
  });
  expect(changed.status).toBe(200);
  const token = await signIn(sandbox);
  const [first, second] = [newReference(), newReference()];
  const credit = { ...example('credit.request'), idRequete: first };
  const v2 = { method: 'POST', path: '/m-banking/v1/api/tpcredit', body: credit, token };
  expect(await send(sandbox.base_url, v2)).toMatchObject({ code: '2000', idRequete: first });
  const { nomUtilisateur: merchantid, motDePasse: password } = sandbox;
  const v1 = { ...example('credit-v1.request'), merchantid, password, referenceid: second };
  const result = { merchantid, client: '22890000789', amount: '5000', currency: '952', referenceid: second };
  expect(await send(sandbox.base_url, { path: '/bankcashin', body: v1 })).toMatchObject({
    ...result,
    result: '2000',
  });
  const check = (idRequete: string) =>
    `/m-banking/v1/api/tpcredit/check-transaction-id?idRequete=${idRequete}`;
  for (const idRequete of [first, second]) {
    await expect.poll(() => stateOf(sandbox.base_url, check(idRequete), token)).toBe('SUCCES');
  }
  const posted = () =>
    received.filter((message) => message.path === '/credit').map(({ body }) => JSON.parse(body));
  await expect.poll(posted).toEqual([expect.objectContaining({ ...result, result: '200' })]);
});
