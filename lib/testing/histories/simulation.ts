/**
 * Virtual time, two machines that may crash, and production code that runs one piece at a time.
 *
 * A fiber is one request or one task of the worker. Only one runs at any moment: it hands back when it waits for the
 * network, pauses or ends, and everything else happens meanwhile in the order of virtual time. So the order of all that
 * happens follows from the seed alone, although a real database stands behind it.
 *
 * A crash takes nothing back and lets nothing go on: the fibers of that machine never hear from the network again, and
 * every statement that they still try is refused, so an open transaction is rolled back. Crash points are therefore
 * every database statement and every message, not a list that somebody has to keep complete.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { PrismaClient } from '#lib/generated/prisma/client.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Provider } from '#lib/providers/provider.ts';
import { timings } from '#lib/timings.ts';
import { Random } from './random.ts';

export type MachineName = 'web' | 'worker';

export interface Life {
  machine: MachineName;
  alive: boolean;
}

export interface Fiber {
  simulation: Simulation;
  name: string;
  life: Life;
  inTransaction: boolean;
  /** Called when the fiber came to its end with its machine alive. */
  atEnd: (() => void)[];
}

interface Entry {
  atMs: number;
  number: number;
  run: () => Promise<void> | void;
}

/** What is due next outside the agenda: a row of the database. */
export interface DueWork {
  atMs: number;
  run: () => Promise<void>;
}

/** More steps than any history takes: one that never ends is a failure too. */
const STEPS_MAX = 4_000;
/** Real time; nothing in a history waits for real time. */
const STALLED_MS = 30_000;

const running = new AsyncLocalStorage<Fiber>();

/** What production code wants of a provider, whatever its wire makes of it. */
export interface Question {
  kind: 'charge' | 'code' | 'query';
  /** Our reference at the provider. */
  reference: string;
}

const questions = new AsyncLocalStorage<Question>();

/** What the running piece of code is asking a provider. */
export function question(): Question | undefined {
  return questions.getStore();
}

export class Crashed extends Error {
  override name = 'Crashed';
}

export class Simulation {
  readonly trace: string[] = [];
  readonly failures: string[] = [];
  /** How often production code set out to charge, by reference. */
  readonly chargesBegun = new Map<string, number>();
  /** While true nothing goes wrong that has not begun. */
  calm = false;
  readonly #agenda: Entry[] = [];
  readonly #lives: Record<MachineName, Life | undefined> = { web: undefined, worker: undefined };
  readonly #random: Random;
  readonly #startMs: number;
  #current: Fiber | undefined;
  #handBack: () => void = () => {};
  #entries = 0;
  #moved = true;
  readonly #chance: Random;

  readonly clock: ManualClock;
  readonly chances: { crashAtStatement: number; pauseAtStatement: number };

  constructor(
    clock: ManualClock,
    seed: number,
    chances: { crashAtStatement: number; pauseAtStatement: number },
  ) {
    this.clock = clock;
    this.chances = chances;
    this.#random = new Random(seed, 1);
    this.#chance = new Random(seed, 2);
    this.#startMs = clock.now().getTime();
    this.#boot('web');
    this.#boot('worker');
  }

  get nowMs(): number {
    return this.clock.now().getTime();
  }

  log(text: string): void {
    this.trace.push(`${((this.nowMs - this.#startMs) / 1_000).toFixed(3).padStart(10)}  ${text}`);
  }

  isUp(machine: MachineName): boolean {
    return this.#lives[machine] !== undefined;
  }

