/** A payment is born: one statement writes the row, its event, the deliveries and the shop's idempotency key. */
import { addMs } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db, inTransaction, notifyDue, queryPrepared, type Sql, sql, type Tx, violates } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { App, Payment } from '#lib/generated/prisma/client.ts';
import { newId } from '#lib/ids.ts';
import type { Money } from '#lib/money.ts';
import type { Country, Phone } from '#lib/phone.ts';
import { timings } from '#lib/timings.ts';
import { eventAndDeliveries, type NewEvent } from '#lib/webhooks/enqueue.ts';
import { ATTEMPTS_MAX_DEFAULT } from './limits.ts';
import { payerRow } from './payer-details.ts';
import { loadRecord } from './record.ts';
import { paymentResource } from './resource.ts';
import { type Deps, type Mode, type PaymentRecord, deps as productionDeps, type Scope } from './types.ts';

/** What a shop asks for, parsed and checked at the edge. Money in minor units, durations in milliseconds. */
export interface NewPayment {
  money: Money;
  /** The shop's own; unique per app and mode. */
  reference: string;
  country?: Country;
  description?: string;
  customer?: { name?: string; email?: string; phone?: Phone };
  locale?: 'fr' | 'en';
  /** True: the payer chooses on our page. False: a direct charge. */
  hosted: boolean;
  /** `api` unless a link or a compatible endpoint made it. */
  origin?: string;
  attemptsMax?: number;
  successUrl?: string;
  cancelUrl?: string;
  failureUrl?: string;
  callbackUrl?: string;
  metadata?: Record<string, string>;
  passthrough?: Record<string, string>;
  expiresInMs?: number;
}

export interface CreateOptions {
  /** The scope's app, where the caller has just read it. */
  app?: App;
  /** The shop's key, inserted together with the payment: a crash leaves both or neither (domain rule 13). */
  idempotency?: {
    key: string;
    requestHash: Uint8Array;
    /** The first answer, where it is known as soon as the payment is: kept with the key. */
    answer?: (record: PaymentRecord) => { status: number; bodySealed: Uint8Array };
  };
  /** Writes what belongs to the payment beside it, in the transaction that creates it. */
  alongside?: (tx: Tx, record: PaymentRecord) => Promise<void>;
  deps?: Deps;
}

/**
 * Creates a payment.
 *
 * @returns `created: false` with the first payment when the same idempotency key made one before
 * @throws AppError `reference_taken` (409) with the first payment's id when the reference is used in this app and mode;
 *   `idempotency_key_in_use` when the key exists without a payment
 */
export async function createPayment(
  scope: Scope & { appId: string },
  request: NewPayment,
  { app, idempotency, alongside, deps = productionDeps() }: CreateOptions = {},
): Promise<{ record: PaymentRecord; created: boolean }> {
  const owner = app ?? (await findApp(scope));
  const creation = prepare(scope, request, { app: owner, idempotency, now: deps.clock.now() });
  const { record } = creation;
  crashPoint('payment-unwritten');
  const created = await refusingTaken(creation, () =>
    alongside === undefined
      ? insert(queryPrepared, creation)
      : inTransaction(async (tx) => {
          const inserted = await insert((statement) => tx.$queryRaw(statement), creation);
          if (inserted !== undefined) await alongside(tx, record);
          return inserted;
        }),
  );
  crashPoint('payment-written');
  if (created === undefined) return { record: await firstOf(creation), created: false };
  // Nobody waits for it, and without a delivery nothing is due yet.
  if (created.deliveries > 0) void notifyDue();
  return { record, created: true };
}

/** What will be written, whole: the database adds nothing to it. */
interface Creation {
  record: PaymentRecord;
  payer: ReturnType<typeof payerRow> | undefined;
  idempotency: CreateOptions['idempotency'];
  now: Date;
}

