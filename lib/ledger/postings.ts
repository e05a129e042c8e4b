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
 * @throws when an amount is negative, when the money of a movement is not above zero, or when a fee is in
 *   another currency than its payment: the caller has mixed something up, and nothing must be posted.
 */
export function postingsFor(event: LedgerEvent): Posting[] {
  return moves(event).map(({ part, from, to, money }) => ({
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
  if (money.amount <= 0n) throw new Error(`A movement of ${money.amount} ${money.currency} is none.`);
  switch (event.kind) {
    case 'payment_succeeded':
      return [
        ...arrival(event, availableAccount(merchantId, mode)),
        ...fee('fee', event.fee, money, availableAccount(merchantId, mode), gatewayFeesAccount(mode)),
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
      return [{ part: 'amount', from, to, money: withFee(money, event.fee) }];
    }
    case 'payout_succeeded': {
      const from = payoutsAccount(merchantId, mode);
      const provider = providerAccount(event.connectionId, event.wallet);
      return [
        { part: 'amount', from, to: provider, money },
        ...fee('fee', event.fee, money, from, gatewayFeesAccount(mode)),
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
function providerFee(
  event: { connectionId: string; money: Money; providerFee?: Money },
  provider: Account,
): Move[] {
  if (!event.providerFee) return [];
  return fee(
    'provider_fee',
    event.providerFee,
    event.money,
    providerFeesAccount(event.connectionId),
    provider,
  );
}

function fee(part: Move['part'], amount: Money, of: Money, from: Account, to: Account): Move[] {
  withFee(of, amount);
  return amount.amount === 0n ? [] : [{ part, from, to, money: amount }];
}

function withFee(of: Money, amount: Money): Money {
  if (amount.amount < 0n) throw new Error(`A fee of ${amount.amount} ${amount.currency} is none.`);
  return addMoney(of, amount);
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
