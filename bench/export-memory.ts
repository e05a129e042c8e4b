// Memory of this process while it writes many payments as a file, as the portal's export does, into nothing. Needs a database
// that plans.ts has filled (DATABASE_URL, CROSS_SECRET).
//
//   node bench/export-memory.ts --format xlsx --rows 1000000
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type Cell, csvLine } from '#lib/csv.ts';
import { closeDb } from '#lib/db.ts';
import { formatDecimal } from '#lib/money.ts';
import { type ExportRow, exportPayments } from '#lib/payments/export.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { xlsxPieces } from '#lib/xlsx.ts';
import { findMarket } from './market.ts';

const { values } = parseArgs({
  options: { format: { type: 'string', default: 'csv' }, rows: { type: 'string', default: '1000000' } },
});
const rowsMax = Number(values.rows);
const database = new pg.Client({ connectionString: process.env.DATABASE_URL });
await database.connect();
const market = await findMarket(database);
await database.end();
if (market === undefined) throw new Error('Fill the database first: node bench/plans.ts');

const startedAt = Date.now();
let bytes = 0;
let highest = 0;
for await (const piece of values.format === 'xlsx'
  ? xlsxPieces(['head'], lines(), { sheetName: 'a' })
  : csv()) {
  bytes += piece.length;
}
console.log(
  `${values.format}: ${(bytes / 2 ** 20).toFixed(0)} MiB in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`,
);
console.log(`highest: ${highest} MiB`);
await closeDb();

async function* csv(): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const batch of lines()) yield encoder.encode(batch.map((cells) => csvLine(cells, ';')).join(''));
}

async function* lines(): AsyncGenerator<Cell[][]> {
  let rows = 0;
  const scope = { merchantId: market?.merchantId ?? '', appId: 'all', mode: 'live' } as const;
  for await (const batch of exportPayments(scope, {}, { now: new Date() })) {
    yield batch.map(cellsOf);
    rows += batch.length;
    const now = Math.round(process.memoryUsage.rss() / 2 ** 20);
    highest = Math.max(highest, now);
    if (rows % (rowsMax / 10) === 0) console.log(`${rows.toLocaleString('en')} rows: ${now} MiB`);
    if (rows >= rowsMax) return;
  }
}

/** As many cells as the portal's columns. */
function cellsOf(row: ExportRow): Cell[] {
  const decimal = (amount: bigint) => ({ decimal: formatDecimal(storedMoney(amount, row.currency)) });
  const { createdAt, completedAt, amount, feeAmount, unresolved, suspense, ...texts } = row;
  return [
    createdAt.toISOString(),
    completedAt?.toISOString() ?? null,
    decimal(amount),
    decimal(feeAmount),
    ...Object.values(texts),
  ];
}