async function findApp({ appId, merchantId }: Scope & { appId: string }): Promise<App> {
  const app = await db.app.findFirst({ where: { id: appId, merchantId } });
  if (app === null) throw new AppError('not_found', 'There is no such app.');
  return app;
}

function prepare(
  scope: Scope & { appId: string },
  request: NewPayment,
  { app, idempotency, now }: { app: App; idempotency: CreateOptions['idempotency']; now: Date },
): Creation {
  const payment = paymentRow(scope, request, { app, now });
  const { id: paymentId, merchantId } = payment;
  const { customer } = request;
  const payer =
    customer === undefined ? undefined : payerRow({ ownerId: paymentId, paymentId, merchantId, ...customer });
  const shown = payer && (payer.phoneMasked === null ? {} : { phoneMasked: payer.phoneMasked });
  const record: PaymentRecord = {
    payment,
    app,
    attempts: [],
    ...(shown === undefined ? {} : { payer: shown }),
    attemptPhones: {},
  };
  return { record, payer, idempotency, now };
}

function paymentRow(
  { merchantId, appId, mode }: Scope & { appId: string },
  request: NewPayment,
  { app, now }: { app: App; now: Date },
): Payment {
  const { expiresInDefaultMs, expiresInDirectMs } = timings();
  const lifeMs = request.expiresInMs ?? (request.hosted ? expiresInDefaultMs : expiresInDirectMs);
  return {
    id: newId('pay'),
    merchantId,
    appId,
    mode,
    status: 'created',
    origin: request.origin ?? 'api',
    hosted: request.hosted,
    amount: request.money.amount,
    currency: request.money.currency,
    reference: request.reference,
    country: request.country ?? app.country,
    description: request.description ?? null,
    locale: request.locale ?? app.locale,
    attemptsMax: request.attemptsMax ?? ATTEMPTS_MAX_DEFAULT[request.hosted ? 'hosted' : 'direct'],
    attemptsCount: 0,
    successUrl: request.successUrl ?? null,
    cancelUrl: request.cancelUrl ?? null,
    failureUrl: request.failureUrl ?? null,
    callbackUrl: request.callbackUrl ?? homeCallback(app, request.origin),
    metadata: request.metadata ?? {},
    passthrough: request.passthrough ?? {},
    failureCode: null,
    amountPaidByCustomer: null,
    feeAmount: 0n,
    refundedAmount: 0n,
    late: false,
    unresolved: false,
    suspense: false,
    surplus: false,
    receiptCode: null,
    eventSequence: 1,
    createdAt: now,
    expiresAt: addMs(now, lifeMs),
    completedAt: null,
    expireLeaseUntil: null,
  };
}

/**
 * One statement: the key, and only if it was free the payment, what it tells about its customer, the event and the
 * deliveries. Another request with the same key or reference is waited for. A taken reference violates a constraint, so
 * that the key goes with everything else; columns that are not named keep their defaults.
 *
 * @returns how many deliveries are due; undefined when the idempotency key was taken
 */
async function insert(
  query: (statement: Sql) => Promise<{ deliveries: number }[]>,
  creation: Creation,
): Promise<{ deliveries: number } | undefined> {
  const { payment } = creation.record;
  const [inserted] = await query(sql`
    WITH ${keyPart(creation)}, payment AS (
      INSERT INTO payments (id, merchant_id, app_id, mode, origin, hosted, amount, currency, reference, country,
        description, locale, attempts_max, success_url, cancel_url, failure_url, callback_url, metadata, passthrough,
        event_sequence, created_at, expires_at)
      SELECT ${payment.id}, ${payment.merchantId}, ${payment.appId}, ${payment.mode}, ${payment.origin},
        ${payment.hosted}::boolean, ${payment.amount}::bigint, ${payment.currency}, ${payment.reference},
        ${payment.country}, ${payment.description}, ${payment.locale}, ${payment.attemptsMax}::int,
        ${payment.successUrl}, ${payment.cancelUrl}, ${payment.failureUrl}, ${payment.callbackUrl},
        ${JSON.stringify(payment.metadata)}::jsonb, ${JSON.stringify(payment.passthrough)}::jsonb,
        ${payment.eventSequence}::int, ${payment.createdAt}::timestamptz, ${payment.expiresAt}::timestamptz
      FROM key
      RETURNING id
    ), ${payerPart(creation)} ${eventAndDeliveries(newId('evt'), createdEvent(creation), sql`payment`)}
    SELECT (SELECT count(*) FROM delivery)::int AS deliveries FROM payment`);
  return inserted;
}

