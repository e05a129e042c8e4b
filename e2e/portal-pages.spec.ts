/** Inside the portal: both languages and widths, with and without script, and sessions that end. */
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { demo, hostedPayment, newReference, rows, url } from './demo.ts';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

const WORDS = {
  fr: {
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    signIn: 'Se connecter',
    refused: 'ne vont pas ensemble',
    payments: 'Paiements',
    filter: 'Chercher',
    reference: 'Chercher un paiement',
    toPay: 'À payer',
    happened: 'Ce qui s’est passé',
    nothing: 'Aucun paiement ne correspond.',
    liveClosed: 'Le mode réel n’est pas encore ouvert.',
    signOut: 'Se déconnecter',
  },
  en: {
    email: 'E-mail address',
    password: 'Password',
    signIn: 'Sign in',
    refused: 'do not belong together',
    payments: 'Payments',
    filter: 'Search',
    reference: 'Find a payment',
    toPay: 'To pay',
    happened: 'What happened',
    nothing: 'No payment fits.',
    liveClosed: 'Live mode is not open yet.',
    signOut: 'Sign out',
  },
} as const;

const VISITS = [
  { language: 'fr', script: true, viewport: PHONE },
  { language: 'en', script: true, viewport: DESKTOP },
  { language: 'en', script: false, viewport: PHONE },
  { language: 'fr', script: false, viewport: DESKTOP },
] as const;

for (const { language, script, viewport } of VISITS) {
  const words = WORDS[language];
  test(`sign in, find a payment, sign out: ${language}, ${viewport.width} px, ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const reference = newReference();
    const { id } = await hostedPayment({ reference });
    const context = await browser.newContext({ viewport, javaScriptEnabled: script });
    const page = await context.newPage();

    await page.goto(`/portal/payments?lang=${language}`);
    await expect(page).toHaveURL(/\/portal\/sign-in\?next=/);
    // The way back holds the language; the page itself is asked in it too.
    await page.goto(`${page.url()}&lang=${language}`);
    await fillIn(page, language, 'wrong');
    await expect(page.getByText(words.refused)).toBeVisible();
    await expect(page.getByLabel(words.email)).toHaveValue(demo.portal.email);
    await fillIn(page, language, demo.portal.password);

    await expect(page.getByRole('heading', { name: words.payments, level: 1 })).toBeVisible();
    await page.getByLabel(words.reference).fill(reference);
    await page.getByRole('button', { name: words.filter }).click();
    await expect(page).toHaveURL(new RegExp(`q=${reference}`));
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await expect(page.locator('tbody tr')).toContainText(words.toPay);

    await page.getByRole('link', { name: reference }).click();
    await expect(page).toHaveURL(new RegExp(`/portal/payments/${id}`));
    await expect(page.getByRole('heading', { name: words.happened })).toBeVisible();

    if (viewport === PHONE) await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: words.signOut }).click();
    await expect(page).toHaveURL(/\/portal\/sign-in/);
    await page.goto('/portal/payments');
    await expect(page).toHaveURL(/\/portal\/sign-in\?next=/);
    await context.close();
  });
}

test('a session ended elsewhere is over at the next request, and the open list says so', async ({
  browser,
}) => {
  const userAgent = `Browser of ${newReference()}`;
  const lost = await signedIn(browser, 'en', userAgent);
  const mine = await signedIn(browser, 'en');
  await lost.page.goto('/portal/payments?lang=en');
  await mine.page.goto('/portal/sessions?lang=en');
  const [session] = await rows<{ id: string }>('SELECT id FROM sessions WHERE user_agent = $1', [userAgent]);
  await mine.page.locator(`form:has(input[value="${session?.id}"]) button`).click();
  await expect(mine.page.getByText('that device is signed out')).toBeVisible();
  await expect(lost.page.getByText('Your session has ended.')).toBeVisible({ timeout: 15_000 });
  expect((await lost.context.request.get('/portal/payments/feed')).status()).toBe(401);
});

test('what is not the merchant’s own, or not of this mode, is not found', async ({ browser }) => {
  const { page } = await signedIn(browser, 'en');
  const { id } = await hostedPayment();
  expect((await page.goto(`/portal/payments/${id}`))?.status()).toBe(200);
  // The member's language is the document's, whatever the browser prefers.
  const spoken = (await page.locator('.portal').getAttribute('lang')) ?? '';
  await expect(page.locator('html')).toHaveAttribute('lang', spoken);
  expect((await page.goto(`/portal/payments/${id}?mode=live`))?.status()).toBe(404);
  expect((await page.goto('/portal/payments/pay_00000000000000000000000000'))?.status()).toBe(404);
});

test('a form of another site is refused', async ({ request }) => {
  const answer = await request.post('/api/auth/callback/credentials', {
    headers: { origin: 'https://evil.example' },
    form: { email: demo.portal.email, password: demo.portal.password },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
});

async function fillIn(page: Page, language: keyof typeof WORDS, password: string): Promise<void> {
  const words = WORDS[language];
  await page.getByLabel(words.email).fill(demo.portal.email);
  await page.getByLabel(words.password).fill(password);
  await page.getByRole('button', { name: words.signIn }).click();
}

async function signedIn(
  browser: Browser,
  language: keyof typeof WORDS,
  userAgent?: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ locale: language, ...(userAgent && { userAgent }) });
  const page = await context.newPage();
  await page.goto(`/portal/sign-in?lang=${language}`);
  await fillIn(page, language, demo.portal.password);
  await expect(page).toHaveURL(url('/portal'));
  return { context, page };
}
