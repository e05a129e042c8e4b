/** The sections of the portal, in their order: the rail is drawn from this table alone. */
import { ListChecks, type LucideIcon, MonitorSmartphone } from 'lucide-react';
import type { Permission } from '#lib/merchants/roles.ts';

export interface SectionEntry {
  path: string;
  Icon: LucideIcon;
  /** Who sees it; the page asks again. */
  needs: Permission;
  /** Its heading in the rail. */
  group: 'money' | 'build' | 'house' | 'self';
  name: { fr: string; en: string };
}

export const SECTIONS = {
  payments: {
    path: '/portal/payments',
    Icon: ListChecks,
    needs: 'payments.read',
    group: 'money',
    name: { fr: 'Paiements', en: 'Payments' },
  },
  sessions: {
    path: '/portal/sessions',
    Icon: MonitorSmartphone,
    needs: 'self.manage',
    group: 'self',
    name: { fr: 'Appareils connectés', en: 'Signed-in devices' },
  },
} as const satisfies Record<string, SectionEntry>;

export type Section = keyof typeof SECTIONS;

export const GROUPS = {
  money: { fr: 'Argent', en: 'Money' },
  build: { fr: 'Technique', en: 'Technical' },
  house: { fr: 'Organisation', en: 'Organisation' },
  self: { fr: 'Votre compte', en: 'Your account' },
} as const satisfies Record<SectionEntry['group'], { fr: string; en: string }>;
