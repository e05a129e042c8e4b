/** No violation that axe can find, on every kind of page, in both languages, on a phone and on a desk. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { demo, hostedPayment } from './demo.ts';
import { WORDS } from './words.ts';

const LOOKS = [
  { name: 'phone, light', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: 'desk, dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
] as const;

for (const { name, ...look } of LOOKS) {
  for (const lang of ['fr', 'en'] as const) {
    test(`${name}, ${lang}: checkout, sandbox, docs and the portal's door`, async ({ browser }) => {
      test.setTimeout(120_000);
      const context = await browser.newContext({ ...look, locale: lang });
      const page = await context.newPage();
      for (const path of ['/', '/docs', '/portal/sign-in', '/sandbox/shop', '/sandbox/phone']) {
        await page.goto(`${demo.base_url}${path}?lang=${lang}`);
        await expectNoViolation(page, path);
      }
      const payment = await hostedPayment();
      await page.goto(`${payment.checkout_url}?lang=${lang}`);
      await expectNoViolation(page, 'choose');
      await page.getByText('MTN MoMo', { exact: true }).click();
      await page.getByLabel(WORDS[lang].number).fill('670000129');
      await page.getByRole('button', { name: lang === 'fr' ? /^Payer/ : /^Pay/ }).click();
      await expect(page.getByRole('heading', { name: WORDS[lang].confirm })).toBeVisible();
      await expectNoViolation(page, 'waiting');
      await context.close();
    });
  }
}

async function expectNoViolation(page: Page, where: string): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', /^(fr|en)$/);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
  expect(found, where).toEqual([]);
}
