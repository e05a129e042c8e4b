/**
 * A payer sent to a provider's page and back (SOFTSYSTEM, Côte d'Ivoire): out, back, the back button, a second tab, never
 * returning; Wave scanned off a desktop; and a program written for SOFTSYSTEM, pointed at us, over real HTTP.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type BrowserContext, devices, expect, type Page, test } from '@playwright/test';
import qrcode from 'qrcode';
import { api, countsOf, demo, hostedPayment, newReference, type Payment, rows } from './demo.ts';
import { WORDS } from './words.ts';

// Browsers of two sizes at once, on a machine that may be busy.
test.describe.configure({ timeout: 60_000 });

const PHONE = { ...devices['Galaxy S9+'], viewport: { width: 360, height: 740 }, locale: 'fr' };
const DESKTOP = { viewport: { width: 1280, height: 800 }, locale: 'fr' };
const NUMBER = '07 00 00 07 89';
const PROVIDERS_PAGE = /\/sandbox\/pay\//;
const OURS = /\/pay\/pay_/;

const paid = (page: Page) => page.getByRole('heading', { name: WORDS.fr.received });
const goOn = (page: Page) => page.getByRole('button', { name: /^Continuer chez / });
const approve = (page: Page) => page.getByRole('button', { name: 'Payer', exact: true }).click();

/** A payment in Côte d'Ivoire, its page open. */
async function open(page: Page, change: Record<string, unknown> = {}): Promise<Payment> {
  const payment = await hostedPayment({ country: 'CI', currency: 'XOF', ...change });
  await page.goto(payment.checkout_url);
  return payment;
}

async function choose(page: Page, operator: string): Promise<void> {
  await page.getByText(operator, { exact: true }).click();
  await page.getByLabel(WORDS.fr.number).fill(NUMBER);
  await page.getByRole('button', { name: /^Payer/ }).click();
}

const ONCE = {
  charges: 1,
  postings: ['payment_succeeded'],
  webhooks: ['payment.created', 'payment.pending', 'payment.succeeded'],
};

const counted = (id: string) => expect.poll(() => countsOf(id));

