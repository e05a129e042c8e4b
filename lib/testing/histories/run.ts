/** One seeded history: some payments, everything that can go wrong, then calm, then the judge. */
import { db } from '#lib/db.ts';
import { PROVIDER_IDS, type ProviderId, providerById } from '#lib/providers/index.ts';
import type { Provider } from '#lib/providers/provider.ts';
import { judge } from './judge.ts';
import { faultyNetwork, type Network } from './network.ts';
import { type Operators, simulatedOperators } from './operators.ts';
import { planPayment } from './payer.ts';
import { Random } from './random.ts';
import { openShop, type Shop } from './shop.ts';
import { inSimulatedWorld, Simulation } from './simulation.ts';
import { worker } from './worker.ts';

export interface History {
  seed: number;
  /** Empty: the promises held. */
  failures: string[];
  /** What happened, in order; the same for the same seed and providers, letter by letter. */
  trace: string[];
}

const START = new Date('2026-11-21T10:00:00.000Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Faults end after this, … */
const TROUBLE_MS = 12 * MINUTE;
/** … what is under way settles within this, … */
const CALM_MS = 12 * MINUTE;
/** … and where something does not, the machines stay off until nobody may wait any longer. */
const OUTAGE_MS = 73 * HOUR;

/** Everything that a history is made of, for the judge. */
export interface World {
  simulation: Simulation;
  shop: Shop;
  /** That payments are drawn from. */
  providers: readonly [Provider, ...Provider[]];
  operators: Operators;
  network: Network;
  paymentIds: string[];
  /** Ids and references of this run by the names they have in every run. */
  names: Map<string, string>;
}

/** So many at once: each waits for the database most of its time. */
const AT_ONCE = 4;

/** Plays the histories of `count` seeds from `first` on and hands each over as it ends, in the order of the seeds. */
export async function runHistories(
  { first, count, ids = PROVIDER_IDS }: { first: number; count: number; ids?: readonly ProviderId[] },
  ended: (history: History) => void,
): Promise<void> {
  for (let seed = first; seed < first + count; seed += AT_ONCE) {
    const size = Math.min(AT_ONCE, first + count - seed);
    const histories = Array.from({ length: size }, (_, index) => runHistory(seed + index, ids));
    for (const history of await Promise.all(histories)) ended(history);
  }
}

/** Plays the history of a seed on the database that DATABASE_URL names, its payments over the given providers. */
export async function runHistory(seed: number, ids: readonly ProviderId[] = PROVIDER_IDS): Promise<History> {
  const random = new Random(seed);
  const world = await aWorld(seed, random, ids);
  const { simulation } = world;
  try {
    await inSimulatedWorld(() => play(world, { seed, random }));
  } catch (error) {
    simulation.failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await nameEverything(world);
  const named = (line: string) => rename(line, world.names);
  return { seed, failures: simulation.failures.map(named), trace: simulation.trace.map(named) };
}

async function aWorld(seed: number, random: Random, ids: readonly ProviderId[]): Promise<World> {
  const shuffled = ids.map((id) => ({ id, at: random.next() })).sort((a, b) => a.at - b.at);
  const preferred = shuffled.map(({ id }) => id);
  const [first, ...rest] = preferred.map(providerById);
  if (first === undefined) throw new Error('A history needs a provider.');
  let network: Network | undefined;
  const shop = await openShop({ now: START, providers: preferred }, (request) => must(network).wire(request));
  const simulation = new Simulation(shop.clock, seed, {
    crashAtStatement: random.chance(0.5) ? 0.004 : 0,
    pauseAtStatement: random.chance(0.5) ? 0.02 : 0,
  });
  const operators = simulatedOperators(simulation, shop, { seed, send: (sent) => must(network).carry(sent) });
  network = faultyNetwork(simulation, { seed, shop, operators });
  return {
    simulation,
    shop,
    providers: [first, ...rest],
    operators,
    network,
    paymentIds: [],
    names: new Map(),
  };
}

async function play(world: World, { seed, random }: { seed: number; random: Random }): Promise<void> {
  const { simulation, network } = world;
  const count = random.between(1, 3);
  for (let number = 1; number <= count; number += 1) planPayment(world, random, number);
  for (let forgeries = random.between(0, 3); forgeries > 0; forgeries -= 1)
    simulation.after(random.between(0, TROUBLE_MS), () => network.forge());
  if (random.chance(0.1))
    simulation.after(random.between(0, TROUBLE_MS), () =>
      simulation.powerCut(random.between(SECOND, 5 * MINUTE)),
    );

  const due = worker(world, seed);
  await simulation.runUntil(START.getTime() + TROUBLE_MS, due);
  simulation.calm = true;
  simulation.log('calm');
  await simulation.runUntil(simulation.nowMs + CALM_MS, due);
  const { broken, allFinal } = await judge(world);
  simulation.failures.push(...broken);
  if (broken.length > 0 || (allFinal && !random.chance(0.1))) return;

  simulation.log('the judge found nothing; a long outage');
  simulation.powerCut(OUTAGE_MS);
  await simulation.runUntil(simulation.nowMs + OUTAGE_MS + 10 * MINUTE, due);
  const last = await judge(world);
  simulation.failures.push(...last.broken, ...last.unexplained);
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

function must(network: Network | undefined): Network {
  if (network === undefined) throw new Error('The network is not there yet.');
  return network;
}
