import { expect, test } from 'vitest';
import { payableAmount, termsFaults } from './terms.ts';

const OPEN = { kind: 'open', currency: 'XOF' } as const;

test.each([
  [{ ...OPEN }, { min: 100n, max: 2_000_000n }],
  [
    { ...OPEN, min: 5n, max: 3_000_000n },
    { min: 100n, max: 2_000_000n },
  ],
  [
    { ...OPEN, min: 500n, max: 900n },
    { min: 500n, max: 900n },
  ],
])('an open amount lies within the link’s bounds and the operators’', (amount, bounds) => {
  expect(payableAmount(amount, 'TG')).toEqual({ ...OPEN, ...bounds });
});

test('amount and bounds that no operator of the country takes are refused, each by its name', () => {
  const none = { currency: 'XOF', amount: null, amountMin: null, amountMax: null } as const;
  const faults = (terms: object) =>
    termsFaults({ ...none, ...terms }, 'TG').map(({ member, fault }) => [member, fault]);
  expect(faults({ amount: 9n })).toEqual([['amount', 'amount_out_of_range']]);
  expect(faults({ amountMin: 9n, amountMax: 2_000_001n })).toEqual([
    ['amountMin', 'amount_out_of_range'],
    ['amountMax', 'amount_out_of_range'],
  ]);
  expect(faults({ amountMin: 100n, amountMax: 2_000_000n })).toEqual([]);
});
