import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

/**
 * Against a running gateway: `npm test` starts one with a data folder of its own (CROSS_DATA_DIR); by hand, the
 * one that `npm start` runs: `npx playwright test --config e2e/playwright.config.ts`.
 * A test whose title holds @full takes long and runs with `npm run test:full` only.
 */
const demoFile = path.join(process.env.CROSS_DATA_DIR || '.data', 'demo.json');
const machines = '/usr/bin/chromium';
const executablePath = process.env.CHROMIUM || (existsSync(machines) ? machines : undefined);

/** Specs that open no page, or hardly ever. */
const WITHOUT_BROWSER = ['stories', 'callbacks', 'flooz', 'tmoney-mbanking', 'crashes/*'].map(
  (name) => `**/${name}.spec.ts`,
);

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  // Tests make their own payments and count only those, so they run side by side.
  fullyParallel: true,
  workers: 4,
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['line'], ['json']] : [['list']],
  use: {
    baseURL: existsSync(demoFile) ? JSON.parse(readFileSync(demoFile, 'utf8')).base_url : undefined,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        // Chromium's sandbox refuses root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // A browser keeps a core busy; what only calls and waits does so beside it.
  projects: [
    { name: 'chromium', workers: 2, grepInvert: /@full/, testIgnore: WITHOUT_BROWSER },
    { name: 'calls', workers: 2, grepInvert: /@full/, testMatch: WITHOUT_BROWSER },
    { name: 'full', workers: 2, grep: /@full/ },
  ],
});
