import type { Country } from '#lib/countries.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { operatorWords, translator } from '#lib/i18n/translator.ts';
import { formatMoney } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { type CheckoutView, type MoneyView, moneyOf } from './view.ts';

/** Texts of one page in one language, with the values that most of them name. */
export interface Words {
  locale: Locale;
  t: ReturnType<typeof translator>;
  /** "15 000 F CFA" */
  amt: string;
  shop: string;
  /** Where the payer lives, for clock times. */
  timeZone: string;
  /** `op` and `ofOp` of an operator, as the values of a sentence. */
  of(operator: OperatorId): { op: string; ofOp: string };
  amount(money: MoneyView): string;
}

export function wordsOf(view: CheckoutView, locale: Locale): Words {
  const t = translator(locale);
  return {
    locale,
    t,
    amt: formatMoney(moneyOf(view.amount), locale),
    shop: view.shop.name,
    timeZone: timeZoneOf(view.country),
    of: (operator) => operatorWords(operatorName(operator, locale)),
    amount: (value) => formatMoney(moneyOf(value), locale),
  };
}

/** What a sentence calls the operator, on one line; a card is answered for by a bank. */
export function operatorName(operator: OperatorId, locale: Locale): string {
  const { wallet, name } = OPERATORS[operator];
  return wallet === 'card' ? translator(locale)('checkout.card.name') : name.label.replaceAll(' ', '\u00a0');
}

/** Sentences that begin with a name may begin with "la banque". */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Where payers of a country live, for clock times; an IANA name. */
export function timeZoneOf(country: Country): string {
  return TIME_ZONES[country];
}

const TIME_ZONES = {
  TG: 'Africa/Lome',
  CI: 'Africa/Abidjan',
  CM: 'Africa/Douala',
  // Kinshasa's; the east of the country is an hour ahead.
  CD: 'Africa/Kinshasa',
} as const satisfies Record<Country, string>;
