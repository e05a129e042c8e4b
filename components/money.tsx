import type { Locale } from '#lib/i18n/locale.ts';
import { formatMoney, type Money } from '#lib/money.ts';

export interface AmountProps {
  money: Money;
  locale: Locale;
}

/** An amount on one line, in figures of one width: "15 000 F CFA". */
export function Amount({ money, locale }: AmountProps) {
  return <span className="figure">{formatMoney(money, locale)}</span>;
}

/** The amount of a payer's page: the figures large, the currency small beside them. */
export function LargeAmount({ money, locale }: AmountProps) {
  const { before, figures, after } = splitAmount(formatMoney(money, locale));
  return (
    <span className="large-amount" data-length={figures.length > 9 ? 'long' : undefined}>
      {before !== '' && <small>{before} </small>}
      <span className="figure">{figures}</span>
      {after !== '' && <small> {after}</small>}
    </span>
  );
}

/** Parts a formatted amount into what stands before, the figures with their separators, and what stands behind. */
export function splitAmount(text: string): { before: string; figures: string; after: string } {
  const match = /^(\D*?)([\u2212\d][\d\u202f\u00a0,.]*\d|\d)(\D*)$/.exec(text);
  return { before: match?.[1]?.trim() ?? '', figures: match?.[2] ?? text, after: match?.[3]?.trim() ?? '' };
}
