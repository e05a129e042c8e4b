/** A payment link is changed, paused or resumed. What was begun with it goes on as it was begun. */
import { inTransaction } from '#lib/db.ts';
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import type { Scope } from '#lib/payments/types.ts';
import { alone, type Together } from '#lib/webhooks/endpoints.ts';
import type { NewLink } from './create-link.ts';

/** Members that are left out stay as they are. Currency and address of a link never change. */
export type LinkChange = Partial<Omit<NewLink, 'currency'>> & { active?: boolean | undefined };

/**
 * Changes a link under its row lock, so that no payment is begun by rules that are just being changed.
 *
 * @param choose reads the link as it is and says what changes; may throw a refusal
 * @returns undefined when there is no such link, or `together` was not free
 */
export function changeLink(
  scope: Scope,
  id: string,
  { choose, together = alone }: { choose: (link: PaymentLink) => LinkChange; together?: Together },
): Promise<PaymentLink | undefined> {
  const { merchantId, appId, mode } = scope;
  return inTransaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM payment_links WHERE id = ${id} FOR NO KEY UPDATE`;
    const before = await tx.paymentLink.findFirst({
      where: { id, merchantId, mode, ...(appId === 'all' ? {} : { appId }) },
    });
    if (before === null || !(await together(tx, id))) return undefined;
    const change = Object.entries(choose(before)).filter(([, value]) => value !== undefined);
    return tx.paymentLink.update({ where: { id }, data: Object.fromEntries(change) });
  });
}
