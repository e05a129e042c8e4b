/**
 * From the demo shop to its verified webhook, through every provider: the payer fills no cart (one is there), chooses
 * through whom where several serve the country, pays on our checkout, and the shop's order page says "paid" by what a
 * webhook with a valid signature told. A provider without a row here fails the first test.
 */
import { expect, type Page, test } from '@playwright/test';
import { PROVIDER_IDS, type ProviderId } from '#lib/providers/index.ts';
import { demo, rows } from './demo.ts';
import { WORDS } from './words.ts';

interface Row {
  /** Country and currency, as the shop names them. */
  place: string;
  /** Chosen in the shop, where several providers serve the place. */
  named?: true;
  operator: string;
  /** Typed on our checkout; absent where the provider's page asks for it. */
  number?: string;
  /** What our page of the payment says once it is paid, beside that. */
  says?: RegExp;
  /** What the payer does on the provider's own page. */
  onPage?: (page: Page) => Promise<void>;
}

/** Each number ends in 789: approved at once. */
const ROWS = {
  'my-coolpay': { place: 'CM-XAF', operator: 'MTN MoMo', number: '670000789' },
  paygateglobal: { place: 'TG-XOF', named: true, operator: 'TMoney', number: '90000789' },
  // What the operator took beside the 2.50 dollars: 2 %, in whole cents.
  flexpay: { place: 'CD-USD', operator: 'M-Pesa', number: '081 000 0789', says: /2,55\s\$US/ },
  softsystem: { place: 'CI-XOF', operator: 'MTN MoMo', number: '05 00 00 07 89', onPage: approve },
  'tmoney-online': { place: 'TG-XOF', named: true, operator: 'TMoney', onPage: typePinAndCode },
  'tmoney-mbanking': { place: 'TG-XOF', named: true, operator: 'TMoney', number: '90000789' },
  flooz: { place: 'TG-XOF', named: true, operator: 'Flooz', number: '96000789' },
} as const satisfies Record<ProviderId, Row>;

test('every provider has its way from the shop', () => {
  expect(Object.keys(ROWS).sort()).toEqual([...PROVIDER_IDS].sort());
});

for (const [id, row] of Object.entries<Row>(ROWS)) {
  test(`paid in the demo shop through ${id}, told by a verified webhook`, async ({ browser }) => {
    const context = await browser.newContext({ locale: 'fr', viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const words = WORDS.fr;
    await page.goto(`${demo.shop_url}?place=${row.place}&lang=fr&q-soap=2`);
    if (row.named) await page.locator('select[name="provider"]').selectOption(id);
    else await expect(page.locator('select[name="provider"]')).toHaveCount(0);
    await page.getByRole('button', { name: words.shopPay, exact: true }).click();

    await page.getByText(row.operator, { exact: true }).click();
    if (row.number !== undefined) await page.getByLabel(words.number).fill(row.number);
    await page.getByRole('button', { name: /^Payer/ }).click();
    await row.onPage?.(page);
    await expect(page.getByRole('heading', { name: words.received })).toBeVisible({ timeout: 15_000 });
    if (row.says !== undefined) await expect(page.locator('main')).toContainText(row.says);

    await page.getByRole('link', { name: words.back }).click();
    await expect(page).toHaveURL(/\/sandbox\/shop\/orders\//);
    await expect(page.getByText(words.returnGood)).toBeVisible();
    await expect(page.getByText(words.paid, { exact: true })).toBeVisible({ timeout: 15_000 });
    await expect(page.locator('tr', { hasText: 'payment.succeeded' })).toContainText(words.verified);

    const order = new URL(page.url()).pathname.split('/').at(-1);
    const through = await rows<{ provider: string; status: string }>(
      'SELECT a.provider, a.status FROM attempts a JOIN payments p ON p.id = a.payment_id WHERE p.reference = $1',
      [order],
    );
    expect(through).toEqual([{ provider: id, status: 'succeeded' }]);
    await context.close();
  });
}

async function approve(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/sandbox\/pay\//);
  await page.getByRole('button', { name: 'Payer', exact: true }).click();
}

/** TMoney's page: a wrong PIN, the right one, the code by SMS, and the button that leads back. */
async function typePinAndCode(page: Page): Promise<void> {
  const validate = page.getByRole('button', { name: 'Valider' });
  for (const pin of ['0000', '4321']) {
    await page.getByLabel('Votre numéro').fill('90000789');
    await page.getByLabel('Code secret').fill(pin);
    await validate.click();
    if (pin === '0000') await expect(page.getByText('Il reste 2 essais')).toBeVisible();
  }
  await page.getByLabel('Code reçu par SMS').fill('1234');
  await validate.click();
  await page.getByRole('link', { name: 'Confirmer' }).click();
}
