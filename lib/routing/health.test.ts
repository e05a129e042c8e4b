import { expect, test } from 'vitest';
import { byHealth, type Health, judge } from './health.ts';
import { chosenOrder, inChosenOrder } from './rules.ts';

test.each<[string, number, number, Health]>([
  ['nobody asked', 0, 0, 'unknown'],
  ['nine bad answers may be bad luck', 9, 9, 'good'],
  ['a third', 30, 10, 'good'],
  ['two in five', 10, 4, 'poor'],
  ['just above the floor', 50, 39, 'poor'],
  ['four in five', 10, 8, 'down'],
  ['all', 50, 50, 'down'],
])('%s: %d answers, %d bad: %s', (_, answers, bad, health) => {
  expect(judge({ answers, bad })).toBe(health);
});

test('poor connections are tried last, in their own order; those below the floor are not tried', () => {
  const health: Record<string, Health> = { a: 'poor', b: 'down', c: 'good', d: 'poor', e: 'unknown' };
  expect(byHealth(['a', 'b', 'c', 'd', 'e'], (id) => health[id] ?? 'unknown')).toEqual(['c', 'e', 'a', 'd']);
});

test('the merchant’s rule, then the platform’s, then the usual order', () => {
  const chosen = chosenOrder([
    { merchantId: null, connectionIds: ['d', 'c'] },
    { merchantId: 'mer_1', connectionIds: ['c', 'gone'] },
  ]);
  const connections = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
  expect(inChosenOrder(connections, chosen).map(({ id }) => id)).toEqual(['c', 'd', 'a', 'b']);
});
