import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CURRENCIES, money } from '#lib/money.ts';
import { providerAccount } from './accounts.ts';
import { type LedgerEvent, type Posting, postingsFor } from './postings.ts';

const arrived = {
  merchantId: 'mer_1',
  mode: 'live',
  paymentId: 'pay_1',
  attemptId: 'att_1',
  connectionId: 'con_1',
  wallet: 'cm-mtn',
  transactionId: 'tx-1',
  money: money(1_500n, 'XAF'),
} as const;
const out = { merchantId: 'mer_1', mode: 'live', payoutId: 'po_1', money: money(1_000n, 'XAF') } as const;
const none = money(0n, 'XAF');

/** The table "Ledger" of the design, line by line. */
const TABLE: [string, LedgerEvent, string[]][] = [
  [
    'a payment, our fee, the provider’s fee',
    { kind: 'payment_succeeded', ...arrived, fee: money(30n, 'XAF'), providerFee: money(20n, 'XAF') },
    [
      'provider:con_1:cm-mtn → merchant:mer_1:live:available 1500',
      'fees:provider:con_1 → provider:con_1:cm-mtn 20',
      'merchant:mer_1:live:available → fees:gateway:live 30',
    ],
  ],
  [
    'a payment without fees',
    { kind: 'payment_succeeded', ...arrived, fee: none },
    ['provider:con_1:cm-mtn → merchant:mer_1:live:available 1500'],
  ],
  ['surplus', { kind: 'surplus', ...arrived }, ['provider:con_1:cm-mtn → surplus:mer_1:live 1500']],
  ['suspense', { kind: 'suspense', ...arrived }, ['provider:con_1:cm-mtn → suspense:mer_1:live 1500']],
  [
    'taken back by the provider',
    { kind: 'reversed_by_provider', ...arrived },
    ['merchant:mer_1:live:available → provider:con_1:cm-mtn 1500'],
  ],
  [
    'surplus taken back by the provider',
    { kind: 'reversed_by_provider', ...arrived, pocket: 'surplus' },
    ['surplus:mer_1:live → provider:con_1:cm-mtn 1500'],
  ],
  [
    'a payout asked for',
    { kind: 'payout_created', ...out, fee: money(10n, 'XAF') },
    ['merchant:mer_1:live:available → merchant:mer_1:live:payouts 1010'],
  ],
  [
    'a payout that arrived',
    { kind: 'payout_succeeded', ...out, connectionId: 'con_1', wallet: 'cm-mtn', fee: money(10n, 'XAF') },
    [
      'merchant:mer_1:live:payouts → provider:con_1:cm-mtn 1000',
      'merchant:mer_1:live:payouts → fees:gateway:live 10',
    ],
  ],
  [
    'a payout that failed',
    { kind: 'payout_failed', ...out, fee: money(10n, 'XAF') },
    ['merchant:mer_1:live:payouts → merchant:mer_1:live:available 1010'],
  ],
  [
    'a refund of suspense',
    { kind: 'payout_created', ...out, pocket: 'suspense', fee: none },
    ['suspense:mer_1:live → merchant:mer_1:live:payouts 1000'],
  ],
];

describe('postingsFor', () => {
  test.each(TABLE)('%s', (_name, event, expected) => {
    expect(postingsFor(event).map(write)).toEqual(expected);
  });

  test('money that came once cannot be posted as a payment and as suspense', () => {
    const payment = postingsFor({ kind: 'payment_succeeded', ...arrived, fee: none });
    const suspense = postingsFor({ kind: 'suspense', ...arrived, money: money(7n, 'USD') });
    expect(payment[0]?.key).toBe(suspense[0]?.key);
  });

  test('an amount of 0 posts nothing', () => {
    expect(postingsFor({ kind: 'suspense', ...arrived, money: none })).toEqual([]);
  });

  test.each<[string, LedgerEvent]>([
    ['a negative amount', { kind: 'surplus', ...arrived, money: money(-1n, 'XAF') }],
    ['a negative fee', { kind: 'payment_succeeded', ...arrived, fee: money(-1n, 'XAF') }],
    ['a fee in another currency', { kind: 'payment_succeeded', ...arrived, fee: money(1n, 'XOF') }],
    ['a provider’s fee in another currency', { kind: 'surplus', ...arrived, providerFee: money(1n, 'USD') }],
    ['an id that would read as another account', { kind: 'surplus', ...arrived, merchantId: 'mer_1:live' }],
  ])('%s is refused', (_name, event) => {
    expect(() => postingsFor(event)).toThrow();
  });

  test('whatever happens, all accounts together hold nothing, and no movement repeats a key', () => {
    fc.assert(
      fc.property(fc.array(anEvent(), { maxLength: 30 }), (events) => {
        const postings = events.flatMap(postingsFor);
        for (const currency of CURRENCIES) {
          const held = [...balancesOf(postings, currency).values()];
          expect(held.reduce((sum, amount) => sum + amount, 0n)).toBe(0n);
        }
        for (const event of events) {
          const keys = postingsFor(event).map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
        }
        expect(postings.every(({ money: { amount }, from, to }) => amount > 0n && from !== to)).toBe(true);
      }),
    );
  });

  test('a payout that failed leaves every account as it was before', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 15n), fc.bigInt(0n, 10n ** 9n), (amount, fee) => {
        const payout = { ...out, money: money(amount, 'CDF'), fee: money(fee, 'CDF') };
        const postings = (['payout_created', 'payout_failed'] as const).flatMap((kind) =>
          postingsFor({ kind, ...payout }),
        );
        expect([...balancesOf(postings, 'CDF').values()]).toEqual([0n, 0n]);
      }),
    );
  });
});

test('a part of an account name is never empty', () => {
  expect(() => providerAccount('', 'cm-mtn')).toThrow('cannot be part of an account name');
});

function write({ from, to, money: { amount } }: Posting): string {
  return `${from} → ${to} ${amount}`;
}

function balancesOf(postings: readonly Posting[], currency: string): Map<string, bigint> {
  const held = new Map<string, bigint>();
  for (const { from, to, money: amount } of postings) {
    if (amount.currency !== currency) continue;
    held.set(from, (held.get(from) ?? 0n) - amount.amount);
    held.set(to, (held.get(to) ?? 0n) + amount.amount);
  }
  return held;
}

function anEvent(): fc.Arbitrary<LedgerEvent> {
  return fc
    .record({
      currency: fc.constantFrom(...CURRENCIES),
      amount: fc.bigInt(0n, 10n ** 15n),
      fee: fc.bigInt(0n, 10n ** 9n),
      merchantId: fc.constantFrom('mer_1', 'mer_2'),
      mode: fc.constantFrom('test' as const, 'live' as const),
      id: fc.nat(20).map(String),
      pocket: fc.constantFrom('available' as const, 'surplus' as const, 'suspense' as const),
      kind: fc.constantFrom(
        'payment_succeeded' as const,
        'surplus' as const,
        'suspense' as const,
        'reversed_by_provider' as const,
        'payout_created' as const,
        'payout_succeeded' as const,
        'payout_failed' as const,
      ),
    })
    .map(({ currency, amount, fee, id, ...rest }) => ({
      ...arrived,
      ...rest,
      transactionId: id,
      payoutId: `po_${id}`,
      money: money(amount, currency),
      fee: money(fee, currency),
      providerFee: money(fee, currency),
    }))
    .map(({ payoutId, paymentId, ...event }) =>
      event.kind.startsWith('payout')
        ? ({ ...event, payoutId } as LedgerEvent) // a record of every field any kind has
        : ({ ...event, paymentId } as LedgerEvent),
    );
}
