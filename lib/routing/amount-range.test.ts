import { describe, expect, test } from 'vitest';
import { COUNTRIES, OPERATORS } from '#lib/operators/catalogue.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import { amountRange, takesAmount } from './amount-range.ts';

describe('what some operator takes through some provider', () => {
  test.each([
    ['TG', 'XOF', 9n, false],
    ['TG', 'XOF', 99n, false],
    ['TG', 'XOF', 100n, true],
    // PayGateGlobal ends at a million; TMoney's own service names no limit but the wallet's.
    ['TG', 'XOF', 1_500_000n, true],
    ['TG', 'XOF', 2_000_000n, true],
    ['TG', 'XOF', 2_000_001n, false],
    ['CM', 'XAF', 5_000_000n, true],
    ['CM', 'XAF', 5_000_001n, false],
    ['CM', 'XOF', 1_500n, false],
    ['CD', 'CDF', 999n, false],
    ['CD', 'CDF', 1_050n, true],
    ['CD', 'USD', 50n, true],
    ['CD', 'USD', 1_000_001n, false],
  ] as const)('%s %s %s: %s', (country, currency, amount, taken) => {
    expect(takesAmount(country, { amount, currency })).toBe(taken);
  });

  test('the range names the operators at its ends', () => {
    expect(amountRange('CM', 'XAF')).toEqual({
      min: { amount: 1n, operators: ['cm-mtn', 'cm-orange', 'cm-mycoolpay', 'cm-card'] },
      max: { amount: 5_000_000n, operators: ['cm-card'] },
      operators: ['cm-mtn', 'cm-orange', 'cm-mycoolpay', 'cm-card'],
    });
    expect(amountRange('TG', 'XAF')).toBeUndefined();
  });

  test('the narrower of operator’s and provider’s limits counts, at every operator of every provider', () => {
    for (const { manifest } of Object.values(PROVIDERS)) {
      for (const { operator, limits } of manifest.operators) {
        const { country } = OPERATORS[operator];
        for (const currency of manifest.currencies.filter((code) => isPaidWith(country, code))) {
          const range = amountRange(country, currency);
          const own = OPERATORS[operator].limits[currency];
          const [min, max] = [limits?.[currency]?.min ?? 0n, limits?.[currency]?.max ?? own?.max ?? 0n];
          expect(range?.min.amount).toBeLessThanOrEqual(greater(min, own?.min ?? 0n));
          expect(range?.max.amount).toBeGreaterThanOrEqual(lesser(max, own?.max ?? max));
        }
      }
    }
  });
});

const isPaidWith = (country: keyof typeof COUNTRIES, code: string) =>
  (COUNTRIES[country].currencies as readonly string[]).includes(code);
const greater = (a: bigint, b: bigint) => (a > b ? a : b);
const lesser = (a: bigint, b: bigint) => (a < b ? a : b);
