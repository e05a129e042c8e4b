/** TMoney Online: the payer goes to its page with a posted form and back; and a program written for it, pointed at us. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { countsOf, demo, newReference, type Payment, rows } from './demo.ts';

// A merchant of its own with a connection of its own, so that the shops of other tests go on as they are.
test.describe.configure({ mode: 'default' });

const PHONE = { width: 360, height: 740 };
const { base_url = '', merchantid = '' } = demo.compat['tmoney-online'] ?? {};
const { merchantid: account = '' } = demo.sandbox['tmoney-online'] ?? {};

const received: { query: URLSearchParams; headers: IncomingHttpHeaders; body: string }[] = [];
let server: Server;
let here: string;
let signingSecret: string;
let secretKey: string;
let connectionId: string;

test.beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { searchParams } = new URL(incoming.url ?? '', 'http://shop');
    received.push({ query: searchParams, headers: incoming.headers, body: Buffer.concat(chunks).toString() });
    outgoing.end('OK');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  here = `http://127.0.0.1:${port}`;
  await aTogoleseMerchant();
  await rows(`UPDATE dialect_credentials SET callback_url = $1 WHERE provider = 'tmoney-online'`, [
    `${here}/notification`,
  ]);
});

test.afterAll(async () => {
  await calledBackAt(null);
  await rows(`UPDATE dialect_credentials SET callback_url = NULL WHERE provider = 'tmoney-online'`);
  server.close();
});

/** Its own connection, to the demo's account at the simulated TMoney, comes before the platform's. */
async function aTogoleseMerchant(): Promise<void> {
  const { CROSS_DATA_DIR = '.data' } = process.env;
  process.env.CROSS_SECRET ||= readFileSync(path.join(CROSS_DATA_DIR, 'secret'), 'utf8').trim();
  const { newId, newPublicKey, newSecretKey } = await import('#lib/ids.ts');
  const { newSigningSecret, seal, sha256 } = await import('#lib/secrets.ts');
  const { sealPurpose } = await import('#lib/seal-purposes.ts');
  const [merchant, app] = [newId('mer'), newId('app')];
  signingSecret = newSigningSecret();
  secretKey = newSecretKey('test');
  await rows(`INSERT INTO merchants (id, name, country) VALUES ($1, 'Boutique Essi', 'TG')`, [merchant]);
  await rows(
    `INSERT INTO apps (id, merchant_id, name, country, currency, site_url, public_key, signing_secret_sealed)
     VALUES ($1, $2, 'Boutique Essi', 'TG', 'XOF', $3, $4, $5)`,
    [app, merchant, here, newPublicKey('test'), seal(signingSecret, sealPurpose.appSigningSecret(app))],
  );
  await rows(
    `INSERT INTO api_keys (id, merchant_id, app_id, mode, hash, hint, scopes)
     VALUES ($1, $2, $3, 'test', $4, 'e2e', '{payments,read}')`,
    [newId('key'), merchant, app, Buffer.from(sha256(secretKey))],
  );
  const { newCallbackToken } = await import('#lib/ids.ts');
  const token = newCallbackToken();
  connectionId = newId('con');
  await rows(
    `INSERT INTO connections (id, merchant_id, mode, provider, name, base_url, credentials_sealed, settings, callback_token)
     VALUES ($1, $2, 'test', 'tmoney-online', 'e2e', 'sandbox:', $3, '{"sourceNetworks":["127.0.0.1","::1"]}', $4)`,
    [
      connectionId,
      merchant,
      seal(JSON.stringify({ merchantid: account }), sealPurpose.connectionCredentials(connectionId)),
      token,
    ],
  );
  await calledBackAt(`${demo.base_url}/callbacks/tmoney-online/${token}`);
}

