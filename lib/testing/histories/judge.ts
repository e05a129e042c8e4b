/** After a history: was money lost, doubled or guessed? Our books against the operator's journal. */
import { db } from '#lib/db.ts';
import type { Arrival, Attempt, Discrepancy, Payment, Posting } from '#lib/generated/prisma/client.ts';
import { balances } from '#lib/ledger/balance.ts';
import type { Charge } from './operator.ts';
import type { World } from './run.ts';

/** One sentence for each promise that was broken. */
export async function judge(world: World): Promise<string[]> {
  const where = { paymentId: { in: world.paymentIds } };
  const payments = await db.payment.findMany({ where: { id: { in: world.paymentIds } } });
  const attempts = await db.attempt.findMany({ where });
  const arrivals = await db.arrival.findMany({ where });
  const discrepancies = await db.discrepancy.findMany({ where });
  const postings = await db.posting.findMany({ where: { resourceId: { in: world.paymentIds } } });
  const broken: string[] = [];
  const found = { attempts, arrivals, discrepancies, postings, broken };

  if (payments.length !== world.paymentIds.length) broken.push('A payment is gone.');
  judgeIntentions(world, attempts, broken);
  for (const attempt of attempts) judgeAttempt(world, attempt, found);
  for (const payment of payments) judgePayment(world, payment, found);
  await judgeEvents(payments, broken);
  await judgeLedger(world, arrivals, broken);
  await judgeCallbacks(world, broken);
  return broken;
}

interface Found {
  attempts: Attempt[];
  arrivals: Arrival[];
  discrepancies: Discrepancy[];
  postings: Posting[];
  broken: string[];
}

/** One request for a charge per intention, and no charge without one. */
function judgeIntentions({ network, operator }: World, attempts: Attempt[], broken: string[]): void {
  const intended = new Set(attempts.map(({ reference }) => reference));
  for (const [reference, count] of network.chargesSent) {
    if (count > 1) broken.push(`${reference} was charged ${count} times by us.`);
    if (!intended.has(reference))
      broken.push(`${reference} was charged without an intention in the database.`);
  }
  for (const reference of operator.asked.keys())
    if (!intended.has(reference)) broken.push(`${reference} reached the operator and is unknown to us.`);
}

const REFUSED = ['failed', 'canceled', 'expired'];

function judgeAttempt({ simulation, network, operator }: World, attempt: Attempt, found: Found): void {
  const { id, reference, status, nextQueryAt, failureCode } = attempt;
  const { broken } = found;
  const own = found.arrivals.filter((arrival) => arrival.attemptId === id);
  const charges = operator.charges.filter((charge) => charge.reference === reference);

  for (const arrival of own) {
    const isCharge = charges.some((charge) => isOf(charge, arrival));
    if (!isCharge)
      broken.push(`${id} counts ${arrival.amount} as ${arrival.transactionId}: nobody was charged.`);
  }
  if (own.length > charges.length) broken.push(`${id} counts ${own.length} of ${charges.length} charges.`);

  const isOpen = !['succeeded', 'unresolved', ...REFUSED].includes(status);
  if (isOpen && nextQueryAt === null) broken.push(`${id} is ${status} and is never asked about again.`);
  // A little later is due work that the last moment cut off; long before is work that nobody does.
  if (nextQueryAt !== null && nextQueryAt.getTime() < simulation.nowMs - 3 * 60_000)
    broken.push(`${id} should have been asked about at ${nextQueryAt.toISOString()}.`);
  if (status === 'unresolved' && !hasDiscrepancy(found, id, ['unresolved']))
    broken.push(`${id} is unresolved and nobody was asked to look.`);

  for (const charge of charges) {
    if (own.some((arrival) => isOf(charge, arrival))) continue;
    const superseded = charges.indexOf(charge) < charges.length - 1;
    const willBeAsked = nextQueryAt !== null || status === 'unresolved';
    if (charge.told && !superseded && !(status === 'unresolved'))
      broken.push(`${id}: the charge ${charge.transactionId} was told and is not in our books.`);
    else if (!willBeAsked && !['succeeded', ...REFUSED].includes(status))
      broken.push(`${id}: the charge ${charge.transactionId} is lost: nobody will ask.`);
  }

  const wasRefused =
    operator.refused.has(reference) || network.notSent.has(reference) || failureCode === 'otp_invalid';
  const neverAsked = attempt.calledAt === null && !network.chargesSent.has(reference);
  if (REFUSED.includes(status) && !wasRefused && !neverAsked)
    broken.push(`${id} is ${status} (${failureCode}) and nobody said so.`);
}

