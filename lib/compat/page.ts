/** What our checkout offers for a payment that came through a dialect. */
import { db } from '#lib/db.ts';
import type { Payment } from '#lib/generated/prisma/client.ts';
import { isProviderId, type ProviderId, providerById } from '#lib/providers/index.ts';
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
  const provider = dialectOf(payment);
  if (provider === undefined) return operators;
  const row = await db.compatTransaction.findUnique({ where: { paymentId: payment.id } });
  const named = row === null ? undefined : detailsOf(row).operator;
  const spoken = providerById(provider).manifest.operators.map(({ operator }) => operator);
  return operators.filter(
    ({ operator }) => spoken.includes(operator) && (named === undefined || operator === named),
  );
}

/** Lines that the shop's program asked to stand on the page: its own name for itself, and a note (TMoney Online, 2.1). */
export async function toldByShop(payment: Pick<Payment, 'id' | 'origin'>): Promise<string[]> {
  if (dialectOf(payment) === undefined) return [];
  const row = await db.compatTransaction.findUnique({ where: { paymentId: payment.id } });
  const { heading, note } = row === null ? {} : (detailsOf(row).caller ?? {});
  return [heading, note].filter((text) => typeof text === 'string' && text.trim() !== '') as string[]; // as filtered
}

function dialectOf({ origin }: Pick<Payment, 'origin'>): ProviderId | undefined {
  const [kind, provider] = origin.split(':');
  return kind === 'compat' && provider !== undefined && isProviderId(provider) ? provider : undefined;
}
