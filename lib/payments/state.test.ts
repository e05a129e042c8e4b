import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Currency, money } from '#lib/money.ts';
import { type Observation, OUTCOMES, type Outcome, SOURCES, type Trust } from '#lib/providers/provider.ts';
import { type AttemptFacts, blocks, type Decision, isFinalAttempt, type Snapshot } from './decision.ts';
import { decide, decideUnresolved } from './state.ts';
import { World } from './testing/world.ts';
import { ATTEMPT_STATUSES, type AttemptStatus, PAYMENT_STATUSES, type PaymentStatus } from './types.ts';

const AMOUNT = money(1500n, 'XAF');
const NOW = new Date('2026-11-21T10:00:00Z');

function aSnapshot(
  change: { payment?: Partial<Snapshot['payment']>; attempt?: Partial<AttemptFacts> } & Partial<
    Pick<Snapshot, 'arrivals' | 'trust'>
  > = {},
): Snapshot {
  return {
    payment: {
      status: 'pending',
      attemptsCount: 1,
      attemptsMax: 5,
      expiresAt: new Date('2026-11-22T10:00:00Z'),
      unresolved: false,
      ...change.payment,
    },
    attempt: {
      id: 'att_1',
      status: 'pending',
      released: false,
      amount: AMOUNT,
      reference: 'REFERENCE00000000001',
      otpTries: 0,
      notFoundCount: 0,
      callEndedAt: new Date('2026-11-21T09:00:00Z'),
      hinted: false,
      otpSilent: false,
      ...change.attempt,
    },
    arrivals: change.arrivals ?? [],
    countedElsewhere: false,
    trust: change.trust ?? 'query',
    limits: { notFoundAfterMs: 120_000, notFoundQueries: 3, otpTriesMax: 5 },
    now: NOW,
  };
}

function seen(outcome: Outcome, change: Partial<Observation> = {}): Observation {
  return { outcome, source: 'query', raw: {}, ...change };
}

const paidBefore = [
  {
    transactionId: 'tx-1',
    attemptId: 'att_1',
    namedAs: null,
    kind: 'payment' as const,
    money: AMOUNT,
    reversed: false,
  },
];

function word(decision: Decision): string {
  const parts = [
    decision.applied,
    ...(decision.payment.status === undefined ? [] : [`payment→${decision.payment.status}`]),
    ...(decision.payment.late ? ['late'] : []),
    ...(decision.attempt.status === undefined ? [] : [`attempt→${decision.attempt.status}`]),
    ...(decision.event === undefined ? [] : [decision.event]),
    ...(decision.discrepancy === undefined ? [] : [`!${decision.discrepancy.kind}`]),
  ];
  return parts.join(' ');
}

describe('every status meets every outcome', () => {
  test('as the reviewed table says (state-table.md)', async () => {
    const rows = PAYMENT_STATUSES.flatMap((paymentStatus) =>
      ATTEMPT_STATUSES.flatMap((attemptStatus) =>
        [false, true].map((released) => row(paymentStatus, attemptStatus, released)),
      ),
    );
    const head = ['payment', 'attempt', ...OUTCOMES];
    const table = [head, head.map(() => '---'), ...rows]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n');
    await expect(`${table}\n`).toMatchFileSnapshot('./state-table.md');
  });

  function row(paymentStatus: PaymentStatus, attemptStatus: AttemptStatus, released: boolean): string[] {
    const paid = attemptStatus === 'succeeded';
    const cells = OUTCOMES.map((outcome) => {
      const decision = decide(
        aSnapshot({
          payment: { status: paymentStatus },
          attempt: { status: attemptStatus, released },
          arrivals: paid ? paidBefore : [],
        }),
        seen(outcome, { transactionId: paid ? 'tx-1' : 'tx-2' }),
      );
      return word(decision);
    });
    return [paymentStatus, released ? `${attemptStatus} (released)` : attemptStatus, ...cells];
  }
});

describe('silence', () => {
  test.each(ATTEMPT_STATUSES)('moves nothing while an attempt is %s', (status) => {
    const decision = decide(aSnapshot({ attempt: { status } }), seen('unknown'));
    expect(decision.payment).toEqual({});
    expect(decision.attempt).toEqual({});
    expect(decision.event).toBeUndefined();
  });
});

