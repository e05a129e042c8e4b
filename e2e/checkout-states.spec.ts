/**
 * Every state of the payer's page × {script, a browser without script, light page} × {French, English}: no violation that axe
 * finds, the right language, every control reached by keyboard, nothing outside a screen of 320 px, and no word broken with
 * text at 200 %.
 * `npm test` takes each pair of the three once; `npm run test:full` takes all, and on a dark desk too.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, type Route, test } from '@playwright/test';
import { demo } from './demo.ts';
import type { ShownState } from './screens/states.ts';

const STATES = [
  'choose-likely',
  'choose-above',
  'choose-locked',
  'choose-error',
  'choose-no-operator',
  'choose-cancel',
  'again-funds',
  'again-released',
  'submitting',
  'confirm-help',
  'otp',
  'otp-fetched',
  'go',
  'go-left',
  'go-scan',
  'go-not-opened',
  'checking-release',
  'unresolved',
  'succeeded-surplus',
  'succeeded-returned',
  'suspense',
  'failed',
  'canceled',
  'canceled-link',
  'expired-open',
  'shop',
];
const WAYS = ['script', 'no script', 'lite'] as const;
const LANGUAGES = ['fr', 'en'] as const;
const PHONE = { viewport: { width: 320, height: 640 }, colorScheme: 'light' } as const;
const DESK = { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' } as const;

type Way = (typeof WAYS)[number];
type Language = (typeof LANGUAGES)[number];

// A picture of the page for each key pressed would take longer than the tests.
test.use({ trace: 'off' });

let seeded: ShownState[] = [];

test.beforeAll(() => {
  // By a program of its own: rows are written as the product writes them, with its generated client and its secret.
  const secret = path.join(process.env.CROSS_DATA_DIR ?? '.data', 'secret');
  const written = execFileSync(
    process.execPath,
    [path.join(import.meta.dirname, 'screens/seed.ts'), ...STATES],
    {
      encoding: 'utf8',
      env: { ...process.env, CROSS_SECRET: readFileSync(secret, 'utf8').trim() },
    },
  );
  seeded = JSON.parse(written);
});

for (const [index, name] of STATES.entries()) {
  test(`${name}: three ways, both languages`, async ({ browser }) => {
    test.setTimeout(60_000);
    for (const [at, way] of WAYS.entries())
      await look(browser, PHONE, { name, way, language: LANGUAGES[(index + at) % 2] ?? 'fr' });
  });

  test(`${name}: everything, on a phone and on a dark desk @full`, async ({ browser }) => {
    test.setTimeout(120_000);
    for (const screen of [PHONE, DESK])
      for (const way of WAYS)
        for (const language of LANGUAGES) await look(browser, screen, { name, way, language });
  });
}

async function look(
  browser: Browser,
  screen: typeof PHONE | typeof DESK,
  { name, way, language }: { name: string; way: Way; language: Language },
): Promise<void> {
  const shown = seeded.find((state) => state.name === name);
  if (shown === undefined) throw new Error(`${name} is not in screens/states.ts`);
  await test.step(`${way}, ${language}, ${screen.viewport.width} px`, async () => {
    const context = await browser.newContext({ ...screen, javaScriptEnabled: way !== 'no script' });
    const page = await context.newPage();
    if (way !== 'script') await page.route('**/pay/**', standStill);
    const query = `${shown.query ?? '?'}&lang=${language}`.replace('?&', '?');
    await page.goto(`${demo.base_url}/pay/${shown.id}${way === 'lite' ? '/lite' : ''}${query}`);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.locator('#state')).toBeVisible();
    expect(await page.locator('script').count(), 'scripts').toBe(way === 'lite' ? 0 : 1);
    await expectReachedByKeyboard(page);
    expect(await outside(page), 'outside the screen').toEqual([]);
    if (way === 'no script') await expectNoViolationWhereScriptRuns(browser, page, screen);
    else await expectNoViolation(page);
    await page.evaluate((rules) => {
      document.head.append(Object.assign(document.createElement('style'), { textContent: rules }));
    }, LARGE_TEXT);
    expect(await outside(page), 'outside the screen with text at 200 %').toEqual([]);
    expect(await brokenWords(page), 'words broken with text at 200 %').toEqual([]);
    await context.close();
  });
}

/** A page that loads itself again would do so in the middle of a look. */
async function standStill(route: Route): Promise<void> {
  const response = await route.fetch();
  const text = await response.text();
  await route.fulfill({ response, body: text.replace(/<meta http-equiv="refresh"[^>]*>/, '') });
}

/** Axe itself needs script: it looks at what the browser without script has drawn, `noscript` and all. */
async function expectNoViolationWhereScriptRuns(
  browser: Browser,
  drawn: Page,
  screen: typeof PHONE | typeof DESK,
): Promise<void> {
  const html = await drawn.content();
  const page = await browser.newPage(screen);
  await page.route('**/*', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: html.replace(/<script>.*?<\/script>|<\/?noscript>/gs, ''),
    }),
  );
  await page.goto(drawn.url());
  await expectNoViolation(page);
  await page.context().close();
}

async function expectNoViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .setLegacyMode() // no frames here, and it opens no second page for each look
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
    [],
  );
}

/** Hyphens would hide a word that had to be broken, and not every machine has the dictionaries for them. */
const LARGE_TEXT = ':root { font-size: 200% !important } * { hyphens: manual !important }';

/** What reaches over the screen's edge, and fields that cut their text off. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const sideways = document.documentElement.scrollWidth - width;
    const parts = [...document.querySelectorAll('a, button, summary, input, label, h1, p, dd, li')].filter(
      (one) => {
        if (one.closest('.sr-only') || !one.checkVisibility()) return false;
        const { left, right } = one.getBoundingClientRect();
        const cut = one.matches('input') && one.scrollWidth > one.clientWidth + 1;
        return left < -0.5 || right > width + 0.5 || cut;
      },
    );
    return [...(sideways > 0 ? [`${sideways} px`] : []), ...parts.map((one) => one.outerHTML.slice(0, 200))];
  });
}

/** Words that stand on two lines. References are no words. */
function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      if (text.parentElement?.closest('script, style, noscript, .sr-only, .facts')) continue;
      for (const { index, 0: word } of (text.textContent ?? '').matchAll(
        /[\p{L}\p{N}•]+(?:[\u00a0\u202f][\p{L}\p{N}•]+)*/gu,
      )) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1)
          broken.push(word);
      }
    }
    return broken;
  });
}

/** Tab leads to every control; a group of radios is one stop. Nothing here needs the page's own script. */
async function expectReachedByKeyboard(page: Page): Promise<void> {
  const controls = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden])')];
    const usable = all.filter((one) => one.checkVisibility() && !one.matches(':disabled'));
    const radios = usable.filter((one) => one.matches('[type=radio]')).length;
    // Focus before the first control: fields that take it by themselves would be the first.
    document.body.tabIndex = -1;
    document.body.focus();
    return usable.length - Math.max(0, radios - 1);
  });
  const reached = new Set<string>();
  for (let pressed = 0; pressed <= controls; pressed++) {
    await page.keyboard.press('Tab');
    const one = await page.evaluate(() => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) return '';
      if (activeElement.matches('[type=radio]')) return 'radios';
      return String([...document.querySelectorAll('*')].indexOf(activeElement));
    });
    if (one !== '') reached.add(one);
  }
  expect(reached.size, 'controls reached by keyboard').toBe(controls);
}
