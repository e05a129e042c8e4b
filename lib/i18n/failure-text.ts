import type { FailureCode } from '#lib/operators/failures.ts';
import type { Locale } from './locale.ts';
import { operatorWords, translator } from './translator.ts';

/** What a failure text may name. Amounts and numbers arrive formatted for the locale; the number is masked. */
export interface FailureWords {
  operator: string;
  amount: string;
  shop: string;
  phone?: string | undefined;
  /** The operator's limits for this currency, both or neither. */
  limits?: { min: string; max: string } | undefined;
}

/** The sentence for a failure: first what happened to the money, then what to do (texts of market facts, 3.4). */
export function failureText(
  code: FailureCode,
  locale: Locale,
  words: FailureWords = GENERIC[locale],
): string {
  const text = translator(locale)(`failures.${code}`, {
    ...operatorWords(words.operator),
    amt: words.amount,
    shop: words.shop,
    // ICU's `select` chooses the sentence without a number or limits by this word.
    phone: words.phone ?? 'none',
    min: words.limits?.min ?? 'none',
    max: words.limits?.max ?? 'none',
  });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** For readers who know which payment is meant, such as a shop's developer. */
const GENERIC = {
  fr: { operator: 'mobile money', amount: 'ce montant', shop: 'la boutique' },
  en: { operator: 'mobile money', amount: 'this amount', shop: 'the shop' },
} as const satisfies Record<Locale, FailureWords>;
