import { describe, expect, test } from 'vitest';
import { money } from '#lib/money.ts';
import {
  amountProblem,
  COUNTRIES,
  isOperatorId,
  OPERATOR_IDS,
  OPERATORS,
  type Operator,
  operatorsFor,
  UMOA_CEILING,
} from './catalogue.ts';

describe.each(OPERATOR_IDS.map((id): [string, Operator] => [id, OPERATORS[id]]))('%s', (id, operator) => {
  test('stands under its own id, in the country of its prefix', () => {
    expect(operator.id).toBe(id);
    expect(id.slice(0, 2).toUpperCase()).toBe(operator.country);
    expect(operatorsFor(operator.country)).toContain(id);
  });

  test('takes only currencies of its country, each with limits and decimals', () => {
    expect(COUNTRIES[operator.country].currencies).toEqual(expect.arrayContaining([...operator.currencies]));
    expect(Object.keys(operator.limits).sort()).toEqual([...operator.currencies].sort());
    expect(Object.keys(operator.decimals).sort()).toEqual([...operator.currencies].sort());
  });

  test('has limits that an amount can meet, below the legal ceiling', () => {
    for (const table of [operator.limits, operator.payoutLimits ?? {}]) {
      for (const { min, max } of Object.values(table)) {
        expect(min > 0n && min <= max).toBe(true);
      }
      expect((table.XOF?.max ?? 0n) <= UMOA_CEILING.amount).toBe(true);
    }
  });

  test('says when it was checked, and so does its dial code', () => {
    expect(operator.asOf).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    if (operator.dialCode === undefined) return;
    expect(operator.dialCode.checked).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    expect(operator.dialCode.code).toMatch(/^[*#][\d*]+#$/);
  });
});

test('there are fifteen operators, and no prefix belongs to two of one country', () => {
  expect(OPERATOR_IDS).toHaveLength(15);
  for (const operator of Object.values(OPERATORS)) {
    const others = operatorsFor(operator.country).filter((id) => id !== operator.id);
    const taken = others.flatMap((id) => OPERATORS[id].prefixes);
    const clashes = operator.prefixes.filter((own) =>
      taken.some((other) => other.startsWith(own) || own.startsWith(other)),
    );
    expect(clashes, operator.id).toEqual([]);
  }
});

test('Orange CI shows no dial code: which one is right depends on the provider, and the wrong one loses payments', () => {
  expect(OPERATORS['ci-orange'].dialCode).toBeUndefined();
});

test.each([
  ['tg-tmoney', money(2_000_000n, 'XOF'), 'payment', undefined],
  ['tg-tmoney', money(2_000_001n, 'XOF'), 'payment', 'above'],
  ['tg-tmoney', money(0n, 'XOF'), 'payment', 'below'],
  ['tg-tmoney', money(1_000n, 'XAF'), 'payment', 'currency'],
  ['cm-orange', money(500_001n, 'XAF'), 'payment', 'above'],
  ['cd-mpesa', money(50_000n, 'CDF'), 'payment', undefined],
  ['cd-mpesa', money(50_000n, 'CDF'), 'payout', 'below'],
  ['cd-mpesa', money(50_050n, 'CDF'), 'payment', 'decimals'],
  ['cd-mpesa', money(50n, 'USD'), 'payment', undefined],
  ['cd-airtel', money(50_050n, 'CDF'), 'payout', undefined],
] as const)('%s and %o as a %s: %s', (id, value, use, problem) => {
  expect(amountProblem(id, value, use)?.code).toBe(problem);
});

test('a refused amount comes with the limit to name, and with a doubt where the figure is doubtful', () => {
  expect(amountProblem('cm-orange', money(500_001n, 'XAF'), 'payment')).toEqual({
    code: 'above',
    max: money(500_000n, 'XAF'),
    uncertain: false,
  });
  expect(amountProblem('tg-flooz', money(50n, 'XOF'), 'payment')).toEqual({
    code: 'below',
    min: money(100n, 'XOF'),
    uncertain: true,
  });
});

test('an id is an id of the table and nothing that every object has', () => {
  expect(isOperatorId('tg-flooz')).toBe(true);
  expect(['tg-moov', 'constructor', '', null].some(isOperatorId)).toBe(false);
});
