/** What to do about each code; the `type` of a problem leads to its row. */
import { ERRORS, type ErrorCode } from '#lib/errors.ts';
import type { Words } from './guide.ts';

/** Codes that the merchant API answers; a test holds the list against the operations. */
export const ERROR_TEXTS: Partial<Record<ErrorCode, Words>> = {
  request_malformed: {
    fr: 'Corps illisible (JSON, UTF-8), ou `Idempotency-Key` mal formée. Corrigez la requête.',
    en: 'Unreadable body (JSON, UTF-8), or a malformed `Idempotency-Key`. Mend the request.',
  },
  key_missing: {
    fr: 'Pas de clé secrète : `Authorization: Bearer sk_…`.',
    en: 'No secret key: `Authorization: Bearer sk_…`.',
  },
  key_invalid: {
    fr: 'Clé inconnue, révoquée ou expirée. Créez-en une dans le portail.',
    en: 'Unknown, revoked or expired key. Make one in the portal.',
  },
  scope_missing: { fr: 'La clé n’a pas ce droit.', en: 'The key lacks this scope.' },
  address_refused: {
    fr: 'La clé n’est pas admise depuis cette adresse. Ajoutez l’adresse à sa liste.',
    en: 'The key is not admitted from this address. Add the address to its list.',
  },
  live_not_approved: {
    fr: 'L’application n’est pas encore approuvée pour de vrais paiements. Restez en mode test.',
    en: 'The app is not approved for live payments yet. Stay in test mode.',
  },
  not_found: {
    fr: 'N’existe pas, ou pas dans cette application et ce mode.',
    en: 'Does not exist, or not in this app and mode.',
  },
  method_not_allowed: { fr: 'Voyez l’en-tête `Allow`.', en: 'See the header `Allow`.' },
  idempotency_key_in_use: {
    fr: 'La première demande est en cours. Renvoyez la même après `Retry-After` secondes.',
    en: 'The first request is running. Send the same again after `Retry-After` seconds.',
  },
  idempotency_key_reused: {
    fr: 'Cette clé a servi à une autre demande. Prenez-en une nouvelle.',
    en: 'This key was used for another request. Take a new one.',
  },
  reference_taken: {
    fr: 'Cette référence a déjà un paiement, nommé dans `errors`. Lisez-le.',
    en: 'This reference has a payment already, named in `errors`. Read that one.',
  },
  payment_blocked: {
    fr: 'Une tentative attend sa réponse. Attendez le webhook avant la suivante.',
    en: 'An attempt waits for its answer. Wait for the webhook before the next one.',
  },
  payment_final: {
    fr: 'Le paiement est terminé. Créez-en un autre.',
    en: 'The payment has ended. Create another one.',
  },
  payment_expired: {
    fr: 'Le paiement a expiré. Créez-en un autre.',
    en: 'The payment has expired. Create another one.',
  },
  attempts_exhausted: {
    fr: 'Toutes les tentatives sont faites. Créez un autre paiement.',
    en: 'All attempts are used up. Create another payment.',
  },
  otp_not_expected: {
    fr: 'Aucun code n’est attendu, ou un autre est en cours de vérification.',
    en: 'No code is awaited, or another one is being checked.',
  },
  otp_invalid: {
    fr: 'Code faux ou expiré. Redemandez-le au payeur.',
    en: 'Wrong or expired code. Ask the payer again.',
  },
  otp_tries_exhausted: {
    fr: 'Trop de codes faux : la tentative est terminée.',
    en: 'Too many wrong codes: the attempt has ended.',
  },
  endpoint_disabled: {
    fr: 'L’adresse de webhook est désactivée ou supprimée. Réactivez-la : `PATCH` avec `status`.',
    en: 'The webhook endpoint is disabled or deleted. Enable it: `PATCH` with `status`.',
  },
  endpoints_exhausted: {
    fr: 'Seize adresses de webhook par application et par mode. Supprimez-en une.',
    en: 'Sixteen webhook endpoints in one app and mode. Delete one.',
  },
  body_too_large: { fr: 'Plus de 64 ko.', en: 'More than 64 kB.' },
  media_type_unsupported: {
    fr: 'Envoyez `Content-Type: application/json`.',
    en: 'Send `Content-Type: application/json`.',
  },
  request_invalid: {
    fr: 'Des membres sont faux ; `errors` dit lesquels et quoi faire.',
    en: 'Some members are wrong; `errors` says which and what to do.',
  },
  phone_invalid: {
    fr: 'Numéro impossible pour ce pays. Montrez `errors` au payeur.',
    en: 'Not a number of this country. Show `errors` to the payer.',
  },
  currency_unsupported: {
    fr: 'Ce pays ne paie pas dans cette monnaie.',
    en: 'This country does not pay in this currency.',
  },
  operator_unsupported: {
    fr: 'Cet opérateur n’est pas utilisable ici. Voyez `GET /operators`.',
    en: 'This operator cannot be used here. See `GET /operators`.',
  },
  operator_unavailable: {
    fr: 'L’opérateur ne répond pas. Réessayez plus tard, ou proposez-en un autre.',
    en: 'The operator does not answer. Try again later, or offer another one.',
  },
  amount_out_of_range: {
    fr: 'Montant hors des limites de l’opérateur, données dans `errors`.',
    en: 'Amount beyond the operator’s limits, given in `errors`.',
  },
  too_many_requests: {
    fr: 'Trop de requêtes, ou trop de demandes à ce numéro (3 en 10 minutes, 10 impayées par jour). Attendez `Retry-After` secondes.',
    en: 'Too many requests, or too many prompts to this number (3 in 10 minutes, 10 unpaid a day). Wait `Retry-After` seconds.',
  },
  internal_error: {
    fr: 'Une erreur chez nous. Répétez avec la même `Idempotency-Key`.',
    en: 'A mistake on our side. Retry with the same `Idempotency-Key`.',
  },
};

/** Rows of the table, by status and then in the order above. */
export function errorRows(): { code: ErrorCode; status: number; words: Words }[] {
  // A cast because Object.entries forgets the keys of a closed table.
  const entries = Object.entries(ERROR_TEXTS) as [ErrorCode, Words][];
  return entries
    .map(([code, words]) => ({ code, status: ERRORS[code], words }))
    .sort((a, b) => a.status - b.status);
}
