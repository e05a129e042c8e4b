/** GET /operators: the catalogue as this app can use it now. */

import type { z } from 'zod';
import { COUNTRIES, type Country } from '#lib/countries.ts';
import { formatMoney, type Money } from '#lib/money.ts';
import { COUNTRIES as FACTS, OPERATORS, type OperatorId, operatorsFor } from '#lib/operators/catalogue.ts';
import { type AvailableOperator, availableOperators, isPrompt } from '#lib/routing/connections.ts';
import type { Caller } from './authenticate.ts';
import type { ListOperatorsQuery, OperatorResource } from './schemas.ts';

type Query = z.infer<typeof ListOperatorsQuery>;
type Resource = z.infer<typeof OperatorResource>;

/** Operators of one country or of all, each with whether a payment (of the amount, if one is named) can be tried. */
export async function listOperators(caller: Caller, query: Query): Promise<Resource[]> {
  const countries = query.country === undefined ? COUNTRIES : [query.country];
  const lists = await Promise.all(countries.map((country) => operatorsOf(country, query, caller)));
  return lists.flat();
}

async function operatorsOf(country: Country, query: Query, { scope }: Caller): Promise<Resource[]> {
  const wanted = FACTS[country].currencies.filter(
    (code) => query.currency === undefined || code === query.currency,
  );
  const amount = query.amount === undefined ? undefined : BigInt(query.amount);
  const offers = await Promise.all(
    wanted.map((code) => availableOperators(scope, country, { currency: code, amount })),
  );
  return operatorsFor(country)
    .filter((id) => wanted.some((code) => OPERATORS[id].currencies.includes(code)))
    .map((id) =>
      resource(
        id,
        offers.flat().filter((offer) => offer.operator === id),
      ),
    );
}

/** `offers`: one for each currency in which a connection serves the operator. */
function resource(id: OperatorId, offers: AvailableOperator[]): Resource {
  const operator = OPERATORS[id];
  const [first] = offers;
  const reason = unavailableReason(offers);
  const limits = offers.flatMap((offer) => (offer.limits === undefined ? [] : [offer.limits]));
  return {
    id,
    object: 'operator',
    name: operator.name.label,
    brand: operator.name.sub ?? null,
    country: operator.country,
    wallet: operator.wallet,
    currencies: [...operator.currencies],
    flow: first?.flow ?? null,
    phone_required: first?.asksPhone ?? isPrompt(operator.flow),
    ussd: first?.dialCode ?? operator.dialCode?.code ?? null,
    limits: {
      ...catalogueLimits(id),
      ...Object.fromEntries(limits.map((limit) => [limit.min.currency, range(limit)])),
    },
    decimals: { ...operator.decimals },
    available: reason === null,
    unavailable_reason: reason,
  };
}

function catalogueLimits(id: OperatorId): Resource['limits'] {
  const entries = Object.entries(OPERATORS[id].limits);
  return Object.fromEntries(
    entries.map(([code, { min, max }]) => [code, { min: Number(min), max: Number(max) }]),
  );
}

function range({ min, max }: { min: Money; max: Money }): { min: number; max: number } {
  return { min: Number(min.amount), max: Number(max.amount) };
}

function unavailableReason(offers: readonly AvailableOperator[]): string | null {
  if (offers.length === 0) return 'No connection of this mode serves it.';
  if (offers.some(({ available }) => available)) return null;
  const [offer] = offers;
  switch (offer?.reason) {
    case 'amount_above':
      return `Takes ${inWords(offer.limits?.max)} at most.`;
    case 'amount_below':
      return `Takes ${inWords(offer.limits?.min)} at least.`;
    case 'decimals':
      return 'Takes whole units only.';
    default:
      return 'Does not answer at present.';
  }
}

function inWords(limit: Money | undefined): string {
  return limit === undefined ? 'less' : formatMoney(limit, 'en');
}
