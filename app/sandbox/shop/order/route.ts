/** "Pay": the shop's server creates the payment and sends the payer on to it, or to the order's page with a window. */
import { isLocale } from '#lib/i18n/locale.ts';
import { mayUseShop } from '#lib/sandbox/access.ts';
import { placeOrder, shopPlaces, shopProviders } from '#lib/sandbox/shop.ts';
import { cartTotal, placeId, readCart } from '#lib/sandbox/shop-goods.ts';
import { forbidden, gone, readOwnForm, seeOther } from '../../form.ts';
import { address } from '../../frame.tsx';

export async function POST(request: Request): Promise<Response> {
  if (!mayUseShop()) return gone();
  const form = await readOwnForm(request);
  if (form === undefined) return forbidden();
  const place = shopPlaces().find((known) => placeId(known) === form.field('place', 10));
  if (place === undefined) return seeOther(address('/sandbox/shop', { lang: form.lang }));
  const provider = shopProviders(place).find(({ id }) => id === form.field('provider', 40))?.id;
  const cart = readCart((name) => form.field(name, 4));
  const quantities = Object.fromEntries(
    Object.entries(cart).map(([id, quantity]) => [`q-${id}`, String(quantity)]),
  );
  const chosen = provider === undefined ? {} : { provider };
  const back = (error: string) =>
    seeOther(
      address('/sandbox/shop', { lang: form.lang, place: placeId(place), ...chosen, ...quantities, error }),
    );
  if (cartTotal(cart, place.currency).amount === 0n) return back('empty');
  const locale = isLocale(form.lang) ? form.lang : 'fr';
  const placed = await placeOrder({ cart, place, locale, ...chosen });
  if (placed === undefined) return back('api');
  if (form.field('way', 10) !== 'window') return seeOther(placed.url);
  return seeOther(address(`/sandbox/shop/orders/${placed.order}`, { lang: form.lang, window: '1' }));
}
