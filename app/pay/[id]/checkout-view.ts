/** From a payment to what its page says: every rule of the page's states in one pure place. */
import {
  type AttemptView,
  type CheckoutState,
  type CheckoutView,
  type FormEcho,
  moneyView,
  type OperatorOption,
  type Previous,
  type ReferenceView,
} from '#components/checkout/view.ts';
import { brandOf } from '#lib/brand.ts';
import type { Country } from '#lib/countries.ts';
import type { Attempt, Payment } from '#lib/generated/prisma/client.ts';
import { money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import { predictOperator } from '#lib/operators/predict.ts';
import { isFinalAttempt } from '#lib/payments/decision.ts';
import { OTP_TRIES_MAX } from '#lib/payments/limits.ts';
import { attemptFacts, storedMoney } from '#lib/payments/record.ts';
import { canRelease } from '#lib/payments/release.ts';
import { blockingAttempt, currentAttempt } from '#lib/payments/resource.ts';
import { shownReference } from '#lib/payments/shown-reference.ts';
import { isOnProvidersPage } from '#lib/payments/submit.ts';
import type { Mode, PaymentRecord } from '#lib/payments/types.ts';
import { formatNational, type Phone, parsePhone } from '#lib/phone.ts';
import { providerById } from '#lib/providers/index.ts';
import type { ProviderAction } from '#lib/providers/provider.ts';
import { type AvailableOperator, isPrompt } from '#lib/routing/connections.ts';
import { timings } from '#lib/timings.ts';
import type { RememberedAccount } from './remembered.ts';

export interface CheckoutFacts {
  record: PaymentRecord;
  /** What the payer may choose from; empty where the choice is not shown. */
  operators: readonly AvailableOperator[];
  /** The customer's number, if the shop sent it with this payment. */
  customerPhone?: Phone | undefined;
  /** What the shop's program asked to stand on the page. */
  told?: readonly string[] | undefined;
  /** The account that this device keeps for the payment's country. */
  remembered?: RememberedAccount | undefined;
  /** The way out, as shopReturnUrl gives it. */
  leaveUrl: string;
  /** As returnsByItselfAfterS gives it. */
  leaveByItselfAfterS?: number | undefined;
  /** The browser has no phone around it (device.ts). */
  desktop?: boolean;
  /** What this browser sent last. */
  echo?: FormEcho | undefined;
  now: Date;
}

/** What the page of this payment says now. Pure: the same facts give the same view. */
export function checkoutView(facts: CheckoutFacts): CheckoutView {
  const { record, now } = facts;
  const { payment, app } = record;
  const blocking = blockingAttempt(record);
  const open = record.attempts.find((attempt) => attempt.releasedAt !== null && isUnanswered(attempt));
  const state = stateOf(facts, blocking);
  const askAgainMs = askAgainMsOf(state, { blocking, open, now });
  return {
    id: payment.id,
    mode: payment.mode as Mode, // held to the list by a CHECK
    shop: { name: app.name, brand: brandOf(app), ...(facts.told?.length ? { told: facts.told } : {}) },
    ...(payment.description ? { description: payment.description } : {}),
    reference: payment.reference,
    ...(payment.origin === 'link' ? { fromLink: true as const } : {}),
    amount: moneyView(storedMoney(payment.amount, payment.currency)),
    country: payment.country as Country, // held to the list by a CHECK
    state,
    leave: leaveOf(facts, state),
    canCancel: state.kind === 'choose',
    ...(open !== undefined && state.kind !== 'succeeded' ? { stillOpen: operatorOf(open) } : {}),
    ...(askAgainMs === undefined ? {} : { askAgainMs }),
  };
}

function leaveOf({ leaveUrl: url, leaveByItselfAfterS }: CheckoutFacts, { kind }: CheckoutState) {
  const final = ['succeeded', 'failed', 'canceled', 'expired'].includes(kind);
  const byItself = final && leaveByItselfAfterS !== undefined;
  return { url, final, ...(byItself ? { byItselfAfterS: leaveByItselfAfterS } : {}) };
}

function stateOf(facts: CheckoutFacts, blocking: Attempt | undefined): CheckoutState {
  const { record, now } = facts;
  const { payment } = record;
  if (payment.status === 'succeeded') return succeeded(record);
  // Money that arrived in another amount outranks whatever else is going on: the first sentence is about the money.
  if (payment.suspense) {
    const attempt = currentAttempt(record);
    if (attempt !== undefined)
      return { kind: 'suspense', ...attemptView(record, attempt), references: references(attempt) };
  }
  if (blocking !== undefined) return waiting(facts, blocking);
  if (payment.status === 'failed' || payment.status === 'canceled') return ended(record, payment.status);
  if (payment.status === 'expired' || now >= payment.expiresAt) return ended(record, 'expired');
  const previous = previousOf(record, facts.operators);
  return payment.hosted
    ? choose(facts, previous)
    : { kind: 'shop', ...(previous === undefined ? {} : { previous }) };
}

// ───────────── waiting ─────────────

function waiting(facts: CheckoutFacts, attempt: Attempt): CheckoutState {
  const { record, now } = facts;
  const seen = attemptView(record, attempt);
  const elsewhere = isOnProvidersPage(attempt.flow);
  const release = canRelease(record, elsewhere ? 'payer_came_back' : 'payer_did_not_confirm', now);
  const { manifest } = providerById(attempt.provider);
  if (attempt.status === 'unresolved')
    return { kind: 'unresolved', ...seen, references: references(attempt) };

  const windowMs = (elsewhere ? manifest.sessionMs : undefined) ?? manifest.approvalWindowMs;
  const since = (elsewhere ? attempt.calledAt : undefined) ?? attempt.submittedAt;
  if (now.getTime() >= since.getTime() + windowMs) {
    const next = attempt.nextQueryAt;
    return {
      kind: 'checking',
      ...seen,
      ...(next !== null && next > now ? { nextCheckAt: next.toISOString() } : {}),
      canRelease: release,
    };
  }
  const action = attempt.nextAction as unknown as ProviderAction | null; // written by apply-observation alone
  if (elsewhere) return { kind: 'go', ...seen, ...journey(facts, attempt, action), canRelease: release };

  const ussd = action?.type === 'confirm_on_phone' || action?.type === 'enter_otp' ? action.ussd : undefined;
  if (attempt.status === 'requires_otp') {
    return {
      kind: 'otp',
      ...seen,
      ...(action?.type === 'enter_otp' && action.length !== undefined ? { length: action.length } : {}),
      ...(ussd === undefined ? {} : { ussd }),
      wrong: attempt.otpTries,
      triesLeft: OTP_TRIES_MAX - attempt.otpTries,
      canRelease: release,
    };
  }
  const sent = attempt.status !== 'submitting';
  // The prompt leaves when the provider has taken our request, which may itself take seconds.
  const sentAt = attempt.callEndedAt ?? attempt.submittedAt;
  const dialCode =
    ussd ?? manifest.operators.find((served) => served.operator === attempt.operator)?.dialCode;
  return {
    kind: 'confirm',
    ...seen,
    sent,
    ...(dialCode === undefined ? {} : { ussd: dialCode }),
    showHelp: sent && now.getTime() >= sentAt.getTime() + timings().reviveHelpAfterMs,
    canRelease: release,
  };
}

/** A longer link makes a code too fine for a phone to read off a screen. */
const SCANNED_LENGTH_MAX = 500;

/** How far the payer is on the way to the provider's page. */
function journey({ desktop }: CheckoutFacts, attempt: Attempt, action: ProviderAction | null) {
  const url = action?.type === 'redirect' || action?.type === 'form' ? action.url : '';
  const { linkOpensApp } = OPERATORS[attempt.operator as OperatorId]; // from the catalogue
  const scanned = desktop && action?.type === 'redirect' && linkOpensApp && url.length <= SCANNED_LENGTH_MAX;
  return {
    left: attempt.calledAt !== null,
    opened: url !== '',
    ...(scanned && url !== '' ? { scan: url } : {}),
  };
}

// ───────────── the end ─────────────

function succeeded(record: PaymentRecord): CheckoutState {
  const { payment } = record;
  const attempt = currentAttempt(record);
  if (attempt === undefined) throw new Error(`Payment ${payment.id} succeeded without an attempt.`);
  const charged = payment.amountPaidByCustomer ?? attempt.payerCharge;
  return {
    kind: 'succeeded',
    ...attemptView(record, attempt),
    at: (payment.completedAt ?? attempt.completedAt ?? payment.createdAt).toISOString(),
    late: payment.late,
    surplus: payment.surplus,
    suspense: payment.suspense,
    references: { ...references(attempt), ...(payment.receiptCode ? { receipt: payment.receiptCode } : {}) },
    ...(charged !== null && charged > payment.amount
      ? { charged: moneyView(storedMoney(charged, payment.currency)) }
      : {}),
    ...(payment.refundedAmount > 0n
      ? { returned: moneyView(storedMoney(payment.refundedAmount, payment.currency)) }
      : {}),
  };
}

function ended(record: PaymentRecord, kind: 'failed' | 'canceled' | 'expired'): CheckoutState {
  const previous = previousOf(record, []);
  const code = record.payment.failureCode as FailureCode | null; // written by apply-observation alone
  return {
    kind,
    ...(previous === undefined ? {} : { previous }),
    ...(code === null ? {} : { code }),
  };
}

function references(attempt: Attempt): ReferenceView {
  const operator = attempt.operatorReference ?? shownReference(attempt);
  return operator === null ? {} : { operator };
}

// ───────────── choosing ─────────────

/**
 * A program written for a provider names the paying number, as that provider takes it: the request would not come from
 * its order otherwise. A number that our own API was given is a proposal, so that relatives can pay.
 */
export function isPhoneLocked(payment: Pick<Payment, 'origin'>, phone: Phone | undefined): boolean {
  return phone !== undefined && payment.origin.startsWith('compat:');
}

function choose(facts: CheckoutFacts, previous: Previous | undefined): CheckoutState {
  const { record, operators, customerPhone, remembered, echo } = facts;
  const { payment } = record;
  const options = operators.map(optionOf);
  const usable = options
    .filter((option) => option.unavailable === undefined)
    .map((option) => option.operator);
  const phoneLocked = isPhoneLocked(payment, customerPhone);
  const echoed = phoneLocked ? undefined : echo?.phone;
  const typed = echoed === undefined ? undefined : parsePhone(echoed, payment.country as Country);
  const given = customerPhone ?? remembered?.phone;
  const known = typed?.ok ? typed.phone : typed === undefined ? given : undefined;
  // An account that the payer asked to keep is known better than its number's digits tell.
  const kept = !phoneLocked && known?.e164 === remembered?.phone.e164 ? remembered?.operator : undefined;
  const likely = kept ?? (known === undefined ? undefined : predictOperator(known));
  const wanted = [echo?.operator, previous?.operator, likely, usable.length === 1 ? usable[0] : undefined];
  const selected = wanted.find((operator) => operator !== undefined && usable.includes(operator));
  return {
    kind: 'choose',
    operators: options,
    ...(selected === undefined ? {} : { selected }),
    // Where there is no other way to pay, nothing was chosen.
    predicted:
      !phoneLocked &&
      usable.length > 1 &&
      selected !== undefined &&
      selected === likely &&
      kept === undefined &&
      echo?.operator === undefined &&
      previous === undefined,
    // A number that was understood stands without the prefix, which is drawn in front of it; another one as it was typed.
    phone: typed?.ok
      ? formatNational(typed.phone)
      : (echoed ?? (given === undefined ? '' : formatNational(given))),
    ...(phoneLocked ? { phoneLocked: true as const } : {}),
    remembered: echo?.remember === true || (echo?.phone === undefined && kept !== undefined),
    ...(previous === undefined ? {} : { previous }),
    triesLeft: payment.attemptsMax - payment.attemptsCount,
    expiresAt: payment.expiresAt.toISOString(),
  };
}

function optionOf({
  operator,
  asksPhone,
  flow,
  available,
  reason,
  limits,
}: AvailableOperator): OperatorOption {
  return {
    operator,
    asksPhone,
    prompts: isPrompt(flow),
    ...(available ? {} : { unavailable: reason ?? 'down' }),
    ...(limits === undefined ? {} : { limits: limitsView(limits) }),
  };
}

/** The attempt that made the payer choose again. One that the operator may still complete is not called failed. */
function previousOf(record: PaymentRecord, operators: readonly AvailableOperator[]): Previous | undefined {
  const last = record.attempts.at(-1);
  if (last === undefined) return undefined;
  const seen = attemptView(record, last);
  if (isUnanswered(last)) return { kind: 'released', ...seen };
  const limits = operators.find(({ operator }) => operator === last.operator)?.limits;
  return {
    kind: 'failed',
    ...seen,
    code: (last.failureCode as FailureCode | null) ?? 'unspecified', // written by apply-observation alone
    ...(limits === undefined ? {} : { limits: limitsView(limits) }),
  };
}

function limitsView({ min, max }: NonNullable<AvailableOperator['limits']>) {
  return { min: moneyView(min), max: moneyView(money(max.amount, max.currency)) };
}

// ───────────── small things ─────────────

/** Nobody but our clock or the payer's own way back ended it (released and expired), or nothing did. */
function isUnanswered(attempt: Attempt): boolean {
  const closed = attempt.status === 'expired' && attempt.releasedAt !== null;
  return closed || !isFinalAttempt(attemptFacts(attempt).status);
}

function operatorOf(attempt: Attempt): OperatorId {
  return (attempt.operatorReported ?? attempt.operator) as OperatorId; // both written from the catalogue alone
}

function attemptView(record: PaymentRecord, attempt: Attempt): AttemptView {
  const masked = record.attemptPhones[attempt.id];
  return {
    operator: operatorOf(attempt),
    // The country code is known; without it the line stays short. No-break spaces keep the number on one line.
    ...(masked === undefined ? {} : { phone: masked.replace(/^\+\d+ /, '').replaceAll(' ', '\u00a0') }),
  };
}

const SECOND_MS = 1_000;

/** How soon the page asks again, by the age of what it waits for; absent when it has nothing to wait for. */
const ASK_AGAIN_MS: readonly { untilAgeMs: number; everyMs: number }[] = [
  { untilAgeMs: 60 * SECOND_MS, everyMs: 2 * SECOND_MS },
  { untilAgeMs: 5 * 60 * SECOND_MS, everyMs: 4 * SECOND_MS },
  { untilAgeMs: 15 * 60 * SECOND_MS, everyMs: 15 * SECOND_MS },
  { untilAgeMs: Number.POSITIVE_INFINITY, everyMs: 60 * SECOND_MS },
];
const ASK_AGAIN_AT_REST_MS = 30 * SECOND_MS;

function askAgainMsOf(
  state: CheckoutState,
  { blocking, open, now }: { blocking: Attempt | undefined; open: Attempt | undefined; now: Date },
): number | undefined {
  if (state.kind === 'succeeded') return undefined;
  const since = (blocking ?? open)?.submittedAt;
  // Another tab, the clock or the shop may move a payment that waits for its payer.
  if (since === undefined)
    return state.kind === 'choose' || state.kind === 'shop' ? ASK_AGAIN_AT_REST_MS : undefined;
  const ageMs = now.getTime() - since.getTime();
  return ASK_AGAIN_MS.find(({ untilAgeMs }) => ageMs < untilAgeMs)?.everyMs;
}
