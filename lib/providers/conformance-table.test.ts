import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CASES } from './conformance.ts';
import { type Cell, conformanceTable, notApplicableTo } from './conformance-table.ts';
import { PROVIDERS } from './index.ts';

const sourceOf = (id: string) => readFileSync(join(import.meta.dirname, id, 'index.ts'), 'utf8');

it('every case that a manifest rules out is named with the line of the manifest that says so', () => {
  for (const { manifest } of Object.values(PROVIDERS)) {
    const source = sourceOf(manifest.id);
    for (const one of CASES) {
      const found = notApplicableTo(manifest, one, source);
      expect(found?.reason).toBe(one.ruledOut?.(manifest));
      if (found === undefined) continue;
      const [file, line] = found.where.split(':');
      expect(file).toBe(`lib/providers/${manifest.id}/index.ts`);
      expect(source.split('\n')[Number(line) - 1]).toMatch(new RegExp(`^  ${found.member}:`));
    }
  }
});

it('the table has a column for each provider, says what failed, and numbers the reasons below it', () => {
  const reason = `${'because '.repeat(40)}of this`;
  const cells: Cell[] = [
    { caseId: 'amounts', provider: 'one', result: 'ok' },
    { caseId: 'amounts', provider: 'two', result: 'FAILED' },
    {
      caseId: 'otp',
      provider: 'one',
      result: { reason, member: 'can', where: 'lib/providers/one/index.ts:9' },
    },
    { caseId: 'otp', provider: 'two', result: 'ok' },
  ];
  const lines = conformanceTable(cells).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    '         one      two',
    'amounts  ok       FAILED',
    'otp      n/a [1]  ok',
    '',
  ]);
  expect(lines[4]).toMatch(/^\[1\] one: because /);
  expect(lines.at(-1)).toBe('    lib/providers/one/index.ts:9 can');
  expect(
    lines
      .slice(4, -1)
      .map((line) => line.replace('[1] one: ', '').trim())
      .join(' '),
  ).toBe(reason);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(200);
});
