/** What money does to a payment, once its arrival is proven. */
import { assertNever } from '#lib/errors.ts';
import { sameMoney } from '#lib/money.ts';
import type { Observation } from '#lib/providers/provider.ts';
import { isSameMoneyAgain, nameFor, unnamed } from './counted-money.ts';
import { type Decision, isFinalAttempt, type Snapshot, settled } from './decision.ts';

/** Money arrived: is it this payment's, the same again, too much, or of another amount? */
export function onMoney(snapshot: Snapshot, seen: Observation): Decision {
  const { attempt, payment } = snapshot;
  const money = seen.money ?? attempt.amount;
  if (money.amount <= 0n) {
    // "Succeeded" with no money is no money: nothing can be posted, and somebody has to look at it.
    const key = `wrong_amount:${attempt.id}:${seen.transactionId ?? unnamed(attempt.reference)}`;
    return { ...settled(snapshot, 'contradiction'), discrepancy: { kind: 'wrong_amount', key } };
  }
  if (snapshot.countedElsewhere) {
    // The same name for the money of two payments: which of them it is, only a person can find out.
    const key = `counted_elsewhere:${attempt.id}:${seen.transactionId ?? ''}`;
    return { ...settled(snapshot, 'contradiction'), discrepancy: { kind: 'contradiction', key } };
  }
  const naming = nameFor(snapshot, seen.transactionId, money);
  if (naming !== undefined) return { ...settled(snapshot, 'repeat'), naming };
  if (isSameMoneyAgain(snapshot, seen.transactionId)) return settled(snapshot, 'repeat');
  const transactionId = seen.transactionId ?? unnamed(attempt.reference);
  const arrived = { transactionId, money };
  const paidByCustomer = seen.payerCharge === undefined ? {} : { paidByCustomer: seen.payerCharge };

  if (!sameMoney(money, attempt.amount)) {
    const kind = money.currency === attempt.amount.currency ? 'wrong_amount' : 'wrong_currency';
    return {
      applied: 'suspense',
      payment: { suspense: true },
      attempt: { note: true, hinted: false },
      arrival: { ...arrived, kind: 'suspense' },
      discrepancy: { kind, key: `${kind}:${attempt.id}:${transactionId}` },
      query: isFinalAttempt(attempt.status) ? 'stop' : 'schedule',
    };
  }

  const closed: Decision['attempt'] = {
    status: 'succeeded',
    failureCode: null,
    note: true,
    hinted: false,
    ...(isFinalAttempt(attempt.status) ? {} : { completed: true as const }),
  };
  switch (payment.status) {
    case 'succeeded':
      return {
        applied: 'surplus',
        payment: { surplus: true },
        attempt: closed,
        arrival: { ...arrived, kind: 'surplus' },
        event: 'payment.surplus_received',
        discrepancy: { kind: 'surplus', key: `surplus:${attempt.id}:${transactionId}` },
        query: 'stop',
      };
    case 'created':
    case 'pending':
      return {
        applied: 'moved',
        payment: {
          status: 'succeeded',
          failureCode: null,
          unresolved: false,
          completed: true,
          ...paidByCustomer,
        },
        attempt: closed,
        arrival: { ...arrived, kind: 'payment' },
        event: 'payment.succeeded',
        query: 'stop',
      };
    case 'failed':
    case 'canceled':
    case 'expired':
      return {
        applied: 'late',
        payment: {
          status: 'succeeded',
          failureCode: null,
          unresolved: false,
          late: true,
          completed: true,
          ...paidByCustomer,
        },
        attempt: closed,
        arrival: { ...arrived, kind: 'payment' },
        event: 'payment.succeeded',
        ...(payment.status === 'canceled'
          ? {
              discrepancy: {
                kind: 'late_after_cancel' as const,
                key: `late_after_cancel:${attempt.id}:${transactionId}`,
              },
            }
          : {}),
        query: 'stop',
      };
    default:
      return assertNever(payment.status);
  }
}