for (const script of [true, false]) {
  test(`on a phone Wave opens at once and leads back to the result, ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ ...PHONE, javaScriptEnabled: script });
    const page = await context.newPage();
    const payment = await open(page);
    await choose(page, 'Wave');
    await expect(page).toHaveURL(PROVIDERS_PAGE);
    await approve(page);
    await expect(page).toHaveURL(OURS);
    await expect(paid(page)).toBeVisible();
    await counted(payment.id).toEqual(ONCE);
    await context.close();
  });
}

test('on a desktop Wave’s link is scanned: the phone pays, the desktop shows it', async ({ browser }) => {
  const [desktop, phone] = await Promise.all([browser.newContext(DESKTOP), browser.newContext(PHONE)]);
  const page = await desktop.newPage();
  const payment = await open(page);
  await choose(page, 'Wave');
  await expect(page).toHaveURL(OURS);
  const code = page.getByRole('img', { name: 'Code QR du paiement Wave' });
  await expect(code).toBeVisible();

  const link = await linkOf(payment.id);
  expect(await code.getAttribute('viewBox')).toBe(viewBoxOf(link));
  expect((await code.locator('path').getAttribute('d'))?.length).toBeGreaterThan(500);
  // The fingerprint that keeps the page fresh knows of the code: nothing is drawn anew while nothing happens.
  expect(await page.evaluate(() => document.querySelectorAll('svg.qr').length)).toBe(1);

  const handset = await phone.newPage();
  await handset.goto(link);
  await approve(handset);
  await expect(paid(page)).toBeVisible();
  await expect(paid(handset)).toBeVisible();
  await counted(payment.id).toEqual(ONCE);
  await Promise.all([desktop.close(), phone.close()]);
});

test('on a desktop the link opens here too for who asks for it; other operators go there at once', async ({
  browser,
}) => {
  const context = await browser.newContext(DESKTOP);
  const page = await context.newPage();
  const payment = await open(page);
  await choose(page, 'Wave');
  await page.getByRole('button', { name: 'Ouvrir Wave sur cet ordinateur' }).click();
  await expect(page).toHaveURL(await linkOf(payment.id));
  await open(page);
  await choose(page, 'Orange Money');
  await expect(page).toHaveURL(PROVIDERS_PAGE);
  await context.close();
});

test('back button and second tab lead to the one page that is open, which charges once', async ({
  browser,
}) => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const payment = await open(page);
  await choose(page, 'Orange Money');
  await expect(page).toHaveURL(PROVIDERS_PAGE);
  const session = page.url();

  await page.goBack();
  await expect(page).toHaveURL(OURS);
  await expect(goOn(page)).toBeVisible();
  const second = await context.newPage();
  await second.goto(payment.checkout_url);
  await goOn(second).click();
  await expect(second).toHaveURL(session);
  await goOn(page).click();
  await expect(page).toHaveURL(session);
  await approve(page);
  await expect(paid(page)).toBeVisible();
  await second.goBack();
  await expect(paid(second)).toBeVisible();
  await counted(payment.id).toEqual(ONCE);
  expect((await api('GET', `/payments/${payment.id}`)).attempts).toHaveLength(1);
  await context.close();
});

test('a payer who pays and never returns has paid', async ({ browser }) => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const payment = await open(page);
  await choose(page, 'MTN MoMo');
  const address = page.url();
  await context.close();
  const form = { action: 'approve', number: NUMBER, operator: 'ci-mtn' };
  const decided = await fetch(`${address}/decide`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: demo.base_url },
    body: new URLSearchParams(form),
  });
  expect(decided.headers.get('location')).toContain('/pay/back?result=success');
  await counted(payment.id).toEqual(ONCE);
});

test('a payer who declines is told so, and pays another way', async ({ browser }) => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const payment = await open(page);
  await choose(page, 'Moov Money');
  await page.getByRole('button', { name: 'Refuser le paiement' }).click();
  await expect(page).toHaveURL(OURS);
  await expect(page.getByRole('heading', { name: WORDS.fr.again })).toBeVisible();
  await choose(page, 'Wave');
  await approve(page);
  await expect(paid(page)).toBeVisible();
  const { attempts } = await api('GET', `/payments/${payment.id}`);
  expect(attempts.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  await counted(payment.id).toMatchObject({ charges: 1 });
  await context.close();
});

test('a payer who says that nothing was paid may choose again; what is paid there after all is not lost', async ({
  browser,
}) => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const payment = await open(page);
  await choose(page, 'Orange Money');
  await expect(page).toHaveURL(PROVIDERS_PAGE);
  const provider = await context.newPage();
  await provider.goto(page.url());

  await page.goto(payment.checkout_url);
  await page.getByRole('button', { name: /^J’ai quitté la page / }).click();
  await expect(page.getByRole('heading', { name: WORDS.fr.again })).toBeVisible();
  await expect(page.getByText(/ne payez pas de nouveau/)).toBeVisible();
  await approve(provider);
  await expect(paid(page)).toBeVisible();
  expect(await countsOf(payment.id)).toMatchObject({ charges: 1, postings: ['payment_succeeded'] });
  await context.close();
});

/** Where the provider's page of the payment is. */
async function linkOf(paymentId: string): Promise<string> {
  const [found] = await rows<{ url: string }>(
    `SELECT next_action->>'url' AS url FROM attempts WHERE payment_id = $1`,
    [paymentId],
  );
  return found?.url ?? '';
}

/** Four white modules on each side. */
function viewBoxOf(link: string): string {
  const side = qrcode.create(link, { errorCorrectionLevel: 'M' }).modules.size + 8;
  return `0 0 ${side} ${side}`;
}

// ───────────── the compatible endpoint ─────────────

const { base_url = '', access_token = '' } = demo.compat.softsystem ?? {};

/** A request of their document, with an order and addresses of our own. */
function documented(change: Record<string, unknown>): Record<string, unknown> {
  const file = path.join(import.meta.dirname, '../lib/providers/softsystem/fixtures/payment.request.json');
  return { ...JSON.parse(readFileSync(file, 'utf8')).body, ...change };
}

async function send(route: string, init: RequestInit = {}, token = access_token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
  const response = await fetch(`${base_url}/api/${route}`, { headers, ...init });
  return { http: response.status, ...(await response.json()) };
}

function newOrder(): string {
  return newReference()
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .padEnd(20, '0');
}

test('a shop’s request: checks in their order, our page with operator and number, callback, and back to the shop', async ({
  browser,
}) => {
  const shop = await aListeningShop();
  const orderId = newOrder();
  const body = documented({
    orderId,
    success_url: `${shop.address}/success`,
    error_url: `${shop.address}/error`,
    callback_url: `${shop.address}/callback`,
  });
  const post = (change: Record<string, unknown> = {}, token?: string) =>
    send('paymentgateway', { method: 'POST', body: JSON.stringify({ ...body, ...change }) }, token);
  expect(await send('paymentgateway')).toMatchObject({ http: 400, error: expect.any(String) });
  expect(await post({}, 'nobodys-token')).toMatchObject({ http: 401 });
  expect(await post({ numero: '' })).toMatchObject({ http: 404 });
  const { http, url, ...rest } = await post();
  expect({ http, ...rest }).toEqual({ http: 200, token: expect.any(String), orderId, http_reponse: '200' });
  expect(await post()).toMatchObject({ http: 402 });
  expect(await send(`getstatusgateway/${orderId}`)).toMatchObject({ http: 200, status: 'En cours' });
  expect(await send('getstatusgateway/UNKNOWNORDER00000000')).toMatchObject({ http: 404 });

  const context: BrowserContext = await browser.newContext(PHONE);
  const page = await context.newPage();
  await page.goto(url);
  await expect(page.locator('input[name="operator"]')).toHaveCount(1);
  await expect(page.locator('input[value="ci-wave"]')).toBeChecked();
  await expect(page.locator('#phone')).toHaveValue(/07 00 00 07 89/);
  await page.getByRole('button', { name: /^Payer/ }).click();
  const waiting = await context.newPage();
  await waiting.clock.install();
  await waiting.goto(url);
  await approve(page);
  await expect(paid(page)).toBeVisible();
  // Nobody has to press anything to come back to the shop; who still reads can stay.
  const goesOn = page.locator('meta[http-equiv="refresh"]');
  await expect(goesOn).toHaveAttribute('content', `10;url=${shop.address}/success`);
  await page.getByRole('link', { name: 'Rester sur cette page' }).click();
  await expect(page).toHaveURL(/stay=1/);
  await expect(paid(page)).toBeVisible();
  await expect(goesOn).toHaveCount(0);
  await page.getByRole('link', { name: WORDS.fr.back }).click();
  await expect(page).toHaveURL(`${shop.address}/success`);

  // So does a page that was open all the while and learnt of the end by itself.
  expect(waiting.url()).not.toContain('stay=1');
  await expect(paid(waiting)).toBeVisible();
  await waiting.clock.runFor(10_500);
  await expect(waiting).toHaveURL(`${shop.address}/success`);
  await context.close();

  const { client_reference: _ours, callback_url: _sent, Currency: _xof, Montant, Canal, ...told } = body;
  const state = { ...told, montant: Montant, reseau: Canal };
  expect(await send(`getstatusgateway/${orderId}`)).toEqual({ http: 200, ...state, status: 'Accepte' });
  await expect.poll(() => shop.received).toEqual([{ ...state, Status: 'Accepte' }]);
  shop.close();
});

/** A shop's server: its pages, and its callback address. */
async function aListeningShop() {
  const received: Record<string, unknown>[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    if (incoming.url === '/callback') received.push(JSON.parse(Buffer.concat(chunks).toString()));
    outgoing.setHeader('content-type', 'text/html').end('<!doctype html><title>Boutique</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return { address: `http://127.0.0.1:${port}`, received, close: () => server.close() };
}
