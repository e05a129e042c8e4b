/** Somebody is shown a receipt and wants to know whether it is true: the state comes from here, not from what is shown. */
import { db } from '#lib/db.ts';
import { readReceiptCode } from '#lib/ids.ts';
import { loadRecord } from '#lib/payments/record.ts';
import { countWrong, giveLookUpBack, takeLookUp } from './limits.ts';
import { type Receipt, receiptOf } from './receipt.ts';

export type LookedUp =
  | { kind: 'receipt'; receipt: Receipt }
  | { kind: 'unknown' }
  | { kind: 'limited'; retryAfterMs: number };

/**
 * Looks a code up, as it was typed.
 *
 * @param peer the address our own HTTP server saw
 */
export async function lookUpReceipt({ code, peer }: { code: string; peer: string }): Promise<LookedUp> {
  const read = readReceiptCode(code);
  // What cannot be a code is a typing mistake, not a guess.
  if (read === undefined) return { kind: 'unknown' };
  const limited = await takeLookUp(peer);
  if (limited !== undefined) return { kind: 'limited', ...limited };
  const row = await db.payment.findUnique({ where: { receiptCode: read }, select: { id: true } });
  const receipt = row === null ? undefined : await readReceipt(row.id);
  if (receipt === undefined) {
    await countWrong();
    return { kind: 'unknown' };
  }
  await giveLookUpBack(peer);
  return { kind: 'receipt', receipt };
}

/** The receipt of a payment, for its payer; undefined while there is none. */
export async function readReceipt(paymentId: string): Promise<Receipt | undefined> {
  const [record, doubts] = await Promise.all([
    loadRecord(paymentId),
    db.discrepancy.findMany({ where: { paymentId, status: 'open' }, select: { kind: true } }),
  ]);
  return record === undefined
    ? undefined
    : receiptOf(
        record,
        doubts.map(({ kind }) => kind),
      );
}
