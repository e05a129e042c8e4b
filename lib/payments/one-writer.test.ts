import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Domain rule 2: a second writer of a status would be a second place where money can be lost. */
const WRITERS = ['lib/payments/apply-observation.ts'];
/** An attempt is born with its first status in the intention that submit.ts hands to the writer. */
const BIRTHPLACES = ['lib/payments/submit.ts', 'lib/payments/create.ts'];

const PRISMA_WRITE = /\b(payment|attempt)\.(update|updateMany|updateManyAndReturn|upsert)\(/;
const SQL_WRITE = /UPDATE\s+(payments|attempts)\s+SET[^`]*\bstatus\s*=/i;
const CREATE = /\b(payment|attempt)\.(create|createMany|createManyAndReturn)\(/;

function sources(): string[] {
  const listed = execFileSync('git', [
    'ls-files',
    '-co',
    '--exclude-standard',
    '--',
    'lib',
    'app',
    'components',
    'scripts',
    'prisma',
  ]);
  return listed
    .toString()
    .split('\n')
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.test\.|\/testing\/|generated/.test(file));
}

/** Files that may write a payment's or an attempt's row, and whether a status is among what they write. */
function writersOfStatus(files: readonly string[], read: (file: string) => string): string[] {
  return files.filter((file) => {
    const text = read(file);
    if (SQL_WRITE.test(text)) return true;
    return (
      PRISMA_WRITE.test(text) &&
      text
        .split(PRISMA_WRITE)
        .slice(1)
        .some((call) => /\bstatus\s*[:,]/.test(call.slice(0, 300)))
    );
  });
}

test('only apply-observation.ts changes a status', () => {
  const found = writersOfStatus(sources(), (file) => readFileSync(file, 'utf8'));
  expect(found.filter((file) => !WRITERS.includes(file))).toEqual([]);
});

test('only create.ts and submit.ts make payments and attempts', () => {
  const found = sources().filter((file) => CREATE.test(readFileSync(file, 'utf8')));
  expect(found.filter((file) => !BIRTHPLACES.includes(file))).toEqual([]);
});

test('a planted second writer is seen', () => {
  const planted: Record<string, string> = {
    'a.ts': "await db.payment.update({ where: { id }, data: { status: 'succeeded' } })",
    'b.ts': ['await db.$executeRaw`UPDATE attempts SET status = $', '{status}`'].join(''),
    'c.ts': 'await db.attempt.update({ where: { id }, data: { nextQueryAt: null } })',
  };
  expect(writersOfStatus(Object.keys(planted), (file) => planted[file] ?? '')).toEqual(['a.ts', 'b.ts']);
});
