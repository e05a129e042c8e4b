import { build, generate, isBuilt, isGenerated } from './build.ts';
import { findChromium } from './chromium.ts';
import { checkDirections } from './directions.ts';
import { runEndToEnd } from './end-to-end.ts';
import { seconds } from './progress.ts';
import { endRunning, runNode } from './run.ts';
import { type Outcome, runVitest } from './vitest.ts';

/** Beside `.next`, so that a gateway that runs from this folder goes on undisturbed. */
const BUILD_FOLDER = '.next-test';

/**
 * Runs the checks and tests, says how each went (the whole output only of what failed) and ends with one line,
 * `N passed, N failed`. A check without tests of its own (types, lint, a build) counts as one.
 */
export async function test(options: { quick: boolean; full: boolean }): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, giveUp);
  const startedAt = Date.now();
  if (!isGenerated()) await say('database client', () => asOne(generate()));
  if (options.quick) {
    await checks();
    await say('unit tests', () => runVitest(['unit']));
  } else {
    await everything(options);
  }
  console.log(`Took ${seconds(startedAt)}.`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

const total = { passed: 0, failed: 0 };

async function everything(options: { full: boolean }): Promise<void> {
  // The build keeps one core busy, the rest the other; the browser comes last and has both.
  const prepared = Promise.all([
    say('build', () => asOne(buildPages())),
    say('browser', () => asOne(findChromium())),
  ]);
  await checks();
  await say('migrations', () => command(['scripts/migrate.ts', 'diff']));
  await say('unit and database tests', () => runVitest(['unit', 'db']));
  // Other seeds than the 200 among the database tests.
  if (options.full)
    await say('histories', () =>
      command(['scripts/histories.ts', '--seed', '1001', '--count', '10000', '--jobs', '2']),
    );
  const ready = await prepared;
  if (ready.every((outcome) => outcome.failed === 0)) {
    await say('end to end', () => runEndToEnd({ buildFolder: BUILD_FOLDER, full: options.full }));
  }
}

async function checks(): Promise<void> {
  await say('types', () => command(['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.']));
  await say('lint and format', () => command(['node_modules/@biomejs/biome/bin/biome', 'check', '.']));
  await say('directions', () => asOne(directions()));
}

async function directions(): Promise<void> {
  const { violations, modulesCount } = await checkDirections('.');
  // A checker that reads nothing finds nothing.
  if (modulesCount < 50) throw new Error(`Only ${modulesCount} modules were read.`);
  if (violations.length === 0) return;
  throw new Error(violations.map(({ rule, from, to }) => `${rule}: ${from} imports ${to}`).join('\n'));
}

async function buildPages(): Promise<void> {
  if (!isBuilt(BUILD_FOLDER)) await build(BUILD_FOLDER, process.env);
}

async function say(name: string, run: () => Promise<Outcome>): Promise<Outcome> {
  const startedAt = Date.now();
  const outcome: Outcome = await run().catch((error) => ({ passed: 0, failed: 1, output: textOf(error) }));
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  const counted =
    outcome.passed + outcome.failed > 1 ? ` ${outcome.passed} of ${outcome.passed + outcome.failed}` : '';
  console.log(`${outcome.failed === 0 ? '✓' : '✗'} ${name}${counted} (${seconds(startedAt)})`);
  if (outcome.failed > 0) console.log(indent(outcome.output));
  else if (outcome.note) console.log(indent(outcome.note));
  return outcome;
}

async function command(args: string[]): Promise<Outcome> {
  const { code, output } = await runNode(args);
  return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
}

async function asOne(work: Promise<unknown>): Promise<Outcome> {
  await work;
  return { passed: 1, failed: 0, output: '' };
}

function giveUp(): void {
  endRunning();
  console.log('Stopped.');
  // What we started ends within this; the process.exit below would leave it to itself.
  setTimeout(() => process.exit(1), 3_000);
}

function indent(text: string): string {
  return text.trim().replace(/^/gm, '  ');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
