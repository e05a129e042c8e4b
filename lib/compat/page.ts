/** What our checkout offers for a payment that came through a dialect. */
import { db } from '#lib/db.ts';
import type { Payment } from '#lib/generated/prisma/client.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import type { AvailableOperator } from '#lib/routing/connections.ts';
import { detailsOf } from './transactions.ts';

/**
 * The operators that the payer may choose from: of a dialect's payment those that the dialect has a word for, and only
 * the one that the shop named. Any other payment's are returned as they are.
 */
export async function offeredOnPage(
  payment: Pick<Payment, 'id' | 'origin'>,
  operators: readonly AvailableOperator[],
): Promise<readonly AvailableOperator[]> {
  const [kind, provider] = payment.origin.split(':');
  if (kind !== 'compat' || provider === undefined || !isProviderId(provider)) return operators;
  const row = await db.compatTransaction.findUnique({ where: { paymentId: payment.id } });
  const named = row === null ? undefined : detailsOf(row).operator;
  const spoken = providerById(provider).manifest.operators.map(({ operator }) => operator);
  return operators.filter(
    ({ operator }) => spoken.includes(operator) && (named === undefined || operator === named),
  );
}
