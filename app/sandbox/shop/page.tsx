import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Amount } from '#components/money.tsx';
import { Button } from '#components/ui/button.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { mayUseShop } from '#lib/sandbox/access.ts';
import { recentOrders, type ShopOrder, shopPlaces, shopProviders } from '#lib/sandbox/shop.ts';
import { GOODS, type Place, placeId, readCart } from '#lib/sandbox/shop-goods.ts';
import { address, Frame, one, pageLocale, type SearchParams } from '../frame.tsx';
import { type SandboxTexts, sandboxTexts } from '../texts.ts';
import { CartForm } from './cart-form.tsx';
import { OrderState } from './order-state.tsx';

type Props = { searchParams: SearchParams };

export const metadata: Metadata = { title: 'Boutique Awa' };

/** The demo shop: a cart, and a button that creates a payment through the merchant API. */
export default async function ShopPage({ searchParams }: Props) {
  if (!mayUseShop()) notFound();
  const query = await searchParams;
  const locale = await pageLocale(one(query.lang));
  const t = sandboxTexts(locale);
  const places = shopPlaces();
  const place = places.find((known) => placeId(known) === one(query.place)) ?? places[0];
  if (place === undefined) notFound();
  const sent = readCart((name) => one(query[name]));
  const untouched = !GOODS.some(({ id }) => `q-${id}` in query);
  const [first] = GOODS;
  const cart = untouched && first !== undefined ? { [first.id]: 1 } : sent;
  const error = { empty: t.cartEmpty, api: t.apiFailed }[one(query.error)];
  return (
    <Frame locale={locale} path="/sandbox/shop" parameters={{ place: placeId(place) }} wide>
      <h1>{t.shop}</h1>
      <p className="lead">{t.shopLead}</p>
      {places.length > 1 && <Places places={places} chosen={place} locale={locale} t={t} />}
      <CartForm
        key={placeId(place)}
        {...{ place, cart, locale, t }}
        providers={shopProviders(place)}
        provider={one(query.provider)}
        {...(error === undefined ? {} : { error })}
      />
      <Recent orders={await recentOrders()} locale={locale} t={t} />
    </Frame>
  );
}

interface PlacesProps {
  places: readonly Place[];
  chosen: Place;
  locale: Locale;
  t: SandboxTexts;
}

function Places({ places, chosen, locale, t }: PlacesProps) {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  return (
    <form action="/sandbox/shop" method="get" className="mb-6 flex flex-wrap items-end gap-3">
      <input type="hidden" name="lang" value={locale} />
      <label className="grow basis-60">
        <span className="field-label">{t.place}</span>
        <select className="input" name="place" defaultValue={placeId(chosen)}>
          {places.map((place) => (
            <option key={placeId(place)} value={placeId(place)}>
              {names.of(place.country)} · {place.currency}
            </option>
          ))}
        </select>
      </label>
      <Button tone="second" size="small">
        {t.choosePlace}
      </Button>
    </form>
  );
}

function Recent({ orders, locale, t }: { orders: readonly ShopOrder[]; locale: Locale; t: SandboxTexts }) {
  if (orders.length === 0) return null;
  return (
    <section className="mt-10">
      <h2>{t.recentOrders}</h2>
      <ul className="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <a href={address(`/sandbox/shop/orders/${order.id}`, { lang: locale })}>{order.id}</a>
            <OrderState state={order.state} t={t} />
            <Amount money={order.total} locale={locale} />
          </li>
        ))}
      </ul>
    </section>
  );
}
