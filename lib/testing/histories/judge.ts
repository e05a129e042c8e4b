/**
 * After a history: was money lost, doubled or guessed? Our books against the sandbox's journal of charges.
 *
 * The judge knows from the manifest alone what a wire can tell. A charge that nobody told of and that nobody can ask about
 * is not ours to know (README.md lists these); everything else must be in the books.
 */
import { db } from '#lib/db.ts';
import type { Arrival, Attempt, Discrepancy, Payment, Posting } from '#lib/generated/prisma/client.ts';
import { balances } from '#lib/ledger/balance.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import type { Charge, Operators } from './operators.ts';
import type { World } from './run.ts';

export interface Judgement {
  /** One sentence for each promise that was broken. */
  broken: string[];
  /** Payments that have neither ended nor been given to a person: allowed until 72 hours are over, never afterwards. */
  unexplained: string[];
  allFinal: boolean;
}

const MINUTE = 60_000;
/** What is due a little later than now was cut off by the last moment; what was due long before, nobody does. */
const CUT_OFF_MS = 3 * MINUTE;
/** The widest gap between two questions within the first two hours, and some. */
const ASKED_WITHIN_MS = 7 * MINUTE;

const REFUSED = ['failed', 'canceled', 'expired'];

export async function judge(world: World): Promise<Judgement> {
  const where = { paymentId: { in: world.paymentIds } };
  const [payments, attempts, arrivals, discrepancies, postings] = await Promise.all([
    db.payment.findMany({ where: { id: { in: world.paymentIds } } }),
    db.attempt.findMany({ where }),
    db.arrival.findMany({ where }),
    db.discrepancy.findMany({ where }),
    db.posting.findMany({ where: { resourceId: { in: world.paymentIds } } }),
  ]);
  const broken: string[] = [];
  const found = { attempts, arrivals, discrepancies, postings, broken };

  if (payments.length !== world.paymentIds.length) broken.push('A payment is gone.');
  judgeIntentions(world, attempts, broken);
  for (const attempt of attempts) judgeAttempt(world, attempt, found);
  for (const payment of payments) judgePayment(world, payment, found);
  await judgeEvents(payments, broken);
  await judgeLedger(world, arrivals, broken);
  await judgeCallbacks(world, broken);
  const journal = await world.operators.countCharges();
  if (journal !== world.operators.charges.length)
    broken.push(`The sandbox counts ${journal} charges, the history ${world.operators.charges.length}.`);

  const open = payments.filter(({ status }) => status !== 'succeeded' && !REFUSED.includes(status));
  const unexplained = open
    .filter((payment) => !(payment.unresolved && isExplained(payment, found)))
    .map(({ id, status }) => `${id} is ${status} after 72 hours, and nobody was asked to look.`);
  return { broken, unexplained, allFinal: open.length === 0 };
}

interface Found {
  attempts: Attempt[];
  arrivals: Arrival[];
  discrepancies: Discrepancy[];
  postings: Posting[];
  broken: string[];
}

function isExplained({ id }: Payment, { attempts, discrepancies }: Found): boolean {
  const own = attempts.filter(({ paymentId }) => paymentId === id);
  return own.some((attempt) => hasDiscrepancy(discrepancies, attempt.id, ['unresolved']));
}

/** One charge per intention, and no charge without one. */
function judgeIntentions({ simulation, operators }: World, attempts: Attempt[], broken: string[]): void {
  const intended = new Set(attempts.map(({ reference }) => reference));
  // A form begins nothing until the payer's browser posts it: its session may be asked for anew.
  const forms = new Set(attempts.flatMap(({ flow, reference }) => (flow === 'form' ? [reference] : [])));
  for (const [reference, count] of simulation.chargesBegun) {
    if (count > 1 && !forms.has(reference)) broken.push(`${reference} was charged ${count} times by us.`);
    if (!intended.has(reference))
      broken.push(`${reference} was charged without an intention in the database.`);
  }
  for (const reference of operators.known.keys())
    if (!intended.has(reference)) broken.push(`${reference} reached a provider and is unknown to us.`);
}

function judgeAttempt(world: World, attempt: Attempt, found: Found): void {
  const { simulation, operators } = world;
  const { id, status, nextQueryAt } = attempt;
  const { broken, discrepancies } = found;
  const own = found.arrivals.filter((arrival) => arrival.attemptId === id);
  const charges = operators.charges.filter((charge) => charge.reference === attempt.reference);

  for (const arrival of own) {
    if (!charges.some((charge) => isOf(charge, arrival)))
      broken.push(`${id} counts ${arrival.amount} as ${arrival.transactionId}: nobody was charged.`);
    if (arrival.reversedAt !== null && !charges.some((charge) => charge.withdrawn && isOf(charge, arrival)))
      broken.push(`${id} calls ${arrival.amount} given back, and it was not.`);
  }
  if (own.length > charges.length) broken.push(`${id} counts ${own.length} of ${charges.length} charges.`);

  const isOpen = !['succeeded', 'unresolved', ...REFUSED].includes(status);
  if (isOpen && nextQueryAt === null) broken.push(`${id} is ${status} and is never asked about again.`);
  if (nextQueryAt !== null && nextQueryAt.getTime() < simulation.nowMs - CUT_OFF_MS)
    broken.push(`${id} should have been asked about at ${nextQueryAt.toISOString()}.`);
  if (status === 'unresolved' && !hasDiscrepancy(discrepancies, id, ['unresolved']))
    broken.push(`${id} is unresolved and nobody was asked to look.`);
  const isPaid = own.some(({ kind, reversedAt }) => kind !== 'suspense' && reversedAt === null);
  if (isPaid && status !== 'succeeded') broken.push(`${id} has its money and is ${status}.`);
  // Money of another amount may come after a failure; a failure after money is a contradiction and ends nothing.
  const endedAt = attempt.completedAt;
  const hadMoney = own.some(({ createdAt }) => endedAt !== null && createdAt < endedAt);
  if (REFUSED.includes(status) && hadMoney)
    broken.push(`${id} counts money and was called ${status} after it.`);
  if (status === 'succeeded' && own.length === 0) broken.push(`${id} succeeded without money.`);

  for (const charge of charges)
    if (!own.some((arrival) => isOf(charge, arrival))) judgeMissing(world, attempt, charge, charges, broken);
  if (REFUSED.includes(status) && !wasRefused(world, attempt))
    broken.push(`${id} is ${status} (${attempt.failureCode}) and nobody said so.`);
}

