/** What each role may do: the one table. Every page, feed and action names its permission, and grows this table. */
export const MAY = {
  'payments.read': ['owner', 'admin', 'developer', 'support', 'viewer'],
  /** Playing the payer on the simulated handset, outside the demo. */
  'handset.use': ['owner', 'admin', 'developer', 'support'],
  /** One's own sessions and language. */
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
