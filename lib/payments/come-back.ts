/** The payer comes back from the provider's page; what the link says is no proof of anything. */
import { queryAttempt } from './query.ts';
import { loadRecord } from './record.ts';
import { releaseAttempt } from './release.ts';
import { blockingAttempt } from './resource.ts';
import { deps as productionDeps, type Deps } from './types.ts';
import { within } from './within.ts';
import { timings } from '#lib/timings.ts';

/**
 * Asks the provider how the payment stands, waiting at most `callWaitMs`; a payer who came by the cancel or failure link
 * is then free to choose another way, while the attempt is still asked about.
 */
export async function comeBack(
  { paymentId, result }: { paymentId: string; result: 'success' | 'cancel' | 'failure' },
  deps: Deps = productionDeps(),
): Promise<void> {
  const record = await loadRecord(paymentId);
  const attempt = record === undefined ? undefined : blockingAttempt(record);
  if (attempt === undefined) return;
  await within(queryAttempt(attempt.id, deps), timings().callWaitMs);
  if (result !== 'success') await releaseAttempt({ paymentId, because: 'payer_came_back' }, deps);
}
