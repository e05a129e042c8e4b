/** A program written for PayGateGlobal, pointed at us, over real HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { demo, newReference, rows } from './demo.ts';

// One confirmation address for the account, so one test after the other.
test.describe.configure({ mode: 'default' });

const { base_url = '', auth_token = '' } = demo.compat.paygateglobal ?? {};

const received: Record<string, unknown>[] = [];
let server: Server;

test.beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    received.push(JSON.parse(Buffer.concat(chunks).toString()));
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  await rows(`UPDATE dialect_credentials SET callback_url = $1 WHERE provider = 'paygateglobal'`, [
    `http://127.0.0.1:${port}/confirmation`,
  ]);
});

test.afterAll(async () => {
  await rows(`UPDATE dialect_credentials SET callback_url = NULL WHERE provider = 'paygateglobal'`);
  server.close();
});

async function post(route: string, body: Record<string, unknown>) {
  const response = await fetch(`${base_url}${route}`, {
    method: 'POST',
    body: JSON.stringify({ auth_token, ...body }),
  });
  expect(response.status).toBe(200);
  return response.json();
}

function pay(identifier: string, phone_number = '90000789') {
  return post('/api/v1/pay', { identifier, phone_number, amount: 1500, network: 'TMONEY' });
}

const paymentsOf = (identifier: string) =>
  rows<{ id: string; status: string }>('SELECT id, status FROM payments WHERE reference = $1', [identifier]);

test('pay, duplicate, both status calls, and the confirmation', async () => {
  const identifier = newReference();
  const { tx_reference, status } = await pay(identifier);
  expect([Number.isInteger(tx_reference), status]).toEqual([true, 0]);
  expect(await pay(identifier)).toMatchObject({ status: 6 });
  await expect.poll(async () => (await post('/api/v2/status', { identifier })).status).toBe(0);
  const state = { tx_reference, identifier, amount: 1500, phone_number: '22890000789' };
  expect(await post('/api/v1/status', { tx_reference })).toMatchObject({ ...state, status: 0 });
  await expect.poll(() => received.filter((message) => message.identifier === identifier)).toHaveLength(1);
  const confirmation = received.find((message) => message.identifier === identifier);
  expect(confirmation).toMatchObject({ ...state, payment_method: 'T-Money' });
  expect(confirmation).not.toHaveProperty('status');
});

test('a payment that fails is told by the status alone', async () => {
  const identifier = newReference();
  await pay(identifier, '90000049');
  await expect.poll(async () => (await paymentsOf(identifier))[0]?.status).toBe('failed');
  const due = () =>
    rows(
      `SELECT 1 FROM deliveries d JOIN events e ON e.id = d.event_id JOIN payments p ON p.id = e.resource_id
       WHERE p.reference = $1 AND d.dialect_credential_id IS NOT NULL`,
      [identifier],
    );
  await expect.poll(due).toEqual([]);
  expect(received.filter((message) => message.identifier === identifier)).toEqual([]);
});

test('a page link: GET creates nothing, POST makes one payment, whose page offers the named network', async ({
  page,
}) => {
  const identifier = newReference();
  const query = `token=${auth_token}&amount=1500&identifier=${identifier}&network=TOGOCEL&phone=90000789`;
  const link = `${base_url}/v1/page?${query}`;
  await page.goto(link);
  expect(await paymentsOf(identifier)).toEqual([]);
  await page.getByRole('button').click();
  await expect(page.locator('#phone')).toHaveValue(/90 00 07 89/);
  await expect(page.locator('input[name="operator"]')).toHaveCount(1);
  const checkout = page.url();
  await page.goto(link);
  expect(page.url()).toBe(checkout);
  expect(await paymentsOf(identifier)).toHaveLength(1);
});

test('a return address that the app did not declare leads nowhere', async () => {
  const identifier = newReference();
  const query = new URLSearchParams({
    token: auth_token,
    amount: '1500',
    identifier,
    url: 'https://evil.test/',
  });
  const response = await fetch(`${base_url}/v1/page?${query}`, { method: 'POST', redirect: 'manual' });
  expect(response.status).toBe(400);
  expect(await paymentsOf(identifier)).toEqual([]);
});

test('a return address pasted without encoding keeps the parameters that are its own', async () => {
  const identifier = newReference();
  const [app] = await rows<{ origin: string }>(
    `SELECT a.declared_origins[1] AS origin FROM apps a JOIN dialect_credentials d ON d.app_id = a.id
     WHERE d.provider = 'paygateglobal'`,
  );
  const url = `${app?.origin}/return?order=1006&lang=fr`;
  const link = `${base_url}/v1/page?token=${auth_token}&amount=1500&description=Commande|1&identifier=${identifier}&url=${url}`;
  const response = await fetch(link, { method: 'POST', redirect: 'manual' });
  expect(response.status).toBe(303);
  const kept = 'SELECT success_url FROM payments WHERE reference = $1';
  expect(await rows(kept, [identifier])).toEqual([{ success_url: url }]);
});
