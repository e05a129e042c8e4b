/** The sections of the portal, in their order: the rail is drawn from this table alone. */
import {
  Blocks,
  Cable,
  ListChecks,
  type LucideIcon,
  Mails,
  MonitorSmartphone,
  ScrollText,
  ShieldCheck,
  Users,
  Webhook,
} from 'lucide-react';
import type { Permission } from '#lib/merchants/roles.ts';

export interface SectionEntry {
  path: string;
  Icon: LucideIcon;
  /** Who sees it; the page asks again. */
  needs: Permission;
  /** Its heading in the rail. */
  group: 'money' | 'build' | 'house' | 'self';
  name: { fr: string; en: string };
  /** Only where nothing leaves this machine. */
  demoOnly?: true;
}

export const SECTIONS = {
  payments: {
    path: '/portal/payments',
    Icon: ListChecks,
    needs: 'payments.read',
    group: 'money',
    name: { fr: 'Paiements', en: 'Payments' },
  },
  apps: {
    path: '/portal/apps',
    Icon: Blocks,
    needs: 'apps.read',
    group: 'build',
    name: { fr: 'Applications', en: 'Apps and keys' },
  },
  webhooks: {
    path: '/portal/webhooks',
    Icon: Webhook,
    needs: 'webhooks.manage',
    group: 'build',
    name: { fr: 'Webhooks', en: 'Webhooks' },
  },
  requests: {
    path: '/portal/requests',
    Icon: ScrollText,
    needs: 'requests.read',
    group: 'build',
    name: { fr: 'Journal des requêtes', en: 'Request log' },
  },
  move: {
    path: '/portal/move',
    Icon: Cable,
    needs: 'apps.read',
    group: 'build',
    name: { fr: 'Passer à Cross', en: 'Move to Cross' },
  },
  team: {
    path: '/portal/team',
    Icon: Users,
    needs: 'team.read',
    group: 'house',
    name: { fr: 'Équipe', en: 'Team' },
  },
  mail: {
    path: '/portal/mail',
    Icon: Mails,
    needs: 'team.manage',
    group: 'house',
    name: { fr: 'E-mails (démo)', en: 'Mails (demo)' },
    demoOnly: true,
  },
  security: {
    path: '/portal/security',
    Icon: ShieldCheck,
    needs: 'self.manage',
    group: 'self',
    name: { fr: 'Sécurité', en: 'Security' },
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
