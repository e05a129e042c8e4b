/** A person wants to know now how a payment stands: its attempts are due for the worker at once. */
import { addMs } from '#lib/clock.ts';
import { inTransaction, notifyDue, type Tx } from '#lib/db.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import { lockRecord } from './record.ts';

/** A person's impatience must not use up what a provider lets us ask. */
const ASK_EVERY_MS = 15_000;

export type AskNowResult = 'asked' | 'asked_just_now' | 'nobody_to_ask';

/**
 * Has every attempt asked about that its provider can be asked about, also those that have ended: a payer who says that
 * they paid may be right. The worker asks, under its connection's cap.
 *
 * @param payment found within its scope by the caller
 * @param asked joins the transaction when something will be asked (the audit line)
 */
export async function askNow(
  payment: { id: string },
  { now, asked }: { now: Date; asked: (tx: Tx) => Promise<void> },
): Promise<AskNowResult> {
  const result = await inTransaction(async (tx): Promise<AskNowResult> => {
    const record = await lockRecord(tx, payment.id);
    const able = record?.attempts.filter(canBeAskedAbout) ?? [];
    if (able.length === 0) return 'nobody_to_ask';
    const since = addMs(now, -ASK_EVERY_MS);
    const due = able.filter(
      ({ lastQueryAt, nextQueryAt }) =>
        (lastQueryAt === null || lastQueryAt < since) && (nextQueryAt === null || nextQueryAt > now),
    );
    if (due.length === 0) return 'asked_just_now';
    await tx.attempt.updateMany({
      where: { id: { in: due.map(({ id }) => id) } },
      data: { nextQueryAt: now },
    });
    await asked(tx);
    return 'asked';
  });
  if (result === 'asked') await notifyDue();
  return result;
}

function canBeAskedAbout({ provider, calledAt, providerReference }: Attempt): boolean {
  if (calledAt === null || !isProviderId(provider)) return false;
  const { queryBy } = providerById(provider).manifest;
  return queryBy === 'reference' || (queryBy === 'provider_reference' && providerReference !== null);
}
