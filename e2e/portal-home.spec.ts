/** The first page, the books, and a discrepancy that a person settles with a code and a statement in hand. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { generate } from 'otplib';
import { api, demo, hostedPayment, newReference, rows, url } from './demo.ts';
import { expectNoViolation, fillSignIn } from './portal-people.ts';

test.use({ locale: 'fr' });
test.setTimeout(90_000);

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const VISITS = [
  { language: 'fr', viewport: PHONE, scheme: 'light', table: 'Voir le tableau' },
  { language: 'en', viewport: DESKTOP, scheme: 'dark', table: 'See the table' },
] as const;

for (const { language, viewport, scheme, table } of VISITS) {
  test(`the first page, the discrepancies and the balance: ${language}, ${viewport.width} px, ${scheme}`, async ({
    browser,
  }) => {
    const payment = await hostedPayment({ operator: 'cm-mtn', phone: '+237670000789' });
    await expect.poll(async () => (await api('GET', `/payments/${payment.id}`)).status).toBe('succeeded');
    const discrepancy = await aDiscrepancy('189');
    const page = await signedIn(browser, demo.portal.email, viewport);
    await page.emulateMedia({ colorScheme: scheme });

    await page.goto(url(`/portal?lang=${language}`));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Awa');
    // What the drawing shows stands in the table behind it, one key away.
    const behind = page.locator('details').first();
    await behind.getByText(table).focus();
    await page.keyboard.press('Enter');
    await expect(behind.locator('tbody tr:visible')).toHaveCount(14);

    await page.goto(url(`/portal/discrepancies?lang=${language}`));
    await page.locator(`a[href*="${discrepancy.id}"]`).click();
    await expect(page).toHaveURL(new RegExp(discrepancy.id));

    await expect
      .poll(async () => (await unnumbered(payment.id)).length, { message: 'movements get their numbers' })
      .toBe(0);
    await page.goto(url(`/portal/balance?lang=${language}`));
    await expect(page.locator(`a[href*="${payment.id}"]`).first()).toBeVisible();

    // The other mode holds nothing of this.
    expect((await page.goto(url(`/portal/discrepancies/${discrepancy.id}?mode=live`)))?.status()).toBe(404);
    await page.context().close();
  });
}

test('with letters twice as large the first page and the payments keep to a phone’s screen', async ({
  browser,
}) => {
  const payment = await hostedPayment({ operator: 'cm-mtn', phone: '+237670000789' });
  await expect.poll(async () => (await api('GET', `/payments/${payment.id}`)).status).toBe('succeeded');
  const page = await signedIn(browser, demo.portal.email, PHONE);
  const letters = await page.context().newCDPSession(page);
  await letters.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
  for (const path of ['/portal', '/portal/payments']) {
    await page.goto(url(path));
    await expect.soft(page.locator('html'), path).toHaveJSProperty('scrollWidth', PHONE.width);
  }
  // Nothing beside anything: a row's parts stand one under the other.
  const lefts = await page
    .locator('.payments tbody tr')
    .first()
    .locator('td')
    .evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
  expect(new Set(lefts).size).toBe(1);
  await page.context().close();
});

test('a person settles what no operator answers: with a code, a statement line and a reason', async ({
  browser,
}) => {
  const { id, paymentId } = await anUnresolvedPayment();
  const email = await aColleague('admin');
  const page = await signedIn(browser, email, DESKTOP);
  await page.goto(url(`/portal/discrepancies/${id}`));
  await expect(page.getByRole('heading', { name: 'Sans réponse depuis trois jours' })).toBeVisible();

  await page.getByLabel('Confié à', { exact: true }).selectOption({ label: 'Kofi' });
  await page.getByRole('button', { name: 'Confier' }).click();
  await expect(page.getByText('Kofi l’a confié à Kofi')).toBeVisible();

  // Without a code nothing can be decided.
  await expect(page.getByLabel('Décision', { exact: true })).toHaveCount(0);
  await page.getByRole('link', { name: 'Donner mon code' }).click();
  await expect(page).toHaveURL(/second-factor/);
  await enrol(page);
  await page.goto(url(`/portal/discrepancies/${id}`));
  await page.getByLabel('Décision', { exact: true }).selectOption('succeeded');
  await page.getByLabel('Raison').fill('Le relevé du jour montre la ligne.');
  await page.getByRole('button', { name: 'Enregistrer la décision' }).click();
  await expect(page.getByText('Recopiez la référence du relevé')).toBeVisible();
  await page.getByLabel('Référence sur le relevé').fill('MP-E2E-1');
  await page.getByLabel('Montant sur le relevé').fill('1 400');
  await page.getByRole('button', { name: 'Enregistrer la décision' }).click();
  await expect(page.getByText('Le relevé doit montrer exactement le montant demandé.')).toBeVisible();
  await expectNoViolation(page, 'decision refused');
  expect((await api('GET', `/payments/${paymentId}`)).status).toBe('pending');
  await page.getByLabel('Montant sur le relevé').fill('1 500');
  await page.getByRole('button', { name: 'Enregistrer la décision' }).click();
  await expect(page.getByText('C’est tranché.')).toBeVisible();
  await expect(page.getByText('Tranché par Kofi')).toBeVisible();
  expect((await api('GET', `/payments/${paymentId}`)).status).toBe('succeeded');

  const viewer = await signedIn(browser, await aColleague('viewer'), PHONE);
  const other = await aDiscrepancy('189');
  await viewer.goto(url(`/portal/discrepancies/${other.id}`));
  await expect(viewer.getByText('Seuls un propriétaire ou un administrateur')).toBeVisible();
  await expect(viewer.getByRole('button', { name: /Confier|Enregistrer/ })).toHaveCount(0);
});

/** A payment whose payer's number ends so, and the discrepancy that comes of it. */
async function aDiscrepancy(ending: string): Promise<{ id: string }> {
  const { id: paymentId } = await hostedPayment({ operator: 'cm-mtn', phone: `+237670000${ending}` });
  return theDiscrepancy(paymentId);
}

