import { DIAL_CODE, isCountry } from '#lib/countries.ts';
import { COUNTRIES as COUNTRY_FACTS } from '#lib/operators/catalogue.ts';
import type { CheckoutView, FormEcho, FormError } from './view.ts';
import { operatorName, sentence, type Words } from './words.ts';

/** True for problems of the number field. */
export function isPhoneError(error: FormError | undefined): boolean {
  return error?.startsWith('phone_') ?? false;
}

/**
 * The sentence for what was wrong with a form. Counts and names come back with the form in a short-lived cookie; when
 * the browser kept none, the general sentence of the same problem stands.
 */
export function formErrorText(
  echo: FormEcho,
  { view, words }: { view: CheckoutView; words: Words },
): string | undefined {
  if (echo.error === undefined) return undefined;
  const text = withoutSuggestion(echo, echo.error, { view, words });
  if (echo.suggestion === undefined || !isPhoneError(echo.error)) return text;
  const suggestion = echo.suggestion.replaceAll(' ', '\u00a0');
  return `${text} ${words.t('checkout.error.phone_suggestion', { suggestion })}`;
}

function withoutSuggestion(
  echo: FormEcho,
  error: FormError,
  { view, words: { t, locale } }: { view: CheckoutView; words: Words },
): string {
  switch (error) {
    case 'phone_too_short':
      return echo.missing === undefined
        ? t('checkout.error.phone_invalid')
        : t('checkout.error.phone_too_short', { missing: echo.missing });
    case 'phone_too_long':
      return echo.extra === undefined
        ? t('checkout.error.phone_invalid')
        : t('checkout.error.phone_too_long', { extra: echo.extra });
    case 'phone_foreign_country': {
      const dial = DIAL_CODE[view.country];
      return echo.country === undefined
        ? t('checkout.error.phone_foreign_country', { dial })
        : t('checkout.error.phone_foreign_country_named', {
            country: countryName(echo.country, locale),
            dial,
          });
    }
    case 'operator_unavailable':
    case 'amount_out_of_range':
    case 'not_released': {
      const op =
        echo.operator === undefined ? t('checkout.error.thisAccount') : operatorName(echo.operator, locale);
      return sentence(t(`checkout.error.${error}`, { op }));
    }
    default:
      return t(`checkout.error.${error}`);
  }
}

function countryName(code: string, locale: 'fr' | 'en'): string {
  if (isCountry(code)) return COUNTRY_FACTS[code].name[locale];
  return new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' }).of(code) ?? code;
}
