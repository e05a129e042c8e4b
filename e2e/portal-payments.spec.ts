/** Payments in the portal: finding, keeping views, exporting, acting on one, and answering a customer. */
import { randomInt } from 'node:crypto';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { api, demo, hostedPayment, newReference, type Payment, rows, url } from './demo.ts';
import { expectNoViolation } from './portal-people.ts';

const DESKTOP = { width: 1280, height: 800 };

test.setTimeout(90_000);

/** A number that no other test uses: its last three digits say what its payer does. */
function aNumber(ending: string): { e164: string; national: string } {
  const national = `67${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}${ending}`;
  return { e164: `+237${national}`, national };
}

async function directCharge(
  ending: string,
): Promise<{ payment: Payment; reference: string; national: string }> {
  const reference = newReference();
  const { e164, national } = aNumber(ending);
  const payment = await api('POST', '/payments', {
    amount: 1500,
    currency: 'XAF',
    reference,
    operator: 'cm-mtn',
    phone: e164,
    customer: { locale: 'en' },
  });
  return { payment, reference, national };
}

async function settled(id: string, status: string): Promise<void> {
  await expect
    .poll(async () => (await api('GET', `/payments/${id}`)).status, { timeout: 20_000 })
    .toBe(status);
  // What was told without proof is asked about until an answer is definite; till then nobody says "not paid".
  await expect
    .poll(() => rows('SELECT 1 FROM attempts WHERE payment_id = $1 AND next_query_at IS NOT NULL', [id]))
    .toEqual([]);
}

test('a payment is found by what a payer has, and the number stands in no address', async ({ browser }) => {
  const { payment, reference, national } = await directCharge('789');
  const page = await signedIn(browser, 'en');
  await page.goto(url('/portal/payments?lang=en'));
  const searches = [
    [reference.toUpperCase(), 'Found by the shop’s reference'],
    [payment.id, 'Found by its id'],
    [national, 'Payments of the number'],
  ] as const;
  for (const [typed, understood] of searches) {
    await page.getByLabel('Find a payment').fill(typed);
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.locator('.understood')).toContainText(understood);
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await expect(page.locator('tbody tr')).toContainText(reference);
  }
  await expect(page).toHaveURL(/payer=[0-9a-f]{64}/);
  expect(page.url()).not.toContain(national);
  await expect(page.locator('.understood')).toContainText('•');
  await expect(page.locator('main')).not.toContainText(national);
  await page.getByLabel('Find a payment').fill('nothing-has-this');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByText('No payment fits.')).toBeVisible();
});

for (const script of [true, false]) {
  test(`filters stand in the address and are kept as a view: ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const page = await signedIn(browser, 'en', script);
    const name = newReference();
    // What a view holds already cannot be kept a second time: each test, and each of its tries, has a filter of its own.
    const amount = String(randomInt(10_000, 1_000_000_000));
    await page.goto(url('/portal/payments?lang=en'));
    await page.locator('.more-filters summary').click();
    await page.locator('select[name=status]').selectOption('succeeded');
    await page.getByLabel('Amount, at least').fill(amount.replace(/(\d{3})$/, ' $1'));
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/status=succeeded.*min=\d/);
    await page.getByText('Save this view').click();
    await page.getByLabel('Name of the view').fill(name);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('The view is saved.')).toBeVisible();
    await page.goto(url('/portal/payments?lang=en'));
    await page.getByRole('link', { name }).click();
    await expect(page).toHaveURL(new RegExp(`status=succeeded&min=${amount}$`));
    await page.getByRole('button', { name: `Remove the view ${name}` }).click();
    await expect(page.getByText('The view is removed.')).toBeVisible();
    await page.context().close();
  });
}

test('a view is exported whole, its formulas inert, with a line in the audit log', async ({ browser }) => {
  const reference = `=${newReference()}`;
  await hostedPayment({ reference, description: '@SUM(A1)' });
  const page = await signedIn(browser, 'en');
  await page.goto(url(`/portal/payments?lang=en&q=${encodeURIComponent(reference)}`));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  const text = await (await download.createReadStream()).setEncoding('utf8').toArray();
  expect(text.join('')).toContain(`'${reference},`);
  expect(text.join('')).toContain(`'@SUM(A1)`);
  expect(text.join('').trim().split('\r\n')).toHaveLength(2);
  const [workbook] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Excel' }).click(),
  ]);
  expect(workbook.suggestedFilename()).toMatch(/^payments-test-.*\.xlsx$/);
  const [{ count } = { count: '0' }] = await rows<{ count: string }>(
    `SELECT count(*) FROM audit_entries WHERE action = 'payments_exported' AND after->>'searched' = 'true'`,
  );
  expect(Number(count)).toBeGreaterThanOrEqual(2);
  // Nothing but our own page may start one.
  const answer = await page.request.get('/portal/payments/export?format=csv', {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(answer.status()).toBe(403);
});

