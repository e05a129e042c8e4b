import type { Tx } from '#lib/db.ts';
import { type AuditFact, writeAudit } from './audit.ts';
import type { Acting } from './second-factor.ts';

/** One line about what a signed-in member did, in the transaction of what it tells about. */
export function noteAct(
  tx: Pick<Tx, 'auditEntry'>,
  { session, peer, now }: Acting,
  fact: Pick<AuditFact, 'action' | 'targetId' | 'before' | 'after'>,
): Promise<void> {
  return writeAudit(tx, {
    merchantId: session.merchant.id,
    memberId: session.member.id,
    ...fact,
    peer,
    at: now,
  });
}
