/**
 * `npm run conformance`: runs the providers' conformance suite and prints what it found, cases down and providers across,
 * with the line of the manifest behind every "n/a". Ends with 1 when a case failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TOLD_BY, tableOf } from '#lib/providers/conformance-table.ts';
import { runNode } from './lib/run.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'cross-conformance-'));
try {
  const { code, output } = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...TOLD_BY], {
    env: { ...process.env, CONFORMANCE_FOLDER: folder },
  });
  if (code !== 0) console.error(output.trim());
  console.log(tableOf(folder).trimEnd());
  process.exitCode = code === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
