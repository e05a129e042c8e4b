import os from 'node:os';
import { defineConfig } from 'vitest/config';

// Tests are told apart by their file name: x.test.ts needs nothing, x.db.test.ts needs PostgreSQL,
// <provider>.live.test.ts needs that provider's own sandbox and runs by hand only.
const everywhere = {
  env: {
    CROSS_SECRET: 'a secret for tests only, of more than 32 bytes',
    LOG_LEVEL: 'silent',
    TZ: 'UTC',
  },
  exclude: ['node_modules/**', '.next*/**', '.data/**', 'e2e/**', '**/*.live.test.{ts,tsx}'],
  restoreMocks: true,
};
const tests = ['{app,components,lib,scripts,sdk}/**/*.test.{ts,tsx}'];

export default defineConfig({
  test: {
    // Two even on two cores: while a file waits for PostgreSQL, another one goes on.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
    projects: [
      {
        test: {
          ...everywhere,
          name: 'unit',
          include: tests,
          exclude: [...everywhere.exclude, '**/*.db.test.{ts,tsx}'],
        },
      },
      {
        test: {
          ...everywhere,
          name: 'db',
          include: ['{app,components,lib,scripts}/**/*.db.test.{ts,tsx}'],
          globalSetup: ['scripts/lib/vitest-postgres.ts'],
          setupFiles: ['lib/testing/database-setup.ts'],
          testTimeout: 15_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
