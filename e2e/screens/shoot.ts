/**
 * Pictures of the payer's page in every state: `node e2e/screens/shoot.ts <base url> <folder> [name part …]`, against a
 * running gateway whose DATABASE_URL and CROSS_SECRET are set here too. LOOKS=360-dark draws only the looks with that in
 * their name, SPOKEN=en the other language, TEXT=200 large letters. Beside the pictures stands one sheet for every twelve of
 * a look. For people to look at; asserts nothing.
 */
import { mkdirSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';
import { closeDb } from '#lib/db.ts';
import { seedStates } from './states.ts';

const [base = 'http://127.0.0.1:3000', folder = 'test-results/screens', ...names] = process.argv.slice(2);
const SIZES = [
  { width: 320, height: 640 },
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
const SPOKEN = process.env.SPOKEN ?? 'fr';
const TEXT = process.env.TEXT ?? '100';
const ON_A_SHEET = 12;
const LOOKS = SIZES.flatMap((viewport) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    (['full', 'lite'] as const).map((weight) => ({
      look: `${viewport.width}-${colorScheme}-${weight}`,
      viewport,
      colorScheme,
      weight,
    })),
  ),
);

mkdirSync(folder, { recursive: true });
const states = (await seedStates()).filter(
  ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
for (const { look, weight, ...context } of LOOKS.filter(({ look }) =>
  look.includes(process.env.LOOKS ?? ''),
)) {
  const opened = await browser.newContext({ ...context, locale: SPOKEN });
  const taken: Buffer[] = [];
  const page = await opened.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log(look, message.text()));
  for (const { name, id, query } of states) {
    const asked = `${query ?? '?'}&lang=${SPOKEN}`.replace('?&', '?');
    await page.goto(`${base}/pay/${id}${weight === 'lite' ? '/lite' : ''}${asked}`, { waitUntil: 'load' });
    await page.evaluate((percent) => {
      document.documentElement.style.fontSize = `${percent}%`;
    }, TEXT);
    const path = `${folder}/${name}.${look}.png`;
    taken.push(await page.screenshot({ path, fullPage: true, caret: 'initial' }));
  }
  for (let at = 0; at < taken.length; at += ON_A_SHEET)
    await drawSheet(browser, {
      pictures: taken.slice(at, at + ON_A_SHEET),
      width: context.viewport.width,
      path: `${folder}/sheet-${at / ON_A_SHEET + 1}.${look}.png`,
    });
  await opened.close();
}
await browser.close();
await closeDb();

/** Some pictures side by side, so that none goes unseen. */
async function drawSheet(
  browser: Browser,
  { pictures, width, path }: { pictures: Buffer[]; width: number; path: string },
): Promise<void> {
  const columns = width > 1_000 ? 4 : 6;
  const page = await browser.newPage({ viewport: { width: columns * (width + 12), height: 400 } });
  const images = pictures.map(
    (png) => `<img src="data:image/png;base64,${png.toString('base64')}" width="${width}">`,
  );
  await page.setContent(
    `<body style="display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start;margin:0;background:#888">${images.join('')}`,
  );
  await page.screenshot({ path, fullPage: true });
  await page.close();
}
