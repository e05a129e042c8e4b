/** What the demo shop sells, and where. No side effects: its page computes the total with this. */
import type { Country } from '#lib/countries.ts';
import { addMoney, type Currency, type Money, money } from '#lib/money.ts';

export interface Good {
  id: string;
  name: { fr: string; en: string };
  about: { fr: string; en: string };
  /** Minor units. */
  prices: Readonly<Record<Currency, bigint>>;
}

export const GOODS: readonly Good[] = [
  {
    id: 'shirt',
    name: { fr: 'Chemise en lin', en: 'Linen shirt' },
    about: { fr: 'Tissée à la main, coupe droite', en: 'Hand-woven, straight cut' },
    prices: { XOF: 15_000n, XAF: 15_000n, CDF: 7_000_000n, USD: 2_500n },
  },
  {
    id: 'wrapper',
    name: { fr: 'Pagne indigo', en: 'Indigo wrapper' },
    about: { fr: 'Teint à l’indigo, 2 mètres', en: 'Dyed with indigo, 2 metres' },
    prices: { XOF: 8_500n, XAF: 8_500n, CDF: 4_000_000n, USD: 1_400n },
  },
  {
    id: 'basket',
    name: { fr: 'Panier tressé', en: 'Woven basket' },
    about: { fr: 'Raphia naturel, fond renforcé', en: 'Natural raffia, strong base' },
    prices: { XOF: 6_000n, XAF: 6_000n, CDF: 2_800_000n, USD: 1_000n },
  },
  {
    id: 'soap',
    name: { fr: 'Savon au karité', en: 'Shea soap' },
    about: { fr: 'Pain de 120 g', en: '120 g bar' },
    prices: { XOF: 750n, XAF: 750n, CDF: 350_000n, USD: 125n },
  },
];

/** Where the shop sells: a country and one of its currencies. */
export interface Place {
  country: Country;
  currency: Currency;
}

/** "CM-XAF", as the page's form sends it. */
export function placeId({ country, currency }: Place): string {
  return `${country}-${currency}`;
}

export const QUANTITY_MAX = 20;

/** How many of each good, by its id; goods that are not wanted are left out. */
export type Cart = Readonly<Record<string, number>>;

/** Reads quantities as a form sends them (`q-shirt=2`); anything that is no small whole number counts as none. */
export function readCart(field: (name: string) => string): Cart {
  const lines = GOODS.flatMap(({ id }) => {
    const text = field(`q-${id}`);
    const quantity = /^\d{1,3}$/.test(text) ? Math.min(Number(text), QUANTITY_MAX) : 0;
    return quantity === 0 ? [] : [[id, quantity] as const];
  });
  return Object.fromEntries(lines);
}

/** What the cart costs; zero for an empty one. */
export function cartTotal(cart: Cart, currency: Currency): Money {
  return GOODS.reduce(
    (sum, good) => addMoney(sum, money(good.prices[currency] * BigInt(cart[good.id] ?? 0), currency)),
    money(0n, currency),
  );
}

/** "2 × Chemise en lin, 1 × Savon au karité", cut to what the API takes. */
export function cartText(cart: Cart, locale: 'fr' | 'en'): string {
  const lines = GOODS.flatMap(({ id, name }) => {
    const quantity = cart[id] ?? 0;
    return quantity === 0 ? [] : [quantity === 1 ? name[locale] : `${quantity} × ${name[locale]}`];
  });
  return lines.join(', ').slice(0, 250);
}
