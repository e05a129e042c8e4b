/** A payment with its attempts in memory, moved by the pure rules alone: for tests of long histories. */
import type { Currency, Money } from '#lib/money.ts';
import { money } from '#lib/money.ts';
import type { Outcome, Source, Trust } from '#lib/providers/provider.ts';
import {
  type ArrivalFacts,
  type AttemptFacts,
  blocks,
  type Decision,
  type PaymentFacts,
  type Snapshot,
  triesRemain,
} from '../decision.ts';
import { decideAttempt, decideCancel, decideExpiry, decideRelease } from '../moves.ts';
import { decide, decideUnresolved } from '../state.ts';

export interface Step {
  /** Which attempt it is about; beyond the last one means the last one. */
  attempt: number;
  outcome: Outcome;
  source: Source;
  transaction: number | null;
  amount: bigint;
  currency: Currency;
  stated: boolean;
  move: 'observe' | 'begin' | 'release' | 'cancel' | 'expire' | 'unresolved' | 'wait';
}

const LIMITS = { notFoundAfterMs: 120_000, notFoundQueries: 3, otpTriesMax: 5 };
const STEP_MS = 10 * 60_000;

export class World {
  payment: PaymentFacts;
  attempts: AttemptFacts[];
  arrivals: ArrivalFacts[];
  now: Date;
  readonly amount: Money;
  readonly trust: Trust;

  constructor(from: World | { amount: Money; trust: Trust; attemptsMax: number; now: Date }) {
    this.amount = from.amount;
    this.trust = from.trust;
    this.now = from.now;
    if (from instanceof World) {
      ({
        payment: this.payment,
        attempts: this.attempts,
        arrivals: this.arrivals,
      } = structuredClone(from.picture()));
    } else {
      const expiresAt = new Date(from.now.getTime() + 24 * 3_600_000);
      this.payment = {
        status: 'created',
        attemptsCount: 0,
        attemptsMax: from.attemptsMax,
        expiresAt,
        unresolved: false,
      };
      this.attempts = [];
      this.arrivals = [];
    }
  }

  picture() {
    return structuredClone({ payment: this.payment, attempts: this.attempts, arrivals: this.arrivals });
  }

  step(step: Step): void {
    const attempt = this.attempts[Math.min(step.attempt, this.attempts.length - 1)];
    switch (step.move) {
      case 'begin':
        this.begin();
        return;
      case 'wait':
        this.now = new Date(this.now.getTime() + STEP_MS);
        return;
      case 'cancel': {
        const move = decideCancel(this.payment, this.attempts, 'merchant');
        if (move.ok) this.apply(move.decision, undefined);
        return;
      }
      case 'expire': {
        const decision = decideExpiry(this.payment, this.payment.expiresAt);
        if (decision !== undefined) this.apply(decision, undefined);
        return;
      }
      case 'release':
        if (attempt !== undefined && blocks(attempt) && attempt.status !== 'unresolved') {
          const because = triesRemain(this.payment, this.now) ? 'payer_came_back' : 'session_over';
          this.apply(decideRelease(this.payment, because, this.now), attempt);
        }
        return;
      case 'unresolved':
        if (attempt !== undefined) this.apply(decideUnresolved(this.snapshot(attempt)), attempt);
        return;
      case 'observe':
        if (attempt !== undefined) this.observe(attempt, step);
    }
  }

  private begin(): void {
    const move = decideAttempt(this.payment, this.attempts, this.now);
    if (!move.ok) return;
    const id = `att_${this.attempts.length + 1}`;
    const attempt: AttemptFacts = {
      id,
      status: 'submitting',
      released: false,
      amount: this.amount,
      reference: `REFERENCE-${id}`,
      otpTries: 0,
      notFoundCount: 0,
      callEndedAt: this.now,
      hinted: false,
      otpSilent: false,
    };
    this.attempts.push(attempt);
    this.payment.attemptsCount = this.attempts.length;
    this.apply(move.decision, attempt);
  }

  private observe(
    attempt: AttemptFacts,
    { outcome, source, transaction, amount, currency, stated }: Step,
  ): void {
    const decision = decide(this.snapshot(attempt), {
      outcome,
      source,
      ...(stated ? { money: money(amount, currency) } : {}),
      // A transaction id belongs to one attempt at one connection, as providers give them.
      ...(transaction === null ? {} : { transactionId: `${attempt.id}:tx-${transaction}` }),
      raw: {},
    });
    this.apply(decision, attempt);
  }

  private snapshot(attempt: AttemptFacts): Snapshot {
    return {
      payment: this.payment,
      attempt,
      arrivals: this.arrivals,
      countedElsewhere: false,
      trust: this.trust,
      limits: LIMITS,
      now: this.now,
    };
  }

  private apply(decision: Decision, attempt: AttemptFacts | undefined): void {
    const { status, unresolved } = decision.payment;
    if (status !== undefined) this.payment.status = status;
    if (unresolved !== undefined) this.payment.unresolved = unresolved;
    if (attempt !== undefined) {
      const change = decision.attempt;
      if (change.status !== undefined) attempt.status = change.status;
      if (change.released) attempt.released = true;
      if (change.hinted !== undefined) attempt.hinted = change.hinted;
      if (change.otpSilent) attempt.otpSilent = true;
      if (change.otpTries !== undefined) attempt.otpTries = change.otpTries;
      if (change.notFoundCount !== undefined) attempt.notFoundCount = change.notFoundCount;
      if (decision.arrival !== undefined) {
        this.arrivals.push({ ...decision.arrival, namedAs: null, attemptId: attempt.id, reversed: false });
      }
    }
    const { reversal, naming } = decision;
    for (const arrival of this.arrivals) {
      if (arrival.transactionId === naming?.transactionId) arrival.namedAs = naming.namedAs;
    }
    if (reversal !== undefined) {
      for (const arrival of this.arrivals)
        if (arrival.transactionId === reversal.transactionId) arrival.reversed = true;
    }
  }
}
