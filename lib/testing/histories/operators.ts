/**
 * The other side of the wire: the sandbox's own backend behind every provider's server end, payers who answer (or not),
 * and the journal of who was really charged. The journal is what the judge compares our books with.
 *
 * A number of a story (lib/sandbox/stories.ts) does what the story says. Any other number belongs to a payer with a whim
 * of a worse kind than stories have: declines and is charged all the same, is charged another amount, is charged twice
 * long after, is named only later. Nothing here belongs to our machines, so nothing here crashes.
 */
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { Backend, OutgoingCallback, ServerResult, ServerTransaction } from '#lib/providers/provider.ts';
import { connectionContext } from '#lib/routing/connection-context.ts';
import { sandboxBackend } from '#lib/sandbox/backend.ts';
import { inSandboxCall } from '#lib/sandbox/call.ts';
import { answerPrompt } from '#lib/sandbox/handset.ts';
import { newOperatorReference } from '#lib/sandbox/operators.ts';
import { CODE_RIGHT } from '#lib/sandbox/otp.ts';
import { decidePage, findSandboxPage } from '#lib/sandbox/page.ts';
import { runSandboxStep } from '#lib/sandbox/step.ts';
import { moneyOf, type Row, serverTransaction } from '#lib/sandbox/transactions.ts';
import { inbound } from './inbound.ts';
import { Random } from './random.ts';
import type { Shop, ShopConnection } from './shop.ts';
import type { Simulation } from './simulation.ts';

/** A payer's account was debited. */
export interface Charge {
  /** Ours, as the provider was told it. */
  reference: string;
  /** What a wire may call this money. */
  names: Set<string>;
  amount: bigint;
  atMs: number;
  /** When the provider told us of it in a message that arrived and was not forgotten by a crash. */
  toldAtMs?: number;
  /** The operator gave it back, or denies it: it can be heard of no more. */
  withdrawn: boolean;
}

/** A message of the provider on its way to us. */
export interface Sent {
  callback: OutgoingCallback;
  /** The charge it tells of. */
  about: Charge | undefined;
  /** Sent by somebody who only pretends to be the provider. */
  forged: boolean;
}

export interface Operators {
  charges: Charge[];
  /** References of which a provider ever said that nothing came of them, or that it goes back. */
  refused: Set<string>;
  /** The providers' own references of what exists there, by ours. */
  known: Map<string, Set<string>>;
  /** Answers a request to a provider; `told`: the charge that the answer tells of. */
  serve(request: OutgoingRequest): Promise<{ result: HttpResult | undefined; told: Charge | undefined }>;
  /** What the payer does once on the provider's page; returns the address that the page leads to then. */
  onPage(providerReference: string, does: PageAct): Promise<string | undefined>;
  /** The best lie that somebody outside can tell: a real transaction's callback with another end or amount. */
  lie(): Promise<OutgoingCallback | undefined>;
  /** Charges as the sandbox's own journal counts them. */
  countCharges(): Promise<number>;
}

export interface PageAct {
  action: 'approve' | 'decline' | 'back';
  number: string;
  operator: OperatorId;
}

const WHIMS = {
  approves: 22,
  approvesAtOnce: 16,
  approvesLate: 10,
  declines: 12,
  declinesThenPays: 14,
  neverAnswers: 4,
  wrongAmount: 10,
  paysTwice: 10,
  namesLater: 10,
  paysThenFails: 8,
} as const;

/** Whims that are also stories: a wire that cannot tell the story (manifest, `story:…`) is spared the whim. */
const TOLD_LIKE: Partial<Record<keyof typeof WHIMS, string>> = {
  wrongAmount: '189',
  paysTwice: '249',
  paysThenFails: '189',
};

/** What a payer types on a page with a PIN, one step after the other; other pages ask for a number alone. */
const PAGE_ANSWERS = { first: { step: 'number_and_pin', pin: '1234' }, code: { step: 'code' } } as const;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** The simulated providers see us here. */
const OUR_ADDRESS = '127.0.0.1';
const REFUSED = ['failed', 'canceled', 'expired'];
const GIVEN_BACK = ['refunding', 'refunded'];
/** A refusal that says nothing about the first request with this reference. */
const SAYS_NOTHING = 'duplicate_reference';

