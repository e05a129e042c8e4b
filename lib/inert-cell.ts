/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection); full-width forms count for some. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A text that a spreadsheet only shows. A reference is what a stranger may have typed in a shop, and an export is opened
 * on the accountant's computer: an apostrophe in front keeps a formula from running.
 */
export function inertCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
