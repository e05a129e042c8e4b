/** The words of the audit log. Both languages have every key, and a word for every action. */
import type { Locale } from '#lib/i18n/locale.ts';
import type { AuditAction } from '#lib/merchants/audit.ts';

const FR = {
  title: 'Journal d’audit',
  lead: 'Qui a fait quoi, d’où, avec l’avant et l’après. Rien ne s’y change ni ne s’y efface.',
  member: 'Membre',
  everybody: 'Tout le monde',
  action: 'Action',
  allActions: 'Toutes les actions',
  from: 'Du',
  to: 'Au',
  target: 'Objet (identifiant exact)',
  filter: 'Chercher',
  filters: 'Recherche',
  clear: 'Tout afficher',
  when: 'Quand',
  who: 'Qui',
  what: 'Quoi',
  where: 'Adresse',
  change: 'Avant et après',
  gateway: 'La passerelle',
  export: 'Exporter en CSV',
  pages: 'Pages',
  newest: 'Les plus récentes',
  older: 'Plus anciennes',
  empty: 'Rien ne correspond',
  emptyWhat: 'Élargissez la recherche : retirez une date ou un membre.',
};

const EN: AuditTexts = {
  title: 'Audit log',
  lead: 'Who did what, from where, with before and after. Nothing in it can be changed or erased.',
  member: 'Member',
  everybody: 'Everybody',
  action: 'Action',
  allActions: 'All actions',
  from: 'From',
  to: 'To',
  target: 'Object (exact id)',
  filter: 'Search',
  filters: 'Search',
  clear: 'Show all',
  when: 'When',
  who: 'Who',
  what: 'What',
  where: 'Address',
  change: 'Before and after',
  gateway: 'The gateway',
  export: 'Export as CSV',
  pages: 'Pages',
  newest: 'Newest',
  older: 'Older',
  empty: 'Nothing fits',
  emptyWhat: 'Search more widely: leave out a date or a member.',
};

export type AuditTexts = Record<keyof typeof FR, string>;

export function auditTexts(locale: Locale): AuditTexts {
  return locale === 'fr' ? FR : EN;
}

/** What was done, as a person would say it. */
const ACTIONS: Readonly<Partial<Record<AuditAction, Record<Locale, string>>>> = {
  member_created: { fr: 'Membre créé', en: 'Member created' },
  sign_in: { fr: 'Connexion', en: 'Signed in' },
  sign_in_refused: { fr: 'Connexion refusée', en: 'Sign-in refused' },
  sign_out: { fr: 'Déconnexion', en: 'Signed out' },
  session_revoked: { fr: 'Appareil déconnecté', en: 'Device signed out' },
  sessions_revoked: { fr: 'Autres appareils déconnectés', en: 'Other devices signed out' },
  password_changed: { fr: 'Mot de passe changé', en: 'Password changed' },
  role_changed: { fr: 'Rôle changé', en: 'Role changed' },
  second_factor_enabled: { fr: 'Double vérification activée', en: 'Two-step sign-in turned on' },
  second_factor_disabled: { fr: 'Double vérification désactivée', en: 'Two-step sign-in turned off' },
  second_factor_refused: { fr: 'Code refusé', en: 'Code refused' },
  recovery_code_used: { fr: 'Code de secours employé', en: 'Recovery code used' },
  recovery_codes_renewed: { fr: 'Codes de secours renouvelés', en: 'Recovery codes renewed' },
  member_invited: { fr: 'Invitation envoyée', en: 'Invitation sent' },
  invitation_revoked: { fr: 'Invitation retirée', en: 'Invitation withdrawn' },
  invitation_accepted: { fr: 'Invitation acceptée', en: 'Invitation accepted' },
  member_disabled: { fr: 'Membre désactivé', en: 'Member disabled' },
  member_enabled: { fr: 'Membre réactivé', en: 'Member enabled' },
  password_reset_asked: { fr: 'Nouveau mot de passe demandé', en: 'New password asked for' },
  merchant_signed_up: { fr: 'Compte ouvert', en: 'Account opened' },
  connection_added: { fr: 'Connexion ajoutée', en: 'Connection added' },
  connection_changed: { fr: 'Connexion modifiée', en: 'Connection changed' },
  connection_paused: { fr: 'Connexion mise en pause', en: 'Connection paused' },
  connection_resumed: { fr: 'Connexion reprise', en: 'Connection resumed' },
  routing_changed: { fr: 'Ordre des connexions changé', en: 'Order of connections changed' },
  profile_changed: { fr: 'Profil modifié', en: 'Profile changed' },
  retention_changed: { fr: 'Durée de conservation changée', en: 'Retention changed' },
  payer_erased: { fr: 'Coordonnées d’un payeur effacées', en: 'A payer’s details erased' },
  account_closed: { fr: 'Compte fermé', en: 'Account closed' },
  merchant_approved: { fr: 'Marchand approuvé', en: 'Merchant approved' },
  merchant_suspended: { fr: 'Marchand suspendu', en: 'Merchant suspended' },
  merchant_resumed: { fr: 'Suspension levée', en: 'Suspension lifted' },
  live_approved: { fr: 'Mode réel ouvert', en: 'Live mode opened' },
  live_refused: { fr: 'Mode réel refusé', en: 'Live mode refused' },
  audit_exported: { fr: 'Journal exporté', en: 'Log exported' },
};

/** An action that has no words yet is shown by its name. */
export function actionWords(action: string, locale: Locale): string {
  const known = Object.entries(ACTIONS).find(([name]) => name === action);
  return known?.[1]?.[locale] ?? action.replaceAll('_', ' ');
}
