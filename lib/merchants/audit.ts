import type { Tx } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';

export const AUDIT_ACTIONS = [
  'member_created',
  'sign_in',
  'sign_in_refused',
  'sign_out',
  'session_revoked',
  'sessions_revoked',
  'password_changed',
  'role_changed',
  'second_factor_enabled',
  'second_factor_disabled',
  'second_factor_refused',
  'recovery_code_used',
  'recovery_codes_renewed',
  'member_invited',
  'invitation_revoked',
  'invitation_accepted',
  'member_disabled',
  'member_enabled',
  'password_reset_asked',
  'merchant_signed_up',
  'connection_added',
  'connection_changed',
  'connection_paused',
  'connection_resumed',
  'routing_changed',
  'profile_changed',
  'retention_changed',
  'payer_erased',
  'account_closed',
  'merchant_approved',
  'merchant_suspended',
  'merchant_resumed',
  'live_approved',
  'live_refused',
  'audit_exported',
  'discrepancy_assigned',
  'discrepancy_proposed',
  'discrepancy_declined',
  'discrepancy_settled',
  'app_created',
  'app_changed',
  'app_logo_changed',
  'app_logo_removed',
  'live_mode_requested',
  'signing_secret_shown',
  'signing_secret_changed',
  'key_created',
  'key_rolled',
  'key_revoked',
  'key_addresses_changed',
  'webhook_endpoint_created',
  'webhook_endpoint_changed',
  'webhook_endpoint_enabled',
  'webhook_endpoint_disabled',
  'webhook_endpoint_deleted',
  'webhook_secret_rolled',
  'webhook_tested',
  'webhook_redelivered',
  'webhooks_replayed',
  'dialect_created',
  'dialect_changed',
  'dialect_rotated',
  'dialect_shown',
  'payment_phone_shown',
  'payment_asked_about',
  'payments_exported',
  'delivery_sent_again',
  'link_created',
  'link_changed',
  'link_paused',
  'link_resumed',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditFact {
  merchantId: string;
  /** Who did it; for a refused sign-in, whose account was tried. Absent: the gateway's own operator. */
  memberId?: string;
  action: AuditAction;
  /** The id of what was changed. */
  targetId?: string;
  /** The address our own HTTP server saw. */
  peer?: string;
  before?: Record<string, string | number>;
  after?: Record<string, string | number>;
  at: Date;
}

/** Appends one line, in the transaction of what it tells about. The table refuses changes and deletions by a trigger. */
export async function writeAudit(tx: Pick<Tx, 'auditEntry'>, fact: AuditFact): Promise<void> {
  await tx.auditEntry.create({ data: { id: newUuid(), ...fact } });
}
