import { expect, test } from 'vitest';
import { formatMoney, money } from '#lib/money.ts';
import { splitAmount } from './money.tsx';

test.each([
  ['XOF', 15_000n, 'fr', { before: '', figures: '15\u202f000', after: 'F\u00a0CFA' }],
  ['XAF', 750n, 'fr', { before: '', figures: '750', after: 'F\u00a0CFA' }],
  ['USD', 1_250n, 'fr', { before: '', figures: '12,50', after: '$US' }],
  ['XOF', 5n, 'en', { before: 'XOF', figures: '5', after: '' }],
  ['CDF', 625_000_000n, 'en', { before: 'CDF', figures: '6,250,000', after: '' }],
] as const)('%s %s in %s parts into label and figures', (currency, amount, locale, parts) => {
  expect(splitAmount(formatMoney(money(amount, currency), locale))).toEqual(parts);
});
