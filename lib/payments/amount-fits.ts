/** Limits of an amount, said so that the reader knows what to change (market facts, 2.2 and 2.3). */
import { AppError } from '#lib/errors.ts';
import { type Currency, formatMoney, type Money, minorUnits, money } from '#lib/money.ts';
import { type AmountLimits, OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { Limits } from '#lib/routing/amount-range.ts';

/** @throws AppError `amount_out_of_range` when the operator, or the connections with `limits`, cannot take this amount. */
export function assertAmountFits(operator: OperatorId, amount: Money, limits?: Limits): void {
  const {
    name: { label },
    decimals,
    limits: own,
  } = OPERATORS[operator];
  const range = limits ?? limitsIn(own[amount.currency], amount.currency);
  if (range !== undefined && (amount.amount < range.min.amount || amount.amount > range.max.amount)) {
    const min = formatMoney(range.min, 'en');
    const max = formatMoney(range.max, 'en');
    refuse(`${label} takes ${min} to ${max} per payment.`);
  }
  const scale = 10n ** BigInt(minorUnits(amount.currency));
  if (decimals[amount.currency] === 0 && amount.amount % scale !== 0n) {
    refuse(`${label} takes whole amounts of ${amount.currency} only.`);
  }
}

function limitsIn(own: AmountLimits | undefined, currency: Currency): Limits | undefined {
  return own === undefined ? undefined : { min: money(own.min, currency), max: money(own.max, currency) };
}

function refuse(message: string): never {
  throw new AppError('amount_out_of_range', message, { errors: [{ path: 'amount', message }] });
}
