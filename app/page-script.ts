/** A small script of ours, as it travels inside a page. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface PageScript {
  text: string;
  /** For a Content-Security-Policy that lets this script run and no other. */
  hash: string;
}

const made = new Map<string, PageScript>();

/** Read once. `file`: from the project's folder; it may say nothing behind code on a line but code. */
export function pageScript(file: string): PageScript {
  const known = made.get(file);
  if (known !== undefined) return known;
  // The gateway runs in its own folder (scripts/README.md).
  const text = readFileSync(path.join(process.cwd(), file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n');
  const script = { text, hash: `sha256-${createHash('sha256').update(text).digest('base64')}` };
  made.set(file, script);
  return script;
}
