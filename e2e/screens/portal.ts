/**
 * Pictures of every page of the portal: `node e2e/screens/portal.ts <folder> [name part …]`, against the running gateway of
 * CROSS_DATA_DIR, whose DATABASE_URL is set here too; LOOKS picks some looks, SHOP=new a merchant that has nothing yet.
 * For people to look at; asserts nothing.
 */
import { mkdirSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { api, demo, newReference, rows, url } from '../demo.ts';
import { signedIn, stranger } from '../portal-people.ts';
import { aMerchant, type PortalAddress, portalAddresses, portalObjects } from '../portal-tree.ts';

const [folder = 'test-results/portal', ...names] = process.argv.slice(2);
const LOOKS = [
  { look: 'phone-light', viewport: { width: 360, height: 740 }, colorScheme: 'light', lang: 'fr' },
  { look: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark', lang: 'en' },
  { look: 'wide-light', viewport: { width: 1280, height: 800 }, colorScheme: 'light', lang: 'en' },
  { look: 'wide-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark', lang: 'fr' },
] as const;

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const addresses = (process.env.SHOP === 'new' ? emptyPages() : await fullPages(browser)).filter(
  ({ page }) => names.length === 0 || names.some((part) => page.includes(part)),
);
const member = await signedIn(
  browser,
  process.env.SHOP === 'new' ? await aMerchant('Boutique Kofi') : demo.portal.email,
  demo.portal.password,
);
const nobody = await stranger(browser);
for (const look of LOOKS.filter((one) => (process.env.LOOKS ?? one.look).includes(one.look))) {
  for (const page of [member, nobody]) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
  }
  for (const address of addresses) {
    await shoot(address.page.startsWith('sign-') ? nobody : member, address, look);
  }
}
await browser.close();
process.exit(0);

async function shoot(
  page: Page,
  { page: name, path }: PortalAddress,
  { look, lang }: (typeof LOOKS)[number],
) {
  await page.goto(url(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`), { waitUntil: 'load' });
  const file = `${name.replaceAll(/[[\]]/g, '').replaceAll('/', '-').replace(/^\.$/, 'home').replaceAll(', ', '-')}.${look}.png`;
  await page.screenshot({ path: `${folder}/${file}`, fullPage: true, caret: 'initial' });
}

/** What a shop of some days has: payments in each state, of several operators, amounts and lengths of words. */
async function fullPages(browser: Browser): Promise<PortalAddress[]> {
  if (process.env.SEEDED === undefined) await seedPayments();
  const objects = await portalObjects(browser);
  const pages = portalAddresses(objects);
  const paid = await rows<{ id: string }>(
    `SELECT id FROM payments WHERE app_id = $1 AND status = 'succeeded' AND NOT surplus
     ORDER BY created_at DESC LIMIT 1`,
    [demo.app_id],
  );
  return [
    ...pages,
    { page: 'payments/[id] paid', path: `/portal/payments/${paid[0]?.id}` },
    { page: 'not-found', path: '/portal/payments/pay_00000000000000000000000000' },
  ];
}

function emptyPages(): PortalAddress[] {
  return portalAddresses(new Proxy({}, { get: () => 'none' })).filter(({ page }) => !page.includes('['));
}

async function seedPayments(): Promise<void> {
  const endings = ['789', '789', '049', '059', '029', '129', '249', '239', '789', '219', '069', '199'];
  const shops = [
    { operator: 'cm-mtn', currency: 'XAF', phone: '+237670112' },
    { operator: 'cm-orange', currency: 'XAF', phone: '+237690445' },
    { operator: 'tg-flooz', currency: 'XOF', phone: '+22899112' },
    { operator: 'cd-mpesa', currency: 'CDF', phone: '+243810445' },
  ];
  for (const [index, ending] of endings.entries()) {
    const one = shops[index % shops.length];
    if (one === undefined) continue;
    const { phone, ...shop } = one;
    await api('POST', '/payments', {
      ...shop,
      ...(shop.operator.startsWith('tg') ? { country: 'TG' } : {}),
      ...(shop.operator.startsWith('cd') ? { country: 'CD' } : {}),
      amount: [1_500, 15_000, 250_000, 100, 4_999][index % 5] ?? 1_500,
      reference: index % 3 === 0 ? newReference() : `CMD-2026-${1042 + index}-${Date.now() % 10_000}`,
      description: ['Chemise en lin, commande 1042', 'Groupe électrogène 5 kVA, livraison à Douala comprise'][
        index % 2
      ],
      phone: `${phone}${ending}`,
    }).catch((error: unknown) => console.log(String(error)));
  }
  for (const reference of [`panier-abandonné-${Date.now() % 10_000}`, newReference()]) {
    await api('POST', '/payments', { amount: 32_500, currency: 'XAF', reference });
  }
}
