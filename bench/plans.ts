// Database time of every list and search at a size: fills a market (market.ts), runs the library's own functions, takes down
// the SQL that they sent, and asks PostgreSQL how long each statement took. Asserts nothing. See README.md beside this file.
//
//   node bench/plans.ts --payments 5000000 --part payments    lists, searches, figures (about 11 GB while it runs)
//   node bench/plans.ts --payments 5000000 --part books       balances, events, deliveries, logs (about 9 GB)
//   … --only balance --explain                                some rows, with the plans of what took longest
//
// With DATABASE_URL and a CROSS_SECRET it keeps to that server, and fills it only when it is empty.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { closeDb } from '#lib/db.ts';
import { applyMigrations } from '../scripts/lib/migrations.ts';
import { startTemporaryPostgres } from '../scripts/lib/postgres.ts';
import { seconds } from '../scripts/lib/progress.ts';
import { fillMarket, findMarket, PARTS } from './market.ts';
import { ROWS } from './plan-rows.ts';
import { printMachine, printPlans } from './report.ts';
import { measureRow, takeDownStatements } from './statements.ts';

const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '100000' },
    part: { type: 'string', default: 'payments' },
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '7' },
    explain: { type: 'boolean', default: false },
  },
});
const part = PARTS.find((known) => known === values.part);
if (part === undefined) throw new Error(`--part is one of ${PARTS.join(', ')}.`);

process.env.CROSS_SECRET ??= 'a secret for measurements only, long enough';
const own = process.env.DATABASE_URL === undefined ? await startTemporaryPostgres() : undefined;
process.env.DATABASE_URL ??= own?.url;
const databaseUrl = process.env.DATABASE_URL ?? '';
try {
  await applyMigrations(databaseUrl);
  const startedAt = Date.now();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const market = (await findMarket(client)) ?? (await fillMarket(databaseUrl, part, Number(values.payments)));
  console.log(`${values.payments} payments, ${part}: ready after ${seconds(startedAt)}`);
  const { rows: versions } = await client.query<{ server_version: string }>('SHOW server_version');
  printMachine(`${versions[0]?.server_version}, only read`);
  const statements = takeDownStatements();
  for (const row of ROWS[part](market)) {
    if (!row.name.includes(values.only)) continue;
    const measured = await measureRow(client, statements, { row, runs: Number(values.runs) });
    printPlans(measured, { explain: values.explain });
  }
  await client.end();
} finally {
  await closeDb();
  await own?.stop();
}
process.exit();
