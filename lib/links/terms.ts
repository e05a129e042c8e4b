/** What a link may ask for, checked once for API and portal. Pure. */
import { type Country, isCountry } from '#lib/countries.ts';
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import { type Currency, isCurrency, type Money, money } from '#lib/money.ts';
import { COUNTRIES } from '#lib/operators/catalogue.ts';
import { amountRange, takesAmount } from '#lib/routing/amount-range.ts';
import type { LinkAmount } from './types.ts';

/** An amount of its own, or the bounds of one that the payer chooses; minor units. */
export interface LinkTerms {
  currency: Currency;
  amount: bigint | null;
  amountMin: bigint | null;
  amountMax: bigint | null;
}

type AmountMember = 'amount' | 'amountMin' | 'amountMax';

/** The member that is wrong, and why. */
export type TermsFault =
  | { member: 'currency'; fault: 'currency_unsupported' }
  | { member: AmountMember; fault: 'bounds_of_fixed' | 'bounds_crossed' }
  /** No operator of the country takes it. */
  | { member: AmountMember; fault: 'amount_out_of_range'; amount: Money };

/** A link that nobody could pay is refused while somebody is there to read it; `country` is where the app sells. */
export function termsFaults(
  { currency, amount, amountMin, amountMax }: LinkTerms,
  country: Country,
): TermsFault[] {
  const currencies: readonly Currency[] = COUNTRIES[country].currencies;
  if (!currencies.includes(currency)) return [{ member: 'currency', fault: 'currency_unsupported' }];
  const faults: TermsFault[] = [];
  const named = { amount, amountMin, amountMax };
  for (const member of ['amount', 'amountMin', 'amountMax'] as const) {
    const value = named[member];
    if (value === null) continue;
    if (member !== 'amount' && amount !== null) faults.push({ member, fault: 'bounds_of_fixed' });
    else if (!takesAmount(country, money(value, currency)))
      faults.push({ member, fault: 'amount_out_of_range', amount: money(value, currency) });
  }
  if (faults.length === 0 && amountMin !== null && amountMax !== null && amountMin > amountMax)
    faults.push({ member: 'amountMax', fault: 'bounds_crossed' });
  return faults;
}

/** A stored link's amount. */
export function linkAmount({
  amount,
  amountMin,
  amountMax,
  currency,
}: Pick<PaymentLink, 'amount' | 'amountMin' | 'amountMax' | 'currency'>): LinkAmount {
  if (!isCurrency(currency)) throw new Error(`Stored currency ${currency} is not one of ours.`);
  if (amount !== null) return { kind: 'fixed', money: money(amount, currency) };
  return {
    kind: 'open',
    currency,
    ...(amountMin === null ? {} : { min: amountMin }),
    ...(amountMax === null ? {} : { max: amountMax }),
  };
}

/** The same, with bounds that the operators of the country set where the link's own are wider. */
export function payableAmount(amount: LinkAmount, country: Country): LinkAmount {
  const range = amount.kind === 'open' ? amountRange(country, amount.currency) : undefined;
  if (amount.kind === 'fixed' || range === undefined) return amount;
  const [lowest, highest] = [range.min.amount, range.max.amount];
  return {
    ...amount,
    min: amount.min === undefined || amount.min < lowest ? lowest : amount.min,
    max: amount.max === undefined || amount.max > highest ? highest : amount.max,
  };
}

/** The country of an app, whose operators a link's payers use. */
export function linkCountry({ country }: { country: string }): Country {
  if (!isCountry(country)) throw new Error(`An app is stored with the country ${country}.`);
  return country;
}
