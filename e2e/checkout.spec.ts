/** The payer's journey in a real browser: from the shop to the verified webhook, with and without script. */
import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test';
import { api, countsOf, demo, hostedPayment, type Payment } from './demo.ts';
import { type Language, WORDS } from './words.ts';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

const JOURNEYS = [
  { language: 'en', script: true, viewport: DESKTOP, number: '670001502' },
  { language: 'en', script: false, viewport: PHONE, number: '670001503' },
  { language: 'fr', script: false, viewport: DESKTOP, number: '670001504' },
] as const;

for (const { language, script, viewport, number } of JOURNEYS) {
  const words = WORDS[language];
  test(`shop, checkout, handset, success, shop: ${language}, ${viewport.width} px, ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({
      locale: language,
      viewport,
      javaScriptEnabled: script,
      // Whatever the page needs comes from its own origin.
      serviceWorkers: 'block',
    });
    const foreign = watchForeignRequests(context);
    const handset = await openHandset(context, { number, language });
    const page = await context.newPage();

    await page.goto(`${demo.shop_url}?lang=${language}`);
    await page.getByRole('button', { name: words.shopPay, exact: true }).click();
    await expect(page).toHaveURL(/\/pay\/pay_/);
    await choose(page, { operator: 'MTN MoMo', number, language });
    await expect(page.getByRole('heading', { name: words.confirm })).toBeVisible();
    // Only the last digits of the number are shown to whoever looks over the shoulder.
    await expect(page.locator('main')).not.toContainText(number.slice(3, 7));

    await answer(handset, { language, script, how: 'approve' });
    await seen(page, { script, heading: words.received, refresh: words.refresh });

    await page.getByRole('link', { name: words.back }).click();
    await expect(page).toHaveURL(/\/sandbox\/shop\/orders\//);
    await expect(page).toHaveURL(/signature=[0-9a-f]{64}/);
    await expect(page.getByText(words.returnGood)).toBeVisible();
    await seen(page, { script, text: words.paid, refresh: words.refresh });
    await expect(page.getByText(words.verified).first()).toBeVisible();
    expect(foreign).toEqual([]);
    await context.close();
  });
}

for (const script of [true, false]) {
  test(`a wrong code by SMS, then the right one: ${script ? 'script' : 'no script'}`, async ({ browser }) => {
    const context = await browser.newContext({ locale: 'fr', viewport: PHONE, javaScriptEnabled: script });
    const page = await context.newPage();
    const payment = await open(page);
    await choose(page, { operator: 'MTN MoMo', number: '670000219', language: 'fr' });
    const handset = await openHandset(context, { number: '670000219', language: 'fr' });
    await expect(handset.getByText(/1234/).first()).toBeVisible();

    const { code, submitCode, wrongCode, received, refresh } = WORDS.fr;
    await page.getByLabel(code).fill('0000');
    await page.getByRole('button', { name: submitCode }).click();
    await expect(page.getByText(wrongCode)).toBeVisible();
    await expect(page.getByLabel(code)).toHaveAttribute('aria-invalid', 'true');
    await page.getByLabel(code).fill('1234');
    await page.getByRole('button', { name: submitCode }).click();
    await seen(page, { script, heading: received, refresh });
    expect(await countsOf(payment.id)).toMatchObject({ charges: 1 });
    await context.close();
  });
}

test('a refusal, then a second try with another account', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'fr', viewport: PHONE });
  const handset = await openHandset(context, { number: '670001505', language: 'fr' });
  const page = await context.newPage();
  const payment = await open(page);
  await choose(page, { operator: 'MTN MoMo', number: '670001505', language: 'fr' });
  await expect(page.getByRole('heading', { name: WORDS.fr.confirm })).toBeVisible();
  await answer(handset, { language: 'fr', script: true, how: 'decline' });

  await expect(page.getByText(WORDS.fr.declined)).toBeVisible();
  await expect(page.getByRole('heading', { name: WORDS.fr.again })).toBeVisible();
  await choose(page, { operator: 'Orange Money', number: '690000789', language: 'fr' });
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  const after = await api('GET', `/payments/${payment.id}`);
  expect(after.attempts.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  expect(await countsOf(payment.id)).toMatchObject({ charges: 1 });
  await context.close();
});

test('the page is closed while waiting and opened again, on another device too', async ({ browser }) => {
  const first = await browser.newContext({ locale: 'fr', viewport: PHONE });
  const handset = await openHandset(first, { number: '670001506', language: 'fr' });
  const page = await first.newPage();
  const payment = await open(page);
  await choose(page, { operator: 'MTN MoMo', number: '670001506', language: 'fr' });
  await expect(page.getByRole('heading', { name: WORDS.fr.confirm })).toBeVisible();
  await page.close();

  const elsewhere = await browser.newContext({ locale: 'en', viewport: DESKTOP });
  const again = await elsewhere.newPage();
  await again.goto(`${payment.checkout_url}?lang=en`);
  await expect(again.getByRole('heading', { name: WORDS.en.confirm })).toBeVisible();
  await answer(handset, { language: 'fr', script: true, how: 'approve' });
  await expect(again.getByRole('heading', { name: WORDS.en.received })).toBeVisible();
  await again.reload();
  await expect(again.getByRole('heading', { name: WORDS.en.received })).toBeVisible();
  await first.close();
  await elsewhere.close();
});

test('a number that is too short is told by how much, and stays in its field', async ({ page }) => {
  await open(page);
  await choose(page, { operator: 'MTN MoMo', number: '6 70 00 01', language: 'fr' });
  await expect(page.getByText(WORDS.fr.missing)).toBeVisible();
  await expect(page.getByLabel(WORDS.fr.number)).toHaveValue(/6\s?70\s?00\s?01/);
  await expect(page.getByLabel(WORDS.fr.number)).toBeFocused();
});

test('a number that looks like another operator’s is questioned once, before anything is sent', async ({
  page,
}) => {
  const payment = await open(page);
  await choose(page, { operator: 'MTN MoMo', number: '690000789', language: 'fr' });
  expect((await api('GET', `/payments/${payment.id}`)).attempts).toEqual([]);
  await page.getByRole('button', { name: WORDS.fr.keep }).click();
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
});

test('the account that a typed number names is chosen while it is typed, and never over the payer’s own choice', async ({
  page,
}) => {
  await open(page);
  const [mtn, orange, wallet] = ['MTN MoMo', 'Orange Money', 'My-CoolPay'].map((name) =>
    page.getByRole('radio', { name }),
  ) as [Locator, Locator, Locator]; // three names
  const number = page.getByLabel(WORDS.fr.number);
  const said = page.locator('#said');
  await number.pressSequentially('6 7');
  await expect(mtn).toBeChecked();
  await expect(said).toHaveText('MTN MoMo, d’après ce numéro. Vous pouvez changer.');
  await expect(page.locator('#likely')).toBeVisible();
  for (const habit of ['+237 699', '00237699', '237 6 99', '699']) {
    await number.fill('');
    await expect(page.getByRole('radio', { checked: true }), 'what followed from the number').toHaveCount(0);
    await number.fill(habit);
    await expect(orange, habit).toBeChecked();
  }
  await wallet.check({ force: true });
  await expect(page.locator('#likely')).toBeHidden();
  await number.fill('670 11 22 56');
  await expect(wallet, 'the payer’s own choice').toBeChecked();
});

test('without script a number that names its operator needs no choice; another one is asked about in one sentence', async ({
  browser,
}) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await open(page);
  await page.getByLabel(WORDS.fr.number).fill('620 11 22 56');
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page.getByText('Choisissez le compte qui paie.')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(1);
  await expect(page.locator('#likely')).toBeHidden();
  await expect(page.getByLabel(WORDS.fr.number)).toHaveValue('6 20 11 22 56');
  await page.getByLabel(WORDS.fr.number).fill('670000789');
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page.getByRole('heading', { name: /^(Paiement reçu|Prenez le téléphone)/ })).toBeVisible();
  await page.close();
});

test('a payer may cancel while nothing is under way, and is asked once', async ({ page }) => {
  const payment = await open(page);
  await page.getByText(WORDS.fr.cancel).click();
  await expect(page.getByText(WORDS.fr.cancelWhat)).toBeVisible();
  expect((await api('GET', `/payments/${payment.id}`)).status).toBe('created');
  await page.getByText(WORDS.fr.cancelNot).click();
  await expect(page.getByText(WORDS.fr.cancelWhat)).toBeHidden();
  await page.getByText(WORDS.fr.cancel).click();
  await page.getByRole('button', { name: WORDS.fr.cancelYes }).click();
  await expect(page.getByRole('heading', { name: WORDS.fr.canceled })).toBeVisible();
  expect((await api('GET', `/payments/${payment.id}`)).status).toBe('canceled');
  await expect(page.getByText('recommencez chez Boutique Awa')).toBeVisible();
  await expect(page.getByRole('link', { name: WORDS.fr.back })).toBeVisible();
});

test('a link’s payment says what it is for, and leads back to the link', async ({ page }) => {
  const link = await api<{ url: string }>('POST', '/payment_links', {
    amount: 1500,
    currency: 'XAF',
    description: 'Cotisation de novembre',
  });
  await page.setViewportSize(DESKTOP);
  await page.goto(link.url);
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page.getByText('Cotisation de novembre')).toBeVisible();
  await expect(page.getByText('Commande')).toHaveCount(0);
  await page.getByText(WORDS.fr.cancel).click();
  await page.getByRole('button', { name: WORDS.fr.cancelYes }).click();
  await page.getByRole('link', { name: 'Recommencer' }).click();
  await expect(page).toHaveURL(new RegExp(`^${link.url}`));
});

test('the light page asks about canceling on a page of its own', async ({ page }) => {
  const payment = await hostedPayment();
  await page.goto(`${payment.checkout_url}/lite`);
  await page.getByRole('button', { name: WORDS.fr.cancel }).click();
  await expect(page.getByRole('heading', { name: /^Annuler ce paiement/ })).toBeVisible();
  await page.getByRole('link', { name: WORDS.fr.cancelNot }).click();
  await expect(page).toHaveURL(/\/lite$/);
  await page.getByRole('button', { name: WORDS.fr.cancel }).click();
  expect((await api('GET', `/payments/${payment.id}`)).status).toBe('created');
  await page.getByRole('button', { name: WORDS.fr.cancelYes }).click();
  await expect(page.getByRole('heading', { name: WORDS.fr.canceled })).toBeVisible();
});

test('a form that another site posts is refused', async () => {
  const payment = await hostedPayment();
  const response = await fetch(`${payment.checkout_url}/charge`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'operator=cm-mtn&phone=670000789',
  });
  expect(response.status).toBe(303);
  expect((await api('GET', `/payments/${payment.id}`)).attempts).toEqual([]);
});

test('a card is paid on the provider’s page: there and back, and money is counted once', async ({ page }) => {
  const payment = await open(page);
  await page.getByText('Visa, Mastercard', { exact: true }).click();
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page).toHaveURL(/\/sandbox\/pay\//);
  await page.getByLabel(/Numéro de carte/).fill('670000789');
  await page.getByRole('button', { name: 'Payer', exact: true }).click();
  await expect(page).toHaveURL(/\/pay\/pay_/);
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  expect(await countsOf(payment.id)).toMatchObject({ charges: 1 });
});

test('the language a payer chose goes along to the provider’s page and back', async ({ page }) => {
  const payment = await hostedPayment();
  await page.goto(`${payment.checkout_url}?lang=en`);
  await page.getByText('Visa, Mastercard', { exact: true }).click();
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByRole('button', { name: 'Cancel and go back' }).click();
  await expect(page).toHaveURL(/\/pay\/pay_/);
  await expect(page.getByRole('button', { name: /^Pay XAF/ })).toBeVisible();
});

test('a payer who turns back on the provider’s page chooses another way', async ({ page }) => {
  await open(page);
  await page.getByText('Visa, Mastercard', { exact: true }).click();
  await page.getByRole('button', { name: /^Payer/ }).click();
  await page.getByRole('button', { name: 'Annuler et revenir' }).click();
  await expect(page).toHaveURL(/\/pay\/pay_/);
  await choose(page, { operator: 'MTN MoMo', number: '670000789', language: 'fr' });
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
});

test.use({ locale: 'fr' });

/** Opens a fresh payment of 1 500 F CFA. */
async function open(page: Page): Promise<Payment> {
  const payment = await hostedPayment();
  await page.goto(payment.checkout_url);
  return payment;
}

async function choose(
  page: Page,
  { operator, number, language }: { operator: string; number: string; language: Language },
): Promise<void> {
  await page.getByText(operator, { exact: true }).click();
  await page.getByLabel(WORDS[language].number).fill(number);
  await page.getByRole('button', { name: language === 'fr' ? /^Payer/ : /^Pay/ }).click();
}

/** An open handset page keeps its number from answering by itself. */
async function openHandset(
  context: BrowserContext,
  { number, language }: { number: string; language: Language },
): Promise<Page> {
  const handset = await context.newPage();
  await handset.goto(`${demo.handset_url}?number=${encodeURIComponent(`+237${number}`)}&lang=${language}`);
  return handset;
}

async function answer(
  handset: Page,
  { language, script, how }: { language: Language; script: boolean; how: 'approve' | 'decline' },
): Promise<void> {
  const words = WORDS[language];
  if (!script) await handset.reload();
  await handset.getByLabel(words.pin).first().fill('4321');
  await handset.getByRole('button', { name: words[how] }).first().click();
}

/** With script the page finds out by itself; without, the payer asks again (the page also refreshes by itself). */
async function seen(
  page: Page,
  { script, heading, text, refresh }: { script: boolean; heading?: string; text?: string; refresh: string },
): Promise<void> {
  const target =
    heading === undefined
      ? page.getByText(text ?? '', { exact: true }).first()
      : page.getByRole('heading', { name: heading });
  if (script) return expect(target).toBeVisible({ timeout: 15_000 });
  await expect(async () => {
    if (await target.isVisible()) return;
    await page.getByRole('link', { name: refresh }).first().click();
    await expect(target).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}

function watchForeignRequests(context: BrowserContext): string[] {
  const foreign: string[] = [];
  const own = new URL(demo.base_url).origin;
  context.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== own && origin !== 'null') foreign.push(request.url());
  });
  return foreign;
}
