/** What the organisation that operates this gateway decides: which merchants may work, and which apps may take real money. */
import { db, inTransaction, notifyDue, sql, type Tx } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { Prisma } from '#lib/generated/prisma/client.ts';
import { isLocale } from '#lib/i18n/locale.ts';
import type { MailValues } from '#lib/mail/compose.ts';
import { enqueueMail } from '#lib/mail/enqueue.ts';
import type { MailKind } from '#lib/mail/texts.ts';
import { type AuditAction, writeAudit } from './audit.ts';
import { noteAct } from './note-act.ts';
import type { Acting } from './second-factor.ts';

export const MERCHANT_STATES = ['waiting', 'approved', 'suspended', 'closed'] as const;
export type MerchantState = (typeof MERCHANT_STATES)[number];

export interface PlatformMerchant {
  id: string;
  name: string;
  country: string;
  platform: boolean;
  createdAt: Date;
  approvedAt: Date | null;
  suspendedAt: Date | null;
  suspendedReason: string | null;
  closedAt: Date | null;
  ownerEmail: string | null;
  liveApps: number;
  openDiscrepancies: number;
}

export function merchantState({
  approvedAt,
  suspendedAt,
  closedAt,
}: Pick<PlatformMerchant, 'approvedAt' | 'suspendedAt' | 'closedAt'>): MerchantState {
  if (closedAt !== null) return 'closed';
  if (suspendedAt !== null) return 'suspended';
  return approvedAt === null ? 'waiting' : 'approved';
}

/**
 * A page of merchants, the newest first.
 *
 * @param filter.search a part of the name, or a whole id or owner's e-mail address
 * @param page.after the id of the last one of the page before
 */
export async function listMerchants(
  filter: { search?: string | undefined; state?: MerchantState | undefined },
  page: { after?: string | undefined; limit: number },
): Promise<{ merchants: PlatformMerchant[]; hasMore: boolean }> {
  const { search, state } = filter;
  const conditions = [
    ...(state === undefined ? [] : [STATES[state]]),
    ...(search === undefined
      ? []
      : [
          sql`(m.id = ${search} OR strpos(lower(m.name), lower(${search})) > 0
            OR EXISTS (SELECT 1 FROM members o WHERE o.merchant_id = m.id AND o.email = lower(${search})))`,
        ]),
    ...(page.after === undefined
      ? []
      : [
          sql`(m.created_at, m.id) < (SELECT l.created_at, l.id FROM merchants l WHERE l.id = ${page.after})`,
        ]),
  ];
  const where = conditions.length === 0 ? Prisma.empty : sql`WHERE ${Prisma.join(conditions, ' AND ')}`;
  const rows = await db.$queryRaw<PlatformMerchant[]>(sql`
    SELECT m.id, m.name, m.country, m.platform, m.created_at AS "createdAt", m.approved_at AS "approvedAt",
      m.suspended_at AS "suspendedAt", m.suspended_reason AS "suspendedReason", m.closed_at AS "closedAt",
      (SELECT o.email FROM members o WHERE o.merchant_id = m.id AND o.role = 'owner' AND o.disabled_at IS NULL
        ORDER BY o.created_at LIMIT 1) AS "ownerEmail",
      (SELECT count(*)::int FROM apps a WHERE a.merchant_id = m.id AND a.live_approved) AS "liveApps",
      (SELECT count(*)::int FROM discrepancies d
        WHERE d.merchant_id = m.id AND d.mode = 'live' AND d.status = 'open') AS "openDiscrepancies"
    FROM merchants m ${where} ORDER BY m.created_at DESC, m.id DESC LIMIT ${page.limit + 1}`);
  return { merchants: rows.slice(0, page.limit), hasMore: rows.length > page.limit };
}

export interface LiveRequest {
  appId: string;
  app: string;
  siteUrl: string;
  country: string;
  requestedAt: Date;
  merchantId: string;
  merchant: string;
  merchantApproved: boolean;
}

/** Apps that wait for live mode, the oldest first. */
export function listLiveRequests(): Promise<LiveRequest[]> {
  return db.$queryRaw<LiveRequest[]>(sql`
    SELECT a.id AS "appId", a.name AS app, a.site_url AS "siteUrl", a.country, a.live_requested_at AS "requestedAt",
      m.id AS "merchantId", m.name AS merchant, m.approved_at IS NOT NULL AS "merchantApproved"
    FROM apps a JOIN merchants m ON m.id = a.merchant_id
    WHERE a.live_requested_at IS NOT NULL AND NOT a.live_approved AND m.suspended_at IS NULL AND m.closed_at IS NULL
    ORDER BY a.live_requested_at, a.id LIMIT 200`);
}

/** What waits for the platform, and what is open across all merchants in a mode. */
export async function platformFigures(mode: 'test' | 'live') {
  const [figures] = await db.$queryRaw<{ merchants: number; waiting: number; discrepancies: number }[]>(sql`
    SELECT (SELECT count(*)::int FROM merchants WHERE closed_at IS NULL) AS merchants,
      (SELECT count(*)::int FROM merchants
        WHERE approved_at IS NULL AND suspended_at IS NULL AND closed_at IS NULL) AS waiting,
      (SELECT count(*)::int FROM discrepancies WHERE mode = ${mode} AND status = 'open') AS discrepancies`);
  return figures ?? { merchants: 0, waiting: 0, discrepancies: 0 };
}

export type PlatformResult = 'done' | 'not_found' | 'own_organisation' | 'merchant_not_approved';

