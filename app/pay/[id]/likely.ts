import type { OperatorId } from '#lib/operators/catalogue.ts';
import { predictOperator } from '#lib/operators/predict.ts';
import type { Phone } from '#lib/phone.ts';
import type { AvailableOperator } from '#lib/routing/connections.ts';

/**
 * The operator that the number's first digits name, as long as it can be paid with now. Where the payer chose none, the
 * payment goes on with it: the request names its operator on the phone before a secret code is typed. Undefined where
 * the digits name nobody, or nobody who could be paid with.
 */
export function likelyOperator(
  phone: Phone,
  operators: readonly Pick<AvailableOperator, 'operator' | 'available'>[],
): OperatorId | undefined {
  const likely = predictOperator(phone);
  return operators.some(({ operator, available }) => operator === likely && available) ? likely : undefined;
}