/** Money that the operator named only later is counted under our own reference. */
function isOf(charge: Charge, arrival: Arrival): boolean {
  const named = arrival.transactionId === charge.transactionId;
  return (
    (named || arrival.transactionId === `unnamed:${charge.reference}`) && arrival.amount === charge.amount
  );
}

function judgePayment(world: World, payment: Payment, found: Found): void {
  const { id, status } = payment;
  const { broken } = found;
  const own = found.arrivals.filter(({ paymentId }) => paymentId === id);
  const attempts = found.attempts.filter(({ paymentId }) => paymentId === id);
  const count = (kind: string) => own.filter((arrival) => arrival.kind === kind).length;

  const paid = count('payment');
  if (paid !== (status === 'succeeded' ? 1 : 0))
    broken.push(`${id} is ${status} with ${paid} arrivals that pay it.`);
  if (payment.surplus !== count('surplus') > 0) broken.push(`${id}: surplus is ${payment.surplus}.`);
  if (payment.suspense !== count('suspense') > 0) broken.push(`${id}: suspense is ${payment.suspense}.`);
  for (const arrival of own) {
    const right =
      found.attempts.find((attempt) => attempt.id === arrival.attemptId)?.amount === arrival.amount;
    if (right === (arrival.kind === 'suspense'))
      broken.push(`${id}: ${arrival.amount} went to ${arrival.kind}.`);
    const kinds = { payment: undefined, surplus: ['surplus'], suspense: ['wrong_amount', 'wrong_currency'] }[
      arrival.kind
    ];
    if (kinds !== undefined && !hasDiscrepancy(found, arrival.attemptId, kinds))
      broken.push(`${id}: nobody was asked about the ${arrival.kind}.`);
    const posted = found.postings.filter(
      ({ resourceId, fromAccount, amount, event }) =>
        resourceId === id &&
        fromAccount.startsWith('provider:') &&
        amount === arrival.amount &&
        event !== 'fees',
    );
    if (posted.length === 0) broken.push(`${id}: ${arrival.amount} arrived and is not posted.`);
  }
  const postedIn = found.postings.filter((p) => p.resourceId === id && p.fromAccount.startsWith('provider:'));
  if (postedIn.length !== own.length)
    broken.push(`${id}: ${own.length} arrivals and ${postedIn.length} postings from the provider.`);

  const blocking = attempts.filter(
    (attempt) => attempt.releasedAt === null && !['succeeded', ...REFUSED].includes(attempt.status),
  );
  if (blocking.length > 1) broken.push(`${id} is blocked by ${blocking.length} attempts.`);
  if (status === 'pending' && blocking.length === 0)
    broken.push(`${id} is pending and nothing is under way.`);
  if (status === 'created' && blocking.length > 0)
    broken.push(`${id} is created while an attempt blocks it.`);
  if (REFUSED.includes(status) && blocking.length > 0)
    broken.push(`${id} is ${status} while an attempt blocks it.`);
  if (status === 'created' && payment.expiresAt.getTime() < world.simulation.nowMs - 3 * 60_000)
    broken.push(`${id} should have expired.`);
  if (
    payment.unresolved !==
    (status === 'pending' && blocking.some((attempt) => attempt.status === 'unresolved'))
  )
    broken.push(`${id}: unresolved is ${payment.unresolved}.`);
  if (payment.attemptsCount !== attempts.length)
    broken.push(`${id} counts ${payment.attemptsCount} attempts.`);
}

