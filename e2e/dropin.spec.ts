/** The checkout in a window of a shop's own site: which sites may, what they hear, and how the payer leaves it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, expect, type FrameLocator, type Page, test } from '@playwright/test';
import { snippets } from '#app/docs/snippets.ts';
import { api, countsOf, demo, hostedPayment, type Payment, rows } from './demo.ts';
import { WORDS } from './words.ts';

test.use({ locale: 'fr', viewport: { width: 360, height: 740 } });

let declared: Site;
let stranger: Site;
test.beforeAll(async () => {
  [declared, stranger] = await Promise.all([aSite(), aSite()]);
  await rows('UPDATE apps SET declared_origins = array_append(declared_origins, $1) WHERE id = $2', [
    declared.origin,
    demo.app_id,
  ]);
});
test.afterAll(async () => {
  await rows('UPDATE apps SET declared_origins = array_remove(declared_origins, $1) WHERE id = $2', [
    declared.origin,
    demo.app_id,
  ]);
  for (const { server } of [declared, stranger]) server.close();
});

test('a declared site opens it in a window, hears how it stands, and gets its payer back', async ({
  page,
}) => {
  const payment = await open(page, declared);
  const frame = await pressed(page);
  await expect(page.getByRole('dialog', { name: 'Paiement' })).toBeVisible();
  await expect(page.locator('iframe')).toBeFocused();
  expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('hidden');
  await expect(frame.getByText('MTN MoMo', { exact: true })).toBeVisible();
  const axe = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']);
  expect((await axe.analyze()).violations).toEqual([]);

  // What was typed comes back without a cookie: this browser keeps none in another site's window.
  await choose(frame, '6 70 00 01');
  await expect(frame.getByText(WORDS.fr.missing)).toBeVisible();
  await expect(frame.getByLabel(WORDS.fr.number)).toHaveValue(/6\s?70\s?00\s?01/);
  await expect(frame.getByRole('checkbox')).toHaveCount(0);
  await choose(frame, '690000789');
  await frame.getByRole('button', { name: WORDS.fr.keep }).click();
  await expect(frame.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  await expect.poll(() => heard(page)).toContain(`success ${payment.id} succeeded`);
  expect((await heard(page))[0]).toBe(`open ${payment.id} choose`);
  expect(await countsOf(payment.id)).toMatchObject({ charges: 1 });

  await frame.getByRole('heading', { name: WORDS.fr.received }).press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Payer' })).toBeFocused();
  expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('');
  expect((await heard(page)).at(-1)).toBe(`close ${payment.id} succeeded`);
});

test('a payment link opens in the same window: what was typed comes back, the payment is told once there is one', async ({
  page,
}) => {
  const link = await api<{ id: string; url: string }>('POST', '/payment_links', {
    amount: null,
    amount_min: 500,
    currency: 'XAF',
    description: 'Cotisation',
    asks_name: true,
  });
  await page.goto(`${declared.origin}/?to=${encodeURIComponent(new URL(link.url).pathname)}`);
  const frame = await pressed(page);
  await frame.getByLabel('Combien payez-vous').fill('50');
  await frame.getByLabel(/^Votre nom/).fill('Awa Koffi');
  await frame.getByRole('button', { name: 'Continuer' }).click();
  await expect(frame.getByText(/^C’est trop peu/)).toBeVisible();
  // Without a cookie: this browser keeps none in another site's window.
  await expect(frame.getByLabel(/^Votre nom/)).toHaveValue('Awa Koffi');
  await frame.getByRole('link', { name: 'English' }).click();
  await expect(frame.getByLabel(/^How much/)).toBeVisible();
  await frame.getByRole('link', { name: 'Français' }).click();
  expect((await heard(page))[0]).toBe('open  link');

  await frame.getByLabel('Combien payez-vous').fill('1500');
  await frame.getByRole('button', { name: 'Continuer' }).click();
  await choose(frame, '670000789');
  await expect(frame.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  const [made] = await rows<{ id: string }>(`SELECT id FROM payments WHERE metadata->>'payment_link' = $1`, [
    link.id,
  ]);
  await expect.poll(() => heard(page)).toContain(`success ${made?.id} succeeded`);
  expect(page.url()).toContain(declared.origin);
  // Which payments a link has brought, the API tells too.
  const found = await api<{ data: { id: string }[] }>('GET', `/payments?payment_link=${link.id}`);
  expect(found.data.map(({ id }) => id)).toEqual([made?.id]);
});

test('a link’s page is framed by a declared site alone', async () => {
  const { url } = await api<{ url: string }>('POST', '/payment_links', {
    amount: 1500,
    currency: 'XAF',
    description: 'Cotisation',
  });
  const ancestors = async (site: Site) =>
    /frame-ancestors ([^;]+)/.exec(
      (await fetch(`${url}?frame=${encodeURIComponent(site.origin)}`)).headers.get(
        'content-security-policy',
      ) ?? '',
    )?.[1];
  expect(await ancestors(declared)).toBe(declared.origin);
  expect(await ancestors(stranger)).toBe("'none'");
});

test('the demo shop pays in a window, and its order follows by webhook', async ({ page }) => {
  await page.goto(`${demo.shop_url}?place=CM-XAF&lang=fr&q-soap=2`);
  await page.getByRole('button', { name: 'Payer dans une fenêtre' }).click();
  await expect(page).toHaveURL(/\/sandbox\/shop\/orders\/[^?]+\?lang=fr$/);
  const frame = page.frameLocator('iframe');
  await choose(frame, '670000789');
  await expect(frame.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  await page.getByRole('button', { name: 'Fermer' }).click();
  await expect(page.getByText(WORDS.fr.paid, { exact: true })).toBeVisible();
});

test('words that the gateway did not say are not believed', async ({ page }) => {
  const payment = await open(page, declared);
  await pressed(page);
  await expect.poll(() => heard(page)).toContain(`open ${payment.id} choose`);
  await page.evaluate((id) => {
    const forged = { cross: 'state', payment: id, state: 'succeeded' };
    window.postMessage(forged, '*');
    // Of another frame of the same page, and as if from the gateway.
    const frame = document.querySelector('iframe')?.contentWindow;
    dispatchEvent(
      new MessageEvent('message', { data: forged, origin: 'https://evil.example', source: frame ?? null }),
    );
    dispatchEvent(
      new MessageEvent('message', {
        data: forged,
        origin: document.scripts[0] ? new URL(document.scripts[0].src).origin : '',
      }),
    );
  }, payment.id);
  await page.getByRole('button', { name: 'Fermer' }).click();
  await expect.poll(() => heard(page)).toContain(`close ${payment.id} choose`);
  expect((await heard(page)).filter((line) => line.startsWith('success'))).toEqual([]);
});

test('a provider’s page leaves the window', async ({ page }) => {
  await open(page, declared);
  const frame = await pressed(page);
  await frame.getByText('Visa, Mastercard', { exact: true }).click();
  await frame.getByRole('button', { name: /^Payer/ }).click();
  await frame.getByRole('button', { name: /banque/ }).click();
  await expect(page).toHaveURL(/\/sandbox\/pay\//);
});

test('a site that is not declared cannot frame it: its payer goes to the page itself', async ({ page }) => {
  const payment = await open(page, stranger);
  await page.getByRole('link', { name: 'Payer' }).click();
  await expect(page).toHaveURL(payment.checkout_url);
  await expect(page.getByText('MTN MoMo', { exact: true })).toBeVisible();
});

test('the page names the one site that may frame it, and is else framed by nobody', async () => {
  const { checkout_url } = await hostedPayment();
  const policyFor = async (frame?: string) => {
    const query = frame === undefined ? '' : `?frame=${encodeURIComponent(frame)}`;
    const { headers } = await fetch(checkout_url + query);
    const ancestors = /frame-ancestors ([^;]+)/.exec(headers.get('content-security-policy') ?? '')?.[1];
    return { ancestors, old: headers.get('x-frame-options') };
  };
  expect(await policyFor(declared.origin)).toEqual({ ancestors: declared.origin, old: null });
  for (const frame of [undefined, stranger.origin, '*', "'self'"])
    expect(await policyFor(frame)).toEqual({ ancestors: "'none'", old: 'DENY' });
});

test.describe('without a window', () => {
  test('no script: the button is a link', async ({ browser }) => {
    await leadsOn(await browser.newContext({ javaScriptEnabled: false }));
  });

  test('a browser inside another app, and one that saves data', async ({ browser }) => {
    const userAgent =
      'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/489.0.0.66.81;]';
    await leadsOn(await browser.newContext({ userAgent }));
    const saving = await browser.newContext();
    await saving.addInitScript(() =>
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } }),
    );
    await leadsOn(saving);
  });
});

async function leadsOn(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  const payment = await open(page, declared);
  await page.getByRole('link', { name: 'Payer' }).click();
  await expect(page).toHaveURL(payment.checkout_url);
  await context.close();
}

interface Site {
  origin: string;
  server: Server;
}

/** What the guide tells shops to paste. */
const { button } = snippets(demo.base_url);

