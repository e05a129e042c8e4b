/** What people did about a discrepancy. */
import { db } from '#lib/db.ts';
import type { DiscrepancyStep } from '#lib/generated/prisma/client.ts';

const READ_MAX = 200;

export interface HistoryLine extends DiscrepancyStep {
  /** Who did it. */
  by: string;
  /** To whom it was given. */
  assignee: string | undefined;
}

/** The latest first. The caller has found the discrepancy within its scope. */
export async function discrepancyHistory(discrepancy: {
  id: string;
  merchantId: string;
}): Promise<HistoryLine[]> {
  const { id, merchantId } = discrepancy;
  const steps = await db.discrepancyStep.findMany({
    where: { discrepancyId: id, merchantId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: READ_MAX,
  });
  const ids = new Set(steps.flatMap(({ memberId, assigneeId }) => [memberId, assigneeId ?? memberId]));
  const names = await memberNames(merchantId, [...ids]);
  return steps.map((step) => ({
    ...step,
    by: names.get(step.memberId) ?? step.memberId,
    assignee: step.assigneeId === null ? undefined : names.get(step.assigneeId),
  }));
}

/** Names of a merchant's members by id, the disabled ones too. */
export async function memberNames(merchantId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const members = await db.member.findMany({
    where: { merchantId, id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(members.map(({ id, name }) => [id, name]));
}
