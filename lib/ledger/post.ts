import type { Tx } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';
import type { Posting } from './postings.ts';

/**
 * Writes postings into the books, in the caller's transaction and in one round trip.
 * @returns the postings that are new. One whose key is in the books already is left out: its cause was told
 *   before. A posting with the same key that another transaction is writing is waited for.
 */
export async function post(tx: Tx, postings: readonly Posting[]): Promise<Posting[]> {
  if (postings.length === 0) return [];
  // Ids are made first, so they keep the order given. Rows are written in the order of their keys always, so
  // that two transactions with the same keys wait for each other and not in a circle.
  const rows = postings.map(toRow).sort((a, b) => (a.key < b.key ? -1 : 1));
  const written = await tx.$queryRaw<{ key: string }[]>`
    INSERT INTO postings
      (id, merchant_id, mode, key, event, from_account, to_account, amount, currency, resource_id)
    SELECT p.id, p.merchant_id, p.mode, p.key, p.event, p.from_account, p.to_account, p.amount, p.currency,
      p.resource_id
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS p (id uuid, merchant_id text, mode text, key text,
      event text, from_account text, to_account text, amount bigint, currency text, resource_id text)
    ON CONFLICT (key) DO NOTHING
    RETURNING key`;
  const keys = new Set(written.map(({ key }) => key));
  return postings.filter(({ key }) => keys.has(key));
}

function toRow(posting: Posting) {
  return {
    id: newUuid(),
    merchant_id: posting.merchantId,
    mode: posting.mode,
    key: posting.key,
    event: posting.event,
    from_account: posting.from,
    to_account: posting.to,
    amount: posting.money.amount.toString(), // JSON numbers are floats; PostgreSQL reads the digits as bigint
    currency: posting.money.currency,
    resource_id: posting.resourceId,
  };
}
