/**
 * `npm run conformance`: runs the providers' conformance suite and prints what it found, cases down and providers across,
 * with the line of the manifest behind every "n/a". Ends with 1 when a case failed.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runNode } from './lib/run.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cross-conformance-'));
const table = path.join(folder, 'table.txt');
try {
  const { code, output } = await runNode(
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'lib/providers/conformance.test.ts'],
    { env: { ...process.env, CONFORMANCE_TABLE: table } },
  );
  if (code !== 0) console.error(output.trim());
  if (existsSync(table)) console.log(readFileSync(table, 'utf8').trimEnd());
  process.exitCode = code === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