async function theDiscrepancy(paymentId: string): Promise<{ id: string }> {
  const read = () => rows<{ id: string }>('SELECT id FROM discrepancies WHERE payment_id = $1', [paymentId]);
  await expect.poll(async () => (await read()).length, { timeout: 20_000 }).toBe(1);
  const [discrepancy] = await read();
  return { id: discrepancy?.id ?? '' };
}

/** Pending for ever, and seventy-three hours old: the worker gives it up at the next question. */
async function anUnresolvedPayment(): Promise<{ id: string; paymentId: string }> {
  const { id: paymentId } = await hostedPayment({ operator: 'cm-mtn', phone: '+237670000129' });
  await expect
    .poll(async () => (await api('GET', `/payments/${paymentId}`)).attempts[0]?.status)
    .toBe('pending');
  await rows(
    `UPDATE attempts SET submitted_at = submitted_at - interval '73 hours',
       called_at = called_at - interval '73 hours', next_query_at = now() WHERE payment_id = $1`,
    [paymentId],
  );
  return { ...(await theDiscrepancy(paymentId)), paymentId };
}

async function unnumbered(paymentId: string) {
  return rows('SELECT 1 FROM postings WHERE resource_id = $1 AND position IS NULL', [paymentId]);
}

/** Somebody of the demo's house with the owner's password, and a second factor of their own. */
async function aColleague(role: string): Promise<string> {
  const email = `${newReference().toLowerCase()}@example.com`;
  await rows(
    `INSERT INTO members (id, merchant_id, email, name, role, password_hash, locale)
     SELECT 'mem_' || md5($1), merchant_id, $1, 'Kofi', $2, password_hash, 'fr' FROM members WHERE email = $3`,
    [email, role, demo.portal.email],
  );
  return email;
}

async function enrol(page: Page): Promise<void> {
  await page.goto(url('/portal/security'));
  await page.getByRole('button', { name: 'Activer' }).click();
  const secret = (await page.locator('.secret code').textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill(await generate({ secret }));
  await page.getByRole('button', { name: 'Activer la double vérification' }).click();
  await page.getByRole('button', { name: 'Je les ai gardés' }).click();
  await expect(page.locator('.recovery-codes')).toHaveCount(0);
}

async function signedIn(browser: Browser, email: string, viewport: typeof PHONE): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr', viewport });
  const page = await context.newPage();
  await page.goto(url('/portal/sign-in'));
  await fillSignIn(page, email, demo.portal.password);
  await expect(page).toHaveURL(url('/portal'));
  return page;
}
