// Migrations by Prisma's own engine from npm; `prisma migrate` would need a binary that it downloads.
//
//   node scripts/migrate.ts              apply what DATABASE_URL has not seen (the usual _prisma_migrations)
//   node scripts/migrate.ts diff         fail when prisma/schema.prisma and the migrations differ
//   node scripts/migrate.ts new <name>   write the SQL of the next migration
//   node scripts/migrate.ts regenerate   write the first migration anew; only until the first release
//
// Without DATABASE_URL the last three start a PostgreSQL of their own for the moment they need one.
import { applyMigrations, pendingSql, regenerateFirst, writeNewMigration } from './lib/migrations.ts';
import { startTemporaryPostgres } from './lib/postgres.ts';

const COMMANDS: Record<string, (databaseUrl: string, name: string | undefined) => Promise<string>> = {
  apply: async (url) => {
    const applied = await applyMigrations(url);
    return applied.length ? `Applied ${applied.join(', ')}.` : 'The database is up to date.';
  },
  diff: async (url) => {
    const sql = await pendingSql(url);
    if (sql === '') return 'prisma/schema.prisma and the migrations agree.';
    throw new Error(
      `prisma/schema.prisma and the migrations differ (node scripts/migrate.ts new <name> writes this):\n\n${sql}`,
    );
  },
  new: async (url, name) => {
    if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new Error(
        'Name the migration as a sentence in snake case: node scripts/migrate.ts new add_delivery_lease',
      );
    }
    return `Wrote ${await writeNewMigration(url, name)}.`;
  },
  regenerate: async (url) => `Wrote ${await regenerateFirst(url)}.`,
};

try {
  const [command = 'apply', name] = process.argv.slice(2);
  const run = COMMANDS[command];
  if (!run) throw new Error(`Unknown command ${command}: one of ${Object.keys(COMMANDS).join(', ')}.`);
  if (command === 'apply' && !process.env.DATABASE_URL) {
    throw new Error('DATABASE_URL is not set. (npm start sets it and migrates by itself.)');
  }
  console.log(await withDatabase((url) => run(url, name)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// The engine's lock leaves a timer of ten seconds running that nothing waits for.
process.exit();

async function withDatabase<T>(use: (url: string) => Promise<T>): Promise<T> {
  if (process.env.DATABASE_URL) return use(process.env.DATABASE_URL);
  const server = await startTemporaryPostgres();
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}
