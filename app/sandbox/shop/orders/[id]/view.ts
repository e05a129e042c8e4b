/** An order as its page shows it, and as the page asks for it each second. */
import { clockText } from '#components/time.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { OrderState, ShopOrder } from '#lib/sandbox/shop.ts';

export interface OrderView {
  state: OrderState;
  webhooks: { key: string; type: string; verified: boolean; at: string; clock: string }[];
}

/** Awa's own place. */
const TIME_ZONE = 'Africa/Douala';

export function orderView(order: ShopOrder, locale: Locale): OrderView {
  return {
    state: order.state,
    webhooks: order.webhooks.map(({ id, type, verified, at }, index) => ({
      key: `${id}-${index}`,
      type,
      verified,
      at: at.toISOString(),
      clock: clockText(at, locale, TIME_ZONE),
    })),
  };
}
