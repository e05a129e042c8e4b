import type { ShopBrand } from '#lib/brand.ts';
import type { Country } from '#lib/countries.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import type { LinkState } from '#lib/links/link-state.ts';
import type { LinkAmount } from '#lib/links/types.ts';
import type { Money } from '#lib/money.ts';

export const LINK_ERRORS = ['amount', 'low', 'high', 'too_many', 'origin', 'unexpected'] as const;
export type LinkError = (typeof LINK_ERRORS)[number];

export function isLinkError(value: unknown): value is LinkError {
  return LINK_ERRORS.some((error) => error === value);
}

/** The payment that this browser began here before. */
export interface Before {
  paymentId: string;
  money: Money;
  /** Set when it was paid. */
  paidAt?: Date;
}

/** What the reader of a link's page asked for, carried along by its form and links. */
export interface LinkAsked {
  lang?: Locale | undefined;
  /** The declared site in whose window the page stands (app/pay/[id]/frame.ts). */
  frame?: string | undefined;
}

/** The address of a link's page as this reader sees it. */
export function linkAddress(
  slug: string,
  { lang, frame }: LinkAsked,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ ...(lang && { lang }), ...(frame && { frame }), ...more });
  return `/l/${slug}${query.size > 0 ? `?${query}` : ''}`;
}

/** What the page of a link says. */
export interface LinkView {
  slug: string;
  /** Whole, as it is shared. */
  url: string;
  test: boolean;
  shop: string;
  brand: ShopBrand;
  country: Country;
  description: string;
  amount: LinkAmount;
  state: LinkState;
  asksName: boolean;
  /** Carried by the form, so that the same press twice makes one payment. */
  nonce: string;
  before?: Before;
  /** What was typed, and what was wrong with it. */
  typed?: { amount?: string; name?: string };
  error?: LinkError;
}
