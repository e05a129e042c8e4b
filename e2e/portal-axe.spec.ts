/** Every page of the portal, from the file tree, in both languages: axe, no sideways scroll, no word left untranslated. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { demo, url } from './demo.ts';
import { expectNoViolation, signedIn, stranger } from './portal-people.ts';
import { type PortalAddress, portalAddresses, portalObjects } from './portal-tree.ts';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

/** Small words of one language that are none of the other: their sight in a heading or label is a text left behind. */
const FOREIGN = {
  fr: /\b(?:the|and|your|with|this|are|from|not)\b/i,
  en: /\b(?:le|la|les|des|une|est|votre|vous|avec|pour|dans|sont)\b|[«»]/i,
} as const;

// Ninety pages of snapshots would cost more than the walk itself.
test.use({ locale: 'fr', trace: 'off' });
test.setTimeout(280_000);

const LOOKS = [
  { language: 'fr', viewport: PHONE, colorScheme: 'light' },
  { language: 'en', viewport: DESKTOP, colorScheme: 'dark' },
] as const;

// A page costs most of a second: `npm test` sees each in one look, `npm run test:full` in both.
test('every page is accessible, stays within its screen and speaks one language', ({ browser }) =>
  walk(browser, (_, index) => [LOOKS[index % 2 === 0 ? 0 : 1]]));
test('every page in both languages, on a phone and on a desk @full', ({ browser }) =>
  walk(browser, () => LOOKS));

type Look = (typeof LOOKS)[number];

async function walk(browser: Browser, looksOf: (address: PortalAddress, index: number) => readonly Look[]) {
  const addresses = portalAddresses(await portalObjects(browser));
  expect(addresses.length).toBeGreaterThan(35);
  const member = await signedIn(browser, demo.portal.email, demo.portal.password);
  const nobody = await stranger(browser);
  for (const [index, address] of addresses.entries()) {
    // Who is signed in is led on to the first page.
    const page = address.page.startsWith('sign-') ? nobody : member;
    for (const look of looksOf(address, index)) await visit(page, address, look);
  }
}

async function visit(page: Page, { page: name, path }: PortalAddress, look: Look): Promise<void> {
  const { language, viewport, colorScheme } = look;
  const where = `${name}, ${language}`;
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(viewport);
  const answer = await page.goto(url(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`));
  expect.soft(answer?.status(), where).toBe(200);
  await expectNoViolation(page, where);
  for (const size of viewport === PHONE ? [PHONE] : [viewport, PHONE]) {
    await page.setViewportSize(size);
    // A drawing follows the width of its page within a moment.
    await expect
      .soft(page.locator('html'), `${where}: wider than ${size.width} px`)
      .toHaveJSProperty('scrollWidth', size.width);
  }
  const read = await readPage(page);
  expect.soft(read.lang, where).toBe(language);
  const foreign = read.said.filter((text) => FOREIGN[language].test(text));
  expect.soft(foreign, `${where}: words left behind`).toEqual([]);
  expect.soft(read.all.filter(looksLikeKey), `${where}: a key in the place of a text`).toEqual([]);
}

/** A name of the program (camelCase, snake_case), a name in braces, or a value that is none. */
function looksLikeKey(text: string): boolean {
  return /^[a-z]+(?:[A-Z][a-z]+)+$|^[a-z]+(?:_[a-z]+)+$|\{\w+\}|\b(?:undefined|NaN|\[object)\b/.test(text);
}

/** Its language, what its headings and labels say, and all its texts. */
function readPage(page: Page) {
  return page.evaluate(() => {
    const said = 'h2, th, label, legend, button, dt, .lead, .field-hint, .text-soft, .field-label';
    const own = (element: Element) =>
      element.closest('code, pre, script, style, [lang]:not(html, body, .portal, main, [lang=""])') === null;
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      if (text !== '' && node.parentElement !== null && own(node.parentElement)) texts.push(text);
    }
    return {
      lang: document.documentElement.lang,
      said: [...document.querySelectorAll(said)].filter(own).map((element) => element.textContent ?? ''),
      all: texts,
    };
  });
}
