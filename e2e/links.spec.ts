/** Payment links in a real browser: from the portal to the poster, from a stranger's tap to the money. */
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { api, demo, rows, url } from './demo.ts';
import { misfits, sheetsOf } from './misfits.ts';
import { expectNoViolation, signedIn } from './portal-people.ts';
import { WORDS } from './words.ts';

const PHONE = { width: 360, height: 740 };

interface Link {
  id: string;
  url: string;
  status: string;
  uses: number;
  payments_started: number;
}

const aLink = (change: Record<string, unknown> = {}) =>
  api<Link>('POST', '/payment_links', {
    amount: 1500,
    currency: 'XAF',
    description: 'Cotisation',
    ...change,
  });
const read = (link: Link) => api<Link>('GET', `/payment_links/${link.id}`);

for (const { language, script, width } of [
  { language: 'fr', script: false, width: 320 },
  { language: 'en', script: true, width: 1280 },
] as const) {
  const fr = language === 'fr';
  test(`a stranger taps, pays and comes back: ${language}, ${width} px, ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const link = await aLink();
    const { context, page } = await visitor(browser, { language, script, width });
    await page.goto(link.url);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await fitsAndReads(page, 'link');
    // Opening it made nothing.
    expect((await read(link)).payments_started).toBe(0);

    const pay = page.getByRole('button', { name: fr ? /^Payer\s1\s500\sF\sCFA$/ : /^Pay\sXAF\s1,500$/ });
    await pay.click();
    await expect(page).toHaveURL(/\/pay\/pay_/);
    const checkout = page.url().replace(/\?.*/, '');
    await expect(page.locator('html')).toHaveAttribute('lang', language);

    await page.goBack();
    await pay.click();
    await expect(page).toHaveURL(new RegExp(checkout));
    // A fresh visit of the same browser says what was begun, and goes on with it.
    await page.goto(link.url);
    await page.getByRole('link', { name: fr ? 'Reprendre ce paiement' : 'Go on with this payment' }).click();
    await expect(page).toHaveURL(new RegExp(checkout));
    expect((await read(link)).payments_started).toBe(1);

    await payWith(page, fr ? 'Numéro du compte qui paie' : 'Number of the paying account');
    await expect.poll(async () => (await read(link)).uses).toBe(1);
    // A page that is just loading itself anew would take the visit's place.
    await expect(page.getByRole('heading', { name: WORDS[language].received })).toBeVisible({
      timeout: 20_000,
    });
    await page.goto(link.url);
    await expect(page.getByText(fr ? /^Vous avez payé/ : /^You paid/)).toBeVisible();
    await fitsAndReads(page, 'link, paid');
    await context.close();
  });
}

test('an amount of the payer’s own: bounds in words, a name that is kept, the other language', async ({
  browser,
}) => {
  const link = await aLink({ amount: null, amount_min: 500, amount_max: 5000, asks_name: true });
  const { context, page } = await visitor(browser, { language: 'fr', script: true, width: 360 });
  await page.goto(link.url);
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByText('From XAF 500 to XAF 5,000')).toBeVisible();
  await page.getByLabel('How much do you pay?').fill('50');
  await page.getByLabel(/^Your name/).fill('Awa Koffi');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('That is too little: at least XAF 500.')).toBeVisible();
  await expect(page.getByLabel(/^Your name/)).toHaveValue('Awa Koffi');
  await expect(page.getByLabel('How much do you pay?')).toHaveAttribute('aria-invalid', 'true');
  await fitsAndReads(page, 'refused amount');
  // What was typed stands in no address.
  expect(page.url()).not.toContain('Koffi');
  await page.getByLabel('How much do you pay?').fill('2 500 F');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/pay\/pay_/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const [payment] = await rows<{ amount: string; origin: string }>(
    `SELECT amount, origin FROM payments WHERE metadata->>'payment_link' = $1`,
    [link.id],
  );
  expect(payment).toEqual({ amount: '2500', origin: 'link' });
  await context.close();
});

test('a link that takes nothing now says so: busy, used up, paused, expired, never was', async ({
  browser,
}) => {
  const once = await aLink({ max_uses: 1 });
  const first = await visitor(browser, { language: 'fr', script: false, width: 320 });
  await first.page.goto(once.url);
  await first.page.getByRole('button', { name: /^Payer/ }).click();
  const second = await visitor(browser, { language: 'fr', script: true, width: 320 });
  const { page } = second;
  await page.goto(once.url);
  await expect(page.getByRole('heading', { name: 'Quelqu’un est en train de payer' })).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await fitsAndReads(page, 'busy');
  await payWith(first.page, 'Numéro du compte qui paie');
  await expect.poll(async () => (await read(once)).status).toBe('used_up');
  await page.goto(once.url);
  await expect(page.getByRole('heading', { name: 'Ce lien a déjà servi' })).toBeVisible();

  const link = await aLink();
  const change = (body: unknown) =>
    fetch(url(`/api/v1/payment_links/${link.id}`), {
      method: 'PATCH',
      headers: { authorization: `Bearer ${demo.secret_key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await change({ active: false });
  await page.goto(link.url);
  await expect(page.getByRole('heading', { name: 'Ce lien est en pause' })).toBeVisible();
  await change({ active: true, expires_at: '2026-01-01T00:00:00Z' });
  await page.goto(link.url);
  await expect(page.getByRole('heading', { name: 'Ce lien a expiré' })).toBeVisible();
  const gone = await page.goto(url('/l/aaaaaaaaaaaaaa'));
  expect(gone?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Ce lien de paiement n’existe pas' })).toBeVisible();
  await Promise.all([first.context.close(), second.context.close()]);
});

test('what others read of a link: preview, codes, headers; a foreign form makes nothing', async () => {
  const link = await aLink({ description: 'Don & <aide>' });
  const page = await fetch(link.url, { headers: { 'accept-language': 'en' } });
  const html = await page.text();
  expect(page.headers.get('x-robots-tag')).toContain('noindex');
  expect(html).toContain('<meta property="og:title" content="Pay XAF');
  expect(html).toContain('Don &amp; &lt;aide&gt;');
  expect(html).not.toContain('og:image');
  const [svg, png] = await Promise.all([fetch(`${link.url}/qr.svg`), fetch(`${link.url}/qr.png`)]);
  expect(svg.headers.get('content-type')).toContain('image/svg+xml');
  expect(await svg.text()).toContain('<svg');
  expect(png.headers.get('content-type')).toBe('image/png');
  expect(
    Buffer.from(await png.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  const foreign = await fetch(`${link.url}/pay`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'cross-site' },
    body: new URLSearchParams({ nonce: 'x' }),
  });
  expect(foreign.headers.get('location')).toContain('error=origin');
  // GET of the button's target is nothing at all.
  expect((await fetch(`${link.url}/pay`)).status).toBe(405);
  expect((await read(link)).payments_started).toBe(0);
});

test('a member makes a link, changes, pauses and prints it', async ({ browser }) => {
  const page = await signedIn(browser, demo.portal.email, demo.portal.password);
  await page.goto(url('/portal/links/new'));
  await page.getByRole('button', { name: 'Créer le lien' }).click();
  await expect(page.getByText('Dites pour quoi on paie.')).toBeVisible();
  await page.getByLabel('Pour quoi').fill('Place de concert');
  await page.getByLabel('Montant', { exact: true }).fill('900 000 000');
  await page.getByRole('button', { name: 'Créer le lien' }).click();
  await expect(page.getByText('Aucun opérateur du pays ne prend ce montant')).toBeVisible();
  await expectNoViolation(page, 'new link');
  await page.getByLabel('Montant', { exact: true }).fill('2 500');
  await page.getByLabel('Nombre de paiements').fill('3');
  await page.getByRole('button', { name: 'Créer le lien' }).click();
  await expect(page.getByRole('heading', { name: 'Place de concert', level: 1 })).toBeVisible();
  await expect(page.getByText('0 sur 3')).toBeVisible();
  await expectNoViolation(page, 'link of the portal');
  const share = await page.getByRole('link', { name: 'Envoyer par WhatsApp' }).getAttribute('href');
  expect(decodeURIComponent(share ?? '')).toContain('/l/');

  await page.getByLabel('Nombre de paiements').fill('10');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('C’est enregistré.')).toBeVisible();
  await expect(page.getByText('0 sur 10')).toBeVisible();
  await page.getByRole('button', { name: 'Mettre en pause' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Mettre en pause' }).click();
  await expect(page.getByText('Le lien est en pause.')).toBeVisible();
  await page.getByRole('button', { name: 'Rouvrir' }).click();
  await expect(page.getByText('Le lien est rouvert.')).toBeVisible();

  await page.getByRole('link', { name: 'Affiche à imprimer' }).click();
  await expect(page.getByText('Scannez pour payer')).toBeVisible();
  await expectNoViolation(page, 'poster');
  expect(sheetsOf(await page.pdf({ preferCSSPageSize: true }))).toBe(1);
  await page.setViewportSize(PHONE);
  expect.soft(await misfits(page), 'poster').toEqual([]);
  await page.goto(url('/portal/links'));
  await expect(page.getByRole('link', { name: 'Place de concert' }).first()).toBeVisible();
  const over = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(over, 'links of the portal scroll sideways').toBe(false);
  await expectNoViolation(page, 'links of the portal');
  const actions = await rows<{ action: string }>(
    `SELECT action FROM audit_entries WHERE action LIKE 'link_%' ORDER BY at DESC LIMIT 4`,
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'link_resumed',
    'link_paused',
    'link_changed',
    'link_created',
  ]);
  await page.context().close();
});

async function visitor(
  browser: Browser,
  { language, script, width }: { language: string; script: boolean; width: number },
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    locale: language,
    javaScriptEnabled: script,
    viewport: { width, height: 740 },
  });
  const page = await context.newPage();
  if (script) SCRIPTED.add(page);
  return { context, page };
}

/** Pays on the checkout, with the number that approves by itself. */
async function payWith(page: Page, numberLabel: string): Promise<void> {
  await page.getByText('MTN MoMo', { exact: true }).click();
  await page.getByLabel(numberLabel).fill('670000789');
  await page.locator('main').getByRole('button').first().click();
}

/** It fits, enlarged too, and axe finds nothing. Axe needs script: where the page has none, the other visitor asks it. */
async function fitsAndReads(page: Page, where: string): Promise<void> {
  expect.soft(await misfits(page), where).toEqual([]);
  if (SCRIPTED.has(page)) await expectNoViolation(page, where);
}

const SCRIPTED = new WeakSet<Page>();
