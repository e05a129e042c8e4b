/** A payer on a slow network that is cut while the payment waits: told so, and brought to the right end by itself. */
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { countsOf, demo, hostedPayment } from './demo.ts';
import { WORDS } from './words.ts';

/** Lighthouse's slow 3G (docs/throttling.md): 400 ms, 400 kbit/s. */
const SLOW_3G = { latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const CUT_MS = 30_000;

test.use({ locale: 'fr', viewport: { width: 360, height: 740 } });

test('slow 3G, and no network for 30 s of the page’s clock in the middle of waiting', async ({ page }) => {
  await page.clock.install();
  await journey(page, { number: '670001701', cut: () => page.clock.runFor(CUT_MS) });
});

test('slow 3G, and no network for 30 real seconds @full', async ({ page }) => {
  test.setTimeout(90_000);
  // The one place where real time is the point: sockets that time out do not follow a page's clock.
  await journey(page, { number: '670001702', cut: () => page.waitForTimeout(CUT_MS) });
});

async function journey(
  page: Page,
  { number, cut }: { number: string; cut: () => Promise<void> },
): Promise<void> {
  const payment = await hostedPayment();
  const handset = await page.context().newPage();
  await handset.goto(`${demo.handset_url}?number=${encodeURIComponent(`+237${number}`)}&lang=fr`);
  await page.bringToFront();
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await throttle(network, false);

  await page.goto(payment.checkout_url);
  await page.getByText('MTN MoMo', { exact: true }).click();
  await page.getByLabel(WORDS.fr.number).fill(number);
  await page.getByRole('button', { name: /^Payer/ }).click();
  await expect(page.getByRole('heading', { name: WORDS.fr.confirm })).toBeVisible();

  await throttle(network, true);
  const offline = page.locator('#offline');
  await expect(offline).toBeVisible();
  await expect(offline).toHaveText(/^Connexion perdue\. Le paiement continue chez MTN.MoMo\./);
  await expect(page.getByRole('status')).toHaveText(/^Connexion perdue/);
  await handset.getByLabel(WORDS.fr.pin).first().fill('4321');
  await handset.getByRole('button', { name: WORDS.fr.approve }).first().click();
  await cut();
  // Paid meanwhile, which this page cannot know: it goes on saying what it knows.
  await expect(offline).toBeVisible();
  await expect(page.getByRole('heading', { name: WORDS.fr.confirm })).toBeVisible();

  await throttle(network, false);
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeVisible();
  await expect(page.getByRole('heading', { name: WORDS.fr.received })).toBeFocused();
  await expect(offline).toBeHidden();
  expect(await countsOf(payment.id)).toMatchObject({ charges: 1 });
}

async function throttle(network: CDPSession, offline: boolean): Promise<void> {
  await network.send('Network.emulateNetworkConditions', { ...SLOW_3G, offline });
}
