/** Manifests name their fields in English, as the providers' documents mostly do; this is how they read in French. */
import type { Locale } from '#lib/i18n/locale.ts';

const FRENCH: Readonly<Record<string, string>> = {
  'Networks that callbacks come from': 'Réseaux d’où viennent les rappels',
  'Time-out of a call in seconds': 'Délai d’un appel en secondes',
  'Form of phone numbers: as documented, 90000123, 22890000123 or +22890000123':
    'Forme des numéros : celle du document, 90000123, 22890000123 ou +22890000123',
  'Public key': 'Clé publique',
  'Private key': 'Clé privée',
  'API key (auth_token)': 'Clé d’API (auth_token)',
  Token: 'Jeton',
  'Merchant code': 'Code marchand',
  'Base URL of the status check, where it is another one':
    'URL de base de la vérification, si elle est autre',
  'Base URL of card payments, where it is another one':
    'URL de base des paiements par carte, si elle est autre',
  'Path of card payments (older accounts: /api/rest/v1/vpos/ask)':
    'Chemin des paiements par carte (comptes anciens : /api/rest/v1/vpos/ask)',
  'Access token': 'Jeton d’accès',
  'Client reference (client_reference)': 'Référence client (client_reference)',
  'Status words that mean failed, canceled or expired':
    'Mots d’état qui veulent dire échoué, annulé ou expiré',
  'Merchant id (merchantid, 16 digits)': 'Identifiant marchand (merchantid, 16 chiffres)',
  'Path of the service': 'Chemin du service',
  'Address of the payment page, where it is not that of the sessions':
    'Adresse de la page de paiement, si ce n’est pas celle des sessions',
  'Amounts are sent times (1 or 100; TMoney confirms it before live)':
    'Les montants sont envoyés multipliés par (1 ou 100 ; TMoney le confirme avant le réel)',
  'Name at the top of the page (empty: TMoney’s own)': 'Nom en haut de la page (vide : celui de TMoney)',
  'Life of the payment page in minutes: then an attempt without a notification has expired':
    'Durée de la page de paiement en minutes : ensuite, un essai sans notification a expiré',
  'User name': 'Nom d’utilisateur',
  Password: 'Mot de passe',
  'Path of the sign-in': 'Chemin de la connexion',
  'Path of a debit': 'Chemin d’un débit',
  'Path of the check of a debit': 'Chemin de la vérification d’un débit',
  'Path of a credit, version 2': 'Chemin d’un crédit, version 2',
  'Path of the check of a credit': 'Chemin de la vérification d’un crédit',
  'Path of a credit, version 1': 'Chemin d’un crédit, version 1',
  'Authorization: "Bearer <token>" or the token alone': 'Authorization : « Bearer <jeton> » ou le jeton seul',
  'How long a token without a readable expiry is used, in seconds':
    'Durée d’emploi d’un jeton sans échéance lisible, en secondes',
  'Version of the credit service': 'Version du service de crédit',
  'Credit version 1: parameters in a JSON body or in the query':
    'Crédit version 1 : paramètres dans un corps JSON ou dans l’adresse',
  'Credit version 1: name of the account member': 'Crédit version 1 : nom du champ du compte',
  'Credit version 1: account number (empty: the user name)':
    'Crédit version 1 : numéro de compte (vide : le nom d’utilisateur)',
  'Credit version 1: trxcode': 'Crédit version 1 : trxcode',
  'Credit version 1: type': 'Crédit version 1 : type',
  'Credit version 1: sms': 'Crédit version 1 : sms',
  'Partner number (partnermsisdn)': 'Numéro partenaire (partnermsisdn)',
  'Encryption key': 'Clé de chiffrement',
  'Merchant key (key)': 'Clé marchande (key)',
  'API key, where Authorization is a fixed one (else empty)':
    'Clé d’API, quand Authorization est fixe (sinon vide)',
  Authorization: 'Authorization',
  'Path of a verification': 'Chemin d’une vérification',
  'Path of a token': 'Chemin d’un jeton',
  'First counter of a token': 'Premier compteur d’un jeton',
  'Merchant name on the prompt': 'Nom du marchand sur la demande',
};

/** A label that nobody has put into French yet stays readable in English; a test finds it. */
export function labelOf(label: string, locale: Locale): string {
  return locale === 'fr' ? (FRENCH[label] ?? label) : label;
}
