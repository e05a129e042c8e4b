/** Tables as text that spreadsheets open. */
import { inertCell } from './inert-cell.ts';

/** What a cell holds. A `decimal` is a number as text ("12.5", as formatDecimal writes it): money is never a float. */
export type Cell = string | number | bigint | { decimal: string } | null;

/** Marks UTF-8 for Excel, which otherwise reads accents in the old code page. Stands before the first line. */
export const CSV_MARK = '\ufeff';

/**
 * One line of a table (RFC 4180), with its end. French Excel parts cells at semicolons, because its decimals have commas.
 * Texts that a spreadsheet would calculate are made inert.
 */
export function csvLine(cells: readonly Cell[], separator: ',' | ';'): string {
  return `${cells.map((cell) => quoted(cell, separator)).join(separator)}\r\n`;
}

function quoted(cell: Cell, separator: string): string {
  if (cell === null) return '';
  // Where the semicolon parts cells, the comma parts decimals.
  if (typeof cell === 'object') return separator === ';' ? cell.decimal.replace('.', ',') : cell.decimal;
  if (typeof cell !== 'string') return String(cell);
  const text = inertCell(cell);
  const needed = text.includes(separator) || /["\r\n]/.test(text);
  return needed ? `"${text.replaceAll('"', '""')}"` : text;
}
