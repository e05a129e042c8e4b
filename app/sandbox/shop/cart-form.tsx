'use client';

import { useState } from 'react';
import { Amount } from '#components/money.tsx';
import { Button } from '#components/ui/button.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { money } from '#lib/money.ts';
import { type Cart, cartTotal, GOODS, type Place, placeId, QUANTITY_MAX } from '#lib/sandbox/shop-goods.ts';
import type { SandboxTexts } from '../texts.ts';
import { GoodMark } from './good-mark.tsx';

export interface CartFormProps {
  place: Place;
  /** As it was sent; the first sight has one of the first good. */
  cart: Cart;
  /** Who serves the place, and who was chosen; with one there is no choice. */
  providers: readonly { id: string; name: string }[];
  provider: string;
  locale: Locale;
  t: SandboxTexts;
  error?: string;
}

/** Goods and cart as one form. With script the total follows the quantities; without, a button computes it. */
export function CartForm({ place, cart: first, providers, provider, locale, t, error }: CartFormProps) {
  const [cart, setCart] = useState(first);
  return (
    <form action="/sandbox/shop/order" method="post" className="beside beside-right">
      <input type="hidden" name="lang" value={locale} />
      <input type="hidden" name="place" value={placeId(place)} />
      <ul className="goods">
        {GOODS.map((good) => (
          <li key={good.id} className="good-item">
            <GoodMark id={good.id} />
            <div>
              <p className="good-name">{good.name[locale]}</p>
              <p className="good-about">{good.about[locale]}</p>
            </div>
            <div className="good-buy">
              <span className="good-price">
                <Amount money={money(good.prices[place.currency], place.currency)} locale={locale} />
              </span>
              <label className="quantity">
                <span>
                  {t.quantity}
                  <span className="sr-only"> {good.name[locale]}</span>
                </span>
                <input
                  className="input"
                  type="number"
                  inputMode="numeric"
                  name={`q-${good.id}`}
                  min={0}
                  max={QUANTITY_MAX}
                  value={cart[good.id] ?? 0}
                  onChange={(event) => setCart({ ...cart, [good.id]: event.target.valueAsNumber || 0 })}
                />
              </label>
            </div>
          </li>
        ))}
      </ul>
      <div className="cart">
        <p className="total" aria-live="polite">
          <span>{t.total}</span>
          <strong>
            <Amount money={cartTotal(clamped(cart), place.currency)} locale={locale} />
          </strong>
        </p>
        {providers.length > 1 && (
          <label className="mb-4 block">
            <span className="field-label">{t.payThrough}</span>
            <select className="input" name="provider" defaultValue={provider}>
              <option value="">{t.payThroughAny}</option>
              {providers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        {error !== undefined && (
          <p className="field-error mb-3" role="alert">
            {error}
          </p>
        )}
        <div className="cart-ways">
          <Button>{t.pay}</Button>
          <Button tone="second" name="way" value="window">
            {t.payWindow}
          </Button>
        </div>
        <noscript>
          <Button tone="quiet" formAction="/sandbox/shop" formMethod="get">
            {t.recalculate}
          </Button>
        </noscript>
      </div>
    </form>
  );
}

/** What is being typed may be nonsense for a moment. */
function clamped(cart: Cart): Cart {
  return Object.fromEntries(
    Object.entries(cart).map(([id, quantity]) => [
      id,
      Math.min(Math.max(Math.trunc(quantity), 0), QUANTITY_MAX),
    ]),
  );
}
