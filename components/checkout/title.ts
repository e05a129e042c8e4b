import type { CheckoutView } from './view.ts';
import { sentence, type Words } from './words.ts';

/** The tab's title: the state first, so that a payer who looks for the tab sees how it stands. */
export function pageTitle({ state }: CheckoutView, { t, amt, shop, of }: Words): string {
  const values = { amt, shop };
  if (state.kind !== 'go') return t(`checkout.title.${state.kind}`, values);
  return sentence(t('checkout.title.go', { ...values, ...of(state.operator) }));
}
