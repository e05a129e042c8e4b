/** The words of a payment's life (design, domain: Payment and attempt). */
import { type Clock, systemClock } from '#lib/clock.ts';
import type { App, Attempt, Payment } from '#lib/generated/prisma/client.ts';
import { type HttpSend, sendHttp } from '#lib/http.ts';

export const MODES = ['test', 'live'] as const;
export type Mode = (typeof MODES)[number];

/** Every read is scoped: another merchant's, app's or mode's object and a missing one are the same 404. */
export interface Scope {
  merchantId: string;
  appId: string | 'all';
  mode: Mode;
}

export const PAYMENT_STATUSES = ['created', 'pending', 'succeeded', 'failed', 'canceled', 'expired'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export const ATTEMPT_STATUSES = [
  'submitting',
  'requires_otp',
  'pending',
  'succeeded',
  'failed',
  'canceled',
  'expired',
  'unresolved',
] as const;
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

/** What use cases take from outside; tests pass their own. */
export interface Deps {
  clock: Clock;
  send: HttpSend;
}

/** The production dependencies. */
export function deps(): Deps {
  return { clock: systemClock, send: sendHttp };
}

/** A payment with what is needed to show it and to decide about it. */
export interface PaymentRecord {
  payment: Payment;
  app: App;
  /** Oldest first. */
  attempts: Attempt[];
  /** What the shop told about its customer. */
  payer?: { phoneMasked?: string };
  /** Masked number by attempt id. */
  attemptPhones: Record<string, string>;
}