export function simulatedOperators(
  simulation: Simulation,
  shop: Shop,
  { seed, send }: { seed: number; send: (sent: Sent) => void },
): Operators {
  const random = new Random(seed, 3);
  const charges: Charge[] = [];
  const refused = new Set<string>();
  const known = new Map<string, Set<string>>();
  /** Transactions by id, in the order of their making, as they were last looked at. */
  const rows = new Map<string, Row>();
  const planned = new Map<string, number>();
  const latest = new Map<string, Charge>();
  const connections = [...shop.connections.values()];

  // ───────────── the wire's far end ─────────────

  /** Callbacks of the step that is just being taken: what they are about is known when it is over. */
  let outgoing: OutgoingCallback[] = [];
  const sandbox = {
    clock: shop.clock,
    send: async ({ method, url, headers = {}, body }: OutgoingRequest): Promise<HttpResult> => {
      if (method !== 'GET' && method !== 'POST') throw new Error(`A callback by ${method}?`);
      outgoing.push({ method, url, headers, ...(body === undefined ? {} : { body }) });
      return { kind: 'silence', reason: 'the network takes its time' };
    },
  };
  const real = sandboxBackend(sandbox);
  /** What the request that is just being served was told about. */
  let shown: ServerTransaction | undefined;
  /** The reference that it was refused for. */
  let refusedNow: string | undefined;
  const accounts = new Map<string, ReturnType<Backend['findAccount']>>();
  const backend: Backend = {
    ...real,
    // Every request looks for its account, and nobody changes one during a history.
    findAccount: (provider, lookup, facts) => {
      const key = `${provider} ${lookup}`;
      const account = accounts.get(key) ?? real.findAccount(provider, lookup, facts);
      accounts.set(key, account);
      return account;
    },
    createPayment: async (account, request) => {
      const result = await real.createPayment(account, request);
      await created(request.reference, result, result.ok ? result.value : undefined);
      return result;
    },
    createPage: async (account, request) => {
      const result = await real.createPage(account, request);
      await created(request.reference, result, result.ok ? result.value.transaction : undefined);
      return result;
    },
    confirmOtp: async (account, by) => {
      const result = await real.confirmOtp(account, by);
      await lookAtReference(by.providerReference);
      return result;
    },
    findTransaction: async (account, by) => {
      shown = await real.findTransaction(account, by);
      return shown;
    },
  };
  const servers = new Map(
    connections.map(({ provider }) => [
      provider.manifest.id,
      provider.server(backend, () => ({ peer: OUR_ADDRESS, origin: env().publicUrl })),
    ]),
  );

  async function serve({ method, url, headers = {}, body }: OutgoingRequest) {
    const { provider, path } = addressed(url);
    const server = servers.get(provider);
    if (server === undefined) throw new Error(`No server end answers ${url}.`);
    shown = undefined;
    refusedNow = undefined;
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const { result, silent } = await inSandboxCall(() => server.request(`http://provider.test${path}`, init));
    if (silent) return { result: undefined, told: undefined };
    // Said now: inside the sandbox a request that is lost looks refused as well.
    if (refusedNow !== undefined) refused.add(refusedNow);
    const text = await result.text();
    const reply: HttpResult = {
      kind: 'reply',
      status: result.status,
      headers: Object.fromEntries(result.headers),
      text,
    };
    return { result: reply, told: toldOf(shown) };
  }

  function toldOf(transaction: ServerTransaction | undefined): Charge | undefined {
    return transaction?.status === 'succeeded' ? latest.get(transaction.providerReference) : undefined;
  }

  // ───────────── what happens to a transaction ─────────────

  async function created(
    reference: string,
    result: ServerResult<unknown>,
    transaction: ServerTransaction | undefined,
  ): Promise<void> {
    if (!result.ok && result.refusal !== SAYS_NOTHING) {
      refusedNow = reference;
      simulation.log(`operator: refused ${reference}: ${result.refusal}`);
    }
    if (transaction === undefined) return;
    const { providerReference } = transaction;
    const row = await db.sandboxTransaction.findUniqueOrThrow({ where: { providerReference } });
    if (row.story !== 'prompt') {
      simulation.log(`operator: ${reference} follows story ${row.story}`);
      look(row);
      return;
    }
    // The handset is in its owner's hand: the prompt never answers by itself.
    look(await db.sandboxTransaction.update({ where: { providerReference }, data: { nextStepAt: null } }));
    await follow(row);
  }

  async function lookAtReference(providerReference: string): Promise<Row> {
    return look(await db.sandboxTransaction.findUniqueOrThrow({ where: { providerReference } }));
  }

  /** Notes what has become of a transaction, sends its callbacks on, and plans its next act. */
  function look(row: Row): Row {
    const before = rows.get(row.id);
    rows.set(row.id, row);
    known.set(row.reference, (known.get(row.reference) ?? new Set()).add(row.providerReference));
    noteCharges(row, before?.charges ?? 0);
    if (REFUSED.includes(row.status) || GIVEN_BACK.includes(row.status)) refused.add(row.reference);
    if (row.status !== before?.status) simulation.log(`operator: ${row.reference} is ${row.status}`);
    if (row.operatorReference !== null) latest.get(row.providerReference)?.names.add(row.operatorReference);
    if (REFUSED.includes(row.status) || GIVEN_BACK.includes(row.status))
      for (const charge of charges) if (charge.reference === row.reference) charge.withdrawn = true;
    const callbacks = outgoing;
    outgoing = [];
    // Story 199 is the one whose callback is a lie.
    const about = row.status === 'succeeded' ? latest.get(row.providerReference) : undefined;
    for (const callback of callbacks) send({ callback, about, forged: row.story === '199' });
    if (row.nextStepAt !== null && planned.get(row.id) !== row.nextStepAt.getTime()) {
      planned.set(row.id, row.nextStepAt.getTime());
      simulation.at(row.nextStepAt.getTime(), () => step(row.id));
    }
    return row;
  }

  function noteCharges(row: Row, before: number): void {
    if (row.charges > before + 1) throw new Error(`${row.reference} was charged twice in one step.`);
    if (row.charges <= before) return;
    const { reference, providerReference, amount } = row;
    const charge: Charge = {
      reference,
      names: new Set([reference, providerReference]),
      amount,
      atMs: simulation.nowMs,
      withdrawn: false,
    };
    charges.push(charge);
    latest.set(providerReference, charge);
    simulation.log(`operator: CHARGED ${amount} under ${reference}`);
  }

  async function step(id: string): Promise<void> {
    planned.delete(id);
    await runSandboxStep(id, sandbox);
    look(await db.sandboxTransaction.findUniqueOrThrow({ where: { id } }));
  }

  // ───────────── payers with a handset ─────────────

  async function follow(row: Row): Promise<void> {
    const drawn = random.weighted(WHIMS);
    const whim = (await canBeTold(row, drawn)) ? drawn : 'approves';
    simulation.log(`operator: prompt ${row.reference} will be: ${whim}`);
    const after = (min: number, max: number, run: () => Promise<unknown>) =>
      simulation.after(random.between(min, max), async () => {
        await run();
      });
    switch (whim) {
      case 'approves':
        after(0, 2 * MINUTE, () => answer(row, 'approve'));
        break;
      case 'approvesAtOnce':
        after(0, 8 * SECOND, () => answer(row, 'approve'));
        break;
      case 'approvesLate':
        after(6 * MINUTE, 20 * MINUTE, () => answer(row, 'approve'));
        break;
      case 'declines':
        after(0, 3 * MINUTE, () => answer(row, 'decline'));
        break;
      case 'declinesThenPays':
        after(0, MINUTE, () => answer(row, 'decline'));
        after(90 * SECOND, 12 * MINUTE, () => charge(row.id));
        break;
      case 'wrongAmount': {
        const amount = moneyOf(row).amount + BigInt(random.pick([-1, 1]) * random.between(1, 50));
        after(0, 2 * MINUTE, () => charge(row.id, { amount }));
        break;
      }
      case 'paysTwice':
        after(0, MINUTE, () => answer(row, 'approve'));
        after(MINUTE + SECOND, 15 * MINUTE, () => charge(row.id));
        break;
      case 'namesLater':
        after(0, MINUTE, () => charge(row.id, { operatorReference: null }));
        after(MINUTE + SECOND, 10 * MINUTE, () =>
          settle(row.id, { operatorReference: newOperatorReference() }),
        );
        break;
      case 'paysThenFails': {
        const amount = moneyOf(row).amount + BigInt(random.pick([0, 7]));
        after(0, MINUTE, () => charge(row.id, { amount }));
        after(MINUTE + SECOND, 10 * MINUTE, () =>
          settle(row.id, { status: 'failed', failure: 'unspecified' }),
        );
        break;
      }
      case 'neverAnswers':
        break;
    }
  }

  async function answer({ id, phone }: Row, does: 'approve' | 'decline'): Promise<void> {
    await answerPrompt({ transactionId: id, phone, answer: does }, shop.clock);
    look(await db.sandboxTransaction.findUniqueOrThrow({ where: { id } }));
  }

  /** The operator debits the payer, whatever it said before. */
  async function charge(
    id: string,
    change: { amount?: bigint; operatorReference?: string | null } = {},
  ): Promise<void> {
    const operatorReference = newOperatorReference();
    const paid = { status: 'succeeded', failure: null, completedAt: shop.clock.now() };
    await settle(id, { operatorReference, ...change, ...paid, charges: { increment: 1 } });
  }

  /** What follows is to tell the shop, as after every decision. */
  async function settle(id: string, data: Parameters<typeof db.sandboxTransaction.update>[0]['data']) {
    const told = { story: 'decided', step: 0, nextStepAt: shop.clock.now() };
    look(await db.sandboxTransaction.update({ where: { id }, data: { ...data, ...told } }));
  }

  async function canBeTold(row: Row, whim: keyof typeof WHIMS): Promise<boolean> {
    if (whim === 'namesLater') return mayBeNameless(row);
    const { notApplicable } = connectionOf(row.provider).provider.manifest;
    return notApplicable[`story:${TOLD_LIKE[whim]}`] === undefined;
  }

  /** Whether this dialect can say "paid" without a name for the money: read by its own client from its own server. */
  async function mayBeNameless(row: Row): Promise<boolean> {
    const { provider, connectionId, account } = connectionOf(row.provider);
    const { operatorReference: _none, ...nameless } = serverTransaction(row, provider.manifest);
    const callback = provider.callbackFor(account, { ...nameless, status: 'succeeded' });
    if (callback === undefined) return false;
    const connection = await db.connection.findUniqueOrThrow({ where: { id: connectionId } });
    const reading = await provider.readCallback(inbound(callback), connectionContext(connection, shop.deps));
    return reading.kind === 'read' && reading.observation.transactionId === undefined;
  }

  function connectionOf(provider: string): ShopConnection {
    const found = shop.connections.get(provider);
    if (found === undefined) throw new Error(`The shop has no connection to ${provider}.`);
    return found;
  }

  return {
    charges,
    refused,
    known,
    serve,
    async onPage(providerReference, act) {
      const code = random.chance(0.85) ? CODE_RIGHT : '0000';
      for (const typed of [PAGE_ANSWERS.first, { ...PAGE_ANSWERS.code, code }]) {
        await decidePage({ providerReference, ...act, ...typed }, sandbox);
        const { status } = await lookAtReference(providerReference);
        if (status !== 'requires_otp') break;
      }
      return (await findSandboxPage(providerReference))?.returnUrl;
    },
    async lie() {
      const row = [...rows.values()][random.between(0, Math.max(0, rows.size - 1))];
      if (row === undefined) return undefined;
      const { provider, account } = connectionOf(row.provider);
      const truth = serverTransaction(row, provider.manifest);
      const status = random.pick(['succeeded', 'succeeded', 'failed', 'canceled']);
      const amount = random.chance(0.3) ? truth.money.amount + 100n : truth.money.amount;
      const operatorReference = `FORGED-${random.between(1, 9)}`;
      // Where nothing is signed, a liar may also name a transaction that does not exist.
      const invented = random.chance(0.3) && provider.manifest.trust === 'query';
      const providerReference = invented ? another(truth.providerReference) : truth.providerReference;
      return provider.callbackFor(account, {
        ...truth,
        status,
        providerReference,
        operatorReference,
        money: { ...truth.money, amount },
      });
    },
    async countCharges() {
      const accountId = { in: connections.map(({ account }) => account.id) };
      const { _sum } = await db.sandboxTransaction.aggregate({
        where: { accountId },
        _sum: { charges: true },
      });
      return _sum.charges ?? 0;
    },
  };
}

/** A reference of the same form. */
function another(reference: string): string {
  return reference.replace(/.$/, (last) => (last === '1' ? '2' : '1'));
}

/** Which provider an address of the sandbox belongs to, and what stands after it. */
export function addressed(url: string): { provider: string; path: string } {
  const { pathname, search } = new URL(url);
  const [, kind, provider = '', ...rest] = pathname.split('/');
  if (kind !== 'sandbox') throw new Error(`${pathname} is no address of the sandbox.`);
  return { provider, path: `/${rest.join('/')}${search}` };
}
