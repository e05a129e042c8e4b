/** People at the portal, as its specs need them: strangers, signed-in browsers, mails where the demo lists them. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page } from '@playwright/test';
import { url } from './demo.ts';

/** The newest mail to an address, where the demo lists them. */
export async function linkFor(owner: Page, email: string, subject = ''): Promise<string> {
  await owner.goto(url('/portal/mail'));
  const row = owner.getByRole('row').filter({ hasText: email }).filter({ hasText: subject }).first();
  return (await row.getByRole('link').getAttribute('href')) ?? '';
}

export async function stranger(browser: Browser): Promise<Page> {
  return (await browser.newContext({ locale: 'fr', viewport: { width: 1280, height: 800 } })).newPage();
}

export async function signedIn(browser: Browser, email: string, password: string): Promise<Page> {
  const page = await stranger(browser);
  await page.goto(url('/portal/sign-in'));
  await fillSignIn(page, email, password);
  await expect(page).toHaveURL(/\/portal$/);
  return page;
}

export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Adresse e-mail').fill(email);
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
}

export async function expectNoViolation(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    // Without frames there is nothing to put together in a page of its own, which costs half of the time.
    .setLegacyMode(true)
    .analyze();
  expect
    .soft(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
      where,
    )
    .toEqual([]);
}
