/**
 * Pictures of the payer's page in every state: `node e2e/screens/shoot.ts <base url> <folder> [name part …]`, against a
 * running gateway whose DATABASE_URL and CROSS_SECRET are set here too. For people to look at; asserts nothing.
 */
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { closeDb } from '#lib/db.ts';
import { seedStates } from './states.ts';

const [base = 'http://127.0.0.1:3000', folder = 'test-results/screens', ...names] = process.argv.slice(2);
const LOOKS = [
  { look: 'phone-light', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { look: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
  { look: 'wide-light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { look: 'wide-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
] as const;

mkdirSync(folder, { recursive: true });
const states = (await seedStates()).filter(
  ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
for (const { look, ...context } of LOOKS.filter(({ look }) => (process.env.LOOKS ?? look).includes(look))) {
  const opened = await browser.newContext({ ...context, locale: 'fr-FR' });
  const page = await opened.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log(look, message.text()));
  for (const { name, id, query } of states) {
    await page.goto(`${base}/pay/${id}${query ?? ''}`, { waitUntil: 'load' });
    await page.screenshot({ path: `${folder}/${name}.${look}.png`, fullPage: true, caret: 'initial' });
  }
  await opened.close();
}
await browser.close();
await closeDb();
