/** One try: the intention is committed first, then the provider is called, then what it said is applied. */

import { crashPoint } from '#lib/crash-points.ts';
import type { Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { newId, newProviderReference } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { Phone } from '#lib/phone.ts';
import { providerById } from '#lib/providers/index.ts';
import type { ChargeRequest, Flow, Observation } from '#lib/providers/provider.ts';
import { connectionContext, returnUrls } from '#lib/routing/connection-context.ts';
import { asksPhone, type Route, routeFor } from '#lib/routing/connections.ts';
import { running } from '#lib/running.ts';
import { timings } from '#lib/timings.ts';
import { assertAmountFits } from './amount-fits.ts';
import { applyChange, applyObservation } from './apply-observation.ts';
import { decideAttempt } from './moves.ts';
import { payerDetails, payerRow } from './payer-details.ts';
import { countPrompt } from './prompts.ts';
import { attemptFacts, loadRecord, paymentFacts, storedMoney } from './record.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from './types.ts';
import { untilWritten } from './until-written.ts';
import { within } from './within.ts';

/**
 * Starts an attempt with the chosen operator and waits for the provider at most `callWaitMs` (8 s): after that the
 * payment is answered as it stands, `pending`, while the call goes on to its own time-out.
 *
 * Redirect and form operators are not asked here: their session is opened by goToProvider on the payer's click.
 *
 * @param attemptsBefore how many attempts the caller has seen: when there are others by now, this one is `payment_blocked`
 * @throws AppError payment_blocked, payment_final, payment_expired, attempts_exhausted, operator_unsupported,
 *   operator_unavailable (every connection to it answers badly), amount_out_of_range, phone_invalid, too_many_requests (with Retry-After: the number was asked too often)
 */
export async function submitPayment(
  { paymentId, operator, phone, attemptsBefore }: Submission,
  deps: Deps = productionDeps(),
): Promise<PaymentRecord> {
  const before = await loadRecord(paymentId);
  if (before === undefined) throw new AppError('not_found', 'There is no such payment.');
  const route = await chooseRoute(before, operator, deps);
  const { flow } = route.operator;
  if (asksPhone(route.operator) && phone === undefined) {
    throw new AppError('phone_invalid', `${OPERATORS[operator].name.label} needs the payer's phone number.`, {
      errors: [{ path: 'phone', message: 'Give the phone number of the account that pays.' }],
    });
  }

  const attemptId = newId('att');
  crashPoint('attempt-unwritten');
  const begun = await applyChange(
    paymentId,
    (record, now) => {
      if (record.attempts.length !== (attemptsBefore ?? record.attempts.length))
        return { error: 'payment_blocked' };
      const move = decideAttempt(paymentFacts(record.payment), record.attempts.map(attemptFacts), now);
      if (!move.ok) return { error: move.error };
      const decision = isOnProvidersPage(flow)
        ? { ...move.decision, event: 'payment.pending' as const }
        : move.decision;
      return { decision, begin: (tx) => insertAttempt(tx, { record, route, attemptId, phone, now }) };
    },
    deps,
  );
  crashPoint('attempt-written');
  if (isOnProvidersPage(flow)) return begun;

  const call = running(callProvider(begun, { attemptId, route, phone: phone?.e164 }, deps));
  await within(call, timings().callWaitMs);
  return (await loadRecord(paymentId)) ?? begun;
}

interface Submission {
  paymentId: string;
  operator: OperatorId;
  phone?: Phone | undefined;
  attemptsBefore?: number | undefined;
}

/** Flows whose payer leaves for a page of the provider. */
export function isOnProvidersPage(flow: string): boolean {
  return flow === 'redirect' || flow === 'form';
}

async function chooseRoute(
  { payment }: PaymentRecord,
  operator: OperatorId,
  { clock }: Deps,
): Promise<Route> {
  const name = OPERATORS[operator].name.label;
  if (OPERATORS[operator].country !== payment.country) {
    throw new AppError('operator_unsupported', `${name} does not take payments of this country.`);
  }
  const amount = storedMoney(payment.amount, payment.currency);
  assertAmountFits(operator, amount);
  const choice = await routeFor(payment, operator, amount, clock);
  if (choice === undefined) {
    throw new AppError('operator_unsupported', `${name} cannot be used here: choose another operator.`, {
      errors: [{ path: 'operator', message: 'No connection of this mode takes it in this currency.' }],
    });
  }
  if (choice.reason === 'down') {
    throw new AppError(
      'operator_unavailable',
      `${name} answers badly at the moment: try again in ten minutes.`,
    );
  }
  assertAmountFits(operator, amount, choice.limits);
  return choice.route;
}

interface Begin {
  record: PaymentRecord;
  route: Route;
  attemptId: string;
  phone: Phone | undefined;
  now: Date;
}

async function insertAttempt(tx: Tx, { record, route, attemptId, phone, now }: Begin): Promise<Attempt> {
  const { payment } = record;
  const { connection, operator } = route;
  const elsewhere = isOnProvidersPage(operator.flow);
  if (phone !== undefined && !elsewhere) await countPrompt(tx, { mode: payment.mode, phone, attemptId, now });
  const attempt = await tx.attempt.create({
    data: {
      id: attemptId,
      paymentId: payment.id,
      merchantId: payment.merchantId,
      mode: payment.mode,
      number: record.attempts.length + 1,
      connectionId: connection.id,
      provider: connection.provider,
      operator: operator.operator,
      flow: operator.flow,
      status: elsewhere ? 'pending' : 'submitting',
      reference: newProviderReference(),
      amount: payment.amount,
      currency: payment.currency,
      submittedAt: now,
      calledAt: elsewhere ? null : now,
      ...(elsewhere ? { nextAction: { type: operator.flow, url: '' } } : {}),
    },
  });
  if (phone !== undefined) {
    const row = payerRow({
      ownerId: attemptId,
      paymentId: payment.id,
      merchantId: payment.merchantId,
      phone,
    });
    await tx.payerDetail.create({ data: row });
    record.attemptPhones[attemptId] = row.phoneMasked ?? '';
  }
  return attempt;
}

/** What is about to be charged, and where. */
export interface ProviderCall {
  attemptId: string;
  route: Pick<Route, 'connection'>;
  /** E.164. */
  phone: string | undefined;
}

/**
 * Asks the provider to charge and applies its answer. Never throws: whatever goes wrong after the intention was
 * committed is `unknown`, and the worker finds out.
 */
export async function callProvider(
  record: PaymentRecord,
  call: ProviderCall,
  deps: Deps,
): Promise<PaymentRecord> {
  const { attemptId, route } = call;
  try {
    const request = await chargeRequest(record, call);
    const observation = await providerById(route.connection.provider)
      .charge(request, connectionContext(route.connection, deps))
      .catch((error: unknown) => broken(error, attemptId));
    crashPoint('reply-unapplied');
    const written = await untilWritten(async () => {
      const applied = await applyObservation({ paymentId: record.payment.id, attemptId, observation }, deps);
      return applied.record;
    });
    crashPoint('reply-applied');
    return written;
  } catch (error) {
    log.error(
      { err: error, attemptId },
      'the answer of a charge could not be applied; the worker will ask again',
    );
    return record;
  }
}

function broken(error: unknown, attemptId: string): Observation {
  log.error({ err: error, attemptId }, 'a provider client threw; silence is unknown');
  return { outcome: 'unknown', source: 'reply', raw: { error: 'client failed' } };
}

async function chargeRequest(
  record: PaymentRecord,
  { attemptId, phone }: ProviderCall,
): Promise<ChargeRequest> {
  const { payment, app } = record;
  const attempt = record.attempts.find((candidate) => candidate.id === attemptId);
  if (attempt === undefined) throw new Error(`Attempt ${attemptId} is missing.`);
  const customer = await payerDetails(payment.id);
  return {
    reference: attempt.reference,
    money: storedMoney(attempt.amount, attempt.currency),
    operator: attempt.operator as OperatorId, // written from the catalogue alone
    flow: attempt.flow as Flow, // written from a manifest alone
    ...(phone === undefined ? {} : { phone }),
    description: payment.description ?? `${app.name} ${payment.reference}`,
    customer: {
      ...(customer.name === undefined ? {} : { name: customer.name }),
      ...(customer.email === undefined ? {} : { email: customer.email }),
    },
    locale: payment.locale === 'en' ? 'en' : 'fr',
    returnUrls: returnUrls(attempt.reference),
  };
}
