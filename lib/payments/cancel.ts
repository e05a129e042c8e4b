/** Ending a payment that nobody is paying. */
import { applyChange } from './apply-observation.ts';
import { decideCancel } from './moves.ts';
import { attemptFacts, paymentFacts } from './record.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from './types.ts';

/**
 * Cancels a payment; possible only while no attempt blocks, because a prompt that is out cannot be called back.
 *
 * @throws AppError `payment_blocked`, `payment_final`, `not_found`
 */
export function cancelPayment(
  { paymentId, by }: { paymentId: string; by: 'merchant' | 'payer' },
  deps: Deps = productionDeps(),
): Promise<PaymentRecord> {
  return applyChange(
    paymentId,
    ({ payment, attempts }) => {
      const move = decideCancel(paymentFacts(payment), attempts.map(attemptFacts), by);
      return move.ok ? { decision: move.decision } : { error: move.error };
    },
    deps,
  );
}
