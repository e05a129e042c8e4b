/** Whether a link may begin a payment now. Pure. */
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import type { LinkCounts } from './types.ts';

/** `busy`: every use that is left is being paid for right now, so that one may come free again. */
export type LinkState = 'open' | 'paused' | 'expired' | 'used_up' | 'busy';

export function linkState(
  { active, expiresAt, maxUses }: Pick<PaymentLink, 'active' | 'expiresAt' | 'maxUses'>,
  { used, open }: Pick<LinkCounts, 'used' | 'open'>,
  now: Date,
): LinkState {
  // What can never come back is said first: nobody waits for a link that is over.
  if (maxUses !== null && used >= maxUses) return 'used_up';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  if (!active) return 'paused';
  return maxUses !== null && used + open >= maxUses ? 'busy' : 'open';
}
