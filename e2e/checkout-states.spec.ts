/**
 * Every state of the payer's page × {script, no script, light page} × {French, English}: no violation that axe finds, the
 * right language, every control reached by keyboard, nothing sideways at 320 px, and whole with text at 200 %.
 * `npm test` takes each pair of the three once; `npm run test:full` takes all, and on a dark desk too.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, type Route, test } from '@playwright/test';
import { demo } from './demo.ts';
import type { ShownState } from './screens/states.ts';

const STATES = [
  'choose-likely',
  'choose-above',
  'choose-locked',
  'choose-error',
  'choose-no-operator',
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
    const context = await browser.newContext(PHONE);
    for (const [at, way] of WAYS.entries()) {
      const language = LANGUAGES[(index + at) % 2] ?? 'fr';
      await look(await context.newPage(), { name, way, language });
    }
    await context.close();
  });

  test(`${name}: everything, on a phone and on a dark desk @full`, async ({ browser }) => {
    test.setTimeout(120_000);
    for (const at of [PHONE, DESK]) {
      const context = await browser.newContext(at);
      for (const way of WAYS)
        for (const language of LANGUAGES) await look(await context.newPage(), { name, way, language });
      await context.close();
    }
  });
}

async function look(
  page: Page,
  { name, way, language }: { name: string; way: Way; language: Language },
): Promise<void> {
  const shown = seeded.find((state) => state.name === name);
  if (shown === undefined) throw new Error(`${name} is not in screens/states.ts`);
  await test.step(`${way}, ${language}, ${page.viewportSize()?.width} px`, async () => {
    if (way !== 'script') await page.route('**/pay/**', drawWithoutScript);
    const query = `${shown.query ?? '?'}&lang=${language}`.replace('?&', '?');
    await page.goto(`${demo.base_url}/pay/${shown.id}${way === 'lite' ? '/lite' : ''}${query}`);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.locator('#state')).toBeVisible();
    expect(await page.locator('script').count(), 'scripts').toBe(way === 'script' ? 1 : 0);
    expect(await reachedByKeyboard(page), 'reached by keyboard').toEqual(await controls(page));
    expect(await sideways(page), 'px sideways').toBe(0);
    await expectNoViolation(page);
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect(await sideways(page), 'px sideways with text at 200 %').toBe(0);
    await page.close();
  });
}

/** What a browser without script draws; axe itself needs one with script, and a page that stands still. */
async function drawWithoutScript(route: Route): Promise<void> {
  const response = await route.fetch();
  const text = await response.text();
  const drawn = text
    .replace(/<script>.*?<\/script>/s, '')
    .replace(/<meta http-equiv="refresh"[^>]*>/, '')
    .replace(/<\/?noscript>/g, '');
  await route.fulfill({ response, body: drawn });
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

function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What a keyboard must reach; a group of radios is one stop. */
function controls(page: Page): Promise<number> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden])')];
    const usable = all.filter((one) => one.getClientRects().length > 0 && !one.matches(':disabled'));
    const radios = usable.filter((one) => one.matches('[type=radio]')).length;
    return usable.length - Math.max(0, radios - 1);
  });
}

/** How many different controls Tab leads to, from the top of the page. */
async function reachedByKeyboard(page: Page): Promise<number> {
  const presses = (await controls(page)) + 1;
  await page.evaluate(() => {
    const reached = new Set<string>();
    document.addEventListener('focusin', ({ target }) => {
      const one = target as HTMLElement; // only elements take focus
      if (one === document.body) return;
      const index = [...document.querySelectorAll('*')].indexOf(one);
      reached.add(one.matches('[type=radio]') ? 'radios' : String(index));
      document.body.dataset.reached = String(reached.size);
    });
    // Focus before the first control: fields that take it by themselves would be the first.
    document.body.tabIndex = -1;
    document.body.focus();
  });
  for (let pressed = 0; pressed < presses; pressed++) await page.keyboard.press('Tab');
  return Number(await page.locator('body').getAttribute('data-reached'));
}
