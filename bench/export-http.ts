// Memory of the web process while it answers the portal's export over HTTP, from a product of its own that holds so many
// payments of one merchant. The receiver stops reading once, as a slow one does. Asserts nothing. See README.md beside this file.
//
//   node bench/export-http.ts --rows 1000000 --format csv --format xlsx --pause 10
import { request } from 'node:http';
import { parseArgs } from 'node:util';
import { encode } from 'next-auth/jwt';
import { authSecret, sessionCookie } from '#app/api/auth/cookies.ts';
import { closeDb, db } from '#lib/db.ts';
import { createSession } from '#lib/merchants/sessions.ts';
import { seconds } from '../scripts/lib/progress.ts';
import { fillMarket } from './market.ts';
import { measureMemory } from './memory.ts';
import { type Product, startProduct } from './product.ts';

/** Of all payments the large merchant has four fifths (market.ts). */
const SHARE = 0.8;
const SAMPLE_EVERY_MS = 250;
/** Read before the receiver stops for a while: more than any buffer on the way holds. */
const BEFORE_PAUSE_BYTES = 8 * 2 ** 20;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    format: { type: 'string', multiple: true, default: ['csv', 'xlsx'] },
    pause: { type: 'string', default: '5' },
  },
});

const product = await startProduct();
try {
  const startedAt = Date.now();
  const market = await fillMarket(product.databaseUrl, 'payments', Math.ceil(Number(values.rows) / SHARE));
  console.log(`${values.rows} payments of one merchant: ready after ${seconds(startedAt)}`);
  const cookie = await aSession(market.memberId);
  for (const format of values.format) await measure(product, { format, cookie });
} finally {
  await closeDb();
  await product.stop();
}
process.exit();

async function aSession(memberId: string): Promise<string> {
  const member = await db.member.findUniqueOrThrow({ where: { id: memberId } });
  const browser = { peer: '127.0.0.1', userAgent: 'bench' };
  const sessionId = await createSession(db, { member, browser, now: new Date() });
  return `${sessionCookie()}=${await encode({ token: { sessionId }, secret: authSecret() })}`;
}

async function measure(product: Product, { format, cookie }: { format: string; cookie: string }) {
  const web = () => Math.round(measureMemory(product)?.web ?? Number.NaN);
  const before = web();
  let highest = before;
  const sampling = setInterval(() => {
    highest = Math.max(highest, web());
  }, SAMPLE_EVERY_MS);
  const startedAt = Date.now();
  const { bytes, lines } = await download(
    `${product.baseUrl}/portal/payments/export?format=${format}&mode=live`,
    cookie,
  );
  clearInterval(sampling);
  console.log(
    `${format}: ${(bytes / 2 ** 20).toFixed(1)} MiB${format === 'csv' ? `, ${lines} lines` : ''} in ${seconds(startedAt)}; ` +
      `web process ${before} MiB before, ${highest} MiB at the highest, ${web()} MiB after`,
  );
}

/** Takes the whole answer and keeps nothing of it. */
function download(address: string, cookie: string): Promise<{ bytes: number; lines: number }> {
  return new Promise((resolve, reject) => {
    const asked = request(address, { headers: { cookie, 'sec-fetch-site': 'same-origin' } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`The export answered ${answer.statusCode}.`));
      let bytes = 0;
      let lines = 0;
      let paused = false;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
        for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
        if (paused || bytes < BEFORE_PAUSE_BYTES) return;
        paused = true;
        answer.pause();
        setTimeout(() => answer.resume(), Number(values.pause) * 1_000);
      });
      answer.on('end', () => resolve({ bytes, lines }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}
