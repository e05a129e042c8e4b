/**
 * Every code and status that a provider's documents list is said by the sandbox, for some number or some request: the
 * lists are the tables of its codes.ts, so a new code fails here until something says it.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { resetEnv } from '#lib/env.ts';
import { type Cell, tellRows } from '#lib/providers/conformance-table.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Provider, Said } from '#lib/providers/provider.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { everythingSaid, type Reading } from './testing/everything-said.ts';

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

/** The values of its tables from which our client learnt nothing, and which the tables do not call undecided. */
function unread({ codes }: Provider, readings: readonly Reading[]): string[] {
  return codes.flatMap(({ where, values, undecided = [], read }) => {
    const decided = new Set(
      readings
        .filter((one) => one.decided)
        .flatMap((one) => one.read.map((message) => String(read(message)))),
    );
    const strange = values.filter((value) => decided.has(String(value)) === undecided.includes(value));
    return strange.map((value) => `${where}: ${value}`);
  });
}

/** Several hundred messages each. */
const WITHIN = { timeout: 120_000 };

const cells: Cell[] = [];

describe.each(providers)('$id', ({ id, provider }) => {
  const one = once(() => everythingSaid(provider, new ManualClock(new Date('2026-11-21T10:00:00Z'))));

  const row = (caseId: string, promise: string, run: () => Promise<void>) => {
    const cell: Cell = { caseId, provider: id, result: 'FAILED' };
    cells.push(cell);
    test(promise, WITHIN, async () => {
      await run();
      cell.result = 'ok';
    });
  };

  row('codes-said', 'says every code and status of its tables', async () => {
    const { said } = await one();
    expect(unsaid(provider, said)).toEqual([]);
    expect(provider.codes.every(({ values }) => values.length > 0)).toBe(true);
    expect(unsaid(withOneMore(provider), said)).toEqual([expect.stringMatching(/: never-said$/)]);
  });

  row(
    'codes-read',
    'is understood in every one of them, but for those of which its tables say no',
    async () => {
      const { readings } = await one();
      expect(unread(provider, readings)).toEqual([]);
      expect(unread(withOneMore(provider), readings)).toEqual([expect.stringMatching(/: never-said$/)]);
    },
  );
});

function withOneMore(provider: Provider): Provider {
  const [first, ...others] = provider.codes;
  if (first === undefined) throw new Error(`${provider.manifest.id} lists no code`);
  return { ...provider, codes: [{ ...first, values: [...first.values, 'never-said'] }, ...others] };
}

/** Both tests look at one run. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= run();
    return result;
  };
}

afterAll(() => tellRows('lib/sandbox/every-code.db.test.ts', cells));
