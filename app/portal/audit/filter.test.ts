import { expect, test } from 'vitest';
import { AUDIT_ACTIONS } from '#lib/merchants/audit.ts';
import { auditFilterOf } from './filter.ts';
import { actionWords } from './texts.ts';

test('what cannot be meant is left out of the search', () => {
  expect(
    auditFilterOf({ action: 'x', from: '2026-02-30', to: '26-01-01', member: ['a', 'b'], target: ' ' }),
  ).toEqual({});
  expect(auditFilterOf({ action: 'sign_in', from: '2026-02-28', target: 'pay_1' })).toEqual({
    action: 'sign_in',
    from: '2026-02-28',
    target: 'pay_1',
  });
});

test.each(AUDIT_ACTIONS)('%s is told in words', (action) => {
  expect([actionWords(action, 'fr'), actionWords(action, 'en')]).not.toContain(action.replaceAll('_', ' '));
});
