import { inTransaction } from '#lib/db.ts';
import { type Acting, lockDiscrepancy, noteInAudit, writeStep } from './steps.ts';

export type Assigning = 'assigned' | 'not_found' | 'changed';

/**
 * Says who looks after an open discrepancy. The caller has asked for the permission `discrepancies.assign`.
 *
 * @param memberId of the same merchant and not disabled; null for nobody
 */
export function assignDiscrepancy(
  acting: Acting,
  discrepancyId: string,
  memberId: string | null,
): Promise<Assigning> {
  return inTransaction(async (tx) => {
    const discrepancy = await lockDiscrepancy(tx, acting, discrepancyId);
    if (discrepancy === undefined) return 'not_found';
    if (discrepancy.status !== 'open') return 'changed';
    if (memberId !== null) {
      const where = { id: memberId, merchantId: acting.session.merchant.id, disabledAt: null };
      if ((await tx.member.count({ where })) === 0) return 'not_found';
    }
    if (discrepancy.assigneeId === memberId) return 'assigned';
    await tx.discrepancy.update({ where: { id: discrepancyId }, data: { assigneeId: memberId } });
    await writeStep(tx, acting, { discrepancyId, kind: 'assigned', assigneeId: memberId });
    await noteInAudit(tx, acting, discrepancyId, 'discrepancy_assigned', { to: memberId ?? '' });
    return 'assigned';
  });
}
