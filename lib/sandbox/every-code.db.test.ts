/**
 * Every code and status that a provider's documents list is said by the sandbox, for some number or some request: the
 * lists are the tables of its codes.ts, so a new code fails here until something says it.
 */
import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { resetEnv } from '#lib/env.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Provider, Said } from '#lib/providers/provider.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { everythingSaid } from './testing/everything-said.ts';

const providers = Object.values(PROVIDERS).map((provider: Provider) => ({
  id: provider.manifest.id,
  provider,
}));

beforeEach(async () => {
  await truncateAll();
  resetEnv();
  await seedPlatform();
});

/** The values of its tables that no message holds. */
function unsaid({ codes }: Provider, said: readonly Said[]): string[] {
  return codes.flatMap(({ where, values, read }) => {
    const heard = new Set(said.map((message) => String(read(message))));
    return values.filter((value) => !heard.has(String(value))).map((value) => `${where}: ${value}`);
  });
}

/** Several hundred messages each. */
const WITHIN = { timeout: 60_000 };

test.each(providers)('$id says every code and status of its tables', WITHIN, async ({ provider }) => {
  const said = await everythingSaid(provider, new ManualClock(new Date('2026-11-21T10:00:00Z')));
  expect(unsaid(provider, said)).toEqual([]);
  expect(provider.codes.every(({ values }) => values.length > 0)).toBe(true);

  const [first] = provider.codes;
  if (first === undefined) throw new Error(`${provider.manifest.id} lists no code`);
  const withOneMore = { ...first, values: [...first.values, 'never-said'] };
  expect(unsaid({ ...provider, codes: [withOneMore] }, said)).toEqual([`${first.where}: never-said`]);
});
