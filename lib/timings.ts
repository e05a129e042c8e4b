/**
 * Every duration of the design in one place, in milliseconds. `CROSS_TIMINGS=fast` divides them by 60 for tests; it
 * is refused where a live connection exists. Delays of the sandbox's own stories stand in sandbox/stories.ts.
 */
export type Timings = {
  /**
   * When query number `n` (1 for the first: pass queries_count + 1) is due, counted from the submit. Undefined when
   * the schedule is over, 72 hours after the submit.
   */
  queryScheduleMs(n: number): number | undefined;
  /** An attempt without an answer for this long becomes `unresolved`: only a statement or a person ends it. */
  unresolvedAfterMs: number;
  /** How long a payer has to approve on the phone before an attempt may be released (MTN: 5 minutes). */
  approvalWindowMs: number;
  /** How long a direct API call waits for the provider before it answers `pending`. */
  callWaitMs: number;
  /** The whole exchange with a provider, connecting and body included. */
  providerTimeoutMs: number;
  /** `not_found` counts only this long after the call ended… */
  notFoundAfterMs: number;
  /** …and after so many queries agree (a count, not a duration). */
  notFoundQueries: number;
  expiresInDefaultMs: number;
  expiresInDirectMs: number;
  expiresInMinMs: number;
  expiresInMaxMs: number;
  /** Delays before each try of a webhook, counted from the previous try. */
  webhookRetryMs: readonly number[];
  webhookTimeoutMs: number;
  /** Delays before each try of a provider-shaped callback of a compatible endpoint. */
  callbackRetryMs: readonly number[];
  /** How long a worker owns a row it claimed; longer than any exchange it makes meanwhile. */
  leaseMs: number;
  /**
   * How long a request that died holds its idempotency key: a shop that asks again is told 409 so long. Nearly twice the
   * longest wait for an answer (`callWaitMs`), and no longer, because taking over from a request that still runs is
   * safe: attempts are counted and inserted under the payment's row lock (lib/api/charge.ts).
   */
  idempotencyLeaseMs: number;
  idempotencyKeepMs: number;
  /**
   * "Nothing on screen?" appears on the payer's page so long after the prompt was sent (pawaPay: 10 to 15 s). Never divided:
   * it is how long a person looks at a phone.
   */
  reviveHelpAfterMs: number;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const REVIVE_HELP_AFTER_MS = 12 * SECOND;

const FAST_DIVISOR = 60;
const JITTER = 0.1;

/** Since submit: close together while the payer holds the phone, then thinner. */
const QUERY_SCHEDULE_MS: readonly number[] = [
  ...[3, 5, 8, 13, 20, 30, 45, 60].map((seconds) => seconds * SECOND),
  ...steps({ from: 2 * MINUTE, to: 15 * MINUTE, by: MINUTE }),
  ...steps({ from: 20 * MINUTE, to: 2 * HOUR, by: 5 * MINUTE }),
  ...steps({ from: 3 * HOUR, to: 72 * HOUR, by: HOUR }),
];

const NORMAL: Timings = Object.freeze(build((ms) => ms));
const FAST: Timings = Object.freeze({
  ...build((ms) => ms / FAST_DIVISOR),
  // A real exchange on a loaded test machine takes real time, whatever the clock of the rules: these keep a floor.
  callWaitMs: SECOND,
  providerTimeoutMs: 2 * SECOND,
  webhookTimeoutMs: 2 * SECOND,
  leaseMs: 5 * SECOND,
  idempotencyLeaseMs: 3 * SECOND,
});

/**
 * Reads CROSS_TIMINGS itself and not through env(), so that a pure rule needs no configured environment; env()
 * refuses values other than `normal` and `fast` at start.
 */
export function timings(): Timings {
  return process.env.CROSS_TIMINGS === 'fast' ? FAST : NORMAL;
}

/** A duration that stands elsewhere, in a provider's manifest: divided like all others where timings are fast. */
export function paced(ms: number): number {
  return process.env.CROSS_TIMINGS === 'fast' ? ms / FAST_DIVISOR : ms;
}

/** Spreads work that would fall on one moment: `ms` ± 10 %, whole milliseconds. `random` is in [0, 1). */
export function jitter(ms: number, random: () => number = Math.random): number {
  return Math.round(ms * (1 - JITTER + 2 * JITTER * random()));
}

function build(scale: (ms: number) => number): Timings {
  return {
    queryScheduleMs(n) {
      if (!Number.isInteger(n) || n < 1) throw new RangeError(`Queries count from 1, not from ${n}.`);
      const ms = QUERY_SCHEDULE_MS[n - 1];
      return ms === undefined ? undefined : scale(ms);
    },
    unresolvedAfterMs: scale(72 * HOUR),
    approvalWindowMs: scale(5 * MINUTE),
    callWaitMs: scale(8 * SECOND),
    providerTimeoutMs: scale(30 * SECOND),
    notFoundAfterMs: scale(2 * MINUTE),
    notFoundQueries: 3,
    expiresInDefaultMs: scale(DAY),
    expiresInDirectMs: scale(HOUR),
    expiresInMinMs: scale(5 * MINUTE),
    expiresInMaxMs: scale(30 * DAY),
    webhookRetryMs: Object.freeze(
      [
        0,
        5 * SECOND,
        5 * MINUTE,
        30 * MINUTE,
        2 * HOUR,
        5 * HOUR,
        10 * HOUR,
        14 * HOUR,
        20 * HOUR,
        24 * HOUR,
      ].map(scale),
    ),
    webhookTimeoutMs: scale(15 * SECOND),
    callbackRetryMs: Object.freeze(
      [0, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR].map(scale),
    ),
    leaseMs: scale(MINUTE),
    idempotencyLeaseMs: scale(15 * SECOND),
    idempotencyKeepMs: scale(30 * DAY),
    reviveHelpAfterMs: REVIVE_HELP_AFTER_MS,
  };
}

function steps({ from, to, by }: { from: number; to: number; by: number }): number[] {
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}
