/** Checkpoints: what each account held at a position, so that a balance is a checkpoint and the few postings after it. */
import { inTransaction, sql, type Tx } from '#lib/db.ts';

const BATCH = 10_000;

/**
 * Folds every numbered posting into the checkpoints of its two accounts, oldest first. Returns how many. Stopped at any
 * moment it leaves whole batches, and the next one goes on from there.
 */
export async function foldPostings({ batch = BATCH }: { batch?: number } = {}): Promise<number> {
  let folded = 0;
  for (let last = batch; last === batch; folded += last) {
    last = await inTransaction((tx) => foldBatch(tx, batch));
  }
  return folded;
}

/**
 * The next postings by position, in the caller's transaction; none while another folds.
 *
 * Nothing is passed over: positions are given after the commit and become visible in their own order
 * (lib/worker/numbering.ts), so everything up to the last one folded was there. Nothing is folded twice: the statement
 * begins under the lock, and so sees what the one before it has committed.
 */
export async function foldBatch(tx: Tx, batch: number): Promise<number> {
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('cross folding'), hashtext(current_schema())) AS taken`;
  if (!lock?.taken) return 0;
  const [row] = await tx.$queryRaw<{ count: number }[]>(sql`
    WITH next AS (
      SELECT * FROM postings WHERE position > (SELECT coalesce(max(position), 0) FROM ledger_checkpoints)
      ORDER BY position LIMIT ${batch}
    ), folded AS (
      INSERT INTO ledger_checkpoints AS c (merchant_id, mode, account, currency, amount, position)
      SELECT merchant_id, mode, side.account, currency, sum(side.amount), max(position)
      FROM next CROSS JOIN LATERAL (VALUES (to_account, amount), (from_account, -amount)) AS side (account, amount)
      GROUP BY merchant_id, mode, side.account, currency
      ON CONFLICT (merchant_id, mode, account, currency)
        DO UPDATE SET amount = c.amount + excluded.amount, position = excluded.position
    )
    SELECT count(*)::int AS count FROM next`);
  return row?.count ?? 0;
}
