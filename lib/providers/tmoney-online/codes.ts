/** TMoney Online's words, as data. */
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Outcome, ProviderOperator, Refusal, ServerStatus } from '../provider.ts';

/** Three to ten digits on the wire (order form); the wallet's own limits are the operator's. */
export const OPERATORS: readonly ProviderOperator[] = [
  {
    operator: 'tg-tmoney',
    wire: 'TMONEY',
    flow: 'form',
    limits: { XOF: { min: 100n, max: 9_999_999_999n } },
  },
];

/** ISO 4217 numbers; shops write the letters too. Of others than the franc only a notification could speak. */
export const CURRENCY_NUMBERS = { XOF: '952', XAF: '950', CDF: '976', USD: '840' } as const;

/** How long a session lives from its request to the order form (document: 180 s by default). */
export const SESSION_MS = 180_000;

/** How often a payer may be wrong about number or PIN before the account is blocked. */
export const PIN_TRIES = 3;

export interface Result {
  outcome: Outcome;
  failureCode?: FailureCode;
}

/** `NOK:<word>` in reply to a session request; one that is not here is `unknown`. */
export const SESSION_REFUSALS: Readonly<Record<string, Result>> = {
  UNKNOWN_MERCHANT: { outcome: 'failed', failureCode: 'merchant_config' },
};

const REFUSED: Result = { outcome: 'failed', failureCode: 'unspecified' };

/** `error` of a notification with status NOK; one that is not here is `unknown`. Some send none. */
export const RESULTS: Readonly<Record<string, Result>> = {
  '': REFUSED,
  CANCEL: { outcome: 'canceled', failureCode: 'canceled_on_page' },
  AUTHENTICATION: { outcome: 'failed', failureCode: 'auth_failed' },
  PAYMENT_FAILED: REFUSED,
  EXPIRED_SESSION: { outcome: 'expired', failureCode: 'session_expired' },
};

// ───────────── server end ─────────────

export const UNKNOWN_MERCHANT = 'UNKNOWN_MERCHANT';

/** `status` of a notification. Money that went back has no word here: the payment was a success. */
export const STATUS_WORDS = {
  created: undefined,
  requires_otp: undefined,
  pending: undefined,
  succeeded: 'OK',
  failed: 'NOK',
  canceled: 'NOK',
  expired: 'NOK',
  refunding: 'OK',
  refunded: 'OK',
} as const satisfies Record<ServerStatus, 'OK' | 'NOK' | undefined>;

/** `error` by failure; a wrong SMS code is a cancel (document, "la procedure de paiment"). */
export const FAILURE_WORDS: Readonly<Partial<Record<FailureCode, string>>> = {
  auth_failed: 'AUTHENTICATION',
  canceled_on_page: 'CANCEL',
  canceled_by_merchant: 'CANCEL',
  otp_invalid: 'CANCEL',
  session_expired: 'EXPIRED_SESSION',
};

/** `error` where no failure is named. */
export const END_WORDS: Readonly<Partial<Record<ServerStatus, string>>> = {
  failed: 'PAYMENT_FAILED',
  canceled: 'CANCEL',
  expired: 'EXPIRED_SESSION',
};

type Locale = 'fr' | 'en';

/** What a payer, and the shop's developer, reads when an order form cannot be used. */
export const PROBLEMS = {
  body: {
    fr: 'Le formulaire de commande est illisible ou trop long.',
    en: 'The order form cannot be read or is too long.',
  },
  merchant: {
    fr: 'merchantid : ce marchand est inconnu.',
    en: 'merchantid: this merchant is unknown.',
  },
  session: {
    fr: 'La session de paiement a expiré ou n’est pas valable.',
    en: 'The payment session has expired or is not valid.',
  },
  reference: {
    fr: 'Cette référence (purchaseref) appartient déjà à un autre paiement.',
    en: 'This reference (purchaseref) belongs to another payment already.',
  },
  characters: {
    fr: 'ce texte contient des caractères de contrôle (retour à la ligne et sens d’écriture compris) ou n’est pas en UTF-8.',
    en: 'this text holds control characters (line breaks and changes of direction too) or is not UTF-8.',
  },
  crash: {
    fr: 'Erreur interne : rien n’a été débité par cette page.',
    en: 'Internal error: this page has taken nothing.',
  },
} as const satisfies Record<string, Record<Locale, string>>;

const addressProblem = (name: string): Record<Locale, string> => ({
  fr: `${name} : une adresse http(s) est attendue.`,
  en: `${name}: an http(s) address is expected.`,
});

/** The same, for one member of the form. */
export const FIELD_PROBLEMS: Readonly<Record<string, Record<Locale, string>>> = {
  sessionid: { fr: 'sessionid : une session est obligatoire.', en: 'sessionid: a session is required.' },
  merchantid: { fr: 'merchantid : 16 chiffres sont attendus.', en: 'merchantid: 16 digits are expected.' },
  amount: {
    fr: 'amount : un montant de 3 à 10 chiffres, sans séparateur, est attendu.',
    en: 'amount: an amount of 3 to 10 digits, without separators, is expected.',
  },
  currency: { fr: 'currency : 952 (XOF) est attendu.', en: 'currency: 952 (XOF) is expected.' },
  purchaseref: {
    fr: 'purchaseref : une référence de 1 à 250 caractères est obligatoire.',
    en: 'purchaseref: a reference of 1 to 250 characters is required.',
  },
  accepturl: addressProblem('accepturl'),
  declineurl: addressProblem('declineurl'),
  cancelurl: addressProblem('cancelurl'),
};

/** Refusals that have a word of their own on this page; every other one says what the backend says. */
export const REFUSAL_PROBLEMS: Readonly<Partial<Record<Refusal, keyof typeof PROBLEMS>>> = {
  duplicate_reference: 'reference',
};

// ───────────── what the sandbox has to say ─────────────

export const CODES: readonly CodeTable[] = [
  {
    where: 'session, first word',
    values: ['OK', 'NOK'],
    read: ({ fields }) => String(fields.text ?? '').split(':')[0],
  },
  {
    where: 'session, reason',
    values: Object.keys(SESSION_REFUSALS),
    read: ({ fields }) => /^NOK:(.*)$/.exec(String(fields.text ?? ''))?.[1],
  },
  {
    where: 'notification, status',
    values: ['OK', 'NOK'],
    read: ({ kind, fields }) => (kind === 'callback' ? fields.status : undefined),
  },
  {
    where: 'notification, error',
    values: Object.keys(RESULTS),
    read: ({ kind, fields }) => (kind === 'callback' ? fields.error : undefined),
  },
];