/** Where the simulated TMoney sends the notifications of the demo's account. */
async function calledBackAt(callback_url: string | null): Promise<void> {
  const { base_url: simulated = '' } = demo.sandbox['tmoney-online'] ?? {};
  const answer = await fetch(`${simulated}/_account`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${account}` },
    body: JSON.stringify({ callback_url }),
  });
  expect(answer.status).toBe(200);
}

async function api(method: 'GET' | 'POST', route: string, body?: unknown): Promise<Payment> {
  const response = await fetch(`${demo.base_url}/api/v1${route}`, {
    method,
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
  return JSON.parse(text);
}

function aPayment(): Promise<Payment> {
  const order = { amount: 1500, currency: 'XOF', reference: newReference(), callback_url: `${here}/webhook` };
  return api('POST', '/payments', order);
}

/** A payer in front of the checkout; whatever a policy of ours blocks is a failure. */
async function aPayer(browser: Browser, script: boolean) {
  const context = await browser.newContext({ locale: 'fr', viewport: PHONE, javaScriptEnabled: script });
  const page = await context.newPage();
  const blocked: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) blocked.push(message.text());
  });
  return { context, page, blocked };
}

/** From our checkout to TMoney's page, which the sandbox plays. */
async function goToTMoney(page: Page, payment: Payment, script: boolean): Promise<void> {
  await page.goto(`${payment.checkout_url}?lang=fr`);
  await page.getByText('TMoney', { exact: true }).click();
  await page.getByRole('button', { name: /^Payer/ }).click();
  if (!script) await page.getByRole('button', { name: 'Continuer chez TMoney' }).click();
  await expect(page).toHaveURL(/\/sandbox\/pay\//);
  await expect(page.getByText(/^Simulation/)).toBeVisible();
}

async function typePin(page: Page, pin: string, number = '90000123'): Promise<void> {
  await page.getByLabel('Votre numéro').fill(number);
  await page.getByLabel('Code secret').fill(pin);
  await page.getByRole('button', { name: 'Valider' }).click();
}

test('paid without script on TMoney’s page, proven by its notification, told by a webhook', async ({
  browser,
}) => {
  const { context, page, blocked } = await aPayer(browser, false);
  const payment = await aPayment();
  await goToTMoney(page, payment, false);
  await typePin(page, '0000');
  await expect(page.getByText('Il reste 2 essais')).toBeVisible();
  await typePin(page, '4321');
  await page.getByLabel('Code reçu par SMS').fill('1234');
  await page.getByRole('button', { name: 'Valider' }).click();
  await expect(page.getByText('Paiement effectué')).toBeVisible();
  await page.getByRole('link', { name: 'Confirmer' }).click();
  await expect(page).toHaveURL(/\/pay\/pay_/);
  await expect(page.getByRole('heading', { name: 'Paiement reçu' })).toBeVisible();
  expect(blocked).toEqual([]);
  await context.close();

  const told = () =>
    received.find(({ body }) => body.includes(payment.id) && body.includes('payment.succeeded'));
  await expect.poll(() => told() !== undefined).toBe(true);
  const { body = '', headers = {} } = told() ?? {};
  const event = new Webhook(signingSecret).verify(body, headers as Record<string, string>);
  expect(event).toMatchObject({ type: 'payment.succeeded', data: { status: 'succeeded', amount: 1500 } });
  expect(await countsOf(payment.id)).toMatchObject({ charges: 1, postings: ['payment_succeeded'] });
});

test('the back button leads to the same page, Annuler back to our checkout, and the payer tries again', async ({
  browser,
}) => {
  const { context, page, blocked } = await aPayer(browser, true);
  const payment = await aPayment();
  await goToTMoney(page, payment, true);
  const there = page.url().split('?')[0];
  await page.goto(`${payment.checkout_url}?lang=fr`);
  await page.getByRole('button', { name: 'Continuer chez TMoney' }).click();
  await expect(page).toHaveURL(new RegExp(`^${there}`));
  await page.goBack();
  // The form's page may have posted itself again by then: it leads to the same place.
  await page.goForward().catch(() => {});
  await expect(page).toHaveURL(new RegExp(`^${there}`));
  await page.getByRole('button', { name: 'Annuler' }).click();
  await expect(page.getByRole('heading', { name: 'Réessayer ou changer de moyen' })).toBeVisible();
  await expect(page.getByText('le paiement est annulé')).toBeVisible();
  expect((await api('GET', `/payments/${payment.id}`)).attempts).toMatchObject([{ status: 'canceled' }]);
  await goToTMoney(page, payment, true);
  expect(page.url().split('?')[0]).not.toBe(there);
  expect(blocked).toEqual([]);
  await context.close();
});

test('a payer who never returns: the attempt has expired when session and page are over', async () => {
  const settings = (change: string) =>
    rows(`UPDATE connections SET settings = ${change} WHERE id = $1`, [connectionId]);
  await settings(`settings || '{"pageLifeMinutes": 1}'`);
  const { checkout_url, id } = await aPayment();
  const headers = { origin: demo.base_url };
  const body = new URLSearchParams({ operator: 'tg-tmoney' });
  const page = await fetch(`${checkout_url}/charge`, { method: 'POST', headers, body, redirect: 'manual' });
  expect(page.status).toBe(200);
  const host = new URL(demo.base_url).origin;
  expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${host};`);
  expect(await page.text()).toContain(`action="${demo.base_url}/sandbox/tmoney-online/online/online.php"`);
  await expect.poll(async () => (await api('GET', `/payments/${id}`)).attempts[0]?.status).toBe('expired');
  await settings(`settings - 'pageLifeMinutes'`);
  expect(await countsOf(id)).toMatchObject({ charges: 0, postings: [] });
});

