import { type Country, DIAL_CODE } from '#lib/countries.ts';
import type { Currency, Money } from '#lib/money.ts';
import { minorUnits } from '#lib/money.ts';

/** The market as data, each fact with the month it was checked. No side effects: pages may import it. */
export type OperatorId =
  | 'tg-tmoney'
  | 'tg-flooz'
  | 'ci-orange'
  | 'ci-mtn'
  | 'ci-moov'
  | 'ci-wave'
  | 'cm-mtn'
  | 'cm-orange'
  | 'cm-mycoolpay'
  | 'cm-card'
  | 'cd-mpesa'
  | 'cd-airtel'
  | 'cd-orange'
  | 'cd-afrimoney'
  | 'cd-card';

/** How the payer usually confirms. A provider's manifest says what its own connection does; it wins. */
export type Flow = 'push' | 'otp' | 'redirect' | 'form';

/** Minor units, per transaction, both ends included. */
export type AmountLimits = {
  readonly min: bigint;
  readonly max: bigint;
  /** No published figure was found: chosen wide, so that it does not turn money away, and to be configured. */
  readonly uncertain?: true;
};

export type DialCode = {
  readonly code: string;
  /** `approve`: dialling it brings a waiting request back. `menu`: the operator's menu, which may not show one. */
  readonly use: 'approve' | 'menu';
  /** Year and month of the last check: operators change their codes overnight. */
  readonly checked: string;
  readonly uncertain?: true;
};

export type Operator = {
  readonly id: OperatorId;
  readonly country: Country;
  /** `label` is what payers say, `sub` the newer or full brand. */
  readonly name: { readonly label: string; readonly sub?: string };
  readonly currencies: readonly Currency[];
  /** First digits of the national number: a hint, since numbers are portable. Empty: any number, or none. */
  readonly prefixes: readonly string[];
  readonly flow: Flow;
  /** Its payment links open its app on a phone: on a desktop they are shown to be scanned (docs.wave.com). */
  readonly linkOpensApp?: true;
  /** Missing where the code depends on the provider (Orange CI: a wrong one lost 5 of 5 payments) or is unknown. */
  readonly dialCode?: DialCode;
  /** What one payment may be. */
  readonly limits: Readonly<Partial<Record<Currency, AmountLimits>>>;
  /** What one payout may be, where it differs. */
  readonly payoutLimits?: Readonly<Partial<Record<Currency, AmountLimits>>>;
  /** Decimals that the operator takes, which may be fewer than the currency has (M-Pesa in CDF). */
  readonly decimals: Readonly<Partial<Record<Currency, 0 | 2>>>;
  readonly wallet: 'mobile' | 'card';
  /** Year and month in which the row was last checked. */
  readonly asOf: string;
};

export type CountryFacts = {
  readonly id: Country;
  readonly name: { readonly fr: string; readonly en: string };
  readonly dialCode: string;
  /** The first one is the usual one. */
  readonly currencies: readonly [Currency, ...Currency[]];
  /** Where its business is: days and nights of a new merchant begin there. */
  readonly timeZone: string;
};

/** The most a client may hold with one issuer (BCEAO Instruction 008-05-2015, article 31): nothing above can succeed. */
export const UMOA_CEILING: Money = { amount: 2_000_000n, currency: 'XOF' };

export const COUNTRIES = {
  TG: {
    id: 'TG',
    name: { fr: 'Togo', en: 'Togo' },
    dialCode: DIAL_CODE.TG,
    currencies: ['XOF'],
    timeZone: 'Africa/Lome',
  },
  CI: {
    id: 'CI',
    name: { fr: 'Côte d’Ivoire', en: 'Côte d’Ivoire' },
    dialCode: DIAL_CODE.CI,
    currencies: ['XOF'],
    timeZone: 'Africa/Abidjan',
  },
  CM: {
    id: 'CM',
    name: { fr: 'Cameroun', en: 'Cameroon' },
    dialCode: DIAL_CODE.CM,
    currencies: ['XAF'],
    timeZone: 'Africa/Douala',
  },
  CD: {
    id: 'CD',
    name: { fr: 'RD Congo', en: 'DR Congo' },
    dialCode: DIAL_CODE.CD,
    currencies: ['CDF', 'USD'],
    timeZone: 'Africa/Kinshasa',
  },
} as const satisfies Record<Country, CountryFacts>;

const CHECKED = '2026-11';

