/** The codes and paths of the Flooz web service, as data. All of it was seen in the field; no document lists any. */
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Outcome, ProviderOperator, Refusal, ServerStatus } from '../provider.ts';

export const OPERATORS: readonly ProviderOperator[] = [{ operator: 'tg-flooz', wire: 'FLOOZ', flow: 'push' }];

/** Each has been the right one for some merchant; the newest first, which our client takes by default. */
export const DEBIT_PATHS = [
  '/payment/HttpService/json/cv/debit',
  '/floozdebitapi/flooz/debitService',
  '/Flooz/DebitService/Debit',
] as const;
export const VERIFY_PATHS = [
  '/payment/HttpService/json/cv/Verify',
  '/floozdebitapi/flooz/verify',
  '/Flooz/DebitService/Verify',
] as const;
/** What stands before `/token` on their host is not known. */
export const TOKEN_PATHS = [
  '/token',
  '/payment/HttpService/json/cv/token',
  '/floozdebitapi/flooz/token',
  '/Flooz/DebitService/token',
] as const;

/** Codes of a debit's reply. */
export const REPLY = {
  processing: 0,
  incomplete: 1,
  invalid: 3,
  duplicate: 4,
  notAllowed: 5,
  pendingPush: 8,
  pendingValidation: 9,
  failed: 10,
  unauthorized: 99,
  failedWithoutReason: 100,
} as const;

export interface Result {
  outcome: Outcome;
  failureCode?: FailureCode;
}

/** Accepted, or perhaps accepted before: the prompt may be on the phone, and verify tells. */
const OPEN: Result = { outcome: 'pending' };

/**
 * `status` of a debit's reply. 4 is our own reference again, 8 and 9 may concern another payment of that number: none of
 * them says what became of ours. 10 and 100 count as failed only when verify says so too.
 */
export const CHARGE_RESULTS: Readonly<Record<number, Result>> = {
  0: OPEN,
  1: { outcome: 'failed', failureCode: 'merchant_config' },
  3: { outcome: 'failed', failureCode: 'unspecified' },
  4: OPEN,
  5: { outcome: 'failed', failureCode: 'unspecified' },
  8: OPEN,
  9: OPEN,
  10: { outcome: 'unknown' },
  99: { outcome: 'failed', failureCode: 'merchant_config' },
  100: { outcome: 'unknown' },
};

/**
 * `details.status` of verify, and `status` of a callback. 0 alone is paid. Of the others only that they mean "not paid"
 * is known: the two that mean failed in a debit's reply are taken at that, and what is not here is `unknown`.
 */
export const RESULTS: Readonly<Record<number, Result>> = {
  0: { outcome: 'succeeded' },
  1: OPEN,
  8: OPEN,
  9: OPEN,
  10: { outcome: 'failed', failureCode: 'unspecified' },
  100: { outcome: 'failed', failureCode: 'unspecified' },
};

// ───────────── server end ─────────────

/** A refusal of our backend. */
export const REFUSAL_CODES = {
  duplicate_reference: REPLY.duplicate,
  reference_invalid: REPLY.invalid,
  text_invalid: REPLY.invalid,
  address_invalid: REPLY.invalid,
  amount_invalid: REPLY.invalid,
  amount_out_of_range: REPLY.notAllowed,
  currency_unsupported: REPLY.invalid,
  phone_invalid: REPLY.invalid,
  operator_unsupported: REPLY.notAllowed,
  operator_unavailable: REPLY.notAllowed,
  payment_in_progress: REPLY.pendingPush,
  too_many_prompts: REPLY.pendingValidation,
  recipient_invalid: REPLY.invalid,
  payouts_unavailable: REPLY.notAllowed,
  float_insufficient: REPLY.notAllowed,
  return_url_undeclared: REPLY.notAllowed,
  busy: REPLY.failedWithoutReason,
} as const satisfies Record<Refusal, number>;

/** Refusals whose code leaves a shop without certainty. */
export const OPEN_REFUSALS: readonly Refusal[] = ['payment_in_progress', 'too_many_prompts', 'busy'];

/** What verify says of a transaction; never a word. Money that went back has no code: the payment was a success. */
export const STATUS_CODES = {
  created: 1,
  requires_otp: 1,
  pending: 1,
  succeeded: 0,
  failed: REPLY.failed,
  canceled: REPLY.failed,
  expired: REPLY.failed,
  refunding: 0,
  refunded: 0,
} as const satisfies Record<ServerStatus, number>;

/** What is said beside a code, where the backend has no sentence of its own. */
export const MESSAGES = {
  processing: 'En cours de traitement',
  unauthorized: 'Autorisation invalide',
  unreadable: 'Le corps de la requête est illisible ou trop long',
  notFound: 'Transaction introuvable',
  found: 'OK',
  noRoute: 'Service inconnu ici : rien n’a été envoyé',
  crash: 'Erreur interne : vérifiez la transaction',
} as const;

/** What a shop's developer reads when a member of the request is missing or wrong. */
export const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  msisdn: 'msisdn : un numéro mobile togolais est attendu (228 et 8 chiffres)',
  key: 'key : la clé du marchand est obligatoire',
  mrchrefid: 'mrchrefid : une référence unique de 1 à 255 caractères est obligatoire',
  mrchname: 'mrchname : le nom du marchand est illisible',
  amount: 'amount : un montant entier en francs CFA, supérieur à 0, est attendu',
  partnermsisdn: 'partnermsisdn : le numéro du partenaire est obligatoire',
};

// ───────────── what the sandbox has to say ─────────────

export const CODES: readonly CodeTable[] = [
  {
    where: 'debit, status',
    values: Object.values(REPLY),
    // Failed only when verify agrees.
    undecided: [REPLY.failed, REPLY.failedWithoutReason],
    read: ({ kind, path, fields }) =>
      kind === 'reply' && DEBIT_PATHS.some((debit) => debit === path) ? fields.status : undefined,
  },
  // No list of these exists: what our server end says.
  {
    where: 'verify, details.status',
    values: [...new Set([...Object.values(STATUS_CODES), REPLY.failedWithoutReason])],
    read: ({ fields }) => Object(fields.details).status,
  },
  {
    where: 'callback, status',
    values: [REPLY.processing, REPLY.failed, REPLY.failedWithoutReason],
    read: ({ kind, fields }) => (kind === 'callback' ? fields.status : undefined),
  },
];
