import type { Section } from '#components/portal/sections.ts';
import type { ConnectionOwner } from '#lib/merchants/connections.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import type { PortalSession } from '#lib/merchants/sessions.ts';
import type { Mode } from '#lib/payments/types.ts';

/** Whose connections a page is about: the same pages serve a merchant and the platform. */
export interface Place {
  kind: 'merchant' | 'platform';
  path: string;
  section: Section;
  read: Permission;
  manage: Permission;
}

export const PLACES = {
  merchant: {
    kind: 'merchant',
    path: '/portal/connections',
    section: 'connections',
    read: 'connections.read',
    manage: 'connections.manage',
  },
  platform: {
    kind: 'platform',
    path: '/portal/platform/connections',
    section: 'platform',
    read: 'platform.operate',
    manage: 'platform.operate',
  },
} as const satisfies Record<string, Place>;

export function ownerOf({ kind }: Place, session: PortalSession, mode: Mode): ConnectionOwner {
  return { merchantId: kind === 'platform' ? null : session.merchant.id, mode };
}
