import { expect, test } from 'vitest';
import { runHistories, runHistory } from './run.ts';

/** `npm test` plays so many; `npm run test:full` plays 10,000 (scripts/histories.ts). */
const COUNT = 200;
const PER_TEST = 10;
const FIRSTS = Array.from({ length: COUNT / PER_TEST }, (_, index) => 1 + index * PER_TEST);

test.each(FIRSTS)(
  'money is neither lost, doubled nor guessed: histories from %i on',
  {
    timeout: 120_000,
  },
  async (first) => {
    await runHistories({ first, count: PER_TEST }, ({ seed, failures }) => {
      expect({ seed, failures }).toEqual({ seed, failures: [] });
    });
  },
);

test('a seed is played again letter by letter', async () => {
  const [first, second] = [await runHistory(18), await runHistory(18)];
  expect(first.trace.length).toBeGreaterThan(10);
  expect(second).toEqual(first);
});
