/** CSV that spreadsheets open safely (RFC 4180). */

/** A spreadsheet reads these as the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line with its end. A value that would be a formula is marked as text by an apostrophe. */
export function csvLine(values: readonly string[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
