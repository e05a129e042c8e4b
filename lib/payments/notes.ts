/** What members write about a payment, for the others of the team. */
import { z } from 'zod';
import { db, type Tx } from '#lib/db.ts';
import type { PaymentNote } from '#lib/generated/prisma/client.ts';
import { newUuid } from '#lib/ids.ts';

const NOTE_LENGTH_MAX = 1_000;
const NOTES_PER_PAYMENT_MAX = 200;

/** The messages are keys of the page's sentences. */
export const noteFields = z.object({
  text: z.string().trim().min(1, 'noteMissing').max(NOTE_LENGTH_MAX, 'noteLong'),
});

/** Adds a note; false when the payment has too many already. The caller has found the payment within its scope. */
export async function addNote(
  tx: Pick<Tx, 'paymentNote'>,
  payment: { id: string; merchantId: string },
  note: { memberId: string; text: string; now: Date },
): Promise<boolean> {
  const { id: paymentId, merchantId } = payment;
  const count = await tx.paymentNote.count({ where: { paymentId, merchantId } });
  if (count >= NOTES_PER_PAYMENT_MAX) return false;
  const { memberId, text, now } = note;
  await tx.paymentNote.create({
    data: { id: newUuid(), merchantId, paymentId, memberId, text, createdAt: now },
  });
  return true;
}

/** The newest first. */
export function listNotes(payment: { id: string; merchantId: string }): Promise<PaymentNote[]> {
  return db.paymentNote.findMany({
    where: { paymentId: payment.id, merchantId: payment.merchantId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: NOTES_PER_PAYMENT_MAX,
  });
}