/** A shop's own page, on another site than the gateway's. */
async function aSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const to = searchParams.get('to') ?? `/pay/${searchParams.get('payment')}`;
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src ${demo.base_url} 'nonce-shop'; frame-src ${demo.base_url}; style-src 'none'`,
    });
    response.end(`<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Boutique</title>
<main><h1>Boutique</h1>${button.code.replace(/"CHECKOUT_URL"/, `"${demo.base_url}${to}"`)}</main>
<script nonce="shop">
window.heard = [];
for (const name of ['open', 'change', 'success', 'failure', 'close'])
  document.addEventListener('cross:' + name, (event) => window.heard.push([name, event.detail.payment, event.detail.state].join(' ')));
</script></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { server, origin: `http://localhost:${port}` };
}

/** The shop's page with its button, for a fresh payment of 1 500 F CFA. */
async function open(page: Page, { origin }: Site): Promise<Payment> {
  const payment = await hostedPayment();
  await page.goto(`${origin}/?payment=${payment.id}`);
  return payment;
}

async function pressed(page: Page): Promise<FrameLocator> {
  await page.getByRole('link', { name: 'Payer' }).click();
  return page.frameLocator('iframe');
}

async function choose(frame: FrameLocator, number: string): Promise<void> {
  await frame.getByText('MTN MoMo', { exact: true }).click();
  await frame.getByLabel(WORDS.fr.number).fill(number);
  await frame.getByRole('button', { name: /^Payer/ }).click();
}

/** Events of the button, as "name payment state". */
function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { heard: string[] }).heard); // set by the shop's page
}
