import { db } from '#lib/db.ts';
import type { Posting } from '#lib/generated/prisma/client.ts';
import type { Mode } from './accounts.ts';

/** A posting that has its number: what statements and balances are made of. */
export type NumberedPosting = Posting & { position: bigint };

/**
 * A page of a merchant's numbered postings of one mode, the latest first, by keyset.
 *
 * @param after the position of the last one of the page before
 * @param limit 1 to 100
 */
export async function listPostings(
  { merchantId, mode }: { merchantId: string; mode: Mode },
  { after, limit }: { after?: bigint | undefined; limit: number },
): Promise<{ rows: NumberedPosting[]; hasMore: boolean }> {
  const rows = await db.posting.findMany({
    where: { merchantId, mode, position: after === undefined ? { not: null } : { lt: after } },
    orderBy: { position: 'desc' },
    take: Math.min(Math.max(1, limit), 100) + 1,
  });
  const numbered = rows.filter((row): row is NumberedPosting => row.position !== null);
  return { rows: numbered.slice(0, limit), hasMore: numbered.length > limit };
}