const XOF_ANY = { min: 1n, max: UMOA_CEILING.amount } as const;
/**
 * Moov: Moov Benin, the nearest one with published figures. TMoney: its order form takes three digits at least, and
 * PayGateGlobal 100 F.
 */
const XOF_FROM_100 = { min: 100n, max: UMOA_CEILING.amount, uncertain: true } as const;
/** No operator of the DRC publishes dollar limits. */
const USD_UNKNOWN = { min: 1n, max: 1_000_000n, uncertain: true } as const;

/** Limits: pawaPay's published configuration, January 2026. Prefixes: libphonenumber's carrier files, July 2026. */
export const OPERATORS: Readonly<Record<OperatorId, Operator>> = {
  'tg-tmoney': {
    id: 'tg-tmoney',
    country: 'TG',
    name: { label: 'TMoney', sub: 'Mixx by Yas' },
    currencies: ['XOF'],
    prefixes: ['70', '71', '72', '90', '91', '92', '93'],
    flow: 'push',
    dialCode: { code: '*145#', use: 'menu', checked: CHECKED },
    limits: { XOF: XOF_FROM_100 },
    decimals: { XOF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'tg-flooz': {
    id: 'tg-flooz',
    country: 'TG',
    name: { label: 'Flooz', sub: 'Moov Money' },
    currencies: ['XOF'],
    prefixes: ['78', '79', '96', '97', '98', '99'],
    flow: 'push',
    dialCode: { code: '*155#', use: 'menu', checked: CHECKED, uncertain: true },
    limits: { XOF: XOF_FROM_100 },
    decimals: { XOF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'ci-orange': {
    id: 'ci-orange',
    country: 'CI',
    name: { label: 'Orange Money' },
    currencies: ['XOF'],
    prefixes: ['07'],
    flow: 'redirect',
    limits: { XOF: XOF_ANY },
    decimals: { XOF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'ci-mtn': {
    id: 'ci-mtn',
    country: 'CI',
    name: { label: 'MTN MoMo' },
    currencies: ['XOF'],
    prefixes: ['05'],
    flow: 'redirect',
    dialCode: { code: '*133#', use: 'approve', checked: CHECKED },
    limits: { XOF: XOF_ANY },
    decimals: { XOF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'ci-moov': {
    id: 'ci-moov',
    country: 'CI',
    name: { label: 'Moov Money' },
    currencies: ['XOF'],
    prefixes: ['01'],
    flow: 'redirect',
    dialCode: { code: '*155#', use: 'menu', checked: CHECKED, uncertain: true },
    limits: { XOF: XOF_FROM_100 },
    decimals: { XOF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'ci-wave': {
    id: 'ci-wave',
    country: 'CI',
    name: { label: 'Wave' },
    currencies: ['XOF'],
    prefixes: [], // a wallet on any network's number
    flow: 'redirect',
    linkOpensApp: true,
    limits: { XOF: { ...XOF_ANY, uncertain: true } },
    decimals: { XOF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cm-mtn': {
    id: 'cm-mtn',
    country: 'CM',
    name: { label: 'MTN MoMo' },
    currencies: ['XAF'],
    prefixes: ['650', '651', '652', '653', '654', '67', '680', '681', '682', '683'],
    flow: 'push',
    dialCode: { code: '*126#', use: 'approve', checked: CHECKED },
    limits: { XAF: { min: 1n, max: 1_000_000n } },
    decimals: { XAF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cm-orange': {
    id: 'cm-orange',
    country: 'CM',
    name: { label: 'Orange Money' },
    currencies: ['XAF'],
    prefixes: ['640', '641', '642', '655', '656', '657', '658', '659', '686', '687', '688', '689', '69'],
    flow: 'push',
    dialCode: { code: '#150*50#', use: 'approve', checked: CHECKED },
    limits: { XAF: { min: 1n, max: 500_000n } },
    decimals: { XAF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cm-mycoolpay': {
    id: 'cm-mycoolpay',
    country: 'CM',
    name: { label: 'My-CoolPay' },
    currencies: ['XAF'],
    prefixes: [], // a wallet on any network's number
    flow: 'otp',
    limits: { XAF: { min: 1n, max: 1_000_000n, uncertain: true } },
    decimals: { XAF: 0 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cm-card': {
    id: 'cm-card',
    country: 'CM',
    name: { label: 'Visa, Mastercard' },
    currencies: ['XAF'],
    prefixes: [],
    flow: 'redirect',
    limits: { XAF: { min: 1n, max: 5_000_000n, uncertain: true } },
    decimals: { XAF: 0 },
    wallet: 'card',
    asOf: CHECKED,
  },
  'cd-mpesa': {
    id: 'cd-mpesa',
    country: 'CD',
    name: { label: 'M-Pesa', sub: 'Vodacom' },
    currencies: ['CDF', 'USD'],
    prefixes: ['81', '82', '83', '86'],
    flow: 'push', // the prompt cannot be brought back (pawaPay)
    dialCode: { code: '*1122#', use: 'menu', checked: CHECKED },
    limits: { CDF: { min: 50_000n, max: 100_000_000n }, USD: USD_UNKNOWN },
    payoutLimits: { CDF: { min: 100_000n, max: 100_000_000n }, USD: USD_UNKNOWN },
    decimals: { CDF: 0, USD: 2 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cd-airtel': {
    id: 'cd-airtel',
    country: 'CD',
    name: { label: 'Airtel Money' },
    currencies: ['CDF', 'USD'],
    prefixes: ['96', '97', '98', '99'],
    flow: 'push',
    dialCode: { code: '*501#', use: 'approve', checked: CHECKED },
    limits: { CDF: { min: 10_000n, max: 625_000_000n }, USD: USD_UNKNOWN },
    decimals: { CDF: 2, USD: 2 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cd-orange': {
    id: 'cd-orange',
    country: 'CD',
    name: { label: 'Orange Money' },
    currencies: ['CDF', 'USD'],
    prefixes: ['80', '84', '85', '89'],
    flow: 'push', // the prompt cannot be brought back (pawaPay)
    dialCode: { code: '*144#', use: 'menu', checked: CHECKED, uncertain: true },
    limits: { CDF: { min: 1_000n, max: 100_000_000n }, USD: USD_UNKNOWN },
    decimals: { CDF: 2, USD: 2 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cd-afrimoney': {
    id: 'cd-afrimoney',
    country: 'CD',
    name: { label: 'Afrimoney', sub: 'Africell' },
    currencies: ['CDF', 'USD'],
    prefixes: ['90', '91'],
    flow: 'push',
    limits: { CDF: { min: 1_000n, max: 625_000_000n, uncertain: true }, USD: USD_UNKNOWN },
    decimals: { CDF: 2, USD: 2 },
    wallet: 'mobile',
    asOf: CHECKED,
  },
  'cd-card': {
    id: 'cd-card',
    country: 'CD',
    name: { label: 'Visa, Mastercard' },
    currencies: ['CDF', 'USD'],
    prefixes: [],
    flow: 'redirect',
    limits: { CDF: { min: 1_000n, max: 2_500_000_000n, uncertain: true }, USD: USD_UNKNOWN },
    decimals: { CDF: 2, USD: 2 },
    wallet: 'card',
    asOf: CHECKED,
  },
};

export const OPERATOR_IDS: readonly OperatorId[] = Object.keys(OPERATORS).filter(isOperatorId);

export function isOperatorId(value: unknown): value is OperatorId {
  return typeof value === 'string' && Object.hasOwn(OPERATORS, value);
}

/** In the order in which they are shown; none of them is a default. */
export function operatorsFor(country: Country): OperatorId[] {
  return OPERATOR_IDS.filter((id) => OPERATORS[id].country === country);
}

export type AmountProblem =
  | { code: 'currency' }
  | { code: 'decimals'; decimals: 0 | 2 }
  | { code: 'below'; min: Money; uncertain: boolean }
  | { code: 'above'; max: Money; uncertain: boolean };

/** What keeps the operator from moving this amount, or undefined. The caller adds merchant's and manifest's limits. */
export function amountProblem(
  id: OperatorId,
  value: Money,
  use: 'payment' | 'payout',
): AmountProblem | undefined {
  const operator = OPERATORS[id];
  const { amount, currency } = value;
  const limits =
    (use === 'payout' ? operator.payoutLimits : undefined)?.[currency] ?? operator.limits[currency];
  const decimals = operator.decimals[currency];
  if (limits === undefined || decimals === undefined) return { code: 'currency' };
  const uncertain = limits.uncertain ?? false;
  if (amount < limits.min) return { code: 'below', min: { amount: limits.min, currency }, uncertain };
  if (amount > limits.max) return { code: 'above', max: { amount: limits.max, currency }, uncertain };
  if (amount % 10n ** BigInt(minorUnits(currency) - decimals) !== 0n) return { code: 'decimals', decimals };
  return undefined;
}
