/**
 * A payer presses the button of a link: one payment, and never a second one by mistake.
 *
 * The same press twice (a double click, the back button, a network that repeats a request) carries the same nonce and
 * finds the payment that it made before, as an idempotency key does. A payer who comes back later with the same browser
 * names the payment in a sealed cookie and goes on with it while it is open.
 */
import type { Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Payment, PaymentLink } from '#lib/generated/prisma/client.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { newLinkReference, newUuid } from '#lib/ids.ts';
import { type Money, sameMoney } from '#lib/money.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { createPayment } from '#lib/payments/create.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { type Deps, type Mode, type PaymentRecord, deps as productionDeps } from '#lib/payments/types.ts';
import { sha256 } from '#lib/secrets.ts';
import { paced } from '#lib/timings.ts';
import { countPayments } from './count-payments.ts';
import type { PublicLink } from './find-link.ts';
import { findLinkPayment } from './find-payment.ts';
import { countStart } from './limits.ts';
import { type LinkState, linkState } from './link-state.ts';

/** How long a payment that nobody began to pay keeps one of a limited link's places. */
const PLACE_MS = 30 * 60_000;

export interface LinkStart {
  /** The link's own amount, or what the payer typed; already held against {@link LinkAmount}. */
  money: Money;
  payerName?: string | undefined;
  locale: Locale;
  /** Random, drawn with the page whose button was pressed. */
  nonce: string;
  /** The payment that this browser began before, if it did. */
  resume?: string | undefined;
  /** The address our own HTTP server saw. */
  peer: string;
}

export type LinkStarted =
  | { kind: 'payment'; paymentId: string }
  | { kind: 'closed'; state: Exclude<LinkState, 'open'> }
  | { kind: 'too_many' };

/** Begins a payment of a link, or finds the one that this payer began before. */
export async function startLinkPayment(
  { link, mayTakeMoney }: PublicLink,
  start: LinkStart,
  deps: Deps = productionDeps(),
): Promise<LinkStarted> {
  const before = start.resume === undefined ? undefined : await findLinkPayment(link, start.resume);
  if (before !== undefined && (await goesOn(before, start.money, deps)))
    return { kind: 'payment', paymentId: before.payment.id };
  if (!mayTakeMoney) return { kind: 'closed', state: 'paused' };
  if (!(await countStart({ linkId: link.id, peer: start.peer }))) return { kind: 'too_many' };
  try {
    const first = await begin(link, start, deps);
    // The page was kept open until its payment had ended unpaid: a press on it now means a new one.
    const ended = ['failed', 'canceled', 'expired'].includes(first.payment.status);
    const record = ended ? await begin(link, { ...start, nonce: newUuid() }, deps) : first;
    return { kind: 'payment', paymentId: record.payment.id };
  } catch (error) {
    if (error instanceof Closed) return { kind: 'closed', state: error.state };
    throw error;
  }
}

/** The link that made a payment, as its metadata says; a shop's own payments may say anything there. */
export function linkIdOf({ origin, metadata }: Pick<Payment, 'origin' | 'metadata'>): string | undefined {
  const id = origin === 'link' ? (metadata as Record<string, unknown>).payment_link : undefined; // written by begin() alone
  return typeof id === 'string' ? id : undefined;
}

/** True when the payer goes on with the payment of before. One of another amount gives its place back. */
async function goesOn({ payment }: PaymentRecord, wanted: Money, deps: Deps): Promise<boolean> {
  // Somebody may be about to confirm it on a phone: a second one now could be paid twice.
  if (payment.status === 'pending') return true;
  if (payment.status !== 'created' || payment.expiresAt <= deps.clock.now()) return false;
  if (sameMoney(storedMoney(payment.amount, payment.currency), wanted)) return true;
  try {
    await cancelPayment({ paymentId: payment.id, by: 'payer' }, deps);
    return false;
  } catch (error) {
    // It began to be paid this very moment.
    if (error instanceof AppError) return error.code === 'payment_blocked';
    throw error;
  }
}

async function begin(link: PaymentLink, start: LinkStart, deps: Deps): Promise<PaymentRecord> {
  const { money, locale, nonce, payerName } = start;
  const { merchantId, appId } = link;
  const key = `link:${link.id}:${money.amount}:${nonce}`;
  const metadata = { ...(link.metadata as Record<string, string>), payment_link: link.id }; // written by createLink alone
  const { record } = await createPayment(
    { merchantId, appId, mode: link.mode as Mode }, // held to the list by a CHECK
    {
      money,
      reference: newLinkReference(),
      description: link.description,
      hosted: true,
      origin: 'link',
      locale,
      metadata,
      ...(payerName === undefined ? {} : { customer: { name: payerName } }),
      ...(link.maxUses === null ? {} : { expiresInMs: paced(PLACE_MS) }),
    },
    {
      idempotency: { key, requestHash: sha256(key) },
      alongside: (tx, { payment }) => takePlace(tx, link.id, { payment, now: deps.clock.now() }),
      deps,
    },
  );
  return record;
}

/**
 * Writes whose payment it is. A limited link is locked first: of two payers who press at once for the last place, the
 * second one sees the first one's payment.
 */
async function takePlace(
  tx: Tx,
  linkId: string,
  { payment, now }: Pick<PaymentRecord, 'payment'> & { now: Date },
): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM payment_links WHERE id = ${linkId} FOR NO KEY UPDATE`;
  const link = await tx.paymentLink.findUniqueOrThrow({ where: { id: linkId } });
  const counts =
    link.maxUses === null ? { used: 0, open: 0 } : (await countPayments(tx, [linkId], now))(linkId);
  const state = linkState(link, counts, now);
  if (state !== 'open') throw new Closed(state);
  await tx.paymentLinkPayment.create({
    data: { paymentId: payment.id, merchantId: link.merchantId, linkId, createdAt: now },
  });
}

/** Takes the payment back that was about to be made. */
class Closed extends Error {
  readonly state: Exclude<LinkState, 'open'>;

  constructor(state: Exclude<LinkState, 'open'>) {
    super(`The link is ${state}.`);
    this.state = state;
  }
}
