/** My-CoolPay's words and statuses, as data. */
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Flow, Outcome, ProviderOperator, Refusal, ServerStatus } from '../provider.ts';

/**
 * `/payin` names no operator: My-CoolPay derives it from the number. Cards exist on its payment page only. The dial
 * codes are shown when a reply brings no `ussd` of its own.
 */
export const OPERATORS: readonly ProviderOperator[] = [
  { operator: 'cm-mtn', wire: 'CM_MOMO', flow: 'push', dialCode: '*126#' },
  { operator: 'cm-orange', wire: 'CM_OM', flow: 'push', dialCode: '#150*50#' },
  { operator: 'cm-mycoolpay', wire: 'MCP', flow: 'push' },
  { operator: 'cm-card', wire: 'CARD', flow: 'redirect' },
];

interface Result {
  outcome: Outcome;
  failureCode?: FailureCode;
}

const OPEN: Result = { outcome: 'pending' };
const PAID: Result = { outcome: 'succeeded' };
// The reason stands in a free text that nobody has listed, so it is not guessed from.
const FAILED: Result = { outcome: 'failed', failureCode: 'unspecified' };

const COMMON = { CREATED: OPEN, PENDING: OPEN, SUCCESS: PAID, FAILED } as const;
// After a prompt only the payer can say no; on the page there is a button for it.
const ON_PHONE = { ...COMMON, CANCELED: { outcome: 'failed', failureCode: 'payer_declined' } } as const;
const ON_PAGE = { ...COMMON, CANCELED: { outcome: 'canceled', failureCode: 'canceled_on_page' } } as const;

/** `transaction_status` of checkStatus and callbacks, by flow. A word that is not here is `unknown`. */
export const RESULTS: Record<Flow, Readonly<Record<string, Result>>> = {
  push: ON_PHONE,
  otp: ON_PHONE,
  redirect: ON_PAGE,
  form: ON_PAGE,
};

/** `{status:"error"}` under these HTTP statuses is My-CoolPay's own refusal; under any other, nobody can tell (409, 5xx). */
export const REFUSED: Readonly<Record<number, FailureCode>> = {
  200: 'unspecified',
  400: 'unspecified',
  401: 'merchant_config',
  403: 'merchant_config',
  422: 'unspecified',
};

/** The same under `/payin/authorize`: the one error that its document knows is a code that does not fit. */
export const CODE_REFUSED: readonly number[] = [200, 400, 401, 422];

/** What our server end says of a transaction. Money that went back has no word here: the payment was a success. */
export const STATUS_WORDS = {
  created: 'CREATED',
  requires_otp: 'CREATED',
  pending: 'PENDING',
  succeeded: 'SUCCESS',
  failed: 'FAILED',
  canceled: 'CANCELED',
  expired: 'FAILED',
  refunding: 'SUCCESS',
  refunded: 'SUCCESS',
} as const satisfies Record<ServerStatus, string>;

/** The failure that is the payer's own "no", by flow: My-CoolPay calls it CANCELED. */
export const CANCELED_FAILURE: Readonly<Partial<Record<Flow, FailureCode>>> = {
  push: 'payer_declined',
  redirect: 'canceled_on_page',
};

/** HTTP status under which our server end refuses. 409 means that the reference exists; all others are definite. */
export const REFUSAL_STATUS = {
  duplicate_reference: 409,
  reference_invalid: 400,
  text_invalid: 400,
  address_invalid: 400,
  amount_invalid: 400,
  amount_out_of_range: 400,
  currency_unsupported: 400,
  phone_invalid: 400,
  operator_unsupported: 400,
  operator_unavailable: 422,
  payment_in_progress: 422,
  too_many_prompts: 422,
  recipient_invalid: 400,
  payouts_unavailable: 403,
  float_insufficient: 422,
  return_url_undeclared: 400,
  busy: 422,
} as const satisfies Record<Refusal, number>;

/** What a shop's developer reads when a member of the request is missing or wrong. */
export const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  transaction_amount: 'transaction_amount : un montant entier en francs CFA, supérieur à 0, est attendu',
  transaction_currency: 'transaction_currency : seule la devise XAF est acceptée',
  transaction_reason: 'transaction_reason : le motif est obligatoire',
  transaction_operator: 'transaction_operator : MCP, CM_MOMO ou CM_OM est attendu',
  app_transaction_ref: 'app_transaction_ref : une référence unique de 1 à 255 caractères est obligatoire',
  customer_phone_number: 'customer_phone_number : un numéro mobile camerounais à 9 chiffres est attendu',
  transaction_ref: 'transaction_ref : la référence de la transaction est obligatoire',
  code: 'code : le code reçu par SMS est obligatoire',
};

// ───────────── what the sandbox has to say ─────────────

export const CODES: readonly CodeTable[] = [
  { where: 'reply, status', values: ['success', 'error'], read: ({ fields }) => fields.status },
  { where: 'reply, action', values: ['PENDING', 'REQUIRE_OTP'], read: ({ fields }) => fields.action },
  {
    where: 'reply, HTTP status',
    // 200 and 202 of a payout; 401 of a wrong code or key, 404 of what is unknown.
    values: [...new Set([200, 202, 401, 404, ...Object.values(REFUSAL_STATUS)])],
    // The reference exists: an earlier submit may have arrived.
    undecided: [REFUSAL_STATUS.duplicate_reference],
    read: ({ status }) => status,
  },
  {
    where: 'checkStatus, transaction_status',
    values: Object.keys(ON_PHONE),
    read: ({ kind, fields }) => (kind === 'reply' ? fields.transaction_status : undefined),
  },
  {
    where: 'callback, transaction_status',
    values: ['SUCCESS', 'CANCELED', 'FAILED'],
    read: ({ kind, fields }) => (kind === 'callback' ? fields.transaction_status : undefined),
  },
];
