/** What is said about an amount that no operator of the country takes: the limits, and who takes the ends of them. */
import type { Country } from '#lib/countries.ts';
import { formatMoney, type Money, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { type AmountRange, amountRange } from '#lib/routing/amount-range.ts';

/** For an amount that takesAmount (lib/routing/amount-range.ts) refuses. */
export function amountSentence(country: Country, { amount, currency }: Money): string {
  const range = amountRange(country, currency);
  if (range === undefined) return `No operator of ${country} takes ${currency}.`;
  const [min, max] = [range.min, range.max].map(
    (end) => `${inWords(end.amount, currency)}${whose(end, range)}`,
  );
  if (range.min.amount <= amount && amount <= range.max.amount)
    return `No operator of ${country} takes just this amount: send whole units, from ${min} to ${max}.`;
  return `Must be at least ${min}, at most ${max}: no operator of ${country} takes another amount.`;
}

/** Who takes it, unless all do. */
function whose({ operators }: AmountRange['min'], { operators: all }: AmountRange): string {
  return operators.length === all.length ? '' : ` for ${operators.map(nameOf).join(' or ')}`;
}

function nameOf(id: OperatorId): string {
  return OPERATORS[id].name.label;
}

function inWords(minor: bigint, currency: Money['currency']): string {
  return formatMoney(money(minor, currency), 'en');
}
