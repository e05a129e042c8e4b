/**
 * The two ways in which the API starts to collect: a new payment, and one more attempt of a payment. Both may be
 * resumed: a request that was begun with the same idempotency key and never answered is carried on from what it left,
 * and a charge is sent only when no attempt was made.
 */
import { type Country, isCountry } from '#lib/countries.ts';
import { AppError } from '#lib/errors.ts';
import { formatMoney, type Money } from '#lib/money.ts';
import { createPayment } from '#lib/payments/create.ts';
import { findPayment } from '#lib/payments/find.ts';
import { assertMayPrompt } from '#lib/payments/prompts.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { paymentResource } from '#lib/payments/resource.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { type AvailableOperator, availableOperators, isPrompt } from '#lib/routing/connections.ts';
import type { Caller } from './authenticate.ts';
import { type Claim, isTakenOver, sealAnswer } from './idempotency.ts';
import { type Answer, type Call, KEY_TAKEN, notFound } from './merchant-route.ts';
import { type Charge, readNewCharge, readNewPayment } from './new-payment.ts';
import { createPaymentOperation } from './operations.ts';
import type { CreateAttemptRequest, CreatePaymentRequest } from './schemas.ts';

/** POST /payments: a hosted payment, or a direct charge that is answered within 8 seconds. */
export async function createAndCharge(
  call: Call<CreatePaymentRequest, unknown>,
): Promise<Answer | typeof KEY_TAKEN> {
  const { caller, claim, now } = call;
  const { payment, charge } = readNewPayment(call.body, caller);
  const begun = call.resumed?.resourceId;
  if (begun !== undefined)
    return answer(await chargeIfUntried(call, await mustFind(caller, begun), charge), now);

  // Refused before anything exists: a payment that cannot be charged would only occupy its reference.
  if (charge !== undefined) await assertChargeable(caller, charge, { ...payment, now });
  const hosted = charge === undefined;
  const { record, created } = await createPayment(caller.scope, payment, {
    app: caller.app,
    ...(claim === undefined ? {} : { idempotency: keyToInsert(claim, { hosted, now }) }),
  });
  if (!created) return KEY_TAKEN;
  if (claim !== undefined) Object.assign(claim, { owned: true, finished: hosted });
  return answer(await chargeIfUntried(call, record, charge), now);
}

/** A hosted payment's answer is known with its row, and kept in the same statement; a charge's comes later. */
function keyToInsert(claim: Claim, { hosted, now }: { hosted: boolean; now: Date }) {
  const { key, requestHash } = claim;
  const { status } = createPaymentOperation;
  if (!hosted) return { key, requestHash };
  return {
    key,
    requestHash,
    answer: (record: PaymentRecord) => sealAnswer(claim, { status, ...answer(record, now) }),
  };
}

/** POST /payments/{id}/attempts. */
export async function chargeAgain(call: Call<CreateAttemptRequest, unknown>): Promise<Answer> {
  const { caller, now, resumed } = call;
  const record = await mustFind(caller, call.id);
  const made =
    resumed === undefined
      ? undefined
      : record.attempts.find((attempt) => attempt.submittedAt >= resumed.begunAt);
  if (made !== undefined) return answer(record, now);

  const { payment } = record;
  const charge = readNewCharge(call.body, storedCountry(payment.country));
  if (payment.status === 'created')
    await assertChargeable(caller, charge, {
      money: storedMoney(payment.amount, payment.currency),
      metadata: payment.metadata,
      now,
    });
  return answer(await chargeOnce(call, record, charge), now);
}

/**
 * An attempt on top of those that this request has seen. A request that was slower than its lease may find that another
 * one with its key has charged meanwhile: one key is one charge, whatever became of it, so that one is its answer too.
 */
async function chargeOnce(
  { caller, claim }: ChargeCall,
  record: PaymentRecord,
  charge: Charge,
): Promise<PaymentRecord> {
  const { id } = record.payment;
  if (claim === undefined) return submitPayment({ paymentId: id, ...charge });
  try {
    return await submitPayment({ paymentId: id, ...charge, attemptsBefore: record.attempts.length });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'payment_blocked') throw error;
    if (!(await isTakenOver(claim))) throw error;
    return mustFind(caller, id);
  }
}

type ChargeCall = Pick<Call<unknown, unknown>, 'caller' | 'claim'>;

/** The payment of a route's `{id}`, within the caller's scope. */
export async function mustFind(caller: Caller, id: string): Promise<PaymentRecord> {
  const record = await findPayment(caller.scope, id);
  if (record === undefined) throw notFound('payment');
  return record;
}

function answer(record: PaymentRecord, now: Date): Answer {
  return { body: paymentResource(record, now) };
}

async function chargeIfUntried(
  call: ChargeCall,
  record: PaymentRecord,
  charge: Charge | undefined,
): Promise<PaymentRecord> {
  const untried = record.attempts.length === 0 && record.payment.status === 'created';
  return charge === undefined || !untried ? record : chargeOnce(call, record, charge);
}

/** @throws AppError unless some connection can be asked for this money at this operator now */
async function assertChargeable(
  { scope }: Caller,
  { operator, phone, country }: Charge,
  { money, metadata, now }: { money: Money; metadata?: unknown; now: Date },
): Promise<void> {
  const offers = await availableOperators({ ...scope, metadata }, country, money);
  const offer = offers.find((candidate) => candidate.operator === operator);
  if (offer === undefined) {
    throw at(
      'operator_unsupported',
      'operator',
      `No connection serves ${operator} for ${money.currency} in ${scope.mode} mode. GET /operators lists what can be used.`,
    );
  }
  if (offer.reason !== undefined) throw unavailable(offer, offer.reason, money);
  if (phone === undefined && offer.asksPhone) {
    throw at('phone_invalid', 'phone', `Required: ${operator} asks for the number of the account that pays.`);
  }
  if (phone !== undefined && isPrompt(offer.flow)) await assertMayPrompt({ mode: scope.mode, phone, now });
}

function unavailable(
  offer: AvailableOperator,
  reason: NonNullable<AvailableOperator['reason']>,
  money: Money,
): AppError {
  const { operator, limits } = offer;
  const bounds = limits === undefined ? '' : ` Its limits: ${inWords(limits.min)} to ${inWords(limits.max)}.`;
  switch (reason) {
    case 'amount_above':
      return at('amount_out_of_range', 'amount', `Is more than ${operator} takes at once.${bounds}`);
    case 'amount_below':
      return at('amount_out_of_range', 'amount', `Is less than ${operator} takes.${bounds}`);
    case 'decimals':
      return at(
        'amount_out_of_range',
        'amount',
        `${operator} takes whole ${money.currency} only. Send a multiple of 100.`,
      );
    case 'down':
      return at(
        'operator_unavailable',
        'operator',
        `${operator} does not answer at present. Try again later or offer another.`,
      );
  }
}

function at(
  code: 'operator_unavailable' | 'operator_unsupported' | 'amount_out_of_range' | 'phone_invalid',
  path: string,
  message: string,
): AppError {
  return new AppError(code, `${path}: ${message}`, {
    errors: [{ path, message }],
    ...(code === 'operator_unavailable' ? { headers: { 'Retry-After': '60' } } : {}),
  });
}

function inWords(money: Money): string {
  return formatMoney(money, 'en');
}

function storedCountry(country: string): Country {
  if (!isCountry(country)) throw new Error(`a payment is stored with the country ${country}`);
  return country;
}
