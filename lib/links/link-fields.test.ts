import { expect, test } from 'vitest';
import { linkFields, typedMinor } from './link-fields.ts';

const GOOD = {
  description: 'Cotisation',
  currency: 'XAF',
  amount: '',
  amountMin: '',
  amountMax: '',
  maxUses: '',
};
const faults = (change: Record<string, unknown>) =>
  linkFields.safeParse({ ...GOOD, ...change }).error?.issues.map(({ path, message }) => [path[0], message]);

test('a form with a description is enough', () => {
  expect(faults({})).toBeUndefined();
  expect(
    faults({ amount: '2 500', maxUses: '3', expiresAt: '2099-01-01T10:00', asksName: 'on' }),
  ).toBeUndefined();
});

test.each([
  [{ description: '  ' }, ['description', 'descriptionMissing']],
  [{ description: 'Don \u202e0051' }, ['description', 'textControl']],
  [{ currency: 'EUR' }, ['currency', 'currencyMissing']],
  [{ amount: 'mille' }, ['amount', 'amountWrong']],
  [{ amount: '12,50' }, ['amount', 'amountWrong']],
  [{ amount: '1500', amountMin: '500' }, ['amountMin', 'boundsOfFixed']],
  [{ amountMin: '900', amountMax: '500' }, ['amountMax', 'boundsCrossed']],
  [{ maxUses: '0' }, ['maxUses', 'usesWrong']],
  [{ maxUses: '100001' }, ['maxUses', 'usesWrong']],
  [{ maxUses: '1.5' }, ['maxUses', 'usesWrong']],
  [{ expiresAt: 'demain' }, ['expiresAt', 'expiryWrong']],
])('%j is told at its field', (change, fault) => {
  expect(faults(change)).toContainEqual(fault);
});

test('amounts are read in their currency; nothing is null', () => {
  expect(typedMinor('12,50', 'USD')).toBe(1250n);
  expect(typedMinor('', 'USD')).toBeNull();
  expect(typedMinor(undefined, 'XAF')).toBeNull();
});