test('one payment: note, whole number with its audit line, asking now, sending again', async ({
  browser,
}) => {
  const { payment, national } = await directCharge('789');
  await settled(payment.id, 'succeeded');
  const page = await signedIn(browser, 'en');
  await page.goto(url(`/portal/payments/${payment.id}?lang=en`));
  await expect(page.locator('.timeline')).toContainText('account at MTN');
  await expect(page.locator('.timeline')).toContainText('Message received from My-CoolPay');
  await expect(page.locator('main')).not.toContainText(national.slice(1, 6));

  await page.getByLabel('New note').fill('The customer called <b>twice</b>.');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.getByText('The note is added.')).toBeVisible();
  await expect(page.locator('.note-text')).toHaveText('The customer called <b>twice</b>.');

  await page.getByRole('button', { name: 'Show the whole number' }).click();
  await expect(page.locator('.phone-reveal dd').first()).toHaveText(/^\+237 6( ?\d){8}$/);
  await page.getByRole('button', { name: 'Hide' }).click();
  await expect(page.locator('.phone-reveal dd')).toHaveCount(0);
  const looks = await rows('SELECT 1 FROM audit_entries WHERE action = $1 AND target_id = $2', [
    'payment_phone_shown',
    payment.id,
  ]);
  expect(looks).toHaveLength(1);

  await page.getByRole('button', { name: 'Ask the operator now' }).click();
  await expect(page.getByText(/The operator (is being asked|was asked just now)/)).toBeVisible();

  await page.locator('.deliveries').getByRole('button', { name: 'Send again' }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('The message goes out again.')).toBeVisible();
  expect(
    await rows('SELECT 1 FROM audit_entries WHERE action = $1 AND target_id = $2', [
      'delivery_sent_again',
      payment.id,
    ]),
  ).toHaveLength(1);
});

for (const script of [true, false]) {
  test(`a customer’s question is answered in plain words: ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const paid = await directCharge('789');
    const refused = await directCharge('049');
    const waiting = await directCharge('129');
    await settled(paid.payment.id, 'succeeded');
    await settled(refused.payment.id, 'failed');
    const page = await signedIn(browser, 'en', script);
    await page.goto(url('/portal/question?lang=en'));
    const ask = async (text: string) => {
      await page.getByLabel('What the customer has').fill(text);
      await page.getByRole('button', { name: 'Find the answer' }).click();
    };
    await ask(`You have paid 1500 FCFA. Ref: ${paid.reference}. Your balance: 20,000 FCFA.`);
    await expect(page.getByRole('heading', { name: 'Paid', exact: true })).toBeVisible();
    await expect(page.locator('blockquote')).toContainText('we have received your payment');
    if (script) await expectNoViolation(page, 'an answer');
    await ask(refused.reference);
    await expect(page.getByRole('heading', { name: 'Not paid' })).toBeVisible();
    await ask(paid.national);
    await expect(page.locator('.answer')).toContainText(paid.reference);
    await expect(page.getByRole('heading', { name: 'Paid', exact: true })).toBeVisible();
    await ask(waiting.reference);
    await expect(page.getByRole('heading', { name: 'Being checked' })).toBeVisible();
    await ask('1500 FCFA');
    await expect(page.getByText('An amount alone is not enough.')).toBeVisible();
    await ask('REF-NOBODY-HAS-1');
    await expect(page.getByText('That does not prove that the customer paid nothing.')).toBeVisible();
    expect(page.url()).not.toContain(paid.national);
    await page.context().close();
  });
}

async function signedIn(browser: Browser, locale: 'fr' | 'en', script = true): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: DESKTOP, javaScriptEnabled: script });
  const page = await context.newPage();
  await page.goto(url(`/portal/sign-in?lang=${locale}`));
  await page.getByLabel(locale === 'fr' ? 'Adresse e-mail' : 'E-mail address').fill(demo.portal.email);
  await page.getByLabel(locale === 'fr' ? 'Mot de passe' : 'Password').fill(demo.portal.password);
  await page.getByRole('button', { name: locale === 'fr' ? 'Se connecter' : 'Sign in' }).click();
  await expect(page).toHaveURL(/\/portal(?:\/payments)?(?:\?|$)/);
  return page;
}
