import type { LinkTexts } from '#components/portal/links/texts.ts';
import { fill } from '#components/portal/texts.ts';
import type { Tone } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { linkState } from '#lib/links/link-state.ts';
import { linkAmount } from '#lib/links/terms.ts';
import type { CountedLink } from '#lib/links/types.ts';
import { formatMoney, money } from '#lib/money.ts';

/** "1 500 F CFA", "De 500 à 50 000 F CFA", "Au choix du payeur". */
export function amountWords(link: CountedLink['link'], t: LinkTexts, locale: Locale): string {
  const amount = linkAmount(link);
  if (amount.kind === 'fixed') return formatMoney(amount.money, locale);
  const words = (minor: bigint) => formatMoney(money(minor, amount.currency), locale);
  const { min, max } = amount;
  if (min !== undefined && max !== undefined) return fill(t.between, { min: words(min), max: words(max) });
  if (min !== undefined) return fill(t.from, { min: words(min) });
  return max === undefined ? t.open : fill(t.upTo, { max: words(max) });
}

/** A link's state in a word with its shape. A place that is just being paid is no state of the link. */
export function stateWords(
  { link, counts }: CountedLink,
  t: LinkTexts,
  now: Date,
): { text: string; tone: Tone } {
  const state = linkState(link, counts, now);
  switch (state) {
    case 'open':
    case 'busy':
      return { text: t.status_active, tone: 'good' };
    case 'paused':
      return { text: t.status_paused, tone: 'wait' };
    case 'expired':
      return { text: t.status_expired, tone: 'still' };
    case 'used_up':
      return { text: t.status_used_up, tone: 'still' };
  }
}

/** "3", "3 sur 10". */
export function usesWords({ link, counts }: CountedLink, t: LinkTexts): string {
  const used = String(counts.used);
  return link.maxUses === null ? used : fill(t.usesOf, { used, max: String(link.maxUses) });
}

export function volumeWords({ link, counts }: CountedLink, locale: Locale): string {
  const { currency } = linkCurrency(link);
  return formatMoney(money(counts.volume, currency), locale);
}

function linkCurrency(link: CountedLink['link']) {
  const amount = linkAmount(link);
  return amount.kind === 'fixed' ? amount.money : amount;
}
