/** A link as the API gives it, and its addresses. Pure; JSON-safe. */
import { env } from '#lib/env.ts';
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import { linkState } from './link-state.ts';
import type { CountedLink } from './types.ts';

export function linkUrl({ slug }: Pick<PaymentLink, 'slug'>): string {
  return `${env().publicUrl}/l/${slug}`;
}

/** Amounts in minor units, times in ISO 8601 UTC. */
export function linkResource({ link, counts }: CountedLink, now: Date) {
  const url = linkUrl(link);
  const state = linkState(link, counts, now);
  return {
    id: link.id,
    object: 'payment_link' as const,
    url,
    qr_svg_url: `${url}/qr.svg`,
    qr_png_url: `${url}/qr.png`,
    // A place that may come free again is not the shop's affair: the link is active.
    status: state === 'open' || state === 'busy' ? ('active' as const) : state,
    active: link.active,
    amount: numberOf(link.amount),
    amount_min: numberOf(link.amountMin),
    amount_max: numberOf(link.amountMax),
    currency: link.currency,
    description: link.description,
    asks_name: link.asksName,
    max_uses: link.maxUses,
    uses: counts.used,
    payments_started: counts.started,
    expires_at: link.expiresAt?.toISOString() ?? null,
    metadata: link.metadata,
    mode: link.mode,
    created_at: link.createdAt.toISOString(),
  };
}

function numberOf(amount: bigint | null): number | null {
  return amount === null ? null : Number(amount);
}
