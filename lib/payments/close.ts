/** Ending an attempt at a provider that answers no query, when no word of its own came. */
import type { FailureCode } from '#lib/operators/failures.ts';
import { applyChange } from './apply-observation.ts';
import { decideClosed } from './moves.ts';
import { attemptFacts, paymentFacts } from './record.ts';
import type { Deps, PaymentRecord } from './types.ts';

/**
 * Closes the attempt as `expired`, and the payer may try again while tries and time remain. One that has ended stays as
 * it is; while money of another amount is being checked nothing is closed, since the payer has paid something.
 */
export async function closeAttempt(
  { paymentId, attemptId, failureCode }: { paymentId: string; attemptId: string; failureCode: FailureCode },
  deps: Deps,
): Promise<PaymentRecord> {
  return applyChange(
    paymentId,
    ({ payment, attempts }, now) => {
      const attempt = attempts.find(({ id }) => id === attemptId);
      if (attempt === undefined || payment.suspense) return undefined;
      const decision = decideClosed(paymentFacts(payment), attemptFacts(attempt), { failureCode, now });
      return { decision, attemptId };
    },
    deps,
  );
}
