import { addMoney, type Money } from '#lib/money.ts';
import {
  type Account,
  availableAccount,
  gatewayFeesAccount,
  type Mode,
  payoutsAccount,
  providerAccount,
  providerFeesAccount,
  surplusAccount,
  suspenseAccount,
} from './accounts.ts';

/** Money on its way from one account to another: it cannot be unbalanced. */
export interface Posting {
  /** Names the cause: the same cause told twice posts once. */
  readonly key: string;
  readonly event: LedgerEvent['kind'];
  readonly merchantId: string;
  readonly mode: Mode;
  readonly from: Account;
  readonly to: Account;
  /** Always above zero. */
  readonly money: Money;
  /** What a person looks up to understand it: the payment or the payout. */
  readonly resourceId: string;
}

interface Scope {
  merchantId: string;
  mode: Mode;
}

/** Money at a provider. It is identified by connection and transaction id, whatever it turned out to be for. */
interface Arrived extends Scope {
  paymentId: string;
  attemptId: string;
  connectionId: string;
  /** The wallet at the provider: the operator's id. */
  wallet: string;
  money: Money;
  transactionId: string;
  /** What the provider keeps, when it tells. */
  providerFee?: Money;
}

/** Which account of the merchant money lies in, or is taken from. */
export type Pocket = 'available' | 'surplus' | 'suspense';

/** A payout or a refund. `money` is what the recipient gets; our `fee` comes on top. */
interface MoneyOut extends Scope {
  /** `po_` or `re_`. */
  payoutId: string;
  /** Where it was taken from; available unless said. */
  pocket?: Pocket;
  money: Money;
  fee: Money;
}

export type LedgerEvent =
  | ({ kind: 'payment_succeeded' /** Ours; zero posts nothing. */; fee: Money } & Arrived)
  | ({ kind: 'surplus' | 'suspense' } & Arrived)
  | ({
      kind: 'reversed_by_provider';
      /** Where the money lay that the provider took back; available unless said. */
      pocket?: Pocket;
    } & Omit<Arrived, 'providerFee'>)
  | ({ kind: 'payout_created' | 'payout_failed' } & MoneyOut)
  | ({ kind: 'payout_succeeded'; connectionId: string; wallet: string; providerFee?: Money } & Omit<
      MoneyOut,
      'pocket'
    >);

/**
 * What an event does to the books (table "Ledger" of the README). Pure.
 * A movement of nothing posts nothing: a fee of 0, or a provider that says success and states an amount of 0.
 * @throws when an amount is negative or a fee is in another currency than its payment: the caller has mixed
 *   something up, and nothing must be posted.
 */
export function postingsFor(event: LedgerEvent): Posting[] {
  assertAmounts(event);
  const moved = moves(event).filter(({ money }) => money.amount > 0n);
  return moved.map(({ part, from, to, money }) => ({
    key: part === 'amount' ? causeOf(event) : `${causeOf(event)}:${part}`,
    event: event.kind,
    merchantId: event.merchantId,
    mode: event.mode,
    from,
    to,
    money,
    resourceId: 'payoutId' in event ? event.payoutId : event.paymentId,
  }));
}

interface Move {
  part: 'amount' | 'fee' | 'provider_fee';
  from: Account;
  to: Account;
  money: Money;
}

const POCKETS = {
  available: availableAccount,
  surplus: surplusAccount,
  suspense: suspenseAccount,
} satisfies Record<Pocket, (merchantId: string, mode: Mode) => Account>;

function moves(event: LedgerEvent): Move[] {
  const { merchantId, mode, money } = event;
  switch (event.kind) {
    case 'payment_succeeded':
      return [
        ...arrival(event, availableAccount(merchantId, mode)),
        {
          part: 'fee',
          from: availableAccount(merchantId, mode),
          to: gatewayFeesAccount(mode),
          money: event.fee,
        },
      ];
    case 'surplus':
      return arrival(event, surplusAccount(merchantId, mode));
    case 'suspense':
      return arrival(event, suspenseAccount(merchantId, mode));
    case 'reversed_by_provider': {
      const from = POCKETS[event.pocket ?? 'available'](merchantId, mode);
      return [{ part: 'amount', from, to: providerAccount(event.connectionId, event.wallet), money }];
    }
    case 'payout_created':
    case 'payout_failed': {
      const pocket = POCKETS[event.pocket ?? 'available'](merchantId, mode);
      const aside = payoutsAccount(merchantId, mode);
      const [from, to] = event.kind === 'payout_created' ? [pocket, aside] : [aside, pocket];
      return [{ part: 'amount', from, to, money: addMoney(money, event.fee) }];
    }
    case 'payout_succeeded': {
      const from = payoutsAccount(merchantId, mode);
      const provider = providerAccount(event.connectionId, event.wallet);
      return [
        { part: 'amount', from, to: provider, money },
        { part: 'fee', from, to: gatewayFeesAccount(mode), money: event.fee },
        ...providerFee(event, provider),
      ];
    }
  }
}

function arrival(event: Arrived, to: Account): Move[] {
  const provider = providerAccount(event.connectionId, event.wallet);
  return [{ part: 'amount', from: provider, to, money: event.money }, ...providerFee(event, provider)];
}

/** The provider keeps its fee out of what it holds for us: it owes us that much less. */
function providerFee(event: { connectionId: string; providerFee?: Money }, provider: Account): Move[] {
  const { connectionId, providerFee: money } = event;
  return money
    ? [{ part: 'provider_fee', from: providerFeesAccount(connectionId), to: provider, money }]
    : [];
}

function assertAmounts(event: LedgerEvent): void {
  const fees = ['fee' in event && event.fee, 'providerFee' in event && event.providerFee];
  for (const amount of [event.money, ...fees]) {
    if (!amount) continue;
    if (amount.amount < 0n)
      throw new Error(`${amount.amount} ${amount.currency} cannot be posted: money has no sign.`);
    if (amount.currency !== event.money.currency) {
      throw new Error(`A fee in ${amount.currency} cannot be taken from ${event.money.currency}.`);
    }
  }
}

/**
 * Payment, surplus and suspense share one key: money that once arrived is in the books, and cannot come in a
 * second time as something else.
 */
function causeOf(event: LedgerEvent): string {
  switch (event.kind) {
    case 'payment_succeeded':
    case 'surplus':
    case 'suspense':
      return `arrival:${event.connectionId}:${event.transactionId}`;
    case 'reversed_by_provider':
      return `reversal:${event.connectionId}:${event.transactionId}`;
    case 'payout_created':
    case 'payout_succeeded':
    case 'payout_failed':
      return `${event.kind}:${event.payoutId}`;
  }
}
