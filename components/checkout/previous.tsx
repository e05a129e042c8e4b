import { Notice } from '#components/ui/notice.tsx';
import { failureText } from '#lib/i18n/failure-text.ts';
import type { Drawing } from './page-props.ts';
import type { Previous } from './view.ts';
import { operatorName, sentence, type Words } from './words.ts';

/** Why the payer has to choose again: first what happened to the money, then what to do. */
export function PreviousNotice({ previous, words }: Drawing & { previous: Previous }) {
  if (previous.kind === 'failed') return <Notice tone="bad">{previousText(previous, words)}</Notice>;
  return (
    <Notice tone="wait" title={words.t('checkout.failed.released')}>
      {previousText(previous, words)}
    </Notice>
  );
}

export function previousText(previous: Previous, words: Words): string {
  const { t, locale, amt, shop, amount, of } = words;
  if (previous.kind === 'released')
    return sentence(t('checkout.failed.releasedWhat', { ...of(previous.operator) }));
  return failureText(previous.code, locale, {
    operator: operatorName(previous.operator, locale),
    amount: amt,
    shop,
    phone: previous.phone,
    limits: previous.limits && { min: amount(previous.limits.min), max: amount(previous.limits.max) },
  });
}
