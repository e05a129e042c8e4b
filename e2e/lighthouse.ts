/**
 * Lighthouse over the payer's page, full and light, under its slow-3G network and a phone four times slower than this
 * machine: `node e2e/lighthouse.ts <base url> <secret key>` against a running gateway. Prints one line a page; the
 * measured values stand in README.md.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import lighthouse from 'lighthouse';

const [base = 'http://127.0.0.1:3000', key = ''] = process.argv.slice(2);
const SLOW_3G = { rttMs: 400, throughputKbps: 400, cpuSlowdownMultiplier: 4 };

const profile = mkdtempSync(path.join(os.tmpdir(), 'cross-lighthouse-'));
const browser = spawn(
  process.env.CHROMIUM ?? '/usr/bin/chromium',
  [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ],
  { stdio: 'ignore' },
);
const ended = new Promise((resolve) => browser.once('exit', resolve));
try {
  const port = await portOfBrowser();
  const address = await newPayment();
  for (const [name, url] of [
    ['full', address],
    ['lite', `${address}/lite`],
  ] as const)
    console.log(await measured(name, url, port));
} finally {
  browser.kill();
  await ended;
  rmSync(profile, { recursive: true, force: true });
}

/** The browser writes its port into its profile once it listens. */
async function portOfBrowser(): Promise<number> {
  const file = path.join(profile, 'DevToolsActivePort');
  for (let tries = 0; tries < 300 && !existsSync(file); tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return Number(readFileSync(file, 'utf8').split('\n')[0]);
}

async function measured(name: string, url: string, port: number): Promise<string> {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: ['performance', 'accessibility', 'best-practices'],
    throttlingMethod: 'simulate',
    throttling: {
      ...SLOW_3G,
      requestLatencyMs: 0,
      downloadThroughputKbps: 0,
      uploadThroughputKbps: 0,
    },
  });
  if (result === undefined) throw new Error(`Lighthouse measured nothing at ${url}.`);
  const { categories, audits } = result.lhr;
  const score = (id: string) => Math.round((categories[id]?.score ?? 0) * 100);
  const seconds = (id: string) => `${((audits[id]?.numericValue ?? 0) / 1_000).toFixed(1)} s`;
  const low = Object.values(audits).filter(({ score }) => score !== null && score < 0.9);
  return [
    name,
    `performance ${score('performance')}, accessibility ${score('accessibility')}, best practices ${score('best-practices')}`,
    `first paint ${seconds('first-contentful-paint')}, usable ${seconds('interactive')}`,
    `${audits['total-byte-weight']?.numericValue} bytes`,
    `below 90: ${low.map(({ id }) => id).join(', ') || 'nothing'}`,
  ].join(' | ');
}

async function newPayment(): Promise<string> {
  const response = await fetch(`${base}/api/v1/payments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ amount: 1500, currency: 'XAF', reference: `lighthouse-${Date.now()}` }),
  });
  const payment = (await response.json()) as { checkout_url: string }; // our own API's answer
  return payment.checkout_url;
}