/** A charge that our books do not know: could they? */
function judgeMissing(
  { simulation, operators }: World,
  attempt: Attempt,
  charge: Charge,
  charges: Charge[],
  broken: string[],
): void {
  // A status tells one charge, the last one; what was withdrawn before anybody heard of it was never ours.
  if (charge !== charges.at(-1) || charge.withdrawn) return;
  const { id, status } = attempt;
  const settledMs = simulation.nowMs - CUT_OFF_MS;
  if (charge.toldAtMs !== undefined && charge.toldAtMs < settledMs)
    broken.push(`${id}: a charge of ${charge.amount} was told and is not in our books.`);
  // After a definite word nobody asks again unless told to; before it, everybody does.
  const mayBeAsked = status !== 'succeeded' && !REFUSED.includes(status) && canAsk(operators, attempt);
  if (mayBeAsked && charge.atMs < simulation.nowMs - ASKED_WITHIN_MS)
    broken.push(`${id} is ${status}: a charge of ${charge.amount} could have been asked about long ago.`);
}

function canAsk({ known }: Operators, { provider, reference, providerReference }: Attempt): boolean {
  const { queryBy } = providerById(provider).manifest;
  const isTheirs = known.get(reference)?.has(providerReference ?? '') ?? false;
  return queryBy === 'reference' || (queryBy === 'provider_reference' && isTheirs);
}

/** Money that the operator named only later is counted under our own reference. */
function isOf(charge: Charge, { transactionId, amount }: Arrival): boolean {
  const named = charge.names.has(transactionId) || transactionId === `unnamed:${charge.reference}`;
  return named && amount === charge.amount;
}

/** Who may have said that nothing comes of an attempt. */
function wasRefused({ operators, network }: World, attempt: Attempt): boolean {
  const { reference, status, failureCode } = attempt;
  const { manifest } = providerById(attempt.provider);
  if (operators.refused.has(reference) || network.notSent.has(reference)) return true;
  // Our own limit of tries.
  if (failureCode === 'otp_invalid') return true;
  // What never left needs nobody's word; what left and never arrived needs one that means just that.
  const exists = operators.known.has(reference);
  if (!exists && (!network.left.has(reference) || tellsAbsence(manifest))) return true;
  // Where nobody can ask, the end of the page's time or the payer's return has to do.
  return manifest.queryBy === 'none' && status === 'expired';
}

/** "No such transaction", in words that mean nothing else. */
function tellsAbsence({ queryBy, can }: Manifest): boolean {
  return queryBy === 'reference' && can.tellAbsence;
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
    if (kinds !== undefined && !hasDiscrepancy(found.discrepancies, arrival.attemptId, kinds))
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
  if (status === 'created' && payment.expiresAt.getTime() < world.simulation.nowMs - CUT_OFF_MS)
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

/** What lies in the books is what arrived and was not given back, account by account. */
async function judgeLedger({ shop }: World, arrivals: Arrival[], broken: string[]): Promise<void> {
  const all = await balances(db, shop.scope);
  const currencies = new Set([...all.map(({ money }) => money.currency), ...arrivals.map((a) => a.currency)]);
  for (const currency of currencies) {
    const sumOf = (of: (account: string) => boolean) =>
      all.reduce(
        (sum, { account, money }) => (of(account) && money.currency === currency ? sum + money.amount : sum),
        0n,
      );
    const arrived = (kind: string) =>
      arrivals.reduce(
        (sum, arrival) =>
          arrival.kind === kind && arrival.currency === currency && arrival.reversedAt === null
            ? sum + arrival.amount
            : sum,
        0n,
      );
    const total = sumOf(() => true);
    if (total !== 0n) broken.push(`The ledger is out of balance by ${total} ${currency}.`);
    const pairs = [
      ['available', 'payment', sumOf((account) => account.endsWith(':available'))],
      ['surplus', 'surplus', sumOf((account) => account.startsWith('surplus:'))],
      ['suspense', 'suspense', sumOf((account) => account.startsWith('suspense:'))],
    ] as const;
    for (const [account, kind, held] of pairs)
      if (held !== arrived(kind))
        broken.push(`${account} holds ${held} ${currency} where ${arrived(kind)} arrived.`);
  }
}

async function judgeCallbacks({ shop, simulation }: World, broken: string[]): Promise<void> {
  const connectionIds = [...shop.connections.values()].map(({ connectionId }) => connectionId);
  const waiting = await db.callback.findMany({
    where: { connectionId: { in: connectionIds }, status: 'received' },
  });
  for (const { nextTryAt } of waiting) {
    if (nextTryAt === null) broken.push('A callback was acknowledged and never read to the end.');
    else if (nextTryAt.getTime() < simulation.nowMs - CUT_OFF_MS)
      broken.push('A callback was acknowledged and waits for nobody.');
  }
}

function hasDiscrepancy(
  discrepancies: readonly Discrepancy[],
  attemptId: string,
  kinds: readonly string[],
): boolean {
  return discrepancies.some((row) => row.attemptId === attemptId && kinds.includes(row.kind));
}
