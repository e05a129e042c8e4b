/** Adding a provider is one folder and one line: the toy, added as README.md tells a stranger to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conformanceOf } from '../conformance.ts';
import { PROVIDER_IDS } from '../index.ts';
import type { Provider } from '../provider.ts';
import { toy } from './toy/index.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Hundreds of messages; a machine that builds meanwhile is slow. */
const WITHIN = { timeout: 30_000 };

describe('the toy', () => {
  for (const { promise, reason, run } of conformanceOf(toy))
    it.skipIf(reason !== undefined)(promise, WITHIN, run);
});

describe('the suite sees what a stranger gets wrong', WITHIN, () => {
  /** The ids of the cases that fail. */
  async function failing(change: Partial<Provider>): Promise<string[]> {
    const cases = conformanceOf({ ...toy, ...change }).filter(({ reason }) => reason === undefined);
    const ends = await Promise.allSettled(cases.map(({ run }) => run()));
    return cases.filter((_, index) => ends[index]?.status === 'rejected').map(({ id }) => id);
  }

  it('silence taken for a failure', async () => {
    const query: Provider['query'] = async (request, context) => {
      const seen = await toy.query(request, context);
      return seen.outcome === 'unknown' ? { ...seen, outcome: 'failed' } : seen;
    };
    expect(await failing({ query })).toEqual(
      expect.arrayContaining(['silence-is-unknown', 'not-sent-is-failed', 'altered-status-reply']),
    );
  });

  it('an accepted charge taken for a success', async () => {
    const charge: Provider['charge'] = async (request, context) => {
      const seen = await toy.charge(request, context);
      return seen.outcome === 'pending' ? { ...seen, outcome: 'succeeded' } : seen;
    };
    expect(await failing({ charge })).toContain('accepted-is-not-success');
  });

  it('a callback that drops the reference', async () => {
    const callbackFor: Provider['callbackFor'] = (account, transaction) =>
      toy.callbackFor(account, { ...transaction, reference: 'another' });
    expect(await failing({ callbackFor })).toContain('success-by-callback');
  });
});

describe('nothing else needs a line', () => {
  const FOLDERS = ['app', 'components', 'lib', 'prisma', 'scripts'];
  /** Where a provider may be named: its own folder, the registry, tests, and what is made from something else. */
  const ITS_OWN =
    /^lib\/(generated\/|providers\/(index\.ts$|conformance|[^/]+\/))|\.test\.tsx?$|\/testing\/|^prisma\/migrations\//;
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  ).filter((file) => /\.(ts|tsx|mjs|js|css|prisma)$/.test(file) && !ITS_OWN.test(file));

  it.each(PROVIDER_IDS)('%s is named by no line of code outside its folder and the registry', (id) => {
    const lines = sources.flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => (names(line, id) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
    );
    expect(sources.length).toBeGreaterThan(200);
    expect(lines).toEqual([]);
  });

  it.each([
    [`if (id === 'some-pay') return`, true],
    [`const RULES = { "some-pay": 1 }`, true],
    ['  [`some-pay`]: 1,', true],
    ['import { somePay } from "#lib/providers/some-pay/index.ts";', true],
    ["'cm-some-pay'", false],
    ['// Some pay like some-pay does', false],
    ["'must list provider=host: some-pay=pay.example.com'", false],
  ])('%s', (line, is) => {
    expect(names(line, 'some-pay')).toBe(is);
  });

  it.each([
    ['const RULES = { somepay: 1 }', true],
    ['  somepay: 1,', true],
    ['rules.somepay', true],
    ['.somepay { color: red }', true],
    ['import { somepay } from', false],
    ['// as in somepay: nobody knows', false],
  ])('%s', (line, is) => {
    expect(names(line, 'somepay')).toBe(is);
  });

  /** As a string of its own, a path into its folder, a member or a class; a comment or a sentence is a text. */
  function names(line: string, id: string): boolean {
    const code = line.replace(/^\s*(\/\/|\/?\*).*$|(?<!:)\/\/ .*$/, '');
    return new RegExp(`(['"\`])${id}\\1|providers/${id}/|(^|[{,(\\s])${id}\\??:|\\.${id}\\b(?!\\.)`).test(
      code,
    );
  }
});
