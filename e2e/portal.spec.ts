/** The portal's door: who gets in, what they see, and how a session ends. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { api, demo, hostedPayment, newReference } from './demo.ts';

test.use({ locale: 'fr' });

for (const script of [true, false]) {
  test(`a wrong password is refused in a sentence, the right one opens the portal: ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ locale: 'fr', javaScriptEnabled: script });
    const page = await context.newPage();
    const { payment } = await aPaidPayment();

    await signIn(page, 'not the password');
    await expect(page.getByText('Cette adresse et ce mot de passe ne vont pas ensemble.')).toBeVisible();
    await signIn(page, demo.portal.password);
    await expect(page).toHaveURL(/\/portal$/);
    await page.getByRole('link', { name: 'Paiements', exact: true }).click();
    await expect(page.getByText(payment.reference).first()).toBeVisible();
    // Numbers are masked for everyone until somebody has the right to see them.
    await expect(page.locator('body')).not.toContainText('670000789');
    await context.close();
  });
}

test('a new payment appears in the open list and changes its state by itself', async ({ page }) => {
  await signIn(page, demo.portal.password);
  await expect(page).toHaveURL(/\/portal$/);
  await page.goto(`${demo.base_url}/portal/payments`);
  const reference = newReference();
  await hostedPayment({ reference, operator: 'cm-mtn', phone: '+237670000789' });
  const row = page
    .getByRole('row')
    .filter({ hasText: reference })
    .or(page.getByRole('listitem').filter({ hasText: reference }));
  await expect(row.first()).toBeVisible({ timeout: 20_000 });
  await expect(row.first()).toContainText('Reçu', { timeout: 20_000 });
});

test('without a session every page leads to the door, and back to where one wanted to go', async ({
  page,
}) => {
  await page.goto(`${demo.base_url}/portal/payments?status=failed`);
  await expect(page).toHaveURL(/\/portal\/sign-in/);
  await fillSignIn(page, demo.portal.password);
  await expect(page).toHaveURL(/\/portal\/payments\?status=failed/);
});

test('a payment that does not exist, or is nobody’s of ours, is not found', async ({ page }) => {
  await signIn(page, demo.portal.password);
  await expect(page).toHaveURL(/\/portal$/);
  const response = await page.goto(`${demo.base_url}/portal/payments/pay_00000000000000000000000000`);
  expect(response?.status()).toBe(404);
});

test('signing out ends the session, also for a copy of its cookie', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'fr' });
  const page = await context.newPage();
  await signIn(page, demo.portal.password);
  await expect(page).toHaveURL(/\/portal$/);
  const cookies = await context.cookies();
  await page.getByRole('button', { name: 'Se déconnecter' }).first().click();
  await expect(page).toHaveURL(/\/portal\/sign-in/);

  const thief: BrowserContext = await browser.newContext({ locale: 'fr' });
  await thief.addCookies(cookies);
  const stolen = await thief.newPage();
  await stolen.goto(`${demo.base_url}/portal/payments`);
  await expect(stolen).toHaveURL(/\/portal\/sign-in/);
  await context.close();
  await thief.close();
});

async function aPaidPayment() {
  const reference = newReference();
  const payment = await hostedPayment({ reference, operator: 'cm-mtn', phone: '+237670000789' });
  await expect.poll(async () => (await api('GET', `/payments/${payment.id}`)).status).toBe('succeeded');
  return { payment: { ...payment, reference } };
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.goto(`${demo.base_url}/portal/sign-in`);
  await fillSignIn(page, password);
}

async function fillSignIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Adresse e-mail').fill(demo.portal.email);
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
}
