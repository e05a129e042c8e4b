// Measures the built product against floors of the same run; asserts nothing. See README.md beside this file.
//
//   npm run bench                                  everything, on an empty database
//   npm run bench -- --only create --seconds 10    one part: create, webhooks or memory
//   npm run bench -- --payments 1000000            the same with so many payments stored
import { parseArgs } from 'node:util';
import { closeDb } from '#lib/db.ts';
import { seconds as durationSince } from '../scripts/lib/progress.ts';
import { measureCreate } from './create.ts';
import { fillWithPayments } from './fill.ts';
import { measureMemory } from './memory.ts';
import { startProduct } from './product.ts';
import { printCreate, printMachine, printMemory, printWebhookDelay } from './report.ts';
import { measureWebhookDelay } from './webhook-delay.ts';

const PARTS = ['create', 'webhooks', 'memory'] as const;
const CLIENTS = [1, 32] as const;
/** Far below what one process carries: the delay of a callback is asked for, not a queue's. */
const CHARGES_PER_SECOND = 10;
/** So short a run has too few payments for a 99th percentile; longer ones follow --seconds. */
const WEBHOOK_SECONDS_MIN = 20;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    payments: { type: 'string', default: '0' },
  },
});
const seconds = wholeNumber('seconds', values.seconds);
const rounds = wholeNumber('rounds', values.rounds);
const payments = wholeNumber('payments', values.payments);
const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
if (parts.length === 0) throw new Error(`--only is one of ${PARTS.join(', ')}.`);

const product = await startProduct();
try {
  const { rows } = await product.database.query<{ server_version: string }>('SHOW server_version');
  printMachine(`${rows[0]?.server_version}, fsync on`);
  if (payments > 0) {
    const startedAt = Date.now();
    await fillWithPayments(product, payments);
    console.log(`${payments.toLocaleString('en')} payments stored in ${durationSince(startedAt)}`);
  }
  if (parts.includes('create')) {
    for (const clients of CLIENTS) printCreate(await measureCreate(product, { clients, seconds, rounds }));
  }
  if (parts.includes('webhooks')) {
    const delaySeconds = Math.max(seconds, WEBHOOK_SECONDS_MIN);
    printWebhookDelay(
      await measureWebhookDelay(product, { seconds: delaySeconds, perSecond: CHARGES_PER_SECOND }),
    );
  }
  if (parts.includes('memory')) printMemory(measureMemory(product));
} finally {
  await closeDb();
  await product.stop();
}
process.exit();

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new Error(`--${name} is a whole number, as in --${name} 5.`);
  return Number(text);
}
