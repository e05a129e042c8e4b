/** The payer's way back to the shop (design, API: Redirect back to the shop). */

import type { Payment } from '#lib/generated/prisma/client.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { hmacHex, open } from '#lib/secrets.ts';
import { isFinalAttempt } from './decision.ts';
import type { AttemptStatus, PaymentRecord } from './types.ts';

/**
 * The shop's URL for the payment's present status, with `payment_id, reference, status`, the passthrough parameters,
 * `timestamp` (seconds) and `signature` = hex HMAC-SHA256 of `payment_id.reference.status.timestamp` with the app's
 * signing secret. A payer who leaves while money is in question goes to the app's site without a status, never to the
 * success or cancel URL.
 */
export function shopReturnUrl(record: PaymentRecord, now: Date): string {
  const { payment, app } = record;
  if (payment.status !== 'succeeded' && hasOpenQuestion(record)) return app.siteUrl;
  const target = destination(record);
  if (target === undefined) return app.siteUrl;
  const passthrough = payment.passthrough as Record<string, string>; // written by create alone, names checked there
  if (payment.origin.startsWith('compat:')) return dialectReturn(target, passthrough);

  const url = new URL(target);
  for (const [name, value] of Object.entries(passthrough)) url.searchParams.set(name, value);
  const timestamp = Math.floor(now.getTime() / 1000).toString();
  const signed = `${payment.id}.${payment.reference}.${payment.status}.${timestamp}`;
  url.searchParams.set('payment_id', payment.id);
  url.searchParams.set('reference', payment.reference);
  url.searchParams.set('status', payment.status);
  url.searchParams.set('timestamp', timestamp);
  url.searchParams.set(
    'signature',
    hmacHex(open(app.signingSecretSealed, sealPurpose.appSigningSecret(app.id)), signed),
  );
  return url.href;
}

/** Time enough to read the first sentence and to press "stay" (WCAG 2.2.1: a time limit that can be turned off). */
const BY_ITSELF_AFTER_S = 10;
/** Whoever opens the page later came to read it. */
const BY_ITSELF_WITHIN_MS = 5 * 60_000;

/**
 * After how many seconds a page that has told the end sends the payer to {@link shopReturnUrl} by itself: shops written
 * for a provider finish their order behind that address (SOFTSYSTEM's success_url: where the payer's browser is sent).
 *
 * @returns undefined when only the payer's hand does it: the shop speaks no dialect or gave no address for this end, the
 *   money is in question, or the page has more to say than how it ended
 */
export function returnsByItselfAfterS(record: PaymentRecord, now: Date): number | undefined {
  const { payment } = record;
  const target = ownDestination(payment);
  const told = payment.origin.startsWith('compat:') && payment.hosted && payment.completedAt !== null;
  const moreToRead = payment.surplus || payment.suspense || payment.refundedAmount > 0n;
  if (!told || moreToRead || target === undefined || !/^https?:\/\//i.test(target)) return undefined;
  if (payment.status !== 'succeeded' && hasOpenQuestion(record)) return undefined;
  const age = now.getTime() - (payment.completedAt?.getTime() ?? 0);
  return age < BY_ITSELF_WITHIN_MS ? BY_ITSELF_AFTER_S : undefined;
}

/** True while any attempt may still bring money, a released one too. */
function hasOpenQuestion({ payment, attempts }: PaymentRecord): boolean {
  return (
    payment.status === 'pending' || attempts.some(({ status }) => !isFinalAttempt(status as AttemptStatus))
  ); // by CHECK
}

/** A shop that speaks a provider's dialect knows nothing of our parameters: it gets its address and its own ones. */
function dialectReturn(target: string, passthrough: Record<string, string>): string {
  const added = new URLSearchParams(passthrough).toString();
  if (added === '') return target;
  const url = new URL(target);
  url.search = url.search === '' ? added : `${url.search}&${added}`;
  return url.href;
}

function destination({ payment, app }: PaymentRecord): string | undefined {
  switch (payment.status) {
    case 'succeeded':
      return payment.successUrl ?? app.successUrl ?? app.siteUrl;
    case 'canceled':
    case 'created':
      return payment.cancelUrl ?? app.cancelUrl ?? app.siteUrl;
    default:
      return payment.failureUrl ?? app.failureUrl ?? payment.cancelUrl ?? app.cancelUrl ?? app.siteUrl;
  }
}

/** The address that came with the payment for this end: a compatible endpoint writes its account's and the app's in too. */
function ownDestination({ status, successUrl, cancelUrl, failureUrl }: Payment): string | undefined {
  if (status === 'succeeded') return successUrl ?? undefined;
  return (status === 'canceled' ? cancelUrl : (failureUrl ?? cancelUrl)) ?? undefined;
}
