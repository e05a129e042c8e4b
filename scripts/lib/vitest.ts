import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runNode } from './run.ts';

export type Outcome = {
  passed: number;
  failed: number;
  /** All that was printed, shown when something failed. */
  output: string;
  /** Shown also when nothing did. */
  note?: string;
};

/** Runs the tests of these vitest projects. A file that cannot even be loaded counts as one failure. */
export async function runVitest(projects: string[]): Promise<Outcome> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cross-vitest-'));
  const file = path.join(folder, 'result.json');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', ...reporters, ...projects.flatMap((project) => ['--project', project])];
  const { code, output } = await runNode(['node_modules/vitest/vitest.mjs', ...args]);
  try {
    if (!existsSync(file)) return { passed: 0, failed: 1, output };
    const result = JSON.parse(readFileSync(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      testResults: { status: string; assertionResults: unknown[] }[];
    };
    const unread = result.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    );
    const failed = result.numFailedTests + unread.length;
    // An error outside any test fails the run as well.
    return { passed: result.numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
