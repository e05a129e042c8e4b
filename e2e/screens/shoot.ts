/**
 * Pictures of the payer's page in every state: `node e2e/screens/shoot.ts <base url> <folder> [name part …]`, against a
 * running gateway whose DATABASE_URL and CROSS_SECRET are set here too. LOOKS=360-dark draws
 * only the looks with that in their name. For people to look at; asserts nothing.
 */
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { closeDb } from '#lib/db.ts';
import { seedStates } from './states.ts';

const [base = 'http://127.0.0.1:3000', folder = 'test-results/screens', ...names] = process.argv.slice(2);
const SIZES = [
  { width: 320, height: 640 },
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
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
  const opened = await browser.newContext({ ...context, locale: 'fr-FR' });
  const page = await opened.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log(look, message.text()));
  for (const { name, id, query } of states) {
    await page.goto(`${base}/pay/${id}${weight === 'lite' ? '/lite' : ''}${query ?? ''}`, {
      waitUntil: 'load',
    });
    await page.screenshot({ path: `${folder}/${name}.${look}.png`, fullPage: true, caret: 'initial' });
  }
  await opened.close();
}
await browser.close();
await closeDb();
