import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CASES } from './conformance.ts';
import { type Cell, notApplicableTo, tellRows } from './conformance-table.ts';
import { PROVIDERS } from './index.ts';

/** Some cases try hundreds of messages; a machine that builds meanwhile is slow. */
const WITHIN = { timeout: 30_000 };

const cells: Cell[] = [];

describe.each(Object.values(PROVIDERS).map((provider) => [provider.manifest.id, provider] as const))(
  '%s',
  (id, provider) => {
    const source = readFileSync(join(import.meta.dirname, id, 'index.ts'), 'utf8');
    for (const one of CASES) {
      const not = notApplicableTo(provider.manifest, one, source);
      const cell: Cell = { caseId: one.id, provider: id, result: not ?? 'FAILED' };
      cells.push(cell);
      it.skipIf(not !== undefined)(one.promise, WITHIN, async () => {
        await one.run(provider);
        cell.result = 'ok';
      });
    }

    it('calls not applicable only stories of the sandbox, each with a reason', () => {
      for (const [key, reason] of Object.entries(provider.manifest.notApplicable)) {
        expect(key).toMatch(/^story:\d{3}$/);
        expect(reason).not.toBe('');
      }
    });

    it('is registered under its own id', () => {
      expect(Object.entries(PROVIDERS).find(([, other]) => other === provider)?.[0]).toBe(id);
    });
  },
);

it('only server ends log, for crashes alone: nothing of a message can reach a log', () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('conformance'),
  );
  const loud = sources.filter((name) =>
    /console\.|#lib\/log\.ts/.test(readFileSync(join(folder, name), 'utf8')),
  );
  expect(sources.length).toBeGreaterThan(10);
  expect(loud.filter((name) => !name.endsWith('/server.ts'))).toEqual([]);
});

afterAll(() => tellRows('lib/providers/conformance.test.ts', cells));
