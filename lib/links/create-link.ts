/** A payment link is made. */
import { inTransaction } from '#lib/db.ts';
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import { newId, newLinkSlug } from '#lib/ids.ts';
import type { Mode } from '#lib/payments/types.ts';
import { alone, type Together } from '#lib/webhooks/endpoints.ts';
import type { LinkTerms } from './terms.ts';

/** What a shop asks for; already held against {@link termsFaults}. */
export interface NewLink extends LinkTerms {
  description: string;
  asksName?: boolean | undefined;
  maxUses?: number | null | undefined;
  expiresAt?: Date | null | undefined;
  metadata?: Record<string, string> | undefined;
}

/**
 * Makes a link.
 *
 * @returns undefined when `together` was not free
 */
export function createLink(
  { merchantId, appId, mode }: { merchantId: string; appId: string; mode: Mode },
  { asksName = false, maxUses = null, expiresAt = null, metadata = {}, ...link }: NewLink,
  { now, together = alone }: { now: Date; together?: Together },
): Promise<PaymentLink | undefined> {
  const id = newId('plink');
  return inTransaction(async (tx) => {
    if (!(await together(tx, id))) return undefined;
    return tx.paymentLink.create({
      data: {
        id,
        merchantId,
        appId,
        mode,
        slug: newLinkSlug(),
        ...link,
        asksName,
        maxUses,
        expiresAt,
        metadata,
        createdAt: now,
      },
    });
  });
}