describe('proof', () => {
  test.each([
    ['query', 'query', 'moved'],
    ['statement', 'query', 'moved'],
    ['person', 'query', 'moved'],
    ['callback', 'source-and-amount', 'moved'],
    ['callback', 'query', 'hint'],
    ['callback', 'signed-then-query', 'hint'],
    ['reply', 'query', 'hint'],
  ] as const)('a success told by a %s under trust %s is %s', (source, trust, applied) => {
    const decision = decide(aSnapshot({ trust }), seen('succeeded', { source }));
    expect(decision.applied).toBe(applied);
    expect(decision.query).toBe(applied === 'hint' ? 'soon' : 'stop');
    expect(decision.arrival === undefined).toBe(applied === 'hint');
  });

  test('a forged "failed" in an unsigned callback does not free the payer to pay twice', () => {
    const decision = decide(aSnapshot(), seen('failed', { source: 'callback' }));
    expect(decision.applied).toBe('hint');
    expect(decision.attempt.status).toBeUndefined();
  });

  test('a refusal in the reply to our own request is the provider’s word', () => {
    const decision = decide(
      aSnapshot({ attempt: { status: 'submitting' } }),
      seen('failed', { source: 'reply' }),
    );
    expect(decision.attempt.status).toBe('failed');
  });
});

describe('money', () => {
  test.each([
    ['another amount', money(1400n, 'XAF'), 'wrong_amount'],
    ['another currency', money(1500n, 'XOF'), 'wrong_currency'],
  ] as const)('of %s goes to suspense and moves no status', (_, stated, kind) => {
    for (const status of PAYMENT_STATUSES) {
      const decision = decide(
        aSnapshot({ payment: { status } }),
        seen('succeeded', { money: stated, transactionId: 'tx-9' }),
      );
      expect(decision.applied).toBe('suspense');
      expect(decision.payment).toEqual({ suspense: true });
      expect(decision.attempt.status).toBeUndefined();
      expect(decision.arrival).toEqual({ transactionId: 'tx-9', kind: 'suspense', money: stated });
      expect(decision.discrepancy?.kind).toBe(kind);
    }
  });

  test('of zero is no money: nothing moves, nothing is posted, a person is asked', () => {
    const decision = decide(aSnapshot(), seen('succeeded', { money: money(0n, 'XAF') }));
    expect(decision).toMatchObject({ applied: 'contradiction', payment: {}, attempt: {} });
    expect(decision.arrival).toBeUndefined();
    expect(decision.discrepancy?.kind).toBe('wrong_amount');
  });

  test('with another transaction id on a paid payment is a surplus, whatever the attempt', () => {
    for (const attemptId of ['att_1', 'att_2']) {
      const decision = decide(
        aSnapshot({
          payment: { status: 'succeeded' },
          attempt: { id: attemptId, status: 'succeeded' },
          arrivals: paidBefore,
        }),
        seen('succeeded', { transactionId: 'tx-2', money: AMOUNT }),
      );
      expect(decision.arrival?.kind).toBe('surplus');
      expect(decision.event).toBe('payment.surplus_received');
      expect(decision.payment.status).toBeUndefined();
    }
  });

  test.each([
    ['named, then unnamed', 'tx-1', undefined],
    ['unnamed, then named', 'unnamed:REFERENCE00000000001', 'tx-7'],
    ['the same name', 'tx-1', 'tx-1'],
  ])('told twice (%s) is the same money', (_, first, second) => {
    const decision = decide(
      aSnapshot({
        payment: { status: 'succeeded' },
        attempt: { status: 'succeeded' },
        arrivals: [
          {
            transactionId: first,
            attemptId: 'att_1',
            namedAs: null,
            kind: 'payment',
            money: AMOUNT,
            reversed: false,
          },
        ],
      }),
      seen('succeeded', second === undefined ? {} : { transactionId: second }),
    );
    expect(decision.applied).toBe('repeat');
    expect(decision.arrival).toBeUndefined();
  });

  test('that arrives on a canceled payment succeeds late and is shown to a person', () => {
    const decision = decide(aSnapshot({ payment: { status: 'canceled' } }), seen('succeeded'));
    expect(decision.payment).toMatchObject({ status: 'succeeded', late: true });
    expect(decision.discrepancy?.kind).toBe('late_after_cancel');
  });

  test('that was counted is neither dropped nor doubled when the provider then says "failed"', () => {
    const decision = decide(
      aSnapshot({ payment: { status: 'succeeded' }, attempt: { status: 'succeeded' }, arrivals: paidBefore }),
      seen('failed'),
    );
    expect(decision).toMatchObject({ applied: 'contradiction', payment: {}, attempt: {} });
    expect(decision.discrepancy?.kind).toBe('contradiction');
  });

  test('given back by the provider is reversed once', () => {
    const snapshot = aSnapshot({
      payment: { status: 'succeeded' },
      attempt: { status: 'succeeded' },
      arrivals: paidBefore,
    });
    expect(decide(snapshot, seen('refunding')).reversal).toBeUndefined();
    expect(decide(snapshot, seen('refunded')).reversal).toEqual({
      transactionId: 'tx-1',
      money: AMOUNT,
      kind: 'payment',
    });
    const reversed = { ...snapshot, arrivals: paidBefore.map((arrival) => ({ ...arrival, reversed: true })) };
    expect(decide(reversed, seen('refunded')).reversal).toBeUndefined();
  });

  test('given back before it was counted fails the attempt as returned by the operator', () => {
    const decision = decide(aSnapshot({ payment: { attemptsCount: 5 } }), seen('refunding'));
    expect(decision.payment).toMatchObject({ status: 'failed', failureCode: 'returned_by_operator' });
  });
});

