/** Receipts: what a seller sees who is shown a phone, what a payer keeps, and what a forger gets. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { api, newReference, rows, url } from './demo.ts';
import { misfits, sheetsOf } from './misfits.ts';
import { expectNoViolation } from './portal-people.ts';

interface Paid {
  id: string;
  reference: string;
  checkout_url: string;
  receipt_url: string | null;
  attempts: { operator_reference: string | null }[];
}

async function aPaidPayment(): Promise<Paid & { code: string; receipt_url: string }> {
  const made = await api<Paid>('POST', '/payments', {
    amount: 15_000,
    currency: 'XAF',
    reference: newReference(),
    description: 'Panier 1042',
    operator: 'cm-mtn',
    phone: '670000789',
  });
  let paid = made;
  await expect
    .poll(async () => {
      paid = await api<Paid>('GET', `/payments/${made.id}`);
      return paid.receipt_url;
    })
    .not.toBeNull();
  const receiptUrl = paid.receipt_url ?? '';
  return { ...paid, receipt_url: receiptUrl, code: receiptUrl.slice(-12) };
}

for (const { language, script, width } of [
  { language: 'fr', script: false, width: 320 },
  { language: 'en', script: true, width: 1280 },
] as const) {
  const fr = language === 'fr';
  test(`payer and seller: ${language}, ${width} px, ${script ? 'script' : 'no script'}`, async ({
    browser,
  }) => {
    const paid = await aPaidPayment();
    const page = await visitor(browser, { language, script, width });

    await test.step('the payer’s own receipt says what customer service asks', async () => {
      await page.goto(`${paid.checkout_url}?lang=${language}`);
      await page.getByRole('link', { name: /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/ }).click();
      await expect(page).toHaveURL(/\/receipt/);
      const support = page.getByRole('region', {
        name: fr ? 'Que dire au service client' : 'What to tell customer service',
      });
      await expect(support).toContainText(paid.reference);
      const [{ operator_reference } = { operator_reference: null }] = paid.attempts;
      if (operator_reference !== null) await expect(support).toContainText(operator_reference);
      await expect(page.getByText('Panier 1042')).toBeVisible();
      await fitsAndReads(page, 'own receipt');
      // Buttons are for screens; the code and the words for the hotline stand on the sheet.
      await page.emulateMedia({ media: 'print' });
      await expect(page.getByRole('link', { name: 'SMS' })).toBeHidden();
      await expect(support).toBeVisible();
      await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();
      expect(sheetsOf(await page.pdf({ format: 'A5' }))).toBe(1);
      await page.emulateMedia({ media: null });
    });

    await test.step('a stranger sees shop, amount, time, state and two digits, and no more', async () => {
      const answer = await page.goto(paid.receipt_url);
      expect(answer?.headers()['x-robots-tag']).toContain('noindex');
      expect(answer?.headers()['cache-control']).toContain('no-store');
      const state = fr ? 'Argent reçu' : 'Money received';
      await expect(page.getByRole('heading', { name: state, level: 1 })).toBeVisible();
      await expect(page.getByText(fr ? /^Vérifié auprès de Cross/ : /^Checked with Cross/)).toBeVisible();
      await expect(page.getByText(fr ? 'se termine par 89' : 'ends in 89')).toBeVisible();
      await expect(
        page.getByRole('img', { name: fr ? 'Code QR de ce reçu' : 'QR code of this receipt' }),
      ).toBeVisible();
      const html = (await answer?.text()) ?? '';
      for (const secret of [paid.reference, paid.id, 'Panier 1042', '670000789', 'MTN'])
        expect(html, `${secret} is shown to a stranger`).not.toContain(secret);
      const share = await page
        .getByRole('link', { name: fr ? 'Envoyer par WhatsApp' : 'Send by WhatsApp' })
        .getAttribute('href');
      expect(decodeURIComponent(share ?? '')).toContain(paid.receipt_url);
      await expect(page.getByRole('link', { name: 'SMS' })).toHaveAttribute('href', /^sms:\?&body=/);
      await fitsAndReads(page, 'receipt');
    });

    await test.step('money that its operator gave back is said at the next look', async () => {
      await rows('UPDATE payments SET refunded_amount = amount WHERE id = $1', [paid.id]);
      await page.goto(paid.receipt_url);
      const state = fr ? 'Argent rendu au payeur' : 'Money given back to the payer';
      await expect(page.getByRole('heading', { name: state, level: 1 })).toBeVisible();
      await fitsAndReads(page, 'receipt, given back');
    });
    await page.context().close();
  });
}

test('a code is typed: small letters and dashes are read, a near one is not true, guessing ends', async ({
  browser,
}) => {
  const { code } = await aPaidPayment();
  const page = await visitor(browser, { language: 'fr', script: true, width: 360 });
  await page.goto(url('/r'));
  await fitsAndReads(page, 'form');
  const type = async (text: string) => {
    await page.getByLabel('Code du reçu').fill(text);
    await page.getByRole('button', { name: 'Vérifier' }).click();
  };
  await type('K7Q4');
  await expect(page.getByText(/^Il faut 12 caractères/)).toBeVisible();
  await type((code.match(/.{4}/g) ?? []).join('-').toLowerCase());
  await expect(page.getByRole('heading', { name: 'Argent reçu' })).toBeVisible();
  await expect(page).toHaveURL(url(`/r/${code}`));

  const near = `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`;
  const answer = await page.goto(url(`/r/${near}`));
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Aucun reçu ne porte ce code' })).toBeVisible();
  await fitsAndReads(page, 'no receipt');
  await type(code.toLowerCase());
  await expect(page.getByRole('heading', { name: 'Argent reçu' })).toBeVisible();
  await page.context().close();
});

async function visitor(
  browser: Browser,
  { language, script, width }: { language: string; script: boolean; width: number },
): Promise<Page> {
  const context = await browser.newContext({
    locale: language,
    javaScriptEnabled: script,
    viewport: { width, height: 740 },
  });
  const page = await context.newPage();
  if (script) SCRIPTED.add(page);
  return page;
}

/** It fits, enlarged too, and axe finds nothing. Axe needs script: where the page has none, the other visitor asks it. */
async function fitsAndReads(page: Page, where: string): Promise<void> {
  expect.soft(await misfits(page), where).toEqual([]);
  if (SCRIPTED.has(page)) await expectNoViolation(page, where);
}

const SCRIPTED = new WeakSet<Page>();
