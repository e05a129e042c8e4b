import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { type Cell, CSV_MARK, csvLine } from './csv.ts';
import { xlsxPieces } from './xlsx.ts';

async function* batches(...all: Cell[][][]) {
  yield* all;
}

async function parts(rows: Cell[][][], sheetRowsMax = 100): Promise<Record<string, string>> {
  const pieces: Uint8Array[] = [];
  const options = { sheetName: 'Paiements', sheetRowsMax };
  for await (const piece of xlsxPieces(['A', 'B'], batches(...rows), options)) pieces.push(piece);
  const files = unzipSync(new Uint8Array(Buffer.concat(pieces)));
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, strFromU8(file)]));
}

test.each(['=1+1', '+237', '-5', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
  'the formula %j is shown and not run',
  async (formula) => {
    expect(csvLine([formula], ',')).toMatch(/^"?'/);
    const { 'xl/worksheets/sheet1.xml': sheet } = await parts([[[formula]]]);
    expect(sheet).toContain(`preserve">'${formula}</t>`);
  },
);

test('a line of text keeps what is in it', () => {
  expect(csvLine(['a;b', 'say "x"', 'two\nlines', null, 1500, 12n], ';')).toBe(
    '"a;b";"say ""x""";"two\nlines";;1500;12\r\n',
  );
  expect(csvLine(['a;b', { decimal: '12.5' }], ',')).toBe('a;b,12.5\r\n');
  expect(csvLine([{ decimal: '12.5' }], ';')).toBe('12,5\r\n');
  expect(CSV_MARK).toHaveLength(1);
});

test('a workbook has numbers as numbers, texts escaped, and nothing that XML forbids', async () => {
  const { 'xl/worksheets/sheet1.xml': sheet } = await parts([
    [['<a&b>\u0000\ud800', 1500]],
    [[null, 10n ** 16n]],
  ]);
  expect(sheet).toContain('&lt;a&amp;b&gt;\ufffd<');
  expect(sheet).toContain('<c><v>1500</v></c>');
  expect(sheet).toContain('>10000000000000000</t>');
  expect(sheet?.match(/<row>/g)).toHaveLength(3);
});

test('rows beyond a sheet go to the next, each with its head', async () => {
  const rows = Array.from({ length: 5 }, (_, n): Cell[] => [n, 'x']);
  const files = await parts([rows.slice(0, 3), rows.slice(3)], 3);
  expect(Object.keys(files).filter((name) => name.includes('worksheets/'))).toHaveLength(3);
  expect(files['xl/worksheets/sheet3.xml']?.match(/<row>/g)).toHaveLength(2);
  expect(files['xl/workbook.xml']).toContain('name="Paiements 3" sheetId="3"');
});

test('no rows are still a workbook', async () => {
  const files = await parts([]);
  expect(files['xl/worksheets/sheet1.xml']?.match(/<row>/g)).toHaveLength(1);
});
