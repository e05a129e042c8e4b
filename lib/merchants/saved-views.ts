/** Filters that a member keeps under a name, for one list. */
import { z } from 'zod';
import { db, inTransaction } from '#lib/db.ts';
import type { SavedView } from '#lib/generated/prisma/client.ts';
import { newUuid } from '#lib/ids.ts';

const VIEWS_MAX = 20;

/** The messages are keys of the page's sentences. */
export const viewFields = z.object({
  name: z.string().trim().min(1, 'viewNameMissing').max(60, 'viewNameLong'),
  query: z.string().max(2_000, 'viewNameLong'),
});

export type SavedList = 'payments';

interface Owner {
  id: string;
  merchantId: string;
}

export function listViews(member: Owner, list: SavedList): Promise<SavedView[]> {
  return db.savedView.findMany({
    where: { memberId: member.id, merchantId: member.merchantId, list },
    orderBy: { name: 'asc' },
    take: VIEWS_MAX,
  });
}

/** Keeps a view; one of the same name is replaced. `too_many`: a member has room for twenty. */
export function saveView(
  member: Owner,
  view: { list: SavedList; name: string; query: string; now: Date },
): Promise<'saved' | 'too_many'> {
  const { list, name, query, now } = view;
  const { id: memberId, merchantId } = member;
  return inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM members WHERE id = ${memberId} FOR UPDATE`; // two tabs, one count
    const others = await tx.savedView.count({ where: { memberId, list, name: { not: name } } });
    if (others >= VIEWS_MAX) return 'too_many';
    await tx.savedView.upsert({
      where: { memberId_list_name: { memberId, list, name } },
      create: { id: newUuid(), merchantId, memberId, list, name, query, createdAt: now },
      update: { query },
    });
    return 'saved';
  });
}

/** False when the member has no such view. */
export async function removeView(member: Owner, list: SavedList, id: string): Promise<boolean> {
  if (!z.uuid().safeParse(id).success) return false;
  const { count } = await db.savedView.deleteMany({
    where: { id, memberId: member.id, merchantId: member.merchantId, list },
  });
  return count === 1;
}
