// What every command begins with, in JavaScript that Node 20 can read.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const OUR_NODE = path.join(ROOT, 'node_modules/node/bin/node');
const INSTALLED = path.join(ROOT, 'node_modules/.cross-installed.json');
const NODE_MAJOR = 24;

/**
 * Installs the dependencies when they are missing or out of date, and sees to it that Node 24 runs us.
 *
 * @param {{ dev: boolean }} options whether what only developers need is needed
 * @returns {Promise<boolean>} true: go on. false: this process has handed over to another and must do nothing more
 */
export async function onOurNode({ dev }) {
  process.chdir(ROOT);
  if (!isInstalled(dev)) install(dev);
  quietExperiments();
  if (isOurNode()) {
    leaveWithParent();
    return true;
  }
  if (!existsSync(OUR_NODE))
    stop(`Node ${NODE_MAJOR} is missing from node_modules: run npm rebuild node, then this command again.`);
  handOver();
  return false;
}

function isOurNode() {
  if (existsSync(OUR_NODE) && realpathSync(process.execPath) === realpathSync(OUR_NODE)) return true;
  // Where the packaged binary does not run (musl), the machine's own Node serves if it is new enough.
  const runs = existsSync(OUR_NODE) && spawnSync(OUR_NODE, ['--version']).status === 0;
  return !runs && Number.parseInt(process.versions.node, 10) >= NODE_MAJOR;
}

/** What node_modules was installed from. The lock file alone would miss a package.json edited by hand. */
function wantedHash() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) {
    if (existsSync(path.join(ROOT, file))) hash.update(readFileSync(path.join(ROOT, file)));
  }
  return hash.digest('hex');
}

function isInstalled(dev) {
  try {
    const installed = JSON.parse(readFileSync(INSTALLED, 'utf8'));
    return installed.hash === wantedHash() && (installed.dev || !dev);
  } catch {
    return false;
  }
}

/** `npm install` and not `npm ci`: the lock file may lack this platform's optional binaries, which ci refuses. */
function install(dev) {
  process.stdout.write('Installing dependencies … ');
  const startedAt = Date.now();
  const includesDev = dev || process.env.NODE_ENV !== 'production';
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    includesDev ? '--include=dev' : '--omit=dev',
  ];
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const { status, stdout, stderr, error } = spawnSync(npm[0], [...npm.slice(1), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    // Prisma looks for an engine that we do not use and would download it.
    env: {
      ...process.env,
      PRISMA_SKIP_POSTINSTALL_GENERATE: '1',
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    },
  });
  if (status !== 0) {
    process.stdout.write('\n');
    stop(`npm install failed: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
  }
  writeFileSync(INSTALLED, JSON.stringify({ hash: wantedHash(), dev: includesDev }));
  process.stdout.write(`${((Date.now() - startedAt) / 1_000).toFixed(1)} s\n`);
}

/** Runs the same command on our Node and becomes its shadow: passes signals on, ends with its exit code. */
function handOver() {
  const child = spawn(OUR_NODE, process.argv.slice(1), {
    // A group of its own: Ctrl-C reaches us alone and is passed on once. The channel tells it when we are killed.
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmIsGone(() => child.kill('SIGTERM'));
  child.on('error', (error) => stop(`Node ${NODE_MAJOR} could not be started: ${error.message}`));
  child.on('exit', (code) => process.exit(code ?? 1));
}

/** Whoever started us with a channel (the shadow above, the end-to-end tests) is gone when it closes. */
function leaveWithParent() {
  const end = () => process.kill(process.pid, 'SIGTERM');
  if (!process.channel) return whenNpmIsGone(end);
  process.on('disconnect', end);
  process.channel.unref();
}

/**
 * npm that was killed with -9 cannot tell us, but its place above us is then another's. npm is our parent's parent
 * where its shell stays between. Started without npm we may outlive whoever started us.
 */
function whenNpmIsGone(end) {
  if (!process.env.npm_lifecycle_event) return;
  const above = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = above();
  const timer = setInterval(() => {
    if (above() === before) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}

function parentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) \S+ (\d+) .*$/s, '$1');
  } catch {
    return ''; // no /proc on this system
  }
}

/** The migration engine is WebAssembly, which Node 24 still calls an experiment at every start. */
function quietExperiments() {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.stack}\n`);
  });
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
