import { defineConfig } from 'prisma/config';

// `prisma generate` looks for a schema engine binary that it does not need and would download one: any
// executable path stops that, and migrations run through @prisma/schema-engine-wasm (scripts/migrate.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://unset' },
});
