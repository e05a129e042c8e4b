/** What each mail says, in both languages. Names in braces are filled in; `{link}` is where its button leads. */
import type { Locale } from '#lib/i18n/locale.ts';

export interface MailText {
  subject: string;
  /** First sentence: what happened. Then what to do. */
  lines: readonly string[];
  /** On the button; a mail without one asks for nothing. */
  button?: string;
  /** Small print: how long the link lasts, what to do if it was somebody else. */
  foot: string;
}

export const MAIL_KINDS = [
  'invitation',
  'password_reset',
  'password_changed',
  'new_device',
  'second_factor_enabled',
  'second_factor_disabled',
  'sign_up',
  'sign_up_known',
  'merchant_approved',
  'live_approved',
  'live_refused',
  'webhook_parked',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export const MAIL_TEXTS: Record<Locale, Record<MailKind, MailText>> = {
  fr: {
    invitation: {
      subject: '{inviter} vous invite dans l’équipe de {merchant}',
      lines: [
        '{inviter} vous invite à rejoindre {merchant} sur Cross, comme {role}.',
        'Ouvrez le lien et choisissez un mot de passe.',
      ],
      button: 'Rejoindre l’équipe',
      foot: 'Le lien dure 7 jours. Si vous n’attendiez pas cette invitation, ne faites rien.',
    },
    password_reset: {
      subject: 'Nouveau mot de passe pour Cross',
      lines: [
        'Quelqu’un a demandé un nouveau mot de passe pour ce compte.',
        'Si c’est vous, choisissez-le ici. Vos appareils seront déconnectés.',
      ],
      button: 'Choisir un mot de passe',
      foot: 'Le lien dure 30 minutes et ne sert qu’une fois. Si ce n’est pas vous, ne faites rien : rien n’a changé.',
    },
    password_changed: {
      subject: 'Votre mot de passe Cross a changé',
      lines: ['Le mot de passe de votre compte a été changé, et tous vos appareils ont été déconnectés.'],
      foot: 'Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe sur {link}.',
    },
    new_device: {
      subject: 'Nouvelle connexion à votre compte Cross',
      lines: [
        'Votre compte vient d’être ouvert dans un navigateur que nous ne connaissions pas : {device}, adresse {peer}.',
        'Si c’est vous, il n’y a rien à faire.',
      ],
      button: 'Voir mes appareils',
      foot: 'Si ce n’est pas vous, déconnectez cet appareil et changez votre mot de passe.',
    },
    second_factor_enabled: {
      subject: 'La double vérification est activée',
      lines: ['Votre compte demande maintenant un code de votre application à chaque connexion.'],
      foot: 'Si ce n’est pas vous, demandez un nouveau mot de passe sur {link} et prévenez votre équipe.',
    },
    second_factor_disabled: {
      subject: 'La double vérification est désactivée',
      lines: ['Votre compte n’est plus protégé que par son mot de passe.'],
      foot: 'Si ce n’est pas vous, demandez un nouveau mot de passe sur {link} et prévenez votre équipe.',
    },
    sign_up: {
      subject: 'Confirmez votre adresse pour ouvrir {merchant} sur Cross',
      lines: [
        'Vous avez demandé un compte Cross pour {merchant}.',
        'Confirmez votre adresse : le mode test s’ouvre aussitôt.',
      ],
      button: 'Confirmer mon adresse',
      foot: 'Le lien dure 24 heures. Si vous n’avez rien demandé, ne faites rien.',
    },
    sign_up_known: {
      subject: 'Vous avez déjà un compte Cross',
      lines: [
        'Quelqu’un a demandé un nouveau compte avec votre adresse, mais elle en a déjà un.',
        'Connectez-vous, ou demandez un nouveau mot de passe si vous l’avez oublié.',
      ],
      button: 'Se connecter',
      foot: 'Si ce n’est pas vous, ne faites rien : rien n’a changé.',
    },
    merchant_approved: {
      subject: '{merchant} est approuvé',
      lines: [
        'La passerelle a approuvé {merchant}.',
        'Demandez maintenant le mode réel pour une de vos applications.',
      ],
      button: 'Ouvrir le portail',
      foot: 'Vous recevez ce message parce que vous gérez {merchant}.',
    },
    live_approved: {
      subject: '{app} peut encaisser de l’argent réel',
      lines: [
        'La passerelle a ouvert le mode réel pour {app}.',
        'Créez une clé réelle, donnez-la à votre boutique, et faites un premier petit paiement.',
      ],
      button: 'Ouvrir l’application',
      foot: 'Vous recevez ce message parce que vous gérez {merchant}.',
    },
    live_refused: {
      subject: 'Mode réel refusé pour {app}',
      lines: [
        'La passerelle n’a pas ouvert le mode réel pour {app}. Sa raison : {reason}',
        'Rien d’autre ne change : le mode test reste ouvert. Corrigez ce qui manque, puis refaites la demande.',
      ],
      button: 'Ouvrir l’application',
      foot: 'Vous recevez ce message parce que vous gérez {merchant}.',
    },
    webhook_parked: {
      subject: 'Votre serveur ne reçoit plus nos webhooks',
      lines: [
        'Un événement pour {url} n’a pas pu être remis, et nous avons cessé d’essayer. Dernière réponse : {problem}',
        'Rien n’est perdu : réparez l’adresse, puis renvoyez les événements depuis le portail.',
      ],
      button: 'Voir les envois',
      foot: 'Vous recevez ce message parce que vous gérez {merchant}.',
    },
  },
  en: {
    invitation: {
      subject: '{inviter} invites you to the team of {merchant}',
      lines: [
        '{inviter} invites you to join {merchant} on Cross, as {role}.',
        'Open the link and choose a password.',
      ],
      button: 'Join the team',
      foot: 'The link lasts 7 days. If you did not expect this invitation, do nothing.',
    },
    password_reset: {
      subject: 'A new password for Cross',
      lines: [
        'Somebody asked for a new password for this account.',
        'If it was you, choose it here. Your devices will be signed out.',
      ],
      button: 'Choose a password',
      foot: 'The link lasts 30 minutes and works once. If it was not you, do nothing: nothing has changed.',
    },
    password_changed: {
      subject: 'Your Cross password was changed',
      lines: ['The password of your account was changed, and all your devices were signed out.'],
      foot: 'If it was not you, ask for a new password at once at {link}.',
    },
    new_device: {
      subject: 'New sign-in to your Cross account',
      lines: [
        'Your account was just opened in a browser that we did not know: {device}, address {peer}.',
        'If it was you, there is nothing to do.',
      ],
      button: 'See my devices',
      foot: 'If it was not you, sign that device out and change your password.',
    },
    second_factor_enabled: {
      subject: 'Two-step sign-in is on',
      lines: ['Your account now asks for a code of your app at every sign-in.'],
      foot: 'If it was not you, ask for a new password at {link} and tell your team.',
    },
    second_factor_disabled: {
      subject: 'Two-step sign-in is off',
      lines: ['Your account is now protected by its password alone.'],
      foot: 'If it was not you, ask for a new password at {link} and tell your team.',
    },
    sign_up: {
      subject: 'Confirm your address to open {merchant} on Cross',
      lines: [
        'You asked for a Cross account for {merchant}.',
        'Confirm your address: test mode opens at once.',
      ],
      button: 'Confirm my address',
      foot: 'The link lasts 24 hours. If you asked for nothing, do nothing.',
    },
    sign_up_known: {
      subject: 'You already have a Cross account',
      lines: [
        'Somebody asked for a new account with your address, but it has one already.',
        'Sign in, or ask for a new password if you forgot yours.',
      ],
      button: 'Sign in',
      foot: 'If it was not you, do nothing: nothing has changed.',
    },
    merchant_approved: {
      subject: '{merchant} is approved',
      lines: ['The gateway approved {merchant}.', 'Now ask for live mode for one of your apps.'],
      button: 'Open the portal',
      foot: 'You get this message because you manage {merchant}.',
    },
    live_approved: {
      subject: '{app} may take real money',
      lines: [
        'The gateway opened live mode for {app}.',
        'Make a live key, give it to your shop, and make a first small payment.',
      ],
      button: 'Open the app',
      foot: 'You get this message because you manage {merchant}.',
    },
    live_refused: {
      subject: 'Live mode refused for {app}',
      lines: [
        'The gateway did not open live mode for {app}. Its reason: {reason}',
        'Nothing else changes: test mode stays open. Mend what is missing, then ask again.',
      ],
      button: 'Open the app',
      foot: 'You get this message because you manage {merchant}.',
    },
    webhook_parked: {
      subject: 'Your server no longer takes our webhooks',
      lines: [
        'An event for {url} could not be delivered, and we have stopped trying. Last answer: {problem}',
        'Nothing is lost: mend the address, then send the events again from the portal.',
      ],
      button: 'See the deliveries',
      foot: 'You get this message because you manage {merchant}.',
    },
  },
};
