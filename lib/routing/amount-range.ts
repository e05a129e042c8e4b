/**
 * Which amounts can be collected: the operator's limits and the provider's together. Pure, and from what is built in
 * alone, so that nothing is asked of the database; which connections a merchant has stands in connections.ts.
 */
import type { Country } from '#lib/countries.ts';
import { type Currency, type Money, minorUnits, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Manifest, ProviderOperator } from '#lib/providers/provider.ts';

export interface Limits {
  min: Money;
  max: Money;
}

export type AmountReason = 'amount_above' | 'amount_below' | 'decimals';

/** The widest range, with the operators that take its ends; minor units. */
export interface AmountRange {
  min: RangeEnd;
  max: RangeEnd;
  /** All operators that take something. */
  operators: readonly OperatorId[];
}

interface RangeEnd {
  amount: bigint;
  operators: readonly OperatorId[];
}

/** True when at least one operator of the country takes the amount at once, through one provider at least. */
export function takesAmount(country: Country, amount: Money): boolean {
  return servedIn(country, amount.currency).some((served) => amountReason(served, amount) === undefined);
}

/** The least and the most that any operator of the country takes; undefined where none takes the currency. */
export function amountRange(country: Country, currency: Currency): AmountRange | undefined {
  const ends = servedIn(country, currency).flatMap((served) => {
    const limits = limitsOf(served, currency);
    return limits === undefined
      ? []
      : [{ operator: served.operator, min: limits.min.amount, max: limits.max.amount }];
  });
  const min = ends.map((end) => end.min).sort(ascending)[0];
  const max = lastOf(ends.map((end) => end.max));
  if (min === undefined || max === undefined) return undefined;
  const names = (some: typeof ends) => [...new Set(some.map(({ operator }) => operator))];
  return {
    min: { amount: min, operators: names(ends.filter((end) => end.min === min)) },
    max: { amount: max, operators: names(ends.filter((end) => end.max === max)) },
    operators: names(ends),
  };
}

/** The operator's limits and the provider's, whichever is narrower; undefined where the operator has none. */
export function limitsOf(served: Served, currency: Currency): Limits | undefined {
  const all = [OPERATORS[served.operator].limits[currency], served.limits?.[currency]].filter(
    (limit) => limit !== undefined,
  );
  // Sorted, because bigint has no Math.min.
  const min = lastOf(all.map((limit) => limit.min));
  const max = all.map((limit) => limit.max).sort(ascending)[0];
  if (min === undefined || max === undefined) return undefined;
  return { min: money(min, currency), max: money(max, currency) };
}

/** Why an operator, served by a provider, does not take the amount; undefined when it does. */
export function amountReason(served: Served, { amount, currency }: Money): AmountReason | undefined {
  const limits = limitsOf(served, currency);
  if (limits !== undefined && amount > limits.max.amount) return 'amount_above';
  if (limits !== undefined && amount < limits.min.amount) return 'amount_below';
  const wholeOnly = OPERATORS[served.operator].decimals[currency] === 0 && minorUnits(currency) > 0;
  return wholeOnly && amount % 10n ** BigInt(minorUnits(currency)) !== 0n ? 'decimals' : undefined;
}

type Served = Pick<ProviderOperator, 'operator' | 'limits'>;

const MANIFESTS: readonly Manifest[] = Object.values(PROVIDERS).map(({ manifest }) => manifest);

/** In the order of the registry. */
function servedIn(country: Country, currency: Currency): Served[] {
  return MANIFESTS.filter(
    (manifest) =>
      manifest.country === country && (manifest.currencies as readonly string[]).includes(currency),
  ).flatMap(({ operators }) => operators);
}

function lastOf(amounts: bigint[]): bigint | undefined {
  return amounts.sort(ascending).at(-1);
}

const ascending = (a: bigint, b: bigint) => (a < b ? -1 : Number(a > b));
