/** What every act on a discrepancy does: the row locked, a step of its history, a line in the audit log. */
import { sql, type Tx } from '#lib/db.ts';
import type { Discrepancy, DiscrepancyStep } from '#lib/generated/prisma/client.ts';
import { newUuid } from '#lib/ids.ts';
import { type AuditAction, writeAudit } from '#lib/merchants/audit.ts';
import type { Acting as ActingMember } from '#lib/merchants/second-factor.ts';
import type { Mode } from '#lib/payments/types.ts';

/** Who acts, from where, and which mode's discrepancies they look at. */
export interface Acting extends ActingMember {
  mode: Mode;
}

/** Of the member's merchant and mode, kept as it is until the commit. */
export async function lockDiscrepancy(
  tx: Tx,
  { session, mode }: Acting,
  id: string,
): Promise<Discrepancy | undefined> {
  await tx.$queryRaw(sql`SELECT 1 FROM discrepancies WHERE id = ${id} FOR UPDATE`);
  return (
    (await tx.discrepancy.findFirst({ where: { id, merchantId: session.merchant.id, mode } })) ?? undefined
  );
}

/** @returns the step's id */
export async function writeStep(
  tx: Tx,
  { session, now }: Acting,
  step: Pick<DiscrepancyStep, 'discrepancyId' | 'kind'> & Partial<DiscrepancyStep>,
): Promise<string> {
  const id = newUuid();
  const { merchant, member } = session;
  await tx.discrepancyStep.create({
    data: { ...step, id, merchantId: merchant.id, memberId: member.id, at: now },
  });
  return id;
}

export function noteInAudit(
  tx: Tx,
  { session, peer, now }: Acting,
  targetId: string,
  action: AuditAction,
  after?: Record<string, string>,
): Promise<void> {
  const { merchant, member } = session;
  return writeAudit(tx, {
    merchantId: merchant.id,
    memberId: member.id,
    action,
    targetId,
    peer,
    ...(after === undefined ? {} : { after }),
    at: now,
  });
}
