import { env } from '#lib/env.ts';
import { timings } from '#lib/timings.ts';

/** Every delay of the stories, in milliseconds. */
export interface StoryTimes {
  /** The simulated operator answers. */
  approveMs: number;
  /** Long enough for "nothing on screen?" to appear on the payer's page. */
  slowApproveMs: number;
  /** After the approval window, and after a payment of the shortest life has expired. */
  latePushMs: number;
  /** After a page's session is over, and after a payment of the shortest life has expired. */
  latePageMs(sessionMs: number): number;
  /** Between the first and a second callback, payment or refund. */
  againMs: number;
  /** A prompt that nobody looks at approves itself after this long; never where undefined. */
  unattendedMs: number | undefined;
  /** How long a handset page that was seen counts as open. */
  handsetOpenMs: number;
  /** An open handset is looked at again after this long. */
  handsetLookMs: number;
  /** A request that gets no answer is held this long: longer than our own client waits. */
  silenceMs: number;
}

const SECOND = 1_000;
const FAST_DIVISOR = 60;

/**
 * The delays of now. Those that refer to durations of the product (the help on the page, approval windows, expiry)
 * follow CROSS_TIMINGS; a simulated operator's own second stays a second, so that the order of things is the same.
 */
export function storyTimes(): StoryTimes {
  const product = timings();
  const fast = process.env.CROSS_TIMINGS === 'fast';
  const scaled = (ms: number) => (fast ? ms / FAST_DIVISOR : ms);
  return {
    approveMs: SECOND,
    slowApproveMs: fast ? 2 * SECOND : 20 * SECOND,
    latePushMs: product.approvalWindowMs + product.expiresInMinMs,
    latePageMs: (sessionMs) => scaled(sessionMs) + product.expiresInMinMs,
    againMs: 2 * SECOND,
    unattendedMs: fast ? 3 * SECOND : unattendedInDemo(),
    handsetOpenMs: 10 * SECOND,
    handsetLookMs: 2 * SECOND,
    silenceMs: product.providerTimeoutMs * 1.5,
  };
}

/** Outside the demo a prompt waits for a person: test mode of a real merchant must not decide by itself. */
function unattendedInDemo(): number | undefined {
  return env().mode === 'demo' ? 20 * SECOND : undefined;
}
