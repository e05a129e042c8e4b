/** Limits of an amount, said so that the reader knows what to change (market facts, 2.2 and 2.3). */
import { AppError } from '#lib/errors.ts';
import { formatMoney, type Money, minorUnits, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { ProviderOperator } from '#lib/providers/provider.ts';

/** @throws AppError `amount_out_of_range` when the operator, or the provider with `limits`, cannot take this amount. */
export function assertAmountFits(
  operator: OperatorId,
  amount: Money,
  limits?: ProviderOperator['limits'],
): void {
  const {
    name: { label },
    decimals,
    limits: own,
  } = OPERATORS[operator];
  const range = (limits ?? own)[amount.currency];
  if (range !== undefined && (amount.amount < range.min || amount.amount > range.max)) {
    const min = formatMoney(money(range.min, amount.currency), 'en');
    const max = formatMoney(money(range.max, amount.currency), 'en');
    refuse(`${label} takes ${min} to ${max} per payment.`);
  }
  const scale = 10n ** BigInt(minorUnits(amount.currency));
  if (decimals[amount.currency] === 0 && amount.amount % scale !== 0n) {
    refuse(`${label} takes whole amounts of ${amount.currency} only.`);
  }
}

function refuse(message: string): never {
  throw new AppError('amount_out_of_range', message, { errors: [{ path: 'amount', message }] });
}
