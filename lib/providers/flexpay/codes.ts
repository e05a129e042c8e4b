/** FlexPay's codes and words, as data. All codes are texts on this wire, whatever their digits. */
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Outcome, ProviderOperator, ServerStatus } from '../provider.ts';

/**
 * Type 1 (mobile money) names no operator: FlexPay takes it from the number and reports it as `channel`, which is the
 * `wire` word here. Type 2 is the card, on FlexPay's own page.
 */
export const OPERATORS: readonly ProviderOperator[] = [
  { operator: 'cd-mpesa', wire: 'mpesa', flow: 'push' },
  { operator: 'cd-airtel', wire: 'airtel', flow: 'push' },
  { operator: 'cd-orange', wire: 'orange', flow: 'push' },
  { operator: 'cd-afrimoney', wire: 'afrimoney', flow: 'push' },
  { operator: 'cd-card', wire: 'mastercard', flow: 'redirect' },
];

/** Every channel that replies and callbacks name, in lower case. */
export const CHANNELS: Readonly<Record<string, OperatorId>> = {
  mpesa: 'cd-mpesa',
  airtel: 'cd-airtel',
  orange: 'cd-orange',
  om: 'cd-orange',
  afrimoney: 'cd-afrimoney',
  mastercard: 'cd-card',
  visa: 'cd-card',
};

export const TYPE = { mobile: '1', card: '2' } as const;

/** `code` of every reply: of a check it says no more than that a transaction was found. */
export const CODE = { done: '0', problem: '1' } as const;

interface Result {
  outcome: Outcome;
  failureCode?: FailureCode;
}

/** `transaction.status` of a check (document, Check transaction). A status that is not here is `unknown`. */
export const RESULTS: Readonly<Record<string, Result>> = {
  '0': { outcome: 'succeeded' },
  '1': { outcome: 'failed', failureCode: 'unspecified' },
  '2': { outcome: 'pending' },
  '3': { outcome: 'refunding' },
  '4': { outcome: 'refunded' },
  '5': { outcome: 'canceled', failureCode: 'canceled_by_merchant' },
};

/** `code` of a callback: 0 is success, every other one is none (document). */
export const CALLBACK_SUCCESS: Result = { outcome: 'succeeded' };
export const CALLBACK_FAILURE: Result = { outcome: 'failed', failureCode: 'unspecified' };

/**
 * Code 1 under these HTTP statuses is FlexPay's own refusal (200 in the field); 401 and 403 are one without any code.
 * Under any other status nobody can tell: 5xx is answered by whoever stands in front, 409 means that the reference exists.
 */
export const REFUSED: Readonly<Record<number, FailureCode>> = {
  200: 'unspecified',
  400: 'unspecified',
  401: 'merchant_config',
  403: 'merchant_config',
  422: 'unspecified',
};

/** These refuse the token, and so need no code. */
export const TOKEN_REFUSED: readonly number[] = [401, 403];

// ───────────── server end ─────────────

/** `status` of a transaction. */
export const STATUS_CODES = {
  created: '2',
  requires_otp: '2',
  pending: '2',
  succeeded: '0',
  failed: '1',
  canceled: '1',
  expired: '1',
  refunding: '3',
  refunded: '4',
} as const satisfies Record<ServerStatus, string>;

/** The one failure with a status of its own. */
export const MERCHANT_CANCELED: { failureCode: FailureCode; status: string } = {
  failureCode: 'canceled_by_merchant',
  status: '5',
};

export const MESSAGES = {
  accepted: 'Transaction envoyée avec succès. Veuillez valider le push message',
  paidOut: 'Transaction envoyée avec succès.',
  page: 'Redirection en cours',
  found: 'Une transaction a été trouvée',
  notFound: 'Aucune transaction trouvée',
  token: 'Token d’autorisation absent ou inconnu',
  merchant: 'merchant : ce code marchand n’est pas celui du token',
  used: 'reference : cette référence appartient déjà à une autre transaction',
  body: 'Le corps de la requête est illisible ou trop long',
  route: 'Route inconnue',
  crash: 'Erreur interne : vérifiez la transaction ou renvoyez la même référence',
  amount: 'amount : un montant supérieur à 0 est attendu, avec au plus deux décimales',
  recipient: 'phone : aucun opérateur ne correspond à ce numéro',
} as const;

/** What a shop's developer reads when a member of the request is missing or wrong. */
export const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  merchant: 'merchant : le code marchand est obligatoire',
  type: 'type : 1 (mobile money) ou 2 (carte bancaire) est attendu',
  reference: 'reference : une référence unique de 1 à 255 caractères est obligatoire',
  phone: 'phone : un numéro mobile congolais est attendu, 243 suivi de 9 chiffres',
  amount: MESSAGES.amount,
  currency: 'currency : CDF ou USD est attendu',
  callbackUrl: 'callbackUrl : une adresse http(s) est obligatoire',
  callback_url: 'callback_url : une adresse http(s) est attendue',
  approve_url: 'approve_url : une adresse http(s) est attendue',
  cancel_url: 'cancel_url : une adresse http(s) est attendue',
  decline_url: 'decline_url : une adresse http(s) est attendue',
  home_url: 'home_url : une adresse http(s) est attendue',
};

// ───────────── what the sandbox has to say ─────────────

const TOKEN_STATUSES = [200, 401];

export const CODES: readonly CodeTable[] = [
  {
    where: 'reply, code',
    values: Object.values(CODE),
    read: ({ kind, fields }) => (kind === 'reply' ? fields.code : undefined),
  },
  { where: 'reply, HTTP status', values: TOKEN_STATUSES, read: ({ status }) => status },
  {
    where: 'check, transaction.status',
    values: Object.keys(RESULTS),
    read: ({ fields }) => Object(fields.transaction).status,
  },
  {
    where: 'callback, code',
    values: Object.values(CODE),
    read: ({ kind, fields }) => (kind === 'callback' ? fields.code : undefined),
  },
];
