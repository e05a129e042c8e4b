import { type Country, DIAL_CODE } from '#lib/countries.ts';
import { OPERATORS, type OperatorId } from './catalogue.ts';

const NATIONAL_DIGITS = { TG: 8, CI: 10, CM: 9, CD: 9 } as const satisfies Record<Country, number>;

/**
 * A number in an operator's form for a test payment: it ends in zeros, which at the simulated operators is a payment
 * that succeeds.
 *
 * @returns E.164; undefined where the operator needs no number of its own network
 */
export function examplePhone(operator: OperatorId, country: Country): string | undefined {
  const [prefix] = OPERATORS[operator].prefixes;
  return prefix === undefined
    ? undefined
    : `+${DIAL_CODE[country]}${prefix.padEnd(NATIONAL_DIGITS[country], '0')}`;
}
