/**
 * Money is an integer of minor units and its currency; a decimal exists only on a wire.
 * XOF and XAF have no minor unit, CDF and USD have two digits (ISO 4217).
 */
export type Currency = 'XOF' | 'XAF' | 'CDF' | 'USD';

/** An amount in minor units: XOF 1500n is 1 500 F, USD 1500n is 15.00. Balances may be negative. */
export type Money = { readonly amount: bigint; readonly currency: Currency };

const MINOR_UNITS = { XOF: 0, XAF: 0, CDF: 2, USD: 2 } as const satisfies Record<Currency, 0 | 2>;

/**
 * How people write each currency. Our own table, because Intl's labels differ between ICU versions. Both CFA francs are
 * written alike in French: which one it is follows from the country.
 */
const LABELS = {
  XOF: { fr: 'F\u00a0CFA', en: 'XOF' },
  XAF: { fr: 'F\u00a0CFA', en: 'XAF' },
  CDF: { fr: 'FC', en: 'CDF' },
  USD: { fr: '$US', en: 'USD' },
} as const satisfies Record<Currency, { fr: string; en: string }>;

/** The largest amount the database can hold (BIGINT). */
const AMOUNT_MAX = 2n ** 63n - 1n;

export const CURRENCIES: readonly Currency[] = ['XOF', 'XAF', 'CDF', 'USD'];

export function isCurrency(value: unknown): value is Currency {
  return typeof value === 'string' && Object.hasOwn(MINOR_UNITS, value);
}

/** Builds an amount from minor units. */
export function money(amount: bigint, currency: Currency): Money {
  return { amount, currency };
}

/** Digits behind the decimal point (ISO 4217). */
export function minorUnits(currency: Currency): 0 | 2 {
  return MINOR_UNITS[currency];
}

/** True when amount and currency are both equal: 100 XOF is not 100 XAF. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amount === b.amount && a.currency === b.currency;
}

/** Throws when the currencies differ: nothing here converts. */
export function addMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return money(a.amount + b.amount, a.currency);
}

/** May go below zero. Throws when the currencies differ. */
export function subtractMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return money(a.amount - b.amount, a.currency);
}

/**
 * Reads an amount as providers write it: "1500", "1500.00", "100.0", 0.5. Undefined for anything that is not a plain
 * decimal (signs, exponents, spaces, separators), is finer than the currency ("10.5" XOF), or does not fit a BIGINT:
 * nothing is rounded.
 */
export function parseDecimal(text: string | number, currency: Currency): Money | undefined {
  const match = /^(\d{1,40})(?:\.(\d{1,40}))?$/.exec(String(text));
  if (match === null) return undefined;
  const digits = minorUnits(currency);
  const whole = match[1] ?? '';
  const fraction = match[2] ?? '';
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const amount = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return amount > AMOUNT_MAX ? undefined : money(amount, currency);
}

/** As somebody writes an amount: thousands apart by spaces, points or commas, perhaps two decimals. A part of an expression. */
export const TYPED_FIGURES = String.raw`\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,2})?`;
const TYPED = new RegExp(`^(${TYPED_FIGURES})[\\s\\p{L}$]*$`, 'u');

/**
 * Reads an amount as a person types it, perhaps with the currency behind: "15 000", "15.000 F CFA", "12,50". Three figures
 * behind a point or comma are thousands: no currency of ours has so many decimals.
 *
 * @returns undefined for what is no amount, is finer than the currency, or is nothing
 */
export function parseTyped(text: string, currency: Currency): Money | undefined {
  const figures = TYPED.exec(text.normalize('NFKC').trim().slice(0, 60))?.[1];
  const amount = figures === undefined ? undefined : typedMinorUnits(figures, minorUnits(currency));
  return amount === undefined ? undefined : money(amount, currency);
}

/** The minor units of {@link TYPED_FIGURES}; undefined for nothing, and for a part that the currency does not have. */
export function typedMinorUnits(figures: string, digits: 0 | 2): bigint | undefined {
  const [, whole = '', fraction = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/u.exec(figures) ?? [];
  const cents = fraction.padEnd(2, '0');
  if (digits === 0 && /[1-9]/.test(cents)) return undefined;
  const text = whole.replace(/\D/g, '') + (digits === 2 ? cents : '');
  const amount = text === '' ? 0n : BigInt(text);
  return amount > 0n && amount <= AMOUNT_MAX ? amount : undefined;
}

/** The shortest wire form: "1500", "0.5", "15.25". */
export function formatDecimal(value: Money): string {
  const { sign, whole, fraction } = parts(value);
  const short = fraction.replace(/0+$/, '');
  return sign + whole + (short === '' ? '' : `.${short}`);
}

/** A fixed number of decimals: "100.0" for 1 digit. Throws when that would drop a part of the amount. */
export function formatDecimalFixed(value: Money, digits: number): string {
  const { sign, whole, fraction } = parts(value);
  if (/[1-9]/.test(fraction.slice(digits))) {
    throw new RangeError(`${formatDecimal(value)} ${value.currency} does not fit ${digits} decimals.`);
  }
  const fixed = fraction.slice(0, digits).padEnd(digits, '0');
  return sign + whole + (fixed === '' ? '' : `.${fixed}`);
}

/**
 * For people. French: thousands apart by U+202F, the label behind a no-break space ("15 000 F CFA", "12,50 $US");
 * English: "XOF 15,000". USD always shows its cents; CDF only when there are some, since centimes do not circulate.
 */
export function formatMoney(value: Money, locale: 'fr' | 'en'): string {
  const { sign, whole, fraction } = parts(value);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, locale === 'fr' ? '\u202f' : ',');
  const hidden = fraction === '' || (value.currency === 'CDF' && fraction === '00');
  const number = grouped + (hidden ? '' : (locale === 'fr' ? ',' : '.') + fraction);
  const label = LABELS[value.currency][locale];
  const minus = sign === '' ? '' : '\u2212';
  return locale === 'fr' ? `${minus}${number}\u00a0${label}` : `${minus}${label}\u00a0${number}`;
}

function parts({ amount, currency }: Money): { sign: string; whole: string; fraction: string } {
  const digits = minorUnits(currency);
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0');
  const at = text.length - digits;
  return { sign: amount < 0n ? '-' : '', whole: text.slice(0, at), fraction: text.slice(at) };
}

function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new TypeError(`${a.currency} and ${b.currency} do not add up.`);
}
