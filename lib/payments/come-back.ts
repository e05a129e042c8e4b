/** The payer comes back from the provider's page; what the link says is no proof of anything. */
import { addMs } from '#lib/clock.ts';
import { db, notifyDue } from '#lib/db.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { providerById } from '#lib/providers/index.ts';
import { timings } from '#lib/timings.ts';
import { closeAttempt } from './close.ts';
import { queryAttempt } from './query.ts';
import { processWaitingCallbacks } from './receive-callback.ts';
import { loadRecord } from './record.ts';
import { releaseAttempt } from './release.ts';
import { blockingAttempt } from './resource.ts';
import { type Deps, deps as productionDeps } from './types.ts';
import { within } from './within.ts';

/**
 * Asks the provider how the payment stands, waiting at most `callWaitMs`, and again soon while nothing is settled; a payer
 * who came by the cancel or failure link is then free to choose another way, if one is left, while the attempt is still
 * asked about. The link ends nothing: of a last try the provider's answer does. A provider that answers no query has told
 * already what it tells: that is read first, and without any word of it the attempt is closed.
 *
 * @param arrival our reference at the provider, as the return link carries it
 * @returns the payment's id, or `undefined` for a reference that is not ours
 */
export async function comeBack(
  { reference, result }: { reference: string; result: 'success' | 'cancel' | 'failure' },
  deps: Deps = productionDeps(),
): Promise<string | undefined> {
  const attempt = /^[0-9A-Z]{20}$/.test(reference)
    ? await db.attempt.findFirst({ where: { reference } })
    : null;
  if (attempt === null) return undefined;
  const { paymentId } = attempt;
  const record = await loadRecord(paymentId);
  if (record === undefined || blockingAttempt(record)?.id !== attempt.id) return paymentId;
  if (providerById(attempt.provider).manifest.queryBy === 'none') {
    await processWaitingCallbacks(attempt.connectionId, deps);
    if (result !== 'success') {
      await closeAttempt({ paymentId, attemptId: attempt.id, failureCode: RETURN_CODES[result] }, deps);
    }
    return paymentId;
  }
  if (askableAt(attempt) <= deps.clock.now()) {
    await within(queryAttempt(attempt.id, deps), timings().callWaitMs);
  }
  if (result !== 'success') await releaseAttempt({ paymentId, because: 'payer_came_back' }, deps);
  await bringForward(attempt.id, deps);
  return paymentId;
}

const RETURN_CODES = { cancel: 'canceled_on_page', failure: 'unspecified' } as const;

/** Whoever holds the link may open it as often as they like; the provider is asked once in a few seconds. */
function askableAt({ lastQueryAt }: Pick<Attempt, 'lastQueryAt'>): Date {
  return addMs(lastQueryAt ?? new Date(0), timings().queryScheduleMs(1) ?? 0);
}

/** What is still open is asked about as soon as it may be: the payer has just done something. */
async function bringForward(attemptId: string, { clock }: Deps): Promise<void> {
  const { lastQueryAt } = await db.attempt.findUniqueOrThrow({ where: { id: attemptId } });
  const soonest = new Date(Math.max(askableAt({ lastQueryAt }).getTime(), clock.now().getTime()));
  const { count } = await db.attempt.updateMany({
    where: { id: attemptId, nextQueryAt: { gt: soonest } },
    data: { nextQueryAt: soonest },
  });
  if (count > 0) await notifyDue();
}
