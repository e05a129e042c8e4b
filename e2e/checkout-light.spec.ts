/** The page without script, chosen or asked for; and what a device keeps only when it is told to. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { countsOf, demo, hostedPayment, rows } from './demo.ts';
import { WORDS } from './words.ts';

const OPERA_MINI = 'Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; fr) Presto/2.12.423 Version/12.16';

test.use({ locale: 'fr', viewport: { width: 360, height: 740 } });

test('the light page from the choice to the receipt: its forms come back to it', async ({
  page,
  context,
}) => {
  const payment = await hostedPayment();
  const handset = await context.newPage();
  await handset.goto(`${demo.handset_url}?number=${encodeURIComponent('+237670001601')}&lang=fr`);
  await page.goto(payment.checkout_url);
  await page.getByRole('link', { name: /^Version légère/ }).click();
  await expect(page).toHaveURL(/\/lite$/);
  await pay(page, '6 70 00 16');
  await expect(page.getByText(WORDS.fr.missing)).toBeVisible();
  await expect(page).toHaveURL(/\/lite\?error=phone_too_short$/);
  await pay(page, '670001601');
  await expect(page.getByRole('heading', { name: WORDS.fr.confirm })).toBeVisible();
  await expect(page).toHaveURL(/\/lite$/);

  await handset.getByLabel(WORDS.fr.pin).first().fill('4321');
  await handset.getByRole('button', { name: WORDS.fr.approve }).first().click();
  // Nobody presses anything: the page asks for itself again.
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Version complète' }).click();
  await expect(page).toHaveURL(/\?view=full$/);
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  expect(await countsOf(payment.id)).toMatchObject({ charges: 1 });
});

for (const [browser, headers] of [
  ['one that saves data', { 'save-data': 'on' }],
  ['Opera Mini', { 'user-agent': OPERA_MINI }],
] as const) {
  test(`the light page comes unasked to ${browser}, which may still ask for the other`, async () => {
    const payment = await hostedPayment();
    const light = await fetch(payment.checkout_url, { headers });
    expect(await light.text()).not.toContain('<script');
    expect(light.headers.get('content-security-policy')).not.toContain('script-src');
    const full = await fetch(`${payment.checkout_url}?view=full`, { headers });
    expect(await full.text()).toContain('<script');
  });
}

test('what travels: the whole page in one answer, a status in less than 300 bytes', async () => {
  const payment = await hostedPayment();
  const sizes: Record<string, number> = {};
  for (const part of ['', '/lite', '/status']) {
    const answer = await fetch(payment.checkout_url + part, { headers: { 'accept-encoding': 'identity' } });
    sizes[part] = (await answer.arrayBuffer()).byteLength;
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
  expect(sizes['/status']).toBeLessThan(300);
  // Compressed sizes of every state: app/pay/[id]/page-weight.test.ts.
  const packed = await fetch(payment.checkout_url, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
});

test('an account is kept on this device when its payer asks, and forgotten when not', async ({
  page,
  context,
}) => {
  await open(page);
  await page.getByLabel(/^Retenir ce compte/).check();
  await pay(page, '670000789');
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  expect(await kept(context)).toBe(true);

  await open(page);
  await expect(page.getByLabel(WORDS.fr.number)).toHaveValue(/6.70.00.07.89/);
  await expect(page.getByRole('radio', { name: 'MTN MoMo' })).toBeChecked();
  await page.getByLabel(/^Retenir ce compte/).uncheck();
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  expect(await kept(context)).toBe(false);
  await open(page);
  await expect(page.getByLabel(WORDS.fr.number)).toHaveValue('');
});

test('a number that a shop’s program named is shown and held to, by the server too', async ({ page }) => {
  const payment = await hostedPayment({ customer: { phone: '+237670000789' } });
  // As a payment that came through a dialect.
  await rows(`UPDATE payments SET origin = 'compat:my-coolpay' WHERE id = $1`, [payment.id]);
  await page.goto(payment.checkout_url);
  await expect(page.getByLabel(WORDS.fr.number)).toHaveValue(/6.70.00.07.89/);
  await expect(page.getByLabel(WORDS.fr.number)).not.toBeEditable();
  await page.getByLabel(WORDS.fr.number).evaluate((field: HTMLInputElement) => {
    field.readOnly = false;
    field.value = '670000788';
  });
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page.getByText(/doit partir du numéro que la boutique a donné/)).toBeVisible();
  expect(await countsOf(payment.id)).toMatchObject({ charges: 0 });
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
});

test('the code’s field has the focus as soon as there is one', async ({ page }) => {
  await open(page);
  await pay(page, '670000219');
  await expect(page.getByLabel(WORDS.fr.code)).toBeFocused();
});

async function open(page: Page): Promise<void> {
  await page.goto((await hostedPayment()).checkout_url);
}

async function pay(page: Page, number: string): Promise<void> {
  await page.getByText('MTN MoMo', { exact: true }).click();
  await page.getByLabel(WORDS.fr.number).fill(number);
  await page.getByRole('button', { name: /^Payer/ }).click();
}

async function kept(context: BrowserContext): Promise<boolean> {
  return (await context.cookies(`${demo.base_url}/pay/x`)).some(({ name }) => name === 'account');
}
