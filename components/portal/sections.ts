/** The sections of the portal, in their order: the rail is drawn from this table alone. */
import {
  ArrowRightLeft,
  Blocks,
  Building2,
  Cable,
  FileClock,
  Home,
  Link2,
  ListChecks,
  type LucideIcon,
  Mails,
  MessageCircleQuestionMark,
  MonitorSmartphone,
  Scale,
  ScrollText,
  Settings2,
  ShieldCheck,
  Users,
  WalletMinimal,
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
  home: {
    path: '/portal',
    Icon: Home,
    needs: 'payments.read',
    group: 'money',
    name: { fr: 'Accueil', en: 'Home' },
  },
  payments: {
    path: '/portal/payments',
    Icon: ListChecks,
    needs: 'payments.read',
    group: 'money',
    name: { fr: 'Paiements', en: 'Payments' },
  },
  links: {
    path: '/portal/links',
    Icon: Link2,
    needs: 'links.read',
    group: 'money',
    name: { fr: 'Liens de paiement', en: 'Payment links' },
  },
  question: {
    path: '/portal/question',
    Icon: MessageCircleQuestionMark,
    needs: 'payments.read',
    group: 'money',
    name: { fr: 'Question d’un client', en: 'A customer’s question' },
  },
  connections: {
    path: '/portal/connections',
    Icon: Cable,
    needs: 'connections.read',
    group: 'build',
    name: { fr: 'Connexions', en: 'Connections' },
  },
  discrepancies: {
    path: '/portal/discrepancies',
    Icon: Scale,
    needs: 'payments.read',
    group: 'money',
    name: { fr: 'Écarts', en: 'Discrepancies' },
  },
  balance: {
    path: '/portal/balance',
    Icon: WalletMinimal,
    needs: 'balance.read',
    group: 'money',
    name: { fr: 'Solde', en: 'Balance' },
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
    Icon: FileClock,
    needs: 'requests.read',
    group: 'build',
    name: { fr: 'Journal des requêtes', en: 'Request log' },
  },
  move: {
    path: '/portal/move',
    Icon: ArrowRightLeft,
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
  audit: {
    path: '/portal/audit',
    Icon: ScrollText,
    needs: 'audit.read',
    group: 'house',
    name: { fr: 'Journal d’audit', en: 'Audit log' },
  },
  settings: {
    path: '/portal/settings',
    Icon: Settings2,
    needs: 'settings.read',
    group: 'house',
    name: { fr: 'Réglages', en: 'Settings' },
  },
  platform: {
    path: '/portal/platform',
    Icon: Building2,
    needs: 'platform.operate',
    group: 'house',
    name: { fr: 'Plateforme', en: 'Platform' },
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
