/** One seeded history: some payments, everything that can go wrong, then calm, then the judge. */
import { db } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { money } from '#lib/money.ts';
import { authorizePayment } from '#lib/payments/authorize.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { comeBack } from '#lib/payments/come-back.ts';
import { expirePayment } from '#lib/payments/expire.ts';
import { goToProvider } from '#lib/payments/go.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { postponeCallback, processCallback } from '#lib/payments/receive-callback.ts';
import { loadRecord } from '#lib/payments/record.ts';
import { releaseAttempt } from '#lib/payments/release.ts';
import { blockingAttempt } from '#lib/payments/resource.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { timings } from '#lib/timings.ts';
import { judge } from './judge.ts';
import { faultyNetwork, type Network } from './network.ts';
import { type Operator, simulatedOperator } from './operator.ts';
import { Random } from './random.ts';
import { type DueWork, inSimulatedWorld, Simulation } from './simulation.ts';

export interface History {
  seed: number;
  /** Empty: the promises held. */
  failures: string[];
  /** What happened, in order; the same for the same seed, letter by letter. */
  trace: string[];
}

const START = new Date('2026-11-21T10:00:00.000Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Faults end after this, … */
const TROUBLE_MS = 12 * MINUTE;
/** … what is under way settles within this, … */
const CALM_MS = 15 * MINUTE;
/** … and in some histories the machines stay off until nobody may wait any longer. */
const OUTAGE_MS = 73 * HOUR;

/** Everything that a history is made of, for the judge. */
export interface World {
  simulation: Simulation;
  shop: Shop;
  operator: Operator;
  network: Network;
  paymentIds: string[];
  /** Ids and references of this run by the names they have in every run. */
  names: Map<string, string>;
}

/** So many at once: each waits for the database most of its time. */
const AT_ONCE = 4;

/** Plays the histories of `count` seeds from `first` on and hands each over as it ends, in the order of the seeds. */
export async function runHistories(
  { first, count }: { first: number; count: number },
  ended: (history: History) => void,
): Promise<void> {
  for (let seed = first; seed < first + count; seed += AT_ONCE) {
    const size = Math.min(AT_ONCE, first + count - seed);
    const histories = Array.from({ length: size }, (_, index) => runHistory(seed + index));
    for (const history of await Promise.all(histories)) ended(history);
  }
}

/** Plays the history of a seed on the database that DATABASE_URL names. */
export async function runHistory(seed: number): Promise<History> {
  const random = new Random(seed);
  const shop = await aShop(START);
  const simulation = new Simulation(shop.clock, seed, {
    crashAtStatement: random.chance(0.5) ? 0.004 : 0,
    pauseAtStatement: random.chance(0.5) ? 0.02 : 0,
  });
  await ownConnection(shop);
  let operator: Operator | undefined;
  const network = faultyNetwork(simulation, shop, { seed, operator: () => must(operator) });
  operator = simulatedOperator(simulation, shop, { seed, send: network.carry });
  shop.intercept(network.wire);
  const world: World = { simulation, shop, operator, network, paymentIds: [], names: new Map() };
  try {
    await inSimulatedWorld(() => play(world, random));
    simulation.failures.push(...(await judge(world)));
  } catch (error) {
    simulation.failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await nameEverything(world);
  const named = (line: string) => rename(line, world.names);
  return { seed, failures: simulation.failures.map(named), trace: simulation.trace.map(named) };
}

async function play(world: World, random: Random): Promise<void> {
  const { simulation, network } = world;
  const count = random.between(1, 3);
  for (let number = 1; number <= count; number += 1) planPayment(world, random, number);
  for (let forgeries = random.between(0, 2); forgeries > 0; forgeries -= 1)
    simulation.after(random.between(0, TROUBLE_MS), () => network.forge());
  if (random.chance(0.1))
    simulation.after(random.between(0, TROUBLE_MS), () =>
      simulation.powerCut(random.between(SECOND, 5 * MINUTE)),
    );

  const due = worker(world);
  await simulation.runUntil(START.getTime() + TROUBLE_MS, due);
  simulation.calm = true;
  simulation.log('calm');
  await simulation.runUntil(simulation.nowMs + CALM_MS, due);
  if (!random.chance(0.25)) return;
  simulation.powerCut(OUTAGE_MS);
  await simulation.runUntil(simulation.nowMs + OUTAGE_MS + 10 * MINUTE, due);
}

// ───────────── the shop and the payer ─────────────

function planPayment(world: World, random: Random, number: number): void {
  const { simulation, shop, paymentIds, names } = world;
  const name = `pay${number}`;
  const hosted = random.chance(0.85);
  const change = {
    reference: `${name}-order`,
    hosted,
    money: money(BigInt(random.between(100, 3_000)), 'XAF'),
    attemptsMax: random.between(1, 4),
    expiresInMs: random.between(5, 40) * MINUTE,
  };
  const visits = random.between(2, 8);
  const chance = new Random(Math.floor(random.next() * 2 ** 32), number);
  simulation.after(random.between(0, 2 * MINUTE), async () => {
    await simulation.start('web', `${name} create`, async () => {
      const { payment } = await shop.pay(change);
      paymentIds.push(payment.id);
      names.set(payment.id, name);
      simulation.log(`${name} created: ${payment.amount} F, ${payment.attemptsMax} tries`);
      visit(payment.id, visits);
    });
  });

  function visit(paymentId: string, left: number): void {
    if (left === 0) return;
    const patienceMs = chance.chance(0.7) ? 45 * SECOND : 7 * MINUTE;
    simulation.after(chance.between(0, patienceMs), async () => {
      if (simulation.calm) return;
      await simulation.start('web', name, () => act({ ...world, chance, paymentId, name }));
      visit(paymentId, left - 1);
    });
  }
}

interface Visitor extends World {
  chance: Random;
  paymentId: string;
  name: string;
}

/** One look at the page, and what the payer (or the shop) does then. Refusals with a code are answers like others. */
async function act(visitor: Visitor): Promise<void> {
  const { simulation, name } = visitor;
  try {
    const did = await choose(visitor);
    if (did !== undefined) simulation.log(`${name} ${did}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    simulation.log(`${name} was refused: ${error.code}`);
  }
}

async function choose({
  simulation,
  shop,
  operator: provider,
  chance,
  paymentId,
}: Visitor): Promise<string | undefined> {
  const { deps } = shop;
  const record = await loadRecord(paymentId);
  if (record === undefined) throw new Error('A payment is gone.');
  // A page shows what was true a moment ago, and there are two tabs: some moves do not fit and are refused.
  const stale = chance.chance(0.1);
  const blocking = blockingAttempt(record);
  const open = record.payment.status === 'created' || record.payment.status === 'pending';
  if (!open && !stale) return undefined;
  if (chance.chance(0.06)) {
    const by = chance.pick(['merchant', 'payer']);
    await cancelPayment({ paymentId, by }, deps);
    return `canceled by the ${by}`;
  }
  if (blocking === undefined || stale) {
    const operator = chance.pick(['cm-mtn', 'cm-orange', 'cm-card']);
    const after = await submitPayment({ paymentId, operator, phone: PAYER }, deps);
    return `chose ${operator}: ${after.payment.status}`;
  }
  if (blocking.status === 'requires_otp') {
    const after = await authorizePayment({ paymentId, code: chance.chance(0.6) ? '1234' : '0000' }, deps);
    return `gave a code: ${after.payment.status}`;
  }
  if (blocking.flow === 'redirect') {
    if (chance.chance(0.6) || blocking.calledAt === null) {
      const { kind } = await goToProvider({ paymentId }, deps);
      if (kind === 'redirect') {
        const ending = chance.weighted({ pays: 60, cancels: 20, leaves: 20 });
        simulation.after(chance.between(SECOND, 3 * MINUTE), () =>
          provider.onPage(blocking.reference, ending),
        );
      }
      return `went to the provider: ${kind}`;
    }
    const result = chance.pick(['success', 'cancel', 'failure']);
    await comeBack({ reference: blocking.reference, result }, deps);
    return `came back by the ${result} link`;
  }
  const { released } = await releaseAttempt({ paymentId, because: 'payer_did_not_confirm' }, deps);
  return released ? 'let the prompt go' : undefined;
}

// ───────────── the worker ─────────────

interface DueRow {
  kind: 'query' | 'expiry' | 'callback';
  id: string;
  at: Date;
}

/** Runs what lib/worker/tasks.ts runs, in the order of its due times. */
function worker({ simulation, shop, paymentIds }: World): () => Promise<DueWork | undefined> {
  const { deps, connectionId } = shop;
  /** A crash leaves leases behind, as in the database. */
  const leases = new Map<string, number>();
  const everSucceeded = new Set<string>();

  async function run({ kind, id }: DueRow): Promise<void> {
    switch (kind) {
      case 'query':
        await queryAttempt(id, deps);
        return;
      case 'expiry':
        await expirePayment(id, deps);
        return;
      case 'callback':
        try {
          await processCallback(id, deps);
        } catch (error) {
          await postponeCallback(id, deps);
          throw error;
        }
    }
  }

  return async () => {
    const rows = await db.$queryRaw<(DueRow | { kind: 'succeeded'; id: string; at: null })[]>`
      SELECT 'query' AS kind, a.id, a.next_query_at AS at, p.created_at, a.number FROM attempts a
        JOIN payments p ON p.id = a.payment_id
        WHERE a.payment_id = ANY (${paymentIds}) AND a.next_query_at IS NOT NULL
      UNION ALL
      SELECT 'expiry', id, expires_at, created_at, 0 FROM payments
        WHERE id = ANY (${paymentIds}) AND status = 'created'
      UNION ALL
      SELECT 'callback', id::text, next_try_at, received_at, 0 FROM callbacks
        WHERE connection_id = ${connectionId} AND next_try_at IS NOT NULL
      UNION ALL
      SELECT 'succeeded', id, NULL, created_at, 0 FROM payments
        WHERE id = ANY (${paymentIds}) AND status = 'succeeded'
      ORDER BY created_at, number, kind, id`;
    const succeeded = new Set(rows.flatMap(({ kind, id }) => (kind === 'succeeded' ? [id] : [])));
    for (const id of everSucceeded)
      if (!succeeded.has(id)) simulation.failures.push(`${id} had succeeded and has not any more.`);
    for (const id of succeeded) everSucceeded.add(id);

    let next: { row: DueRow; atMs: number } | undefined;
    for (const row of rows) {
      if (row.kind === 'succeeded') continue;
      const atMs = Math.max(row.at.getTime(), leases.get(row.id) ?? 0);
      if (next === undefined || atMs < next.atMs) next = { row, atMs };
    }
    if (next === undefined) return undefined;
    const { row, atMs } = next;
    return {
      atMs,
      run: async () => {
        leases.set(row.id, simulation.nowMs + timings().leaseMs);
        await simulation.start('worker', `worker ${row.kind}`, async () => {
          const { life } = simulation.fiber();
          await run(row);
          // As the real loop: a row left as it was rests a moment.
          if (life.alive) leases.set(row.id, simulation.nowMs + SECOND);
        });
      },
    };
  };
}

// ───────────── names ─────────────

async function nameEverything({ paymentIds, names }: World): Promise<void> {
  const attempts = await db.attempt.findMany({ where: { paymentId: { in: paymentIds } } });
  for (const { id, reference, paymentId, number } of attempts) {
    names.set(id, `${names.get(paymentId)}.att${number}`);
    names.set(reference, `${names.get(paymentId)}.ref${number}`);
  }
}

function rename(line: string, names: ReadonlyMap<string, string>): string {
  let renamed = line;
  for (const [id, name] of names) renamed = renamed.replaceAll(id, name);
  return renamed;
}

/** A connection of the merchant's own: the platform's would serve the shops of all histories in this database. */
async function ownConnection({ connectionId, merchantId }: Shop): Promise<void> {
  await db.connection.update({ where: { id: connectionId }, data: { merchantId } });
}

function must(operator: Operator | undefined): Operator {
  if (operator === undefined) throw new Error('The operator is not there yet.');
  return operator;
}
