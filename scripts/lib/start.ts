import { existsSync, mkdirSync, openSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { build, generate, hasBuild, isBuilt, isGenerated } from './build.ts';
import { type Child, startChild } from './child.ts';
import { type Database, embeddedDatabase, givenDatabase } from './database.ts';
import { type OnlyOne, onlyOne } from './only-one.ts';
import { portProblem } from './postgres.ts';
import { Refusal, step } from './progress.ts';
import { endRunning, runNode } from './run.ts';
import type { Settings } from './settings.ts';

/** The web process drains for 10 s and the worker ends its calls within 16 s; each gets a little more. */
const STOP_WITHIN_MS = { web: 12_000, worker: 20_000 };
/** npm and the terminal both pass Ctrl-C on: the same press again, not a second one. */
const SAME_PRESS_MS = 1_000;
const SEED = 'prisma/seed.ts';
const BUILD_FOLDER = process.env.CROSS_BUILD_DIR || '.next';

/** Everything `npm start` does after the installation. Returns when all of it runs; signals end it. */
export async function start(options: { dev: boolean }): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  const end = endInOrder(undo);
  try {
    if (!isGenerated()) await step('Making the database client', generate);
    // Only now: it reads the environment with the program's own schema.
    const { prepareSettings } = await import('./settings.ts');
    const settings = prepareSettings(options);
    const lock = await onlyOne(settings.dataDir);
    undo.push(async () => lock.release());
    end.begins(() => lock.update({ stopping: true }));
    await assertPortFree(settings);

    const database = await openDatabase(settings);
    undo.push(database.stop);
    const environment = { ...settings.environment, DATABASE_URL: database.url };
    await step('Migrating', () => migrate(database.url));
    if (settings.mode === 'demo' && existsSync(SEED)) await step('Seeding the demo', () => seed(environment));
    if (!options.dev && !mayServe(BUILD_FOLDER)) {
      await step('Building the pages', () => build(BUILD_FOLDER, environment));
    }

    await startProcesses({ settings, environment, dev: options.dev, undo, lock });
    if (!end.begun()) printAddresses(settings);
  } catch (error) {
    if (end.begun()) return;
    process.stderr.write(`${error instanceof Refusal ? error.message : reason(error)}\n`);
    await end.now(1);
  }
}

/** Our own build must fit the sources. A folder that somebody names holds the build they want served. */
function mayServe(folder: string): boolean {
  return process.env.CROSS_BUILD_DIR ? hasBuild(folder) : isBuilt(folder);
}

/** The web process and the worker: neither waits for the other, both need the database. */
async function startProcesses(options: {
  settings: Settings;
  environment: NodeJS.ProcessEnv;
  dev: boolean;
  undo: (() => Promise<void>)[];
  lock: OnlyOne;
}): Promise<void> {
  const { settings, environment, dev, undo, lock } = options;
  // The demo's terminal stays readable; in production the log belongs to whoever collects our output.
  const quiet = settings.mode === 'demo' && !dev;
  const pids = new Map<string, number>();
  const run = (name: 'web' | 'worker'): Child =>
    startChild({
      name,
      script: `lib/${name}/main.ts`,
      environment,
      output: quiet ? openLog(settings.dataDir, name) : 'inherit',
      stopWithinMs: STOP_WITHIN_MS[name],
      say,
      onPid: (pid) => lock.update({ children: [...pids.set(name, pid).values()] }),
    });
  const start = async () => {
    const children = [run('web'), run('worker')] as const;
    undo.push(async () => void (await Promise.all(children.map((child) => child.stop()))));
    await Promise.all(children.map((child) => child.ready));
    if (dev) restartOnChange(children[1]);
  };
  const label = 'Starting the web process and the worker';
  if (quiet) return step(label, start);
  say(`${label} …`);
  await start();
}

