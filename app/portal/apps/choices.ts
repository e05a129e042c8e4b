import type { Locale } from '#lib/i18n/locale.ts';
import { CURRENCIES } from '#lib/money.ts';
import { COUNTRIES } from '#lib/operators/catalogue.ts';

/** Countries and currencies to choose from, in the reader's words. */
export function appChoices(locale: Locale) {
  return {
    countries: Object.values(COUNTRIES).map(({ id, name }) => ({ value: id, label: name[locale] })),
    currencies: CURRENCIES.map((currency) => ({ value: currency, label: currency })),
  };
}