describe('not found', () => {
  const submitted = { status: 'submitting' as const };
  test.each([
    ['the third, two minutes after the call', { notFoundCount: 2 }, 'failed'],
    ['the second', { notFoundCount: 1 }, undefined],
    [
      'the third within two minutes',
      { notFoundCount: 2, callEndedAt: new Date(NOW.getTime() - 119_999) },
      undefined,
    ],
    ['the third while the call still runs', { notFoundCount: 2, callEndedAt: null }, undefined],
  ])('%s', (_, facts, status) => {
    const decision = decide(aSnapshot({ attempt: { ...submitted, ...facts } }), seen('not_found'));
    expect(decision.attempt.status).toBe(status);
    expect(decision.attempt.notFoundCount).toBe(facts.notFoundCount + 1);
    if (status !== undefined) expect(decision.attempt.failureCode).toBe('operator_unavailable');
  });

  test('three must agree without a break: any other word starts the count again', () => {
    expect(decide(aSnapshot({ attempt: { notFoundCount: 2 } }), seen('pending')).attempt.notFoundCount).toBe(
      0,
    );
  });
});

describe('codes', () => {
  const waiting = { status: 'requires_otp' as const };
  const wrong = seen('requires_otp', { source: 'reply', failureCode: 'otp_invalid' });

  test('the fifth wrong one fails the attempt', () => {
    expect(decide(aSnapshot({ attempt: { ...waiting, otpTries: 3 } }), wrong).attempt).toMatchObject({
      otpTries: 4,
    });
    const fifth = decide(aSnapshot({ attempt: { ...waiting, otpTries: 4 } }), wrong);
    expect(fifth.attempt).toMatchObject({ status: 'failed', failureCode: 'otp_invalid', otpTries: 5 });
  });

  test('a status query that says "pending" does not take the code field away', () => {
    expect(decide(aSnapshot({ attempt: waiting }), seen('pending')).attempt.status).toBe('requires_otp');
    expect(decide(aSnapshot({ attempt: waiting }), seen('pending', { source: 'reply' })).attempt.status).toBe(
      'pending',
    );
  });
});

describe('hints', () => {
  test.each(['failed', 'succeeded', 'unresolved'] as const)(
    'about an attempt that is %s are asked about until the answer is definite',
    (status) => {
      const told = decide(aSnapshot({ attempt: { status } }), seen('succeeded', { source: 'callback' }));
      expect(told).toMatchObject({ attempt: { hinted: true }, query: 'soon' });
      const open = aSnapshot({
        attempt: { status, hinted: true },
        arrivals: status === 'succeeded' ? paidBefore : [],
      });
      expect(decide(open, seen('unknown')).query).toBe('schedule');
      expect(decide(open, seen('pending')).query).toBe('schedule');
      const answered = decide(open, seen('succeeded', { transactionId: 'tx-1' }));
      expect(answered).toMatchObject({ attempt: { hinted: false }, query: 'stop' });
    },
  );
});

describe('72 hours', () => {
  test('end the waiting, not the payment', () => {
    const decision = decideUnresolved(aSnapshot());
    expect(decision).toMatchObject({
      payment: { unresolved: true },
      attempt: { status: 'unresolved' },
      event: 'payment.unresolved',
    });
    expect(decision.payment.status).toBeUndefined();
  });

  test('afterwards only a statement or a person says "failed", but money still counts', () => {
    const snapshot = aSnapshot({ attempt: { status: 'unresolved' } });
    expect(decide(snapshot, seen('failed')).attempt.status).toBeUndefined();
    expect(decide(snapshot, seen('failed', { source: 'person' })).attempt.status).toBe('failed');
    expect(decide(snapshot, seen('succeeded')).payment.status).toBe('succeeded');
  });
});

