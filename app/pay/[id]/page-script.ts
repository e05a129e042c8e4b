/** The one script of the payer's page, as it travels inside the page. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface PageScript {
  text: string;
  /** For a Content-Security-Policy that lets this script run and no other. */
  hash: string;
}

let made: PageScript | undefined;

export function pageScript(): PageScript {
  if (made !== undefined) return made;
  const source = readFileSync(path.join(process.cwd(), 'app/pay/[id]/page-script.js'), 'utf8');
  const text = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n');
  made = { text, hash: `sha256-${createHash('sha256').update(text).digest('base64')}` };
  return made;
}
