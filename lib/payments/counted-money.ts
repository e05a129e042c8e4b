/** Which money is already counted: the same money must never count twice, and other money never pass for it. */
import { type Money, sameMoney } from '#lib/money.ts';
import type { ArrivalFacts, AttemptFacts, Decision, Snapshot } from './decision.ts';

/**
 * Some providers name the money only in some of their answers. Money without a name is the money that is already
 * counted on the same attempt, if any: an unnamed answer never makes a surplus.
 */
export function isSameMoneyAgain(snapshot: Snapshot, transactionId: string | undefined): boolean {
  if (transactionId === undefined) return hasCounted(snapshot);
  return snapshot.arrivals.some((arrival) => isCalled(arrival, transactionId));
}

/** The other way round: money that was counted without a name, of the same amount, is what now gets a name, once. */
export function nameFor(
  snapshot: Snapshot,
  transactionId: string | undefined,
  money: Money,
): Decision['naming'] {
  if (transactionId === undefined || snapshot.arrivals.some((arrival) => isCalled(arrival, transactionId)))
    return;
  const nameless = snapshot.arrivals.find(
    (arrival) =>
      arrival.attemptId === snapshot.attempt.id &&
      arrival.transactionId === unnamed(snapshot.attempt.reference) &&
      arrival.namedAs === null &&
      sameMoney(arrival.money, money),
  );
  return nameless === undefined
    ? undefined
    : { transactionId: nameless.transactionId, namedAs: transactionId };
}

function isCalled(arrival: ArrivalFacts, transactionId: string): boolean {
  return arrival.transactionId === transactionId || arrival.namedAs === transactionId;
}

function hasCounted({ arrivals, attempt }: Snapshot): boolean {
  return arrivals.some((arrival) => arrival.attemptId === attempt.id);
}

/** The id we give to money that the provider does not name: our own reference, which is unique per connection. */
export function unnamed(reference: string): string {
  return `unnamed:${reference}`;
}

/** True while money of this attempt is counted and was not given back. */
export function hasMoney(snapshot: Snapshot): boolean {
  return snapshot.arrivals.some((arrival) => arrival.attemptId === snapshot.attempt.id && !arrival.reversed);
}

/**
 * Which counted money is meant. Without a name it can only be the money that made the payment succeed, or the only
 * money there is, and only while nothing of this attempt was reversed: a repeated word must not reach for other money.
 */
export function givenBackMoney(
  own: readonly ArrivalFacts[],
  attempt: AttemptFacts,
  transactionId: string | undefined,
): ArrivalFacts | undefined {
  const open = own.filter((arrival) => !arrival.reversed);
  if (transactionId === undefined) {
    if (own.length !== open.length) return undefined;
    return open.find((arrival) => arrival.kind === 'payment') ?? open[0];
  }
  return (
    open.find((arrival) => isCalled(arrival, transactionId)) ??
    (own.length === 1
      ? open.find((arrival) => arrival.transactionId === unnamed(attempt.reference))
      : undefined)
  );
}
