/** What the list's address asks for, and what that means in the database. Anything that cannot be meant is left out. */
import { type Currency, minorUnits, parseDecimal } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { type ClueReader, cluesOfWord } from '#lib/payments/clues.ts';
import type { AmountRange, PaymentFilter } from '#lib/payments/filter.ts';
import { type Found, findByClues, findByPayer } from '#lib/payments/find-by-clues.ts';
import { PAYMENT_STATUSES, type PaymentStatus, type Scope } from '#lib/payments/types.ts';
import { one, type SearchParams } from '../address.ts';
import type { PortalPage } from '../open-page.ts';
import { dayEnd, dayOf, dayStart } from './day.ts';

/** As it stands in the address, so every value is text. */
export interface ListFilter {
  /** What was typed in the search box, unless it was a payer's number. */
  q?: string;
  /** Keyed hashes of a number that was searched for, joined by a full stop: the number itself is in no address. */
  payer?: string;
  status?: PaymentStatus;
  operator?: OperatorId;
  app?: string;
  /** The payment link that they were begun with. */
  link?: string;
  /** Days in the merchant's place, both included. */
  from?: string;
  to?: string;
  /** Amounts as people write them, both included. */
  min?: string;
  max?: string;
  /** The last payment of the page before. */
  after?: string;
}

const PAYER = /^[0-9a-f]{64}(?:\.[0-9a-f]{64}){0,7}$/;

export function filterOf(query: SearchParams): ListFilter {
  const filter: Record<keyof ListFilter, string | undefined> = {
    q: one(query.q),
    payer: one(query.payer, 600)?.match(PAYER)?.[0],
    status: PAYMENT_STATUSES.find((known) => known === query.status),
    operator: one(query.operator)?.match(/^[a-z-]+$/)?.[0],
    app: one(query.app, 40),
    link: one(query.link, 40)?.match(/^plink_\w+$/)?.[0],
    from: dayOf(one(query.from)),
    to: dayOf(one(query.to)),
    min: amountText(query.min),
    max: amountText(query.max),
    after: one(query.after, 40),
  };
  if (filter.operator !== undefined && !Object.hasOwn(OPERATORS, filter.operator))
    filter.operator = undefined;
  // Only what has a value; operator and status were held against their lists above.
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as ListFilter;
}

/** How many of the filters behind the search box are set. */
export function filtersSet({ q, payer, link, after, ...filters }: ListFilter): number {
  return Object.keys(filters).length;
}

export type FilterReader = Pick<PortalPage, 'session' | 'mode' | 'timeZone'>;

/** Looks up what was searched for, and turns days and amounts into moments and minor units. */
export async function resolveFilter(
  reader: FilterReader,
  filter: ListFilter,
): Promise<{ scope: Scope; filter: PaymentFilter; found?: Found }> {
  const { session, mode, timeZone } = reader;
  const { q, payer, status, operator, app, link, from, to } = filter;
  const scope: Scope = { merchantId: session.merchant.id, appId: app ?? 'all', mode };
  const found = await find(reader, { ...scope, appId: 'all' }, { q, payer });
  const ranges = rangesOf(filter);
  return {
    scope,
    filter: {
      ...(status !== undefined && { status }),
      ...(operator !== undefined && { operator }),
      ...(link !== undefined && { link }),
      ...(from !== undefined && { createdFrom: dayStart(from, timeZone) }),
      ...(to !== undefined && { createdBefore: dayEnd(to, timeZone) }),
      ...(ranges !== undefined && { ranges }),
      ...(found !== undefined && conditionOf(found)),
    },
    ...(found !== undefined && { found }),
  };
}

/** How a merchant's people write numbers and amounts. */
export function clueReader({ session }: Pick<PortalPage, 'session'>): ClueReader {
  return { country: session.merchant.country, currencies: [...CFA, ...CENTS] };
}

const CFA: readonly Currency[] = ['XOF', 'XAF'];
const CENTS: readonly Currency[] = ['CDF', 'USD'];

async function find(
  reader: FilterReader,
  scope: Scope,
  { q, payer }: { q: string | undefined; payer: string | undefined },
): Promise<Found | undefined> {
  if (payer !== undefined) return { by: 'phone', ids: await findByPayer(scope, payer.split('.')) };
  return q === undefined ? undefined : findByClues(scope, cluesOfWord(q, clueReader(reader)));
}

function conditionOf(found: Found): PaymentFilter {
  if (found.by === 'nothing') return { ids: [] };
  return found.by === 'amount' ? { amounts: found.amounts } : { ids: found.ids };
}

/** "1 500" is 1500n in francs and 150000n in dollars: both are looked for. */
function rangesOf({ min, max }: ListFilter): AmountRange[] | undefined {
  if (min === undefined && max === undefined) return undefined;
  return [CFA, CENTS].flatMap((currencies) => {
    const [currency] = currencies;
    const from = min === undefined ? undefined : minor(min, currency);
    const to = max === undefined ? undefined : minor(max, currency);
    // "12.50" is no amount of francs.
    if ((min !== undefined && from === undefined) || (max !== undefined && to === undefined)) return [];
    return [{ ...(from !== undefined && { from }), ...(to !== undefined && { to }), currencies }];
  });
}

function minor(text: string, currency: Currency | undefined): bigint | undefined {
  if (currency === undefined) return undefined;
  const plain = minorUnits(currency) === 0 ? text.replace(/[.,]0{1,2}$/, '') : text.replace(',', '.');
  return parseDecimal(plain, currency)?.amount;
}

function amountText(value: SearchParams[string]): string | undefined {
  return one(value, 30)
    ?.replace(/[\s\u00a0\u202f]/g, '')
    .match(/^\d{1,15}(?:[.,]\d{1,2})?$/)?.[0];
}
