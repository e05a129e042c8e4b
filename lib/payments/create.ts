/** A payment is born: one statement writes the row, its event, the deliveries and the shop's idempotency key. */
import { addMs } from '#lib/clock.ts';
import { inTransaction, notifyDue, type Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Money } from '#lib/money.ts';
import type { Country, Phone } from '#lib/phone.ts';
import { timings } from '#lib/timings.ts';
import { enqueueEvent } from '#lib/webhooks/enqueue.ts';
import { ATTEMPTS_MAX_DEFAULT } from './limits.ts';
import { payerRow } from './payer-details.ts';
import { loadRecord } from './record.ts';
import { paymentResource } from './resource.ts';
import { type Deps, type PaymentRecord, deps as productionDeps, type Scope } from './types.ts';

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
  /** The shop's key, inserted together with the payment: a crash leaves both or neither (domain rule 13). */
  idempotency?: { key: string; requestHash: Uint8Array };
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
  { idempotency, alongside, deps = productionDeps() }: CreateOptions = {},
): Promise<{ record: PaymentRecord; created: boolean }> {
  const id = newId('pay');
  const outcome = await inTransaction(async (tx) => {
    const now = deps.clock.now();
    if (idempotency !== undefined) {
      const earlier = await claimKey(tx, { scope, idempotency, id, now });
      if (earlier !== 'claimed') return { kind: 'replay' as const, of: earlier };
    }
    const record = await insert(tx, { scope, request, id, now });
    await alongside?.(tx, record);
    return { kind: 'new' as const, record };
  });
  if (outcome.kind === 'new') {
    await notifyDue();
    return { record: outcome.record, created: true };
  }
  const first = outcome.of === null ? undefined : await loadRecord(outcome.of);
  if (first === undefined) {
    throw new AppError('idempotency_key_in_use', 'A request with this Idempotency-Key is still running.', {
      headers: { 'Retry-After': '1' },
    });
  }
  return { record: first, created: false };
}

type Creation = { scope: Scope & { appId: string }; request: NewPayment; id: string; now: Date };

/** Inserts the key, or tells which resource it made before. A concurrent insert of the same key is waited for. */
async function claimKey(
  tx: Tx,
  claim: Omit<Creation, 'request'> & { idempotency: NonNullable<CreateOptions['idempotency']> },
): Promise<'claimed' | string | null> {
  const { scope, idempotency, id, now } = claim;
  const lockedUntil = addMs(now, timings().leaseMs);
  const inserted = await tx.$executeRaw`
    INSERT INTO idempotency_keys (app_id, mode, key, request_hash, resource_id, locked_until, created_at)
    VALUES (${scope.appId}, ${scope.mode}, ${idempotency.key}, ${idempotency.requestHash}, ${id}, ${lockedUntil}, ${now})
    ON CONFLICT (app_id, mode, key) DO NOTHING`;
  if (inserted === 1) return 'claimed';
  const row = await tx.idempotencyKey.findUnique({
    where: { appId_mode_key: { appId: scope.appId, mode: scope.mode, key: idempotency.key } },
  });
  return row?.resourceId ?? null;
}

async function insert(tx: Tx, { scope, request, id, now }: Creation): Promise<PaymentRecord> {
  const app = await tx.app.findFirst({ where: { id: scope.appId, merchantId: scope.merchantId } });
  if (app === null) throw new AppError('not_found', 'There is no such app.');
  const { expiresInDefaultMs, expiresInDirectMs } = timings();
  const lifeMs = request.expiresInMs ?? (request.hosted ? expiresInDefaultMs : expiresInDirectMs);
  const [payment] = await tx.payment.createManyAndReturn({
    data: [
      {
        id,
        merchantId: scope.merchantId,
        appId: scope.appId,
        mode: scope.mode,
        origin: request.origin ?? 'api',
        hosted: request.hosted,
        amount: request.money.amount,
        currency: request.money.currency,
        reference: request.reference,
        country: request.country ?? app.country,
        description: request.description ?? null,
        locale: request.locale ?? app.locale,
        attemptsMax: request.attemptsMax ?? ATTEMPTS_MAX_DEFAULT[request.hosted ? 'hosted' : 'direct'],
        successUrl: request.successUrl ?? null,
        cancelUrl: request.cancelUrl ?? null,
        failureUrl: request.failureUrl ?? null,
        callbackUrl: request.callbackUrl ?? homeCallback(app, request.origin),
        metadata: request.metadata ?? {},
        passthrough: request.passthrough ?? {},
        eventSequence: 1,
        createdAt: now,
        expiresAt: addMs(now, lifeMs),
      },
    ],
    skipDuplicates: true,
  });
  if (payment === undefined) throw await referenceTaken(tx, scope, request.reference);

  const { customer } = request;
  const payer =
    customer === undefined
      ? undefined
      : await tx.payerDetail.create({
          data: payerRow({ ownerId: id, paymentId: id, merchantId: scope.merchantId, ...customer }),
        });
  const record: PaymentRecord = {
    payment,
    app,
    attempts: [],
    ...(payer === undefined
      ? {}
      : { payer: payer.phoneMasked === null ? {} : { phoneMasked: payer.phoneMasked } }),
    attemptPhones: {},
  };
  await enqueueEvent(tx, {
    merchantId: scope.merchantId,
    appId: scope.appId,
    mode: scope.mode,
    type: 'payment.created',
    resourceId: id,
    sequence: 1,
    data: paymentResource(record, now),
    callbackUrl: payment.callbackUrl,
    at: now,
  });
  return record;
}

/** Where the app wants news of payments that name no address themselves; a dialect has an address of its own. */
function homeCallback({ callbackUrl }: { callbackUrl: string | null }, origin = 'api'): string | null {
  return origin.startsWith('compat:') ? null : callbackUrl;
}

/** Reads through the open transaction: a second connection for each refused request would drain the pool. */
async function referenceTaken(
  tx: Tx,
  scope: Scope & { appId: string },
  reference: string,
): Promise<AppError> {
  const first = await tx.payment.findUnique({
    where: { appId_mode_reference: { appId: scope.appId, mode: scope.mode, reference } },
    select: { id: true },
  });
  return new AppError(
    'reference_taken',
    `The reference "${reference}" already made payment ${first?.id ?? ''}: read that one, or use a new reference.`,
    { errors: [{ path: 'reference', message: `Already used by ${first?.id ?? 'another payment'}.` }] },
  );
}
