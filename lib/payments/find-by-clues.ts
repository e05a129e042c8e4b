/** Payments by what somebody has in hand: an id, a name at the shop or the operator, a number, an amount. */
import { db, type Sql, sql } from '#lib/db.ts';
import { isId, readReceiptCode } from '#lib/ids.ts';
import type { Phone } from '#lib/phone.ts';
import { phoneHashes } from '#lib/secrets.ts';
import type { Clues } from './clues.ts';
import type { Amounts } from './filter.ts';
import type { Scope } from './types.ts';

/** The clue that led somewhere, strongest first; an amount is none's name, so it finds a list and proves nothing. */
export type Found =
  | { by: 'id' | 'reference' | 'operator_reference' | 'phone'; ids: string[] }
  | { by: 'amount'; amounts: readonly Amounts[] }
  | { by: 'nothing' };

/** Of one number or name the newest so many are found; a shop's own test number may have a hundred thousand. */
export const FOUND_MAX = 1_000;

/** Looks names up first, then numbers, then amounts, and answers with the first that fits. */
export async function findByClues(scope: Scope, clues: Clues): Promise<Found> {
  const named = await findByName(scope, clues.words);
  if (named !== undefined) return named;
  const ids = await findByPayer(scope, payerKeys(scope.merchantId, clues.phones));
  if (ids.length > 0) return { by: 'phone', ids };
  return clues.amounts.length > 0 ? { by: 'amount', amounts: clues.amounts } : { by: 'nothing' };
}

/** The keyed hashes of numbers, hex: what an address may hold in the place of a number. */
export function payerKeys(merchantId: string, phones: readonly Phone[]): string[] {
  return phones.flatMap(({ e164 }) =>
    phoneHashes(merchantId, e164).map((hash) => Buffer.from(hash).toString('hex')),
  );
}

/** The newest payments of payers with these keys. Anything that is no key of this merchant's finds nothing. */
export async function findByPayer(scope: Scope, keys: readonly string[]): Promise<string[]> {
  const { merchantId, mode } = scope;
  const each = keys
    .filter((key) => /^[0-9a-f]{64}$/.test(key))
    .map((key) =>
      db.$queryRaw<{ id: string }[]>(sql`
      SELECT p.id FROM (
        SELECT payment_id FROM payer_details
        WHERE merchant_id = ${merchantId} AND phone_hash = decode(${key}, 'hex')
        ORDER BY created_at DESC LIMIT ${FOUND_MAX}
      ) AS payer JOIN payments p ON p.id = payer.payment_id
      WHERE p.merchant_id = ${merchantId} AND p.mode = ${mode}`),
    );
  return [...new Set((await Promise.all(each)).flat().map(({ id }) => id))];
}

/** The masked number behind a key, to show what is being looked for. */
export async function maskedPayer(merchantId: string, keys: readonly string[]): Promise<string | undefined> {
  const hashes = keys
    .filter((key) => /^[0-9a-f]{64}$/.test(key))
    .map((key) => Uint8Array.from(Buffer.from(key, 'hex')));
  if (hashes.length === 0) return undefined;
  const row = await db.payerDetail.findFirst({
    where: { merchantId, phoneHash: { in: hashes } },
    select: { phoneMasked: true },
  });
  return row?.phoneMasked ?? undefined;
}

async function findByName(scope: Scope, words: readonly string[]): Promise<Found | undefined> {
  const { merchantId, mode } = scope;
  if (words.length === 0) return undefined;
  const ids = words.filter((word) => isId('pay', word));
  const lower = words.map((word) => word.toLowerCase());
  const upper = words.map((word) => word.toUpperCase());
  // Receipts print their code in groups, with dashes.
  const receipts = words.flatMap((word) => readReceiptCode(word) ?? []);
  const own = sql`merchant_id = ${merchantId} AND mode = ${mode}`;
  // Word by word: of forty at once PostgreSQL expects a fifth of all attempts, and then reads them from end to end.
  const named = (by: string, lookUp: Sql) => sql`(SELECT ${by}, found.id
    FROM unnest(${lower}::text[]) AS word, LATERAL (${lookUp} LIMIT ${FOUND_MAX}) AS found LIMIT ${FOUND_MAX})`;
  const attemptNamed = (column: Sql) =>
    named(
      'operator_reference',
      sql`SELECT payment_id AS id FROM attempts WHERE ${own} AND lower(${column}) = word`,
    );
  const rows = await db.$queryRaw<{ by: 'id' | 'reference' | 'operator_reference'; id: string }[]>(sql`
    (SELECT 'id' AS by, id FROM payments WHERE id = ANY (${ids}) AND ${own})
    UNION ALL ${named('reference', sql`SELECT id FROM payments WHERE ${own} AND lower(reference) = word`)}
    UNION ALL (SELECT 'reference', id FROM payments WHERE receipt_code = ANY (${receipts}) AND ${own})
    UNION ALL (SELECT 'operator_reference', payment_id FROM attempts WHERE reference = ANY (${upper}) AND ${own})
    UNION ALL ${attemptNamed(sql`operator_reference`)}
    UNION ALL ${attemptNamed(sql`provider_reference`)}
    UNION ALL ${attemptNamed(sql`transaction_id`)}`);
  const [first] = rows;
  return first === undefined ? undefined : { by: first.by, ids: [...new Set(rows.map(({ id }) => id))] };
}
