/**
 * FlexPay, DR Congo: cents through the API and on its card page, and a program written for FlexPay, pointed at us, over
 * real HTTP. Cents from the shop to the verified webhook: demo-shop.spec.ts.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { api, countsOf, demo, hostedPayment, newReference, type Payment, rows } from './demo.ts';
import { WORDS } from './words.ts';

const { base_url = '', token = '', merchant = '' } = demo.compat.flexpay ?? {};

const received: Record<string, unknown>[] = [];
let server: Server;
let callbackUrl = '';

test.beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    received.push(JSON.parse(Buffer.concat(chunks).toString()));
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  callbackUrl = `http://127.0.0.1:${port}/flexpay`;
});

test.afterAll(() => server.close());

async function ask(route: string, body?: Record<string, unknown>, authorization = `Bearer Bearer ${token}`) {
  const response = await fetch(`${base_url}${route}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { http: response.status, ...(await response.json()) };
}

const called = (reference: string) => received.filter((message) => message.reference === reference);
const content = (page: Page) => page.locator('main');

test('half a dollar through the API: charged once, booked to the cent, told what the payer paid', async () => {
  const payment = await api('POST', '/payments', {
    amount: 50,
    currency: 'USD',
    country: 'CD',
    reference: newReference(),
    operator: 'cd-airtel',
    phone: '0970000789',
  });
  const read = () => api<Payment & Record<string, unknown>>('GET', `/payments/${payment.id}`);
  await expect.poll(async () => (await read()).status).toBe('succeeded');
  expect(await read()).toMatchObject({ amount: 50, amount_paid_by_customer: 51, operator: 'cd-airtel' });
  const postings = await rows<{ amount: string; currency: string }>(
    'SELECT amount::text, currency FROM postings WHERE resource_id = $1',
    [payment.id],
  );
  expect(postings).toEqual([{ amount: '50', currency: 'USD' }]);
  await expect
    .poll(() => countsOf(payment.id))
    .toMatchObject({
      charges: 1,
      webhooks: ['payment.created', 'payment.pending', 'payment.succeeded'],
    });
});

test('half a dollar by card: FlexPay’s page, and back to a page that shows it', async ({ page }) => {
  const { checkout_url } = await hostedPayment({ amount: 50, currency: 'USD', country: 'CD' });
  await page.goto(`${checkout_url}?lang=en`);
  await expect(content(page)).toContainText('0.50');
  await page.getByText('Visa, Mastercard', { exact: true }).click();
  await page.getByRole('button', { name: /^Pay/ }).click();
  await expect(page).toHaveURL(/\/sandbox\/pay\//);
  await expect(content(page)).toContainText(/0[.,]50/);
  await page.locator('#number').fill('4111 1111 1111 1789');
  await page.locator('button[value="approve"]').click();
  await expect(page.getByRole('heading', { name: WORDS.en.received })).toBeVisible({ timeout: 15_000 });
  await expect(content(page)).toContainText('0.50');
});

test('the documented requests: payment, the same again, check, callback, another content, a bad token', async () => {
  const reference = newReference();
  const request = {
    merchant,
    type: '1',
    phone: '243810000789',
    reference,
    amount: '0.5',
    currency: 'USD',
    callbackUrl,
  };
  const accepted = await ask('/api/rest/v1/paymentService', request);
  expect(accepted).toEqual({
    http: 200,
    code: '0',
    message: 'Transaction envoyée avec succès. Veuillez valider le push message',
    orderNumber: expect.any(String),
  });
  expect(await ask('/api/rest/v1/paymentService/', { ...request, amount: 0.5, type: 1 })).toEqual(accepted);
  const other = await ask('/api/rest/v1/paymentService', { ...request, amount: '0.6' });
  expect(other).toMatchObject({ http: 200, code: '1' });

  const check = () => ask(`/api/rest/v1/check/${accepted.orderNumber}`);
  await expect.poll(async () => (await check()).transaction.status).toBe('0');
  const { transaction } = await check();
  expect(transaction).toMatchObject({ reference, amount: '0.5', amountCustomer: '0.51', channel: 'mpesa' });
  await expect.poll(() => called(reference)).toHaveLength(1);
  const { status: _status, ...state } = transaction;
  expect(called(reference)[0]).toMatchObject({ ...state, code: '0', phone: '243810000789' });

  const refused = await ask(
    '/api/rest/v1/paymentService',
    { ...request, reference: newReference() },
    'Bearer x',
  );
  expect(refused).toEqual({ http: 401, message: expect.any(String) });
  expect(await ask('/api/rest/v1/check/never')).toMatchObject({ http: 200, code: '1', transaction: null });
  expect(await ask('/api/rest/v1/merchantPayOutService', request)).toMatchObject({ http: 200, code: '1' });
  expect(await ask(`/api/rest/v1/balance/${merchant}`)).toMatchObject({ http: 200, code: '0' });
});

test('a card of a moved shop: one page, opened on our checkout', async ({ page }) => {
  const reference = newReference();
  const card = {
    authorization: `Bearer ${token}`,
    merchant,
    reference,
    amount: 10,
    currency: 'USD',
    description: 'Commande 1002',
    callback_url: callbackUrl,
    approve_url: 'https://shop.example.com/approve',
    cancel_url: 'https://shop.example.com/cancel',
    decline_url: 'https://shop.example.com/decline',
    home_url: 'https://shop.example.com/',
  };
  const reply = await ask('/v1.1/pay', card);
  expect(reply).toMatchObject({ http: 200, code: '0', url: expect.stringContaining('/pay/pay_') });
  expect(await ask('/v1.1/pay', card)).toEqual(reply);
  await page.goto(reply.url);
  await expect(content(page)).toContainText(/10[.,]00/);
  await expect(page.locator('input[name="operator"]')).toHaveCount(1);
  expect(await rows('SELECT 1 FROM payments WHERE reference = $1', [reference])).toHaveLength(1);
  expect(await ask(`/api/rest/v1/check/${reply.orderNumber}`)).toMatchObject({
    transaction: { status: '2', amount: '10.0', channel: 'mastercard' },
  });
});