/** Without the note that a code's reply was lost: it is remembered, but moves nothing. */
function unremembered({ attempts, ...rest }: ReturnType<World['picture']>) {
  return { ...rest, attempts: attempts.map(({ otpSilent: _, ...attempt }) => attempt) };
}

describe('random histories of several attempts', () => {
  const currencies: readonly Currency[] = ['XAF', 'XOF'];
  const step = fc.record({
    attempt: fc.nat(3),
    outcome: fc.constantFrom(...OUTCOMES, 'failed', 'pending', 'succeeded'),
    source: fc.constantFrom(...SOURCES),
    transaction: fc.option(fc.nat(3)),
    amount: fc.constantFrom(1500n, 1500n, 1500n, 1400n),
    currency: fc.constantFrom(...currencies, 'XAF' as const),
    stated: fc.boolean(),
    move: fc.constantFrom(
      'observe',
      'observe',
      'observe',
      'begin',
      'begin',
      'release',
      'release',
      'cancel',
      'expire',
      'unresolved',
      'wait',
    ),
  });
  const trusts: readonly Trust[] = ['query', 'signed-then-query', 'source-and-amount'];

  test('keep every rule after every step', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...trusts),
        fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }),
        (trust, steps) => {
          const world = new World({ amount: AMOUNT, trust, attemptsMax: 3, now: NOW });
          for (const each of steps) {
            const before = world.picture();
            world.step(each);
            const after = world.picture();

            // One blocking attempt a payment (rule 5); a pending payment has one, a created one has none.
            const blocking = after.attempts.filter(blocks);
            expect(blocking.length).toBeLessThanOrEqual(1);
            if (after.payment.status === 'created') expect(blocking).toEqual([]);
            if (after.payment.status === 'pending') expect(blocking.length).toBe(1);

            // Success never goes back, and never comes without proof (rule 4).
            if (before.payment.status === 'succeeded') expect(after.payment.status).toBe('succeeded');
            if (before.payment.status !== 'succeeded' && after.payment.status === 'succeeded') {
              expect(each.outcome).toBe('succeeded');
              expect(each.source === 'reply').toBe(false);
              if (each.source === 'callback') expect(trust).toBe('source-and-amount');
            }

            // Final attempts stay as they are, but for money that arrives late.
            before.attempts.forEach((attempt, index) => {
              const now = after.attempts[index];
              if (isFinalAttempt(attempt.status) && now?.status !== attempt.status)
                expect(now?.status).toBe('succeeded');
            });

            // Money is counted once per transaction id, and a paid payment has exactly one "payment" arrival (rule 6).
            const ids = after.arrivals.map((arrival) => arrival.transactionId);
            expect(new Set(ids).size).toBe(ids.length);
            const paid = after.arrivals.filter((arrival) => arrival.kind === 'payment');
            expect(paid.length).toBe(after.payment.status === 'succeeded' ? 1 : 0);
            expect(after.arrivals.length).toBeGreaterThanOrEqual(before.arrivals.length);

            // Money without a name never becomes a second arrival of its attempt.
            if (each.move === 'observe' && each.transaction === null) {
              const target = before.attempts[Math.min(each.attempt, before.attempts.length - 1)];
              const had = before.arrivals.some((arrival) => arrival.attemptId === target?.id);
              if (had) expect(after.arrivals.length).toBe(before.arrivals.length);
            }

            // What was counted is exactly what was posted, and nothing of another amount became a payment.
            for (const arrival of after.arrivals) {
              if (arrival.kind !== 'suspense') expect(arrival.money).toEqual(AMOUNT);
            }
            // Silence moves nothing.
            if (each.move === 'observe' && each.outcome === 'unknown')
              expect(unremembered(after)).toEqual(unremembered(before));
            // The same fact again changes nothing more; only "not found" is counted, because three must agree.
            if (each.move === 'observe' && each.outcome !== 'not_found') {
              const again = new World(world);
              again.step(each);
              expect(again.picture().arrivals).toEqual(after.arrivals);
              expect(again.picture().payment.status).toBe(after.payment.status);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