/** Ends what has been started, the last first. A second Ctrl-C kills what still runs. */
function endInOrder(undo: (() => Promise<void>)[]) {
  let startedAt: number | undefined;
  let announce = () => {};
  const now = async (code: number) => {
    if (startedAt !== undefined) return;
    startedAt = Date.now();
    announce();
    endRunning();
    for (const one of undo.reverse())
      await one().catch((error) => process.stderr.write(`${reason(error)}\n`));
    process.exit(code);
  };
  const onSignal = () => {
    if (startedAt === undefined) {
      say('\nStopping …');
      void now(0);
    } else if (Date.now() - startedAt > SAME_PRESS_MS) {
      // Our children end when their channel to us closes; PostgreSQL recovers at the next start.
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  return {
    now,
    begun: () => startedAt !== undefined,
    begins: (listener: () => void) => {
      announce = listener;
    },
  };
}

async function assertPortFree({ port, host }: Settings): Promise<void> {
  const problem = await portProblem(port, host);
  if (!problem) return;
  const why =
    problem === 'EADDRINUSE'
      ? 'is in use by another program'
      : `cannot be listened on at ${host} (${problem})`;
  throw new Refusal(`Port ${port} ${why}: set PORT to another one, for example PORT=${port + 1} npm start.`);
}

function openDatabase(settings: Settings): Promise<Database> {
  const { databaseUrl, dataDir } = settings;
  if (databaseUrl) return step('Connecting to the database', () => givenDatabase(databaseUrl));
  return step('Starting PostgreSQL', () => embeddedDatabase(dataDir, say));
}

async function migrate(databaseUrl: string): Promise<void> {
  const { applyMigrations } = await import('./migrations.ts');
  try {
    await applyMigrations(databaseUrl);
  } catch (error) {
    throw new Refusal(`The database could not be migrated: ${reason(error)}`);
  }
}

async function seed(environment: NodeJS.ProcessEnv): Promise<void> {
  const { code, output } = await runNode([SEED], { env: environment });
  if (code !== 0) throw new Refusal(`The demo could not be seeded:\n${output.trim()}`);
}

function openLog(dataDir: string, name: string): number {
  mkdirSync(path.join(dataDir, 'logs'), { recursive: true });
  return openSync(path.join(dataDir, 'logs', `${name}.log`), 'w', 0o600);
}

/** Next reloads its own side. `node --watch` would lose the channel that tells the worker when we are gone. */
function restartOnChange(worker: Child): void {
  let timer: NodeJS.Timeout | undefined;
  watch('lib', { recursive: true }, (_event, file) => {
    if (!file || !/\.(ts|json)$/.test(file) || /\.test\.ts$|^(web|generated)\//.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => worker.restart(), 200);
  });
}

function printAddresses({ mode, publicUrl, host, port, dataDir }: Settings): void {
  if (mode === 'production') {
    say(`\nCross serves ${publicUrl} on ${host}:${port}.`);
    return;
  }
  const folder = path.relative(process.cwd(), dataDir) || '.';
  const demo = readDemo(path.join(dataDir, 'demo.json'));
  const lines = [
    ['Cross', publicUrl],
    ['Shop', demo?.shop_url],
    ['Handset', demo?.handset_url],
    [
      'Portal',
      demo?.portal && `${demo.portal.url}  (${demo.portal.email}, password ${demo.portal.password})`,
    ],
    ['Docs', demo?.docs_url],
    ['Keys', demo && path.join(folder, 'demo.json')],
    ['Logs', path.join(folder, 'logs')],
  ];
  const shown = lines
    .filter(([, value]) => value)
    .map(([name, value]) => `  ${`${name}`.padEnd(8)} ${value}`);
  say(`\nThe demo is running; Ctrl-C stops it.\n${shown.join('\n')}`);
}

type Demo = {
  shop_url?: string;
  handset_url?: string;
  docs_url?: string;
  portal?: { url: string; email: string; password: string };
};

function readDemo(file: string): Demo | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Demo) : undefined;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
