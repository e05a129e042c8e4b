/** What the operators of a country take in one payment, all of them together. */
import type { Country } from '#lib/countries.ts';
import type { Currency } from '#lib/money.ts';
import { OPERATORS, operatorsFor } from './catalogue.ts';

/** True when at least one operator of the country takes the amount (minor units) at once. */
export function takesAmount(country: Country, currency: Currency, amount: bigint): boolean {
  return limitsOf(country, currency).some(({ min, max }) => min <= amount && amount <= max);
}

/** The least and the most that any operator of the country takes, in minor units; undefined where none takes the currency. */
export function amountRange(country: Country, currency: Currency): { min: bigint; max: bigint } | undefined {
  const limits = limitsOf(country, currency);
  const [min] = limits.map((limit) => limit.min).sort(ascending);
  const max = limits
    .map((limit) => limit.max)
    .sort(ascending)
    .at(-1);
  return min === undefined || max === undefined ? undefined : { min, max };
}

function limitsOf(country: Country, currency: Currency) {
  return operatorsFor(country).flatMap((id) => OPERATORS[id].limits[currency] ?? []);
}

const ascending = (a: bigint, b: bigint) => (a < b ? -1 : Number(a > b));
