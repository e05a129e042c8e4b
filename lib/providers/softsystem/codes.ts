/** SOFTSYSTEM's words and codes, as data. */
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Outcome, ProviderOperator, Refusal, ServerStatus } from '../provider.ts';

/** One page for each, opened for a number: `numero` is obligatory, whichever operator (document, 2.2.1). */
export const OPERATORS: readonly ProviderOperator[] = [
  { operator: 'ci-orange', wire: 'orange', flow: 'redirect', asksPhone: true },
  { operator: 'ci-mtn', wire: 'mtn', flow: 'redirect', asksPhone: true },
  { operator: 'ci-moov', wire: 'moov', flow: 'redirect', asksPhone: true },
  { operator: 'ci-wave', wire: 'wave', flow: 'redirect', asksPhone: true },
];

/** `Canal` and `reseau`, in small letters. */
export const CHANNELS: Readonly<Record<string, OperatorId>> = Object.fromEntries(
  OPERATORS.map(({ wire, operator }) => [wire, operator]),
);

export interface Result {
  outcome: Outcome;
  failureCode?: FailureCode;
}

/** The two words that are known: one from the document, one from the field. A word that is in no table is `unknown`. */
export const RESULTS: Readonly<Record<string, Result>> = {
  Accepte: { outcome: 'succeeded' },
  'En cours': { outcome: 'pending' },
};

/** What a word of the connection's own setting may end a payment as: on a page nothing tells more. */
export const ENDS = {
  failed: { outcome: 'failed', failureCode: 'unspecified' },
  canceled: { outcome: 'canceled', failureCode: 'canceled_on_page' },
  expired: { outcome: 'expired', failureCode: 'session_expired' },
} as const satisfies Record<string, Result>;
export type EndName = keyof typeof ENDS;

/**
 * `{error}` under these HTTP statuses is SOFTSYSTEM's own refusal of a request (document, 4). 402, our own orderId again,
 * is none: an earlier submit may have arrived. Nor is an error under 200 or 201 (field): its text, which nobody has
 * listed, may say just that.
 */
export const REFUSED: Readonly<Record<number, FailureCode>> = {
  400: 'merchant_config',
  401: 'merchant_config',
  404: 'unspecified',
};

export const STATUS = { wrongMethod: 400, badToken: 401, duplicate: 402, missing: 404 } as const;

// ───────────── server end ─────────────

/** What our server end says when a payment ended without money: its own words, for the document has none. */
export const FAILURE_WORDS = {
  Refuse: 'failed',
  Annule: 'canceled',
  Expire: 'expired',
} as const satisfies Record<string, EndName>;

/** Money that went back has no word here: the payment was a success. */
export const STATUS_WORDS = {
  created: 'En cours',
  requires_otp: 'En cours',
  pending: 'En cours',
  succeeded: 'Accepte',
  failed: 'Refuse',
  canceled: 'Annule',
  expired: 'Expire',
  refunding: 'Accepte',
  refunded: 'Accepte',
} as const satisfies Record<ServerStatus, string>;

/** A refusal of our backend, in the codes that exist: only a duplicate is told apart. */
export function refusalStatus(refusal: Refusal): number {
  return refusal === 'duplicate_reference' ? STATUS.duplicate : STATUS.missing;
}

/** What a shop's developer reads when a member of the request is missing or wrong. */
export const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  Currency: 'Currency : XOF est attendu',
  Montant: 'Montant : un montant entier en francs CFA, supérieur à 0, est attendu',
  error_url: 'error_url : une adresse http(s) est obligatoire',
  success_url: 'success_url : une adresse http(s) est obligatoire',
  callback_url: 'callback_url : une adresse http(s) est obligatoire',
  orderId: 'orderId : 20 à 40 lettres et chiffres sont attendus',
  numero: 'numero : un numéro mobile ivoirien (225 et 10 chiffres) est attendu',
  objet: 'objet : l’objet du paiement est obligatoire (« Aucun » s’il n’y en a pas)',
  Canal: 'Canal : wave, moov, mtn ou orange est attendu',
};

// ───────────── what the sandbox has to say ─────────────

export const CODES: readonly CodeTable[] = [
  {
    where: 'reply, HTTP status',
    values: [200, ...Object.values(STATUS)],
    undecided: [STATUS.duplicate],
    read: ({ status }) => status,
  },
  {
    where: 'paymentgateway, http_reponse',
    values: ['200'],
    read: ({ fields }) => fields.http_reponse,
  },
  {
    where: 'getstatusgateway, status',
    values: [...Object.keys(RESULTS), ...Object.keys(FAILURE_WORDS)],
    read: ({ kind, fields }) => (kind === 'reply' ? fields.status : undefined),
  },
  {
    where: 'callback, Status',
    values: ['Accepte'],
    read: ({ kind, fields }) => (kind === 'callback' ? fields.Status : undefined),
  },
];
