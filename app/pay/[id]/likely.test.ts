import { expect, test } from 'vitest';
import type { Country } from '#lib/countries.ts';
import { type OperatorId, operatorsFor } from '#lib/operators/catalogue.ts';
import { parsePhone } from '#lib/phone.ts';
import { likelyOperator } from './likely.ts';

function likely(text: string, country: Country, down: OperatorId[] = []) {
  const parsed = parsePhone(text, country);
  if (!parsed.ok) throw new Error(text);
  const offered = operatorsFor(country).map((operator) => ({
    operator,
    available: !down.includes(operator),
  }));
  return likelyOperator(parsed.phone, offered);
}

test.each([
  ['670112256', 'CM', 'cm-mtn'],
  ['+237 6 99 11 22 33', 'CM', 'cm-orange'],
  ['90 11 22 33', 'TG', 'tg-tmoney'],
  ['0812 345 678', 'CD', 'cd-mpesa'],
] as const)(
  'a number whose first digits name its operator needs no choice: %s',
  (text, country, operator) => {
    expect(likely(text, country)).toBe(operator);
  },
);

test('a number that names nobody, or an operator that is down, leaves the choice to the payer', () => {
  expect(likely('620112256', 'CM')).toBeUndefined();
  expect(likely('670112256', 'CM', ['cm-mtn'])).toBeUndefined();
});