/** One row when the payment may be made: the key's own, or one for a request without a key. */
function keyPart({ record, idempotency, now }: Creation): Sql {
  if (idempotency === undefined) return sql`key AS (SELECT 1)`;
  const { appId, mode, id } = record.payment;
  const { status, bodySealed } = idempotency.answer?.(record) ?? { status: null, bodySealed: null };
  return sql`key AS (
      INSERT INTO idempotency_keys (app_id, mode, key, request_hash, resource_id, status, body_sealed, locked_until,
        created_at)
      VALUES (${appId}, ${mode}, ${idempotency.key}, ${idempotency.requestHash}, ${id}, ${status}, ${bodySealed},
        ${addMs(now, timings().idempotencyLeaseMs)}, ${now})
      ON CONFLICT (app_id, mode, key) DO NOTHING
      RETURNING 1
    )`;
}

function payerPart({ payer, now }: Creation): Sql {
  if (payer === undefined) return sql``;
  return sql`payer AS (
      INSERT INTO payer_details (owner_id, payment_id, merchant_id, sealed, phone_hash, phone_masked, created_at)
      SELECT ${payer.ownerId}, id, ${payer.merchantId}, ${payer.sealed}::bytea, ${payer.phoneHash}::bytea,
        ${payer.phoneMasked}, ${now}::timestamptz
      FROM payment
    ), `;
}

function createdEvent({ record, now }: Creation): NewEvent {
  const { id, merchantId, appId, mode, callbackUrl } = record.payment;
  return {
    merchantId,
    appId,
    mode: mode as Mode, // paymentRow has it from the scope
    type: 'payment.created',
    resourceId: id,
    sequence: 1,
    data: paymentResource(record, now),
    callbackUrl,
    at: now,
  };
}

async function refusingTaken<T>({ record }: Creation, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!violates(error, 'payments_app_id_mode_reference_key')) throw error;
    throw await referenceTaken(record.payment);
  }
}

async function referenceTaken({ appId, mode, reference }: Payment): Promise<AppError> {
  const first = await db.payment.findUnique({
    where: { appId_mode_reference: { appId, mode, reference } },
    select: { id: true },
  });
  return new AppError(
    'reference_taken',
    `The reference "${reference}" already made payment ${first?.id ?? ''}: read that one, or use a new reference.`,
    { errors: [{ path: 'reference', message: `Already used by ${first?.id ?? 'another payment'}.` }] },
  );
}

/** The payment that the key made before. */
async function firstOf({ record, idempotency }: Creation): Promise<PaymentRecord> {
  const { appId, mode } = record.payment;
  const row =
    idempotency === undefined
      ? null
      : await db.idempotencyKey.findUnique({
          where: { appId_mode_key: { appId, mode, key: idempotency.key } },
        });
  const first = row?.resourceId ? await loadRecord(row.resourceId) : undefined;
  if (first !== undefined) return first;
  throw new AppError('idempotency_key_in_use', 'A request with this Idempotency-Key is still running.', {
    headers: { 'Retry-After': '1' },
  });
}

/** Where the app wants news of payments that name no address themselves; a dialect has an address of its own. */
function homeCallback({ callbackUrl }: { callbackUrl: string | null }, origin = 'api'): string | null {
  return origin.startsWith('compat:') ? null : callbackUrl;
}