test('a program written for TMoney Online: session, order form, our checkout, notification', async () => {
  const session = await (await fetch(`${base_url}/online/online.php?merchantid=${merchantid}`)).text();
  expect(session).toMatch(/^OK:[^\s]{32}$/);
  const unknown = await fetch(`${base_url}/online/online.php?merchantid=0000000000000000`);
  expect(await unknown.text()).toBe('NOK:UNKNOWN_MERCHANT');

  const purchaseref = newReference();
  const order = { purchaseref, sessionid: session.slice(3, 35), merchantid, amount: '1500', currency: '952' };
  const shown = { brand: 'Boutique Essai', description: 'Commande 1001', phonenumber: '22890000789' };
  const back = { accepturl: `${demo.base_url}/accept`, cancelurl: `${demo.base_url}/cancel` };
  const post = (change: Record<string, string> = {}) =>
    fetch(`${base_url}/online/online.php`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...order, ...shown, ...back, language: 'fr', ...change }),
    });
  const wrongs: Record<string, string>[] = [{ amount: '99' }, { currency: '978' }, { sessionid: '' }];
  for (const wrong of wrongs) expect((await post(wrong)).status).toBe(400);
  expect(await rows('SELECT 1 FROM payments WHERE reference = $1', [purchaseref])).toEqual([]);
  const taken = await post();
  expect(taken.status).toBe(303);
  const checkout = taken.headers.get('location') ?? '';
  expect(checkout).toContain(`${demo.base_url}/pay/pay_`);
  expect((await post()).headers.get('location')).toBe(checkout);

  // The payer pays there, whichever way this gateway takes TMoney.
  await fetch(`${checkout}/charge`, {
    method: 'POST',
    headers: { origin: demo.base_url },
    body: new URLSearchParams({ operator: 'tg-tmoney', phone: '90000789' }),
  });
  const told = () => received.find(({ query }) => query.get('purchaseref') === purchaseref)?.query;
  await expect.poll(() => told()?.get('status')).toBe('OK');
  expect(Object.fromEntries(told() ?? [])).toMatchObject({
    amount: '1500',
    currency: '952',
    mobile: '22890000789',
    error: '',
    timestamp: expect.stringMatching(/^\d{10}$/),
  });
});