const LAST_EVENT: Record<string, readonly string[]> = {
  created: ['payment.created', 'payment.attempt_failed'],
  pending: ['payment.created', 'payment.attempt_failed', 'payment.pending', 'payment.unresolved'],
  succeeded: ['payment.succeeded', 'payment.surplus_received'],
  failed: ['payment.failed'],
  canceled: ['payment.canceled'],
  expired: ['payment.expired'],
};

async function judgeEvents(payments: Payment[], broken: string[]): Promise<void> {
  const events = await db.event.findMany({
    where: { resourceId: { in: payments.map(({ id }) => id) } },
    orderBy: { sequence: 'asc' },
  });
  const deliveries = await db.delivery.count({ where: { eventId: { in: events.map(({ id }) => id) } } });
  if (deliveries !== events.length) broken.push(`${events.length} events and ${deliveries} deliveries.`);
  for (const { id, status, eventSequence } of payments) {
    const own = events.filter(({ resourceId }) => resourceId === id);
    const sequences = own.map(({ sequence }) => sequence).join(' ');
    const gapless = Array.from({ length: eventSequence }, (_, index) => index + 1).join(' ');
    if (sequences !== gapless) broken.push(`${id} has events ${sequences}, not ${gapless}.`);
    const succeeded = own.filter(({ type }) => type === 'payment.succeeded').length;
    if (succeeded !== (status === 'succeeded' ? 1 : 0))
      broken.push(`${id}: ${succeeded} × payment.succeeded.`);
    const last = own.at(-1)?.type ?? 'nothing';
    if (!LAST_EVENT[status]?.includes(last))
      broken.push(`${id} is ${status}, and the last event is ${last}.`);
  }
}

/** What lies in the books is what arrived, account by account. */
async function judgeLedger({ shop }: World, arrivals: Arrival[], broken: string[]): Promise<void> {
  const all = await balances(db, { merchantId: shop.merchantId, mode: 'test' });
  const sumOf = (of: (account: string) => boolean) =>
    all.reduce((sum, { account, money }) => (of(account) ? sum + money.amount : sum), 0n);
  const arrived = (kind: string) =>
    arrivals.reduce((sum, arrival) => (arrival.kind === kind ? sum + arrival.amount : sum), 0n);
  if (sumOf(() => true) !== 0n) broken.push(`The ledger is out of balance by ${sumOf(() => true)}.`);
  const pairs = [
    ['available', 'payment', sumOf((account) => account.endsWith(':available'))],
    ['surplus', 'surplus', sumOf((account) => account.startsWith('surplus:'))],
    ['suspense', 'suspense', sumOf((account) => account.startsWith('suspense:'))],
  ] as const;
  for (const [account, kind, held] of pairs)
    if (held !== arrived(kind)) broken.push(`${account} holds ${held} where ${arrived(kind)} arrived.`);
}

async function judgeCallbacks({ shop, simulation }: World, broken: string[]): Promise<void> {
  const waiting = await db.callback.findMany({
    where: { connectionId: shop.connectionId, status: 'received' },
  });
  for (const { nextTryAt } of waiting) {
    if (nextTryAt === null) broken.push('A callback was acknowledged and never read to the end.');
    else if (nextTryAt.getTime() < simulation.nowMs - 3 * 60_000)
      broken.push('A callback was acknowledged and waits for nobody.');
  }
}

function hasDiscrepancy({ discrepancies }: Found, attemptId: string, kinds: readonly string[]): boolean {
  return discrepancies.some((row) => row.attemptId === attemptId && kinds.includes(row.kind));
}
