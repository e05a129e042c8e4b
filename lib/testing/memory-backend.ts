/**
 * A backend in memory: the world behind a provider's server end, for tests. It has one account, keeps every transaction
 * it was asked for, and does nothing by itself: a test moves a transaction with `settle`, or prepares the next answer.
 */
import { type Clock, ManualClock } from '#lib/clock.ts';
import { type Money, money } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type {
  Backend,
  ConnectionStore,
  Manifest,
  Refusal,
  ServerAccount,
  ServerPaymentRequest,
  ServerPayOutRequest,
  ServerRequestFacts,
  ServerResult,
  ServerTransaction,
  WalletBalance,
} from '#lib/providers/provider.ts';

export const RIGHT_CODE = '1234';

export interface MemoryBackend extends Backend {
  account: ServerAccount;
  /** Every transaction, oldest first. */
  transactions: ServerTransaction[];
  /** What was asked, as the server understood it. */
  requests: (ServerPaymentRequest | ServerPayOutRequest)[];
  /** What the next createPayment, createPage or createPayOut does instead of accepting; used once. */
  next: { refuse?: Refusal; throws?: Error; with?: Partial<ServerTransaction> };
  wallets: WalletBalance[];
  /** Changes a transaction as the operator would; by either reference. */
  settle(reference: string, change: Partial<ServerTransaction>): ServerTransaction;
}

export function memoryBackend(options: {
  manifest: Manifest;
  credentials: Record<string, string>;
  clock?: Clock;
  account?: Partial<ServerAccount>;
}): MemoryBackend {
  const { manifest, clock = new ManualClock() } = options;
  const account: ServerAccount = {
    id: 'account-1',
    mode: 'test',
    credentials: options.credentials,
    declaredAddresses: ['203.0.113.7'],
    addressCheckLifted: false,
    callbackUrl: 'https://shop.test/callback',
    returnUrls: {
      success: 'https://shop.test/success',
      cancel: 'https://shop.test/cancel',
      failure: 'https://shop.test/failure',
    },
    settings: {},
    ...options.account,
  };
  const lookup = options.credentials[Object.keys(manifest.credentials.shape)[0] ?? ''];
  const store = memoryStore();

  const backend: MemoryBackend = {
    account,
    transactions: [],
    requests: [],
    next: {},
    wallets: wallets(manifest),

    settle(reference, change) {
      const at = backend.transactions.findIndex((t) =>
        [t.reference, t.providerReference].includes(reference),
      );
      const before = backend.transactions[at];
      if (before === undefined) throw new Error(`No transaction ${reference}`);
      const after = { ...before, ...change };
      backend.transactions[at] = after;
      return after;
    },

    async findAccount(provider: string, key: string, _facts: ServerRequestFacts) {
      return provider === manifest.id && key === lookup ? account : undefined;
    },

    async createPayment(_account, request) {
      return create('payment', request);
    },

    async createPage(_account, request) {
      const created = create('payment', { ...request, operator: request.operator ?? pageOperator(manifest) });
      if (!created.ok) return created;
      const { providerReference } = created.value;
      const pageUrl = `https://pay.test/checkout/${providerReference}`;
      const transaction = backend.settle(providerReference, { pageUrl });
      return { ok: true, value: { transaction, url: pageUrl } };
    },

    async confirmOtp(_account, by) {
      const transaction = find(by.providerReference);
      if (transaction === undefined)
        return { ok: false, refusal: 'not_found', message: 'Unknown transaction' };
      if (transaction.status !== 'requires_otp') {
        return { ok: false, refusal: 'otp_not_expected', message: 'No code is awaited' };
      }
      if (by.code !== RIGHT_CODE) return { ok: false, refusal: 'otp_invalid', message: 'Wrong code' };
      return { ok: true, value: backend.settle(by.providerReference, { status: 'pending' }) };
    },

    async findTransaction(_account, by) {
      return find('reference' in by ? by.reference : by.providerReference);
    },

    async createPayOut(_account, request) {
      return create('payout', request);
    },

    async balances() {
      return backend.wallets;
    },

    store: () => store,
  };

  function find(reference: string): ServerTransaction | undefined {
    return backend.transactions.find((t) => [t.reference, t.providerReference].includes(reference));
  }

  function create(
    kind: ServerTransaction['kind'],
    request: ServerPaymentRequest | ServerPayOutRequest,
  ): ServerResult<ServerTransaction> {
    const { refuse, throws, with: change } = backend.next;
    backend.next = {};
    if (throws) throw throws;
    if (refuse !== undefined) return { ok: false, refusal: refuse, message: `Refused: ${refuse}` };
    if (backend.transactions.some((transaction) => transaction.reference === request.reference)) {
      return { ok: false, refusal: 'duplicate_reference', message: 'This reference exists already' };
    }
    backend.requests.push(request);
    const transaction: ServerTransaction = {
      kind,
      reference: request.reference,
      providerReference: providerReference(manifest, backend.transactions.length + 1),
      status: 'pending',
      money: request.money,
      fee: feeOf(request.money),
      operator: request.operator ?? firstOperator(manifest),
      description: request.description,
      message: 'Message for the payer',
      details: request.details ?? {},
      createdAt: clock.now(),
      ...(request.phone === undefined ? {} : { phone: request.phone }),
      ...change,
    };
    backend.transactions.push(transaction);
    return { ok: true, value: transaction };
  }

  return backend;
}

/** What a connection or an account keeps, until the test ends. */
export function memoryStore(): ConnectionStore {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
    increment: async (key) => {
      const next = Number(values.get(key) ?? '0') + 1;
      values.set(key, String(next));
      return next;
    },
  };
}

function providerReference({ integerReferences }: Manifest, number: number): string {
  return integerReferences ? String(100_000 + number) : `trx${String(number).padStart(6, '0')}`;
}

/** No two alike: a balance in the wrong place is seen. */
function wallets({ operators, currencies, walletPerOperator }: Manifest): WalletBalance[] {
  const names = walletPerOperator ? operators.map(({ wire }) => wire) : ['main'];
  return currencies.flatMap((currency) =>
    names.map((wallet, index) => ({ wallet, money: money(2_500_000n + BigInt(index), currency) })),
  );
}

/** What payers of a page mostly use; a test that means another settles it. */
function pageOperator(manifest: Manifest): OperatorId {
  const onPage = manifest.operators.find(({ flow }) => flow === 'redirect' || flow === 'form');
  return onPage?.operator ?? firstOperator(manifest);
}

function firstOperator(manifest: Manifest): OperatorId {
  const first = manifest.operators[0];
  if (first === undefined) throw new Error(`${manifest.id} lists no operator`);
  return first.operator;
}

/** Two per cent, rounded down. */
function feeOf({ amount, currency }: Money): Money {
  return money((amount * 2n) / 100n, currency);
}