/** Lets a merchant ask for live mode, and tells those who manage it. A second click does nothing. */
export async function approveMerchant(acting: Acting, merchantId: string): Promise<PlatformResult> {
  const done = await inTransaction(async (tx) => {
    const { count } = await tx.merchant.updateMany({
      where: { id: merchantId, approvedAt: null, closedAt: null },
      data: { approvedAt: acting.now },
    });
    if (count === 0) return (await tx.merchant.count({ where: { id: merchantId } })) > 0;
    await tellManagers(tx, acting, merchantId, {
      kind: 'merchant_approved',
      values: { link: `${env().publicUrl}/portal/payments` },
    });
    await noteBoth(tx, acting, { action: 'merchant_approved', merchantId, targetId: merchantId });
    return true;
  });
  await notifyDue();
  return done ? 'done' : 'not_found';
}

/** Shuts a merchant out at once: its sessions end, its keys and dialect accounts stop. Its payments go on to their end. */
export function suspendMerchant(acting: Acting, merchantId: string, reason: string): Promise<PlatformResult> {
  return changeMerchant(acting, merchantId, {
    action: 'merchant_suspended',
    from: { suspendedAt: null },
    to: { suspendedAt: acting.now, suspendedReason: reason },
    after: { reason },
  });
}

export function resumeMerchant(acting: Acting, merchantId: string): Promise<PlatformResult> {
  return changeMerchant(acting, merchantId, {
    action: 'merchant_resumed',
    from: { suspendedAt: { not: null } },
    to: { suspendedAt: null, suspendedReason: null },
  });
}

/** Lets an app take real money, or says why not, and tells those who manage it. The merchant must be approved first. */
export async function answerLiveRequest(
  acting: Acting,
  appId: string,
  answer: { approve: true } | { approve: false; reason: string },
): Promise<PlatformResult> {
  const done = await inTransaction(async (tx): Promise<PlatformResult> => {
    const app = await tx.app.findUnique({ where: { id: appId } });
    const waits = app !== null && app.liveRequestedAt !== null && !app.liveApproved;
    const merchant = waits ? await tx.merchant.findUnique({ where: { id: app.merchantId } }) : null;
    if (app === null || merchant === null || merchantState(merchant) === 'closed') return 'not_found';
    if (answer.approve && merchantState(merchant) !== 'approved') return 'merchant_not_approved';
    const { count } = await tx.app.updateMany({
      where: { id: appId, liveApproved: false, liveRequestedAt: app.liveRequestedAt },
      data: answer.approve
        ? { liveApproved: true, liveRefusedAt: null, liveRefusedReason: null }
        : { liveRequestedAt: null, liveRefusedAt: acting.now, liveRefusedReason: answer.reason },
    });
    if (count === 0) return 'not_found';
    await noteBoth(tx, acting, {
      action: answer.approve ? 'live_approved' : 'live_refused',
      merchantId: app.merchantId,
      targetId: appId,
      ...(answer.approve ? {} : { after: { reason: answer.reason } }),
    });
    await tellManagers(tx, acting, app.merchantId, {
      kind: answer.approve ? 'live_approved' : 'live_refused',
      values: {
        app: app.name,
        link: `${env().publicUrl}/portal/apps/${appId}`,
        ...(answer.approve ? {} : { reason: answer.reason }),
      },
    });
    return 'done';
  });
  await notifyDue();
  return done;
}

// ───────────── details ─────────────

const STATES: Record<MerchantState, ReturnType<typeof sql>> = {
  waiting: sql`m.approved_at IS NULL AND m.suspended_at IS NULL AND m.closed_at IS NULL`,
  approved: sql`m.approved_at IS NOT NULL AND m.suspended_at IS NULL AND m.closed_at IS NULL`,
  suspended: sql`m.suspended_at IS NOT NULL AND m.closed_at IS NULL`,
  closed: sql`m.closed_at IS NOT NULL`,
};

async function changeMerchant(
  acting: Acting,
  merchantId: string,
  change: {
    action: AuditAction;
    from: Prisma.MerchantWhereInput;
    to: Prisma.MerchantUpdateManyMutationInput;
    after?: Record<string, string>;
  },
): Promise<PlatformResult> {
  const { action, from, to, after } = change;
  return inTransaction(async (tx) => {
    const merchant = await tx.merchant.findUnique({ where: { id: merchantId } });
    if (merchant === null || merchant.closedAt !== null) return 'not_found';
    if (merchant.platform) return 'own_organisation';
    const { count } = await tx.merchant.updateMany({ where: { id: merchantId, ...from }, data: to });
    if (count > 0) {
      await noteBoth(tx, acting, { action, merchantId, targetId: merchantId, ...(after && { after }) });
    }
    return 'done';
  });
}

/** In the platform's log with who did it; in the merchant's own as the gateway's operator. */
async function noteBoth(
  tx: Pick<Tx, 'auditEntry'>,
  acting: Acting,
  fact: { action: AuditAction; merchantId: string; targetId: string; after?: Record<string, string> },
): Promise<void> {
  const { merchantId, ...told } = fact;
  await noteAct(tx, acting, told);
  if (merchantId !== acting.session.merchant.id)
    await writeAudit(tx, { merchantId, ...told, at: acting.now });
}

async function tellManagers(
  tx: Pick<Tx, 'member' | 'mail' | 'merchant'>,
  { now }: Acting,
  id: string,
  mail: { kind: MailKind; values: MailValues },
): Promise<void> {
  const { name } = await tx.merchant.findUniqueOrThrow({ where: { id } });
  const managers = await tx.member.findMany({
    where: { merchantId: id, role: { in: ['owner', 'admin'] }, disabledAt: null },
    take: 50,
  });
  for (const { email, locale } of managers) {
    await enqueueMail(tx, {
      kind: mail.kind,
      to: email,
      locale: isLocale(locale) ? locale : 'fr',
      merchantId: id,
      values: { merchant: name, ...mail.values },
      at: now,
    });
  }
}
