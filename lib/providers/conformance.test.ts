import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CASES, conformanceOf } from './conformance.ts';
import { PROVIDERS } from './index.ts';

const cells: Record<string, Record<string, string>> = {};

function note(caseId: string, provider: string, cell: string): void {
  cells[caseId] = { ...cells[caseId], [provider]: cell };
}

describe.each(Object.values(PROVIDERS).map((provider) => [provider.manifest.id, provider] as const))(
  '%s',
  (id, provider) => {
    for (const { reason, ...one } of conformanceOf(provider)) {
      it.skipIf(reason !== undefined)(one.promise, async () => {
        note(one.id, id, 'FAILED');
        await one.run();
        note(one.id, id, 'ok');
      });
      if (reason !== undefined) note(one.id, id, `n/a: ${reason}`);
    }

    it('calls not applicable only what exists: cases of this suite and stories of the sandbox', () => {
      const known = CASES.map((one) => one.id);
      const strange = Object.keys(provider.manifest.notApplicable).filter(
        (key) => !known.includes(key) && !/^story:\d{3}$/.test(key),
      );
      expect(strange).toEqual([]);
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

afterAll(() => {
  console.table(cells);
});
