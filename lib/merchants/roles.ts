/** What each role may do: the one table. Every page, feed and action names its permission. */
export const MAY = {
  /** Figures, payments with masked numbers, discrepancies, balances. */
  'payments.read': ['owner', 'admin', 'developer', 'support', 'viewer'],
  /** Payers' whole numbers; every look is written down. */
  'payments.phone': ['owner', 'admin', 'support'],
  /** Asking the operator now, resending webhooks, notes, saved views. */
  'payments.act': ['owner', 'admin', 'developer', 'support'],
  'payments.export': ['owner', 'admin', 'support'],
  /** Saying what happened to money in the place of a provider: with a second factor and a reason. */
  'discrepancies.settle': ['owner', 'admin'],
  'discrepancies.assign': ['owner', 'admin', 'support'],
  /** Payment links with their figures; whoever sees payments sees them. */
  'links.read': ['owner', 'admin', 'developer', 'support', 'viewer'],
  /** Making, changing and pausing links: support sends them to customers. */
  'links.manage': ['owner', 'admin', 'developer', 'support'],
  'balance.read': ['owner', 'admin', 'viewer'],
  'apps.read': ['owner', 'admin', 'developer'],
  'apps.manage': ['owner', 'admin', 'developer'],
  /** Keys and secrets: shown once; live ones with a second factor. */
  'keys.manage': ['owner', 'admin', 'developer'],
  'webhooks.manage': ['owner', 'admin', 'developer'],
  'requests.read': ['owner', 'admin', 'developer'],
  'connections.read': ['owner', 'admin', 'developer'],
  'connections.manage': ['owner', 'admin'],
  'team.read': ['owner', 'admin', 'developer', 'support', 'viewer'],
  'team.manage': ['owner', 'admin'],
  'audit.read': ['owner', 'admin'],
  'settings.read': ['owner', 'admin', 'developer', 'support', 'viewer'],
  'settings.manage': ['owner', 'admin'],
  'account.close': ['owner'],
  /** The gateway itself; only for members of the organisation that operates it (see {@link mayMember}). */
  'platform.operate': ['owner', 'admin'],
  /** Playing the payer on the simulated handset, outside the demo. */
  'handset.use': ['owner', 'admin', 'developer', 'support'],
  /** One's own sessions, password, second factor and language. */
  'self.manage': ['owner', 'admin', 'developer', 'support', 'viewer'],
} as const satisfies Record<string, readonly Role[]>;

export const ROLES = ['owner', 'admin', 'developer', 'support', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
export type Permission = keyof typeof MAY;

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

/** A role that this table does not know may do nothing. */
export function may(role: string, permission: Permission): boolean {
  return MAY[permission].some((allowed) => allowed === role);
}

/** What a member may do: `platform.operate` also needs the merchant to be the one that operates this gateway. */
export function mayMember(
  { member, merchant }: { member: { role: string }; merchant: { platform: boolean } },
  permission: Permission,
): boolean {
  if (permission === 'platform.operate' && !merchant.platform) return false;
  return may(member.role, permission);
}