  /** Puts something on the agenda; same time, same order as put there. */
  at(atMs: number, run: Entry['run']): void {
    this.#entries += 1;
    const entry = { atMs: Math.max(atMs, this.nowMs), number: this.#entries, run };
    const index = this.#agenda.findIndex((other) => other.atMs > entry.atMs);
    this.#agenda.splice(index === -1 ? this.#agenda.length : index, 0, entry);
  }

  after(delayMs: number, run: Entry['run']): void {
    this.at(this.nowMs + delayMs, run);
  }

  /** Lets everything happen until that time. */
  async runUntil(endMs: number, nextDue: () => Promise<DueWork | undefined>): Promise<void> {
    this.#moved = true;
    let found: DueWork | undefined;
    for (let steps = 0; ; steps += 1) {
      if (steps > STEPS_MAX) throw new Error(`Not at rest after ${STEPS_MAX} steps.`);
      const entry = this.#agenda[0];
      // Only fibers write.
      if (this.#moved) found = await nextDue();
      this.#moved = false;
      const due = this.isUp('worker') ? found : undefined;
      const dueMs = due === undefined ? Number.POSITIVE_INFINITY : Math.max(due.atMs, this.nowMs);
      const entryMs = entry?.atMs ?? Number.POSITIVE_INFINITY;
      if (Math.min(dueMs, entryMs) > endMs) break;
      this.clock.set(new Date(Math.min(dueMs, entryMs)));
      if (entryMs <= dueMs) {
        this.#agenda.shift();
        await entry?.run();
      } else {
        await due?.run();
      }
    }
    this.clock.set(new Date(endMs));
  }

  /** Starts a fiber; resolves when it has ended or waits. False: the machine is down. */
  async start(machine: MachineName, name: string, work: () => Promise<void>): Promise<boolean> {
    const life = this.#lives[machine];
    if (life === undefined) return false;
    const fiber: Fiber = { simulation: this, name, life, inTransaction: false, atEnd: [] };
    await this.#drive(fiber, () => {
      void running.run(fiber, () => this.#toItsEnd(fiber, work));
    });
    return true;
  }

  async #toItsEnd(fiber: Fiber, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (fiber.life.alive) for (const told of fiber.atEnd) told();
    } catch (error) {
      if (fiber.life.alive) this.failures.push(`${fiber.name} threw ${textOf(error)}`);
    }
    if (this.#current === fiber) this.#handBack();
  }

  /** The fiber that asks. */
  fiber(): Fiber {
    const fiber = running.getStore();
    if (fiber === undefined) throw new Error('Only fibers use the network.');
    return fiber;
  }

