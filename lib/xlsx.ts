/**
 * Excel workbooks written while they are sent, so that a million rows take no more memory than one. write-excel-file,
 * which is installed, takes all rows at once (its streams begin after the whole workbook stands in memory); the few parts
 * of a workbook are therefore written here, through fflate's streaming zip (ECMA-376 for the parts).
 */
import { Zip, ZipDeflate } from 'fflate';
import type { Cell } from './csv.ts';
import { inertCell } from './inert-cell.ts';

/** Rows of a sheet, its head included (Excel's limit); more rows go to a further sheet. */
const SHEET_ROWS_MAX = 1_048_576;
/** Longer texts make Excel repair the file. */
const CELL_LENGTH_MAX = 32_767;
/** Fast: the rows are alike and shrink well at any level. */
const LEVEL = 3;

/**
 * A workbook in pieces.
 *
 * @param head the first row of each sheet
 * @param batches the rows, a few hundred at a time
 */
export async function* xlsxPieces(
  head: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  { sheetName, sheetRowsMax = SHEET_ROWS_MAX }: { sheetName: string; sheetRowsMax?: number },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const out = new ZipOutput();
  let sheets = 0;
  let sheet: ZipDeflate | undefined;
  let rows = 0;
  const begin = () => {
    sheets += 1;
    rows = 1;
    const begun = out.add(`xl/worksheets/sheet${sheets}.xml`);
    begun.push(bytes(`${SHEET_HEAD}${rowXml(head, 's="1"')}`));
    return begun;
  };
  for await (const batch of batches) {
    let text = '';
    for (const cells of batch) {
      if (sheet !== undefined && rows === sheetRowsMax) {
        sheet.push(bytes(`${text}${SHEET_END}`), true);
        text = '';
        sheet = undefined;
      }
      sheet ??= begin();
      text += rowXml(cells);
      rows += 1;
    }
    sheet?.push(bytes(text));
    yield* out.taken();
  }
  (sheet ?? begin()).push(bytes(SHEET_END), true);
  for (const [name, text] of parts(sheets, sheetName)) out.add(name).push(bytes(text), true);
  out.end();
  yield* out.taken();
}

/** What the zip has written and nobody has taken yet. */
class ZipOutput {
  private pieces: Uint8Array<ArrayBuffer>[] = [];
  private readonly zip = new Zip((error, piece) => {
    if (error) throw error;
    this.pieces.push(Uint8Array.from(piece));
  });

  add(name: string): ZipDeflate {
    const file = new ZipDeflate(name, { level: LEVEL });
    this.zip.add(file);
    return file;
  }

  end(): void {
    this.zip.end();
  }

  taken(): Uint8Array<ArrayBuffer>[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }
}

function rowXml(cells: readonly Cell[], style = ''): string {
  return `<row>${cells.map((cell) => cellXml(cell, style)).join('')}</row>`;
}

function cellXml(cell: Cell, style: string): string {
  if (cell === null || cell === '') return '<c/>';
  // Beyond 15 digits Excel rounds: such a number stays text.
  const plain = typeof cell === 'object' ? cell.decimal : String(cell);
  const isNumber = typeof cell !== 'string' && plain.replace(/\D/g, '').length <= 15;
  if (isNumber) return `<c><v>${plain}</v></c>`;
  const text = escaped(inertCell(plain).slice(0, CELL_LENGTH_MAX));
  return `<c t="inlineStr" ${style}><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** XML 1.0 has no place for most control characters, nor for half a surrogate pair. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
  );
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const SHEET_HEAD = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15" baseColWidth="18"/><sheetData>`;
const SHEET_END = '</sheetData></worksheet>';

/** Everything but the sheets; written last, when their number is known. */
function parts(sheets: number, sheetName: string): [string, string][] {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const named = (number: number) => escaped(number === 1 ? sheetName : `${sheetName} ${number}`);
  const list = (one: (number: number) => string) => numbers.map(one).join('');
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${list((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${TYPE}.worksheet+xml"/>`)}</Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>${list((number) => `<sheet name="${named(number)}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${list((number) => `<Relationship Id="rId${number}" Type="${DOCUMENT}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="rId${sheets + 1}" Type="${DOCUMENT}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      'xl/styles.xml',
      `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
    ],
  ];
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
