/** The words of the settings. Both languages have every key. */
import type { Locale } from '#lib/i18n/locale.ts';

const FR = {
  title: 'Réglages',
  lead: 'Votre organisation, ce que vous gardez des payeurs, et la fermeture du compte.',
  profile: 'Profil',
  name: 'Nom de l’organisation',
  nameHint: 'Vos membres le voient ; les payeurs voient le nom de l’application.',
  country: 'Pays',
  timezone: 'Fuseau horaire',
  locale: 'Langue',
  save: 'Enregistrer',
  saving: 'Enregistrement…',
  approved: 'Approuvé par la passerelle',
  waiting: 'En attente d’approbation',
  waitingWhat: 'Le mode test marche déjà. La personne qui gère cette passerelle vous écrit quand c’est fait.',
  retention: 'Coordonnées des payeurs',
  retentionWhat:
    'Numéro, nom et e-mail sont gardés à part, chiffrés. Les paiements, les montants et les références restent toujours.',
  days: 'Effacer après, en jours',
  daysHint: 'De 30 à 3650. Vide : jamais. L’effacement se fait chaque nuit et ne se défait pas.',
  erase: 'Effacer un payeur',
  eraseWhat:
    'Quand un client le demande : tout ce que vous savez de ce numéro est effacé de ses paiements terminés, en test et en réel.',
  phone: 'Numéro du payeur',
  phoneHint: 'Par exemple 90 12 34 56, ou avec l’indicatif : +228 90 12 34 56.',
  eraseAction: 'Effacer ce payeur',
  eraseQuestion: 'Effacer les coordonnées de ce payeur ?',
  eraseConsequence:
    'Numéro, nom et e-mail disparaissent de ses paiements terminés. Vous ne pourrez plus le retrouver par son numéro. Cela ne se défait pas.',
  close: 'Fermer le compte',
  closeWhat:
    'Plus personne ne se connecte, plus aucune clé ne marche. Les paiements en cours vont à leur terme et les comptes restent. Seule la passerelle peut rouvrir.',
  closeQuestion: 'Fermer le compte de {name} ?',
  typedName: 'Écrivez le nom exact : {name}',
  closeAction: 'Fermer le compte',
  platformCannotClose: 'L’organisation qui tient cette passerelle ne peut pas fermer son compte.',
  cancel: 'Annuler',
  doneProfile: 'Le profil est enregistré.',
  doneRetention: 'La durée est enregistrée.',
  doneErased: 'Effacé : {erased} paiement(s). Encore en cours, donc gardé : {kept}.',
  doneNobody: 'Aucun paiement ne connaît ce numéro.',
  phoneWrong: 'Ce n’est pas un numéro de mobile que nous reconnaissons. Rien n’est effacé.',
  nameDiffers: 'Le nom écrit n’est pas le bon. Le compte reste ouvert.',
  fieldWrong: 'Vérifiez ce champ.',
  nameMissing: 'Écrivez le nom, deux lettres au moins.',
  nameLong: 'Pas plus de 120 caractères.',
  textControl: 'Enlevez les caractères de contrôle (retours à la ligne, sens d’écriture).',
  countryMissing: 'Choisissez un pays.',
  timezoneMissing: 'Choisissez un fuseau horaire.',
  localeMissing: 'Choisissez une langue.',
  daysWrong: 'Un nombre de 30 à 3650, ou rien.',
};

const EN: SettingsTexts = {
  title: 'Settings',
  lead: 'Your organisation, what you keep of payers, and closing the account.',
  profile: 'Profile',
  name: 'Name of the organisation',
  nameHint: 'Your members see it; payers see the name of the app.',
  country: 'Country',
  timezone: 'Time zone',
  locale: 'Language',
  save: 'Save',
  saving: 'Saving…',
  approved: 'Approved by the gateway',
  waiting: 'Waiting for approval',
  waitingWhat: 'Test mode works already. The person who runs this gateway writes to you when it is done.',
  retention: 'Payers’ details',
  retentionWhat:
    'Number, name and e-mail are kept apart, encrypted. Payments, amounts and references always stay.',
  days: 'Erase after, in days',
  daysHint: 'From 30 to 3650. Empty: never. It is done every night and cannot be undone.',
  erase: 'Erase a payer',
  eraseWhat:
    'When a customer asks: all that you know of this number is erased from their payments that are over, test and live.',
  phone: 'The payer’s number',
  phoneHint: 'For example 90 12 34 56, or with the country code: +228 90 12 34 56.',
  eraseAction: 'Erase this payer',
  eraseQuestion: 'Erase this payer’s details?',
  eraseConsequence:
    'Number, name and e-mail leave their payments that are over. You can no longer find them by the number. This cannot be undone.',
  close: 'Close the account',
  closeWhat:
    'Nobody signs in any more and no key works. Payments under way go on to their end and the books stay. Only the gateway can open it again.',
  closeQuestion: 'Close the account of {name}?',
  typedName: 'Type the exact name: {name}',
  closeAction: 'Close the account',
  platformCannotClose: 'The organisation that operates this gateway cannot close its account.',
  cancel: 'Cancel',
  doneProfile: 'The profile is saved.',
  doneRetention: 'The time is saved.',
  doneErased: 'Erased: {erased} payment(s). Still under way, so kept: {kept}.',
  doneNobody: 'No payment knows this number.',
  phoneWrong: 'This is no mobile number that we know. Nothing is erased.',
  nameDiffers: 'The typed name is not the right one. The account stays open.',
  fieldWrong: 'Check this field.',
  nameMissing: 'Type the name, two letters at least.',
  nameLong: 'No more than 120 characters.',
  textControl: 'Remove control characters (line breaks, changes of direction).',
  countryMissing: 'Choose a country.',
  timezoneMissing: 'Choose a time zone.',
  localeMissing: 'Choose a language.',
  daysWrong: 'A number from 30 to 3650, or nothing.',
};

export type SettingsTexts = Record<keyof typeof FR, string>;

export function settingsTexts(locale: Locale): SettingsTexts {
  return locale === 'fr' ? FR : EN;
}
