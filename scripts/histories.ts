// Plays seeded histories (lib/testing/histories) on a PostgreSQL of their own.
//
//   npm run histories -- --seed 1 --count 200     plays 200, from seed 1 on; prints every seed that fails
//   npm run histories -- --seed 17                plays one and prints all that happened in it
//   npm run histories -- --provider flexpay …     with this provider alone; a comma between several
//   npm run histories -- --count 10000 --jobs 2   shared out to processes, each with a PostgreSQL of its own
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startTemporaryPostgres } from './lib/postgres.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1' },
    provider: { type: 'string' },
    jobs: { type: 'string', default: '1' },
  },
});
const first = wholeNumber('seed', values.seed);
const count = wholeNumber('count', values.count);
const jobs = Math.min(wholeNumber('jobs', values.jobs), count);

if (jobs > 1) process.exit(await shareOut());
const server = await startTemporaryPostgres();
try {
  Object.assign(process.env, {
    DATABASE_URL: server.url,
    CROSS_SECRET: 'a secret for histories only, of more than 32 bytes',
    LOG_LEVEL: 'silent',
    TZ: 'UTC',
  });
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/migrate.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.exitCode = (await play()) === 0 ? 0 : 1;
} finally {
  await server.stop();
}
process.exit();

async function play(): Promise<number> {
  // After the settings above: modules read them when they are first used.
  const { runHistories } = await import('#lib/testing/histories/run.ts');
  const { isProviderId, PROVIDER_IDS } = await import('#lib/providers/index.ts');
  const named = values.provider?.split(',') ?? PROVIDER_IDS;
  const ids = named.filter(isProviderId);
  if (ids.length < named.length) throw new Error(`--provider is one of ${PROVIDER_IDS.join(', ')}.`);
  const again = values.provider === undefined ? '' : ` --provider ${values.provider}`;
  let failed = 0;
  await runHistories({ first, count, ids }, ({ seed, failures, trace }) => {
    if (count === 1) console.log(trace.join('\n'));
    if (failures.length === 0) return;
    failed += 1;
    console.log(`✗ seed ${seed} (npm run histories -- --seed ${seed}${again})\n  ${failures.join('\n  ')}`);
  });
  console.log(`${count - failed} passed, ${failed} failed`);
  return failed;
}

/** Gives each process its share of the seeds and passes on what it prints; exit code 0 if none failed. */
async function shareOut(): Promise<number> {
  const codes = await Promise.all(
    Array.from({ length: jobs }, async (_, job) => {
      const from = Math.floor((count * job) / jobs);
      const share = Math.floor((count * (job + 1)) / jobs) - from;
      const named = values.provider === undefined ? [] : ['--provider', values.provider];
      const child = spawn(
        process.execPath,
        [
          ...process.execArgv,
          'scripts/histories.ts',
          '--seed',
          `${first + from}`,
          '--count',
          `${share}`,
          ...named,
        ],
        { stdio: ['ignore', 'inherit', 'inherit'] },
      );
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
      const [code] = await once(child, 'exit');
      return code === 0 ? 0 : 1;
    }),
  );
  const failing = codes.filter((code) => code !== 0).length;
  console.log(`${jobs - failing} of ${jobs} processes without a failure`);
  return failing === 0 ? 0 : 1;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text) || (name !== 'seed' && Number(text) === 0))
    throw new Error(`--${name} is a whole number, as in --${name} 200.`);
  return Number(text);
}