  /** Gives the turn away until somebody calls `wake`; after a crash nobody can. */
  wait<T>(fiber: Fiber, begin: (wake: (value: T) => Promise<void>) => void): Promise<T> {
    let resolve: (value: T) => void = () => {};
    const promise = new Promise<T>((settle) => {
      resolve = settle;
    });
    let woken = false;
    begin(async (value) => {
      if (woken || !fiber.life.alive) return;
      woken = true;
      await this.#drive(fiber, () => resolve(value));
    });
    if (this.#current === fiber) this.#handBack();
    return promise;
  }

  /** The running fiber's machine dies now. The promise never settles: await it, and the fiber ends there. */
  crash(life: Life, where: string, downMs: number): Promise<never> {
    this.log(`CRASH of ${life.machine} ${where}; down for ${downMs} ms`);
    life.alive = false;
    this.#lives[life.machine] = undefined;
    this.after(downMs, () => this.#boot(life.machine));
    if (this.#current?.life === life) this.#handBack();
    return new Promise(() => {});
  }

  /** Both machines at once, as in a power cut. */
  powerCut(downMs: number): void {
    for (const life of Object.values(this.#lives)) {
      if (life !== undefined) void this.crash(life, 'in a power cut', downMs);
    }
  }

  #boot(machine: MachineName): void {
    this.#lives[machine] ??= { machine, alive: true };
  }

  #drive(fiber: Fiber, go: () => void): Promise<void> {
    this.#moved = true;
    return new Promise((resolve, reject) => {
      const stalled = setTimeout(() => reject(new Error(`${fiber.name} never handed back.`)), STALLED_MS);
      this.#current = fiber;
      this.#handBack = () => {
        this.#current = undefined;
        this.#handBack = () => {};
        clearTimeout(stalled);
        resolve();
      };
      go();
    });
  }

  /** Before every statement of a fiber. Throws once its machine is dead: the transaction is rolled back. */
  async beforeStatement(fiber: Fiber, statement: string): Promise<void> {
    if (!fiber.life.alive) throw new Crashed();
    if (this.calm) return;
    if (this.#random.chance(this.chances.crashAtStatement)) {
      void this.crash(fiber.life, `in ${fiber.name} before ${statement}`, this.#random.between(100, 20_000));
      throw new Crashed();
    }
    // Inside a transaction a pause would hold locks that the next fiber may need: nothing could go on.
    if (!fiber.inTransaction && this.#random.chance(this.chances.pauseAtStatement)) {
      const pauseMs = this.#random.between(1, 3_000);
      this.log(`${fiber.name} pauses ${pauseMs} ms before ${statement}`);
      await this.wait<void>(fiber, (wake) => this.after(pauseMs, () => wake()));
      if (!fiber.life.alive) throw new Crashed();
    }
  }

  /** Stands for Math.random in this history's fibers. */
  chance(): number {
    return this.#chance.next();
  }
}

let worlds = 0;
let leaveWorld = () => {};

/**
 * Runs `history` with what production code takes from its process replaced: its database client and its providers'
 * client ends are watched, its chance (jitter) follows from the seed, and the eight seconds that a request waits for a
 * provider never pass in real time. Fibers alone notice, each that of its own simulation: several may run at once.
 */
export async function inSimulatedWorld<T>(history: () => Promise<T>): Promise<T> {
  if (worlds === 0) leaveWorld = enterWorld();
  worlds += 1;
  try {
    return await history();
  } finally {
    worlds -= 1;
    if (worlds === 0) leaveWorld();
  }
}

function enterWorld(): () => void {
  const { random } = Math;
  const { setTimeout: realTimeout } = globalThis;
  const { callWaitMs } = timings();
  const restoreDatabase = watchDatabase();
  const restoreProviders = Object.values(PROVIDERS).map(watchProvider);
  Math.random = () => running.getStore()?.simulation.chance() ?? random();
  const timeout = (callback: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
    if (running.getStore() === undefined || ms !== callWaitMs) return realTimeout(callback, ms, ...values);
    return realTimeout(() => {}, ms).unref();
  };
  globalThis.setTimeout = Object.assign(timeout, realTimeout) as typeof setTimeout; // its promisified form goes unused
  return () => {
    Math.random = random;
    globalThis.setTimeout = realTimeout;
    restoreDatabase();
    for (const restore of restoreProviders) restore();
  };
}

/** Tells the network what each request is for, and counts the charges that were begun. */
function watchProvider(provider: Provider): () => void {
  const { charge, query, confirmOtp } = provider;
  provider.charge = (request, context) => {
    const { reference } = request;
    const begun = running.getStore()?.simulation.chargesBegun;
    begun?.set(reference, (begun.get(reference) ?? 0) + 1);
    return questions.run({ kind: 'charge', reference }, () => charge(request, context));
  };
  provider.query = (request, context) =>
    questions.run({ kind: 'query', reference: request.reference }, () => query(request, context));
  if (confirmOtp !== undefined)
    provider.confirmOtp = (request, context) =>
      questions.run({ kind: 'code', reference: request.reference }, () => confirmOtp(request, context));
  return () => {
    Object.assign(provider, { charge, query }, confirmOtp === undefined ? {} : { confirmOtp });
  };
}

/** lib/db.ts keeps the one client of a process on globalThis. */
function watchDatabase(): () => void {
  const holder: typeof globalThis & { crossPrisma?: PrismaClient } = globalThis;
  const watched = db.$extends({
    query: {
      async $allOperations({ args, query, operation, model }) {
        const fiber = running.getStore();
        const statement = model === undefined ? operation : `${model}.${operation}`;
        await fiber?.simulation.beforeStatement(fiber, statement);
        // NOTIFY wakes a worker that is not there: runUntil looks for itself.
        if (operation === '$executeRawUnsafe') return 0;
        return query(args);
      },
    },
  });
  const plain = holder.crossPrisma;
  const proxy = new Proxy(watched, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (property !== '$transaction' || typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const fiber = running.getStore();
        if (fiber === undefined) return value.apply(target, args);
        fiber.inTransaction = true;
        return Promise.resolve(value.apply(target, args)).finally(() => {
          fiber.inTransaction = false;
        });
      };
    },
  });
  holder.crossPrisma = proxy as unknown as PrismaClient; // the same client with an extension
  return () => {
    if (plain !== undefined) holder.crossPrisma = plain;
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
