/** The clock's part in a payment's life. */
import { applyChange } from './apply-observation.ts';
import { decideExpiry } from './moves.ts';
import { paymentFacts } from './record.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from './types.ts';

/** Expires a created payment whose time is over; anything else is left as it is. Called by the worker. */
export function expirePayment(paymentId: string, deps: Deps = productionDeps()): Promise<PaymentRecord> {
  return applyChange(
    paymentId,
    ({ payment }, now) => {
      const decision = decideExpiry(paymentFacts(payment), now);
      return decision === undefined ? undefined : { decision };
    },
    deps,
  );
}
