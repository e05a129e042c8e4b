/** Letting the payer go on while an unanswered attempt is still being asked about. */
import { providerById } from '#lib/providers/index.ts';
import { paced } from '#lib/timings.ts';
import { applyChange } from './apply-observation.ts';
import { triesRemain } from './decision.ts';
import { decideRelease, mayRelease, type ReleaseReason } from './moves.ts';
import { attemptFacts, paymentFacts } from './record.ts';
import { blockingAttempt } from './resource.ts';
import { isOnProvidersPage } from './submit.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from './types.ts';

/**
 * Releases the blocking attempt when the rules allow it (design, domain: Released). The attempt is still queried and its
 * money still counts.
 */
export async function releaseAttempt(
  { paymentId, because }: { paymentId: string; because: ReleaseReason },
  deps: Deps = productionDeps(),
): Promise<{ released: boolean; record: PaymentRecord }> {
  let released = false;
  const record = await applyChange(
    paymentId,
    (current, now) => {
      const attempt = blockingAttempt(current);
      if (attempt === undefined || !canRelease(current, because, now)) return undefined;
      released = true;
      return { decision: decideRelease(paymentFacts(current.payment), because, now), attemptId: attempt.id };
    },
    deps,
  );
  return { released, record };
}

/** True when the payer may stop waiting now for this reason; the page offers it only then. */
export function canRelease(record: PaymentRecord, because: ReleaseReason, now: Date): boolean {
  const attempt = blockingAttempt(record);
  // Money that arrived for it is being checked: whoever is let go now would pay a second time.
  if (attempt === undefined || record.payment.suspense) return false;
  const { approvalWindowMs, sessionMs } = providerById(attempt.provider).manifest;
  return mayRelease(
    attemptFacts(attempt),
    {
      flow: attempt.flow,
      hosted: record.payment.hosted,
      // A page's session begins when the payer is sent there.
      submittedAt: (isOnProvidersPage(attempt.flow) ? attempt.calledAt : null) ?? attempt.submittedAt,
      lastQueryAt: attempt.lastQueryAt,
      approvalWindowMs: paced(approvalWindowMs),
      sessionMs: sessionMs === undefined ? undefined : paced(sessionMs),
      triesRemain: triesRemain(record.payment, now),
    },
    because,
    now,
  );
}
