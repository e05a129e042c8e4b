/** Places between two writes where a test can end the process as a power cut would. Nothing here acts in production. */
import { unlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * Before and after every write between a shop's request and the delivery of its webhooks: the name, and what is true
 * there. `e2e/crashes/points.spec.ts` kills at each of them.
 */
export const CRASH_POINTS = {
  // ── the shop's request (lib/api, lib/payments/create.ts)
  'payment-unwritten': 'A request for a payment was found good; nothing is written.',
  'payment-written': 'Payment, event and idempotency key are committed; nobody was asked to pay.',
  'key-written': 'The idempotency key of a request that creates no payment is committed; nothing was done.',
  'key-taken-over': 'A request that was begun and never answered is held anew; it is not carried on.',
  'answer-unkept': 'The request has had its effect; its answer is not kept.',
  'answer-kept': 'The answer is kept under the idempotency key; the shop has not heard it.',
  // ── an attempt and the call to the provider (submit.ts, go.ts, authorize.ts)
  'attempt-unwritten': 'Operator and number are chosen; the attempt is not written.',
  'attempt-written': 'The attempt is committed with its reference; the provider was not called.',
  'reply-unapplied': 'The provider has answered the call; the answer is not applied.',
  'reply-applied': 'The answer is committed; the caller was not told.',
  'session-claimed': 'One click has claimed the asking for the provider’s page; the provider was not called.',
  'code-claimed': 'One try of a one-time code is claimed; the provider was not called.',
  'code-answered': 'The provider has judged the code; its word is not applied.',
  'code-applied': 'The word about the code is committed; the caller was not told.',
  // ── the writer's transaction (apply-observation.ts, consequences.ts)
  'observation-locked': 'An observation is about to be decided under the payment’s lock.',
  'change-locked': 'A move of payer, shop or clock is about to be decided under the payment’s lock.',
  'status-written': 'Attempt and payment have moved; nothing that goes with it is written.',
  'arrival-written': 'The money is noted as arrived; it is not posted.',
  'postings-written': 'The money is posted; the event is not written.',
  'event-written': 'The event and its deliveries are written; the transaction is open.',
  'observation-uncommitted': 'All of an observation is written; the transaction is open.',
  'observation-committed': 'An observation is committed; the worker was not woken.',
  'change-committed': 'A move of payer, shop or clock is committed; the worker was not woken.',
  // ── callbacks (receive-callback.ts)
  'callback-unstored': 'A callback came in; it is not stored.',
  'callback-stored': 'The callback is committed; it is not acknowledged.',
  'callback-acknowledged': 'What the provider is to hear is known; it has not heard it.',
  'callback-taken': 'The worker holds a stored callback; it is not read.',
  'callback-applied': 'What the callback says is committed; the callback still counts as unread.',
  'callback-finished': 'The callback is marked as read or refused.',
  // ── queries (query.ts)
  'query-taken': 'An attempt is due; the provider was not asked.',
  'query-answered': 'The provider has answered a query; the answer is not applied.',
  'query-applied': 'The answer to a query is committed.',
  'query-planned': 'An attempt that cannot be asked about has its next time.',
  // ── the worker's rows (lib/worker)
  'rows-claimed': 'Due rows are under lease; nothing is done with them.',
  'row-unreleased': 'A due row was dealt with; its lease still runs.',
  'row-released': 'The lease of a row that was dealt with is given back.',
  'rows-unnumbered': 'Committed events and postings wait for their positions.',
  'rows-numbered': 'Committed events or postings have their positions.',
  // ── deliveries to shops (lib/webhooks, lib/compat)
  'delivery-taken': 'The worker holds a delivery; it is not sent.',
  'delivery-sent': 'The shop has answered a delivery; the answer is not recorded.',
  'delivery-recorded': 'The answer of the shop is recorded.',
  'shop-callback-sent': 'The shop has answered a callback in its dialect; the answer is not recorded.',
  // ── the simulated operator (lib/sandbox)
  'charge-unwritten': 'The simulated operator was asked to charge; it has written nothing.',
  'charge-written': 'The simulated operator has the transaction; its caller does not know.',
  'act-written': 'The simulated operator has acted; it has called nobody back.',
  'operator-callback-sent': 'The simulated operator’s callback was answered; its journal does not show it.',
} as const satisfies Record<string, string>;

export type CrashPoint = keyof typeof CRASH_POINTS;

/**
 * Ends this process with SIGKILL when the point is armed, once: the file `<point>@<web or worker>` in the folder that
 * CROSS_CRASH_POINTS names arms it and is removed first, so the process that is started next goes on. Without that
 * variable nothing happens; the environment is refused when it is set beside CROSS_PUBLIC_URL (env.ts).
 */
export function crashPoint(point: CrashPoint): void {
  const folder = process.env.CROSS_CRASH_POINTS;
  if (!folder) return;
  try {
    unlinkSync(path.join(/* turbopackIgnore: true */ folder, `${point}@${processName()}`));
  } catch {
    return; // not armed, or another process was faster
  }
  process.kill(process.pid, 'SIGKILL');
}

/** `web` of lib/web/main.ts, `worker` of lib/worker/main.ts. */
function processName(): string {
  return path.basename(path.dirname(process.argv[1] ?? ''));
}
