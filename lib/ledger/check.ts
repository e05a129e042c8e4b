import { db } from '#lib/db.ts';

/** A checkpoint that is not the sum of its account's postings. */
export interface WrongCheckpoint {
  merchantId: string;
  mode: string;
  account: string;
  currency: string;
  /** Minor units as text; null: there is none. */
  held: string | null;
  /** Of all postings up to the last position folded; null: there is none. */
  sum: string | null;
}

const TOLD_MAX = 20;

/** Sums the books from the beginning and sets every checkpoint against it. None is wrong unless somebody changed rows by hand. */
export function findWrongCheckpoints(): Promise<WrongCheckpoint[]> {
  return db.$queryRaw<WrongCheckpoint[]>`
    WITH whole AS (
      SELECT merchant_id, mode, side.account, currency, sum(side.amount) AS amount
      FROM postings CROSS JOIN LATERAL (VALUES (to_account, amount), (from_account, -amount)) AS side (account, amount)
      WHERE position <= (SELECT max(position) FROM ledger_checkpoints)
      GROUP BY merchant_id, mode, side.account, currency
    )
    SELECT merchant_id AS "merchantId", mode, account, currency, c.amount::text AS held, whole.amount::text AS sum
    FROM whole FULL JOIN ledger_checkpoints c USING (merchant_id, mode, account, currency)
    WHERE c.amount IS DISTINCT FROM whole.amount
    ORDER BY 1, 2, 3, 4 LIMIT ${TOLD_MAX}`;
}
