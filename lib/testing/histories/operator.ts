/**
 * The simulated provider's side: what becomes of each transaction it was asked for, and its own journal of charges. The
 * journal is what the judge compares our books with.
 */
import type { Shop } from '#lib/payments/testing/shop.ts';
import { myCoolpay } from '#lib/providers/my-coolpay/index.ts';
import type { OutgoingCallback, ServerTransaction } from '#lib/providers/provider.ts';
import { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

/** The payer's account was debited. */
export interface Charge {
  /** Ours, as the provider was told it. */
  reference: string;
  /** The operator's name for the money; absent while the operator names none. */
  transactionId: string | undefined;
  amount: bigint;
  /** The provider told us of it in a message that arrived and was not forgotten by a crash. */
  told: boolean;
}

export interface Operator {
  charges: Charge[];
  /** References of which the provider ever said "failed" or "canceled". */
  refused: Set<string>;
  /** How often a charge was asked for, by reference, as it arrived here; a duplicate by the network included. */
  asked: Map<string, number>;
  /** What the payer does on the provider's page. */
  onPage(reference: string, ending: 'pays' | 'cancels' | 'leaves'): void;
  /** The charge that a status answer or callback about this transaction tells of now. */
  toldBy(providerReference: string): Charge | undefined;
  callbackAbout(transaction: ServerTransaction): OutgoingCallback | undefined;
}

const STORIES = {
  approves: 30,
  approvesLate: 10,
  declines: 15,
  declinesThenPays: 12,
  neverEnds: 3,
  refusesRequest: 4,
  wrongAmount: 7,
  paysTwice: 7,
  namesLater: 6,
  asksForCode: 8,
} as const;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export function simulatedOperator(
  simulation: Simulation,
  shop: Shop,
  { seed, send }: { seed: number; send: (callback: OutgoingCallback, about: Charge | undefined) => void },
): Operator {
  const random = new Random(seed, 3);
  const { backend } = shop;
  const charges: Charge[] = [];
  const refused = new Set<string>();
  const asked = new Map<string, number>();
  const current = new Map<string, Charge>();
  const onThePage = new Set<string>();
  let money = 0;

  const create = { payment: backend.createPayment, page: backend.createPage };
  backend.createPayment = async (account, request) => {
    asked.set(request.reference, (asked.get(request.reference) ?? 0) + 1);
    if (known(request.reference)) return create.payment(account, request);
    const story = random.weighted(STORIES);
    simulation.log(`operator: prompt ${request.reference} will be: ${story}`);
    if (story === 'refusesRequest') {
      backend.next = { refuse: 'operator_unavailable' };
      refused.add(request.reference);
    }
    if (story === 'asksForCode') backend.next = { with: { status: 'requires_otp' } };
    const created = await create.payment(account, request);
    if (created.ok && story !== 'asksForCode') follow(request.reference, story);
    return created;
  };
  backend.createPage = async (account, request) => {
    asked.set(request.reference, (asked.get(request.reference) ?? 0) + 1);
    if (!known(request.reference)) simulation.log(`operator: page ${request.reference}`);
    const created = await create.page(account, request);
    if (created.ok) onThePage.add(request.reference);
    return created;
  };
  const confirmOtp = backend.confirmOtp;
  backend.confirmOtp = async (account, by) => {
    const result = await confirmOtp(account, by);
    if (result.ok) follow(result.value.reference, random.chance(0.8) ? 'approves' : 'declines');
    return result;
  };

  function known(reference: string): boolean {
    return backend.transactions.some((transaction) => transaction.reference === reference);
  }

  function follow(reference: string, story: keyof typeof STORIES): void {
    const after = (min: number, max: number, run: () => void) =>
      simulation.after(random.between(min, max), run);
    switch (story) {
      case 'approves':
        after(0, 2 * MINUTE, () => pay(reference));
        break;
      case 'approvesLate':
        after(6 * MINUTE, 20 * MINUTE, () => pay(reference));
        break;
      case 'declines':
        after(0, 3 * MINUTE, () => refuse(reference));
        break;
      case 'declinesThenPays':
        after(0, MINUTE, () => refuse(reference));
        after(90 * SECOND, 12 * MINUTE, () => pay(reference));
        break;
      case 'wrongAmount':
        after(0, 2 * MINUTE, () => pay(reference, { amount: BigInt(random.between(1, 3_000)) }));
        break;
      case 'paysTwice':
        after(0, MINUTE, () => pay(reference));
        after(MINUTE, 15 * MINUTE, () => pay(reference));
        break;
      case 'namesLater':
        after(0, MINUTE, () => {
          pay(reference, { named: false });
          after(SECOND, 10 * MINUTE, () => nameIt(reference));
        });
        break;
      case 'neverEnds':
      case 'refusesRequest':
      case 'asksForCode':
        break;
    }
  }

  function pay(reference: string, { amount, named = true }: { amount?: bigint; named?: boolean } = {}): void {
    const before = backend.transactions.find((transaction) => transaction.reference === reference);
    if (before === undefined) throw new Error(`${reference} is unknown here.`);
    money += 1;
    const transactionId = named ? `MP-${reference}-${money}` : undefined;
    const charge: Charge = { reference, transactionId, amount: amount ?? before.money.amount, told: false };
    charges.push(charge);
    current.set(reference, charge);
    simulation.log(`operator: CHARGED ${charge.amount} under ${reference} as ${transactionId ?? 'unnamed'}`);
    const after = backend.settle(reference, {
      status: 'succeeded',
      money: { ...before.money, amount: charge.amount },
      ...(transactionId === undefined ? {} : { operatorReference: transactionId }),
    });
    tell(after);
  }

  function nameIt(reference: string): void {
    const charge = current.get(reference);
    if (charge === undefined) return;
    money += 1;
    charge.transactionId = `MP-${reference}-${money}`;
    tell(backend.settle(reference, { operatorReference: charge.transactionId }));
  }

  function refuse(reference: string): void {
    refused.add(reference);
    simulation.log(`operator: declined ${reference}`);
    tell(backend.settle(reference, { status: random.chance(0.5) ? 'failed' : 'canceled' }));
  }

  function tell(transaction: ServerTransaction): void {
    const callback = myCoolpay.callbackFor(backend.account, transaction);
    if (callback !== undefined) send(callback, current.get(transaction.reference));
  }

  return {
    charges,
    refused,
    asked,
    onPage(reference, ending) {
      if (!onThePage.delete(reference)) return;
      simulation.log(`payer: ${ending} on the page of ${reference}`);
      if (ending === 'pays') pay(reference);
      if (ending === 'cancels') refuse(reference);
    },
    toldBy(providerReference) {
      const transaction = backend.transactions.find((other) => other.providerReference === providerReference);
      return transaction?.status === 'succeeded' ? current.get(transaction.reference) : undefined;
    },
    callbackAbout: (transaction) => myCoolpay.callbackFor(backend.account, transaction),
  };
}
