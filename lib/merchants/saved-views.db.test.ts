import { beforeEach, expect, test } from 'vitest';
import { truncateAll } from '#lib/testing/database.ts';
import { listViews, removeView, saveView } from './saved-views.ts';
import { aMember } from './testing/a-member.ts';

beforeEach(truncateAll);

const now = new Date('2026-11-21T10:00:00Z');
const view = (name: string, query = 'status=failed') => ({ list: 'payments', name, query, now }) as const;

test('a view is its member’s alone; the same name is replaced', async () => {
  const awa = await aMember();
  const kofi = await aMember({ email: 'kofi@example.com' });
  await saveView(awa, view('Refusés'));
  await saveView(awa, view('Refusés', 'status=expired'));
  const [kept, ...others] = await listViews(awa, 'payments');
  expect([kept?.query, others.length]).toEqual(['status=expired', 0]);
  expect(await listViews(kofi, 'payments')).toEqual([]);
  expect(await removeView(kofi, 'payments', kept?.id ?? '')).toBe(false);
  expect(await removeView(awa, 'payments', 'not an id')).toBe(false);
  expect(await removeView(awa, 'payments', kept?.id ?? '')).toBe(true);
});

test('twenty at most, also when two tabs save at once', async () => {
  const awa = await aMember();
  for (let n = 0; n < 19; n += 1) await saveView(awa, view(`view ${n}`));
  const both = await Promise.all([saveView(awa, view('one')), saveView(awa, view('other'))]);
  expect(both.sort()).toEqual(['saved', 'too_many']);
  expect(await saveView(awa, view('view 3', 'status=created'))).toBe('saved');
});
