import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMoney,
  CURRENCIES,
  formatDecimal,
  formatDecimalFixed,
  formatMoney,
  isCurrency,
  minorUnits,
  money,
  parseDecimal,
  parseTyped,
  sameMoney,
  subtractMoney,
} from './money.ts';

const aCurrency = fc.constantFrom(...CURRENCIES);
const anAmount = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });

describe('parseDecimal', () => {
  test.each([
    ['1500', 'XOF', 1500n],
    ['1500.00', 'XOF', 1500n],
    ['100.0', 'CDF', 10_000n],
    ['0100', 'XOF', 100n],
    [0.5, 'USD', 50n],
    ['0.51', 'USD', 51n],
    ['15.250', 'USD', 1525n],
    [1500, 'XAF', 1500n],
    ['9223372036854775807', 'XOF', 9223372036854775807n],
  ] as const)('%s %s is %s minor units', (text, currency, amount) => {
    expect(parseDecimal(text, currency)).toEqual({ amount, currency });
  });

  test.each([
    ['10.5', 'XOF'],
    ['0.515', 'USD'],
    ['-1', 'XOF'],
    ['+1', 'XOF'],
    ['1e3', 'XOF'],
    [1e21, 'XOF'],
    [Number.NaN, 'XOF'],
    [Number.POSITIVE_INFINITY, 'USD'],
    ['1 500', 'XOF'],
    ['1,5', 'USD'],
    ['1500.', 'XOF'],
    ['.5', 'USD'],
    ['', 'XOF'],
    [' 1', 'XOF'],
    ['1\n', 'XOF'],
    ['0x10', 'XOF'],
    ['٣', 'XOF'],
    ['9223372036854775808', 'XOF'],
    ['1'.repeat(1000), 'XOF'],
    [0.1 + 0.2, 'USD'],
  ] as const)('%s %s is refused, never rounded', (text, currency) => {
    expect(parseDecimal(text, currency)).toBeUndefined();
  });
});

test('every amount survives the shortest and every sufficient fixed wire form', () => {
  fc.assert(
    fc.property(anAmount, aCurrency, fc.integer({ min: 0, max: 3 }), (amount, currency, more) => {
      const value = money(amount, currency);
      expect(parseDecimal(formatDecimal(value), currency)).toEqual(value);
      expect(parseDecimal(formatDecimalFixed(value, minorUnits(currency) + more), currency)).toEqual(value);
    }),
  );
});

test.each([
  [1500n, 'XOF', '1500'],
  [0n, 'USD', '0'],
  [5n, 'USD', '0.05'],
  [50n, 'USD', '0.5'],
  [1525n, 'USD', '15.25'],
  [10_000n, 'CDF', '100'],
  [-50n, 'USD', '-0.5'],
] as const)('the shortest form of %s %s is %s', (amount, currency, text) => {
  expect(formatDecimal(money(amount, currency))).toBe(text);
});

test('a fixed form pads, and throws rather than drop a part of the amount', () => {
  expect(formatDecimalFixed(money(100n, 'XOF'), 1)).toBe('100.0');
  expect(formatDecimalFixed(money(10_200n, 'CDF'), 1)).toBe('102.0');
  expect(formatDecimalFixed(money(10_000n, 'CDF'), 0)).toBe('100');
  expect(() => formatDecimalFixed(money(51n, 'USD'), 1)).toThrow(RangeError);
});

test.each([
  [15_000n, 'XOF', '15\u202f000\u00a0F\u00a0CFA', 'XOF\u00a015,000'],
  [1_234_567n, 'XAF', '1\u202f234\u202f567\u00a0F\u00a0CFA', 'XAF\u00a01,234,567'],
  [999n, 'XOF', '999\u00a0F\u00a0CFA', 'XOF\u00a0999'],
  [1250n, 'USD', '12,50\u00a0$US', 'USD\u00a012.50'],
  [5n, 'USD', '0,05\u00a0$US', 'USD\u00a00.05'],
  [150_000n, 'CDF', '1\u202f500\u00a0FC', 'CDF\u00a01,500'],
  [150_050n, 'CDF', '1\u202f500,50\u00a0FC', 'CDF\u00a01,500.50'],
  [-15_000n, 'XOF', '\u221215\u202f000\u00a0F\u00a0CFA', '\u2212XOF\u00a015,000'],
] as const)('people read %s %s as %s and %s', (amount, currency, fr, en) => {
  expect(formatMoney(money(amount, currency), 'fr')).toBe(fr);
  expect(formatMoney(money(amount, currency), 'en')).toBe(en);
});

test('amounts of different currencies are neither equal nor added', () => {
  expect(sameMoney(money(1n, 'XOF'), money(1n, 'XAF'))).toBe(false);
  expect(sameMoney(money(1n, 'XOF'), money(2n, 'XOF'))).toBe(false);
  expect(sameMoney(money(1n, 'XOF'), money(1n, 'XOF'))).toBe(true);
  expect(() => addMoney(money(1n, 'CDF'), money(1n, 'USD'))).toThrow(TypeError);
  expect(() => subtractMoney(money(1n, 'CDF'), money(1n, 'USD'))).toThrow(TypeError);
  expect(addMoney(money(1n, 'USD'), money(2n, 'USD'))).toEqual(money(3n, 'USD'));
  expect(subtractMoney(money(1n, 'USD'), money(2n, 'USD'))).toEqual(money(-1n, 'USD'));
});

test('only the four currencies are currencies, in this spelling', () => {
  expect(CURRENCIES.every(isCurrency)).toBe(true);
  expect(['EUR', 'xof', '', 'constructor', undefined].some(isCurrency)).toBe(false);
});

test.each([
  ['1500', 'XAF', 1500n],
  ['15 000', 'XOF', 15_000n],
  ['15\u202f000\u00a0F\u00a0CFA', 'XOF', 15_000n],
  ['15.000 FCFA', 'XAF', 15_000n],
  ['1,500,000', 'XOF', 1_500_000n],
  [' 2000 F ', 'XOF', 2000n],
  ['12,50', 'USD', 1250n],
  ['12.5 $', 'USD', 1250n],
  ['1.200,50', 'CDF', 120_050n],
  ['1500,00', 'XOF', 1500n],
  ['12,50', 'XOF', undefined],
  ['0', 'XOF', undefined],
  ['', 'XOF', undefined],
  ['-5', 'XOF', undefined],
  ['1e3', 'XOF', undefined],
  ['12 34', 'XOF', undefined],
  ['mille', 'XOF', undefined],
  ['99999999999999999999', 'XOF', undefined],
] as const)('typed "%s" in %s is %s', (text, currency, amount) => {
  expect(parseTyped(text, currency)?.amount).toBe(amount);
});
