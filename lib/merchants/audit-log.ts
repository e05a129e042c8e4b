/** Reading the audit log: searched, in pages by keyset, and whole as CSV. Only ever one merchant's. */
import { CSV_MARK, csvLine } from '#lib/csv.ts';
import { db, sql } from '#lib/db.ts';
import { Prisma } from '#lib/generated/prisma/client.ts';

/** Rows read at a time while exporting. */
const EXPORT_BATCH = 500;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export interface AuditFilter {
  /** mem_… */
  member?: string | undefined;
  action?: string | undefined;
  /** The id of what was changed, whole. */
  target?: string | undefined;
  /** Days `YYYY-MM-DD` in `timeZone`, both inclusive. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface AuditLine {
  id: string;
  at: Date;
  action: string;
  memberId: string | null;
  /** Absent: the gateway's own operator, or a member of another merchant. */
  memberName: string | null;
  memberEmail: string | null;
  targetId: string | null;
  peer: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Whose log, and the place whose days `from` and `to` mean. */
export interface AuditScope {
  merchantId: string;
  timeZone: string;
}

/**
 * A page, newest first.
 *
 * @param after the id of the last line of the page before; one that is not this merchant's gives an empty page
 */
export async function listAudit(
  { merchantId, timeZone }: AuditScope,
  filter: AuditFilter,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ lines: AuditLine[]; hasMore: boolean }> {
  if (after !== undefined && !UUID.test(after)) return { lines: [], hasMore: false };
  const conditions = [
    sql`e.merchant_id = ${merchantId}`,
    ...(filter.member === undefined ? [] : [sql`e.member_id = ${filter.member}`]),
    ...(filter.action === undefined ? [] : [sql`e.action = ${filter.action}`]),
    ...(filter.target === undefined ? [] : [sql`e.target_id = ${filter.target}`]),
    ...(filter.from === undefined
      ? []
      : [sql`e.at >= (${filter.from}::date)::timestamp AT TIME ZONE ${timeZone}`]),
    ...(filter.to === undefined
      ? []
      : [sql`e.at < (${filter.to}::date + 1)::timestamp AT TIME ZONE ${timeZone}`]),
    ...(after === undefined
      ? []
      : [
          sql`(e.at, e.id) < (SELECT l.at, l.id FROM audit_entries l WHERE l.id = ${after}::uuid AND l.merchant_id = ${merchantId})`,
        ]),
  ];
  const rows = await db.$queryRaw<AuditLine[]>(sql`
    SELECT e.id::text, e.at, e.action, e.member_id AS "memberId", m.name AS "memberName", m.email AS "memberEmail",
      e.target_id AS "targetId", e.peer, e.before, e.after
    FROM audit_entries e LEFT JOIN members m ON m.id = e.member_id AND m.merchant_id = e.merchant_id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY e.at DESC, e.id DESC LIMIT ${limit + 1}`);
  return { lines: rows.slice(0, limit), hasMore: rows.length > limit };
}

const CSV_HEAD = ['time', 'member', 'email', 'action', 'target', 'from_address', 'before', 'after'] as const;

/** The whole of what a filter finds, line by line: memory holds one batch, however long the log is. */
export async function* auditCsv(scope: AuditScope, filter: AuditFilter): AsyncGenerator<string> {
  yield CSV_MARK + csvLine(CSV_HEAD, ',');
  for (let after: string | undefined; ; ) {
    const { lines, hasMore } = await listAudit(scope, filter, { after, limit: EXPORT_BATCH });
    for (const line of lines) {
      const cells = [
        line.at.toISOString(),
        line.memberName ?? '',
        line.memberEmail ?? '',
        line.action,
        line.targetId ?? '',
        line.peer,
        line.before === null ? '' : JSON.stringify(line.before),
        line.after === null ? '' : JSON.stringify(line.after),
      ];
      yield csvLine(cells, ',');
    }
    after = lines.at(-1)?.id;
    if (!hasMore) return;
  }
}
