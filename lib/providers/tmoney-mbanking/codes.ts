/** MBANKING's words and codes, as data. Codes are texts on the wire; the same one means different things in different calls. */
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Outcome, ProviderOperator, Refusal, Said, ServerStatus } from '../provider.ts';

/** No document names limits, and no dial code that brings a waiting prompt back. */
export const OPERATORS: readonly ProviderOperator[] = [
  { operator: 'tg-tmoney', wire: 'TMONEY', flow: 'push' },
];

/** Where each call stands after the host: what our client asks by default first, then the other forms seen. */
export const PATHS = {
  login: ['/login'],
  debit: ['/push-api/v1/debit', '/tpdebit/debit', '/tmoney-middleware/debit'],
  debitCheck: ['/push-api/v1/transactionid', '/tpdebit/transactionid', '/tmoney-middleware/transactionid'],
  credit: ['/m-banking/v1/api/tpcredit', '/api/tpcredit'],
  creditCheck: ['/m-banking/v1/api/tpcredit/check-transaction-id', '/api/tpcredit/check-transaction-id'],
  // The document gives version 1 no path: its own name for the service, and the paths of version 2, which is a POST.
  creditV1: ['/bankcashin', '/m-banking/v1/api/tpcredit', '/api/tpcredit'],
} as const;

/** Every code of the field's list. */
export const CODE = {
  done: '200',
  inProcess: '2000',
  callbackExecuted: '2001',
  completed: '2002',
  alreadySubmitted: '4001',
  notSignedIn: '403',
  error: '500',
  wrongPin: '501',
  unknown: '5000',
} as const;

/** In the reply to a sign-in 4001 is a refusal; elsewhere it is a request already submitted. */
export const LOGIN = { accepted: '2000', refused: '4001' } as const;

export interface Result {
  outcome: Outcome;
  failureCode?: FailureCode;
}

const OPEN: Result = { outcome: 'pending' };
const PAID: Result = { outcome: 'succeeded' };
const UNKNOWN: Result = { outcome: 'unknown' };
const FAILED: Result = { outcome: 'failed', failureCode: 'unspecified' };
const WRONG_PIN: Result = { outcome: 'failed', failureCode: 'auth_failed' };
/** Said again after signing in anew: the account may not do this, and nothing was done. */
const NOT_SIGNED_IN: Result = { outcome: 'failed', failureCode: 'merchant_config' };

/** `code` of the reply to a debit: only a wrong PIN and a refused sign-in are certain, everything else is asked about. */
export const CHARGE_RESULTS: Readonly<Record<string, Result>> = {
  [CODE.done]: OPEN,
  [CODE.inProcess]: OPEN,
  [CODE.callbackExecuted]: OPEN,
  [CODE.completed]: OPEN,
  [CODE.alreadySubmitted]: UNKNOWN,
  [CODE.notSignedIn]: NOT_SIGNED_IN,
  [CODE.error]: UNKNOWN,
  [CODE.wrongPin]: WRONG_PIN,
  [CODE.unknown]: UNKNOWN,
};

/** `code` of the reply to a credit (version 2), which is done when the reply says so. */
export const PAYOUT_RESULTS: Readonly<Record<string, Result>> = {
  ...CHARGE_RESULTS,
  [CODE.done]: PAID,
  [CODE.completed]: PAID,
};

/** `result` of version 1 has no documented values: it proves nothing either way, and the check tells. */
export const PAYOUT_V1_RESULTS: Readonly<Record<string, Result>> = {
  [CODE.done]: OPEN,
  [CODE.inProcess]: OPEN,
  [CODE.callbackExecuted]: OPEN,
  [CODE.completed]: OPEN,
};

/** Words of `statutRequete`. The operator's own word for a failure is not known: there the code decides. */
export const WORD = { paid: 'SUCCES', failed: 'ECHEC', open: 'EN ATTENTE' } as const;

/** A transaction's state by word, then by `code` ('' where it has none). What is not here is `unknown`. */
export const RESULTS: Readonly<Record<string, Readonly<Record<string, Result>>>> = {
  [WORD.paid]: {
    '': PAID,
    [CODE.done]: PAID,
    [CODE.callbackExecuted]: PAID,
    [CODE.completed]: PAID,
  },
  [WORD.open]: { '': OPEN, [CODE.inProcess]: OPEN },
};

/** Under any other word. */
export const OTHER_RESULTS: Readonly<Record<string, Result>> = {
  [CODE.error]: FAILED,
  [CODE.wrongPin]: WRONG_PIN,
};

/** `typeRequete`: DEBIT is seen as an assumption only, so a type that is none of these is no contradiction. */
export const TYPE = { payment: 'DEBIT', payout: 'CREDIT' } as const;

// ───────────── the gateway in front of it ─────────────

/** Of its faults those that mean: this token opens nothing (its usual numbers, 900900 to 900999). */
export const TOKEN_FAULT = /^9009\d\d$/;

export const FAULT = {
  credentials: {
    code: 900901,
    message: 'Invalid Credentials',
    description: 'Invalid Credentials. Make sure you have provided the correct security credentials',
  },
  notFound: {
    code: 404,
    message: 'Not Found',
    description: 'No matching resource found for given API Request',
  },
} as const;

// ───────────── server end ─────────────

/** How a transaction stands, in the check and in callbacks. Money that went back has no word: the payment was a success. */
export const STATES = {
  created: { code: CODE.inProcess, word: WORD.open },
  requires_otp: { code: CODE.inProcess, word: WORD.open },
  pending: { code: CODE.inProcess, word: WORD.open },
  succeeded: { code: CODE.completed, word: WORD.paid },
  failed: { code: CODE.error, word: WORD.failed },
  canceled: { code: CODE.error, word: WORD.failed },
  expired: { code: CODE.error, word: WORD.failed },
  refunding: { code: CODE.completed, word: WORD.paid },
  refunded: { code: CODE.completed, word: WORD.paid },
} as const satisfies Record<ServerStatus, { code: string; word: string }>;

/** The failure that has a code of its own; every other one is 500. */
export const PIN_FAILURE: FailureCode = 'auth_failed';

/**
 * Our backend's refusals: a repeat, nobody knows, or an error. None of them is a certain "no" to a client, because an
 * error may also come after the debit: it asks.
 */
export const REFUSALS = {
  duplicate_reference: CODE.alreadySubmitted,
  busy: CODE.unknown,
  reference_invalid: CODE.error,
  text_invalid: CODE.error,
  address_invalid: CODE.error,
  amount_invalid: CODE.error,
  amount_out_of_range: CODE.error,
  currency_unsupported: CODE.error,
  phone_invalid: CODE.error,
  operator_unsupported: CODE.error,
  operator_unavailable: CODE.error,
  payment_in_progress: CODE.error,
  too_many_prompts: CODE.error,
  recipient_invalid: CODE.error,
  payouts_unavailable: CODE.error,
  float_insufficient: CODE.error,
  return_url_undeclared: CODE.error,
} as const satisfies Record<Refusal, string>;

export const OPEN_REFUSALS = Object.keys(REFUSALS) as readonly Refusal[]; // the keys of REFUSALS by construction

/** What a shop's developer reads when a member of the request is missing or wrong. */
export const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  idRequete: 'idRequete : un identifiant unique de 1 à 255 caractères est obligatoire',
  numeroClient: 'numeroClient : un numéro TMoney est attendu, 228XXXXXXXX',
  montant: 'montant : un montant entier en francs CFA, supérieur à 0, est attendu',
  refCommande: 'refCommande : la référence de la commande est illisible',
  description: 'description : la description est illisible',
  referenceid: 'referenceid : un identifiant unique de 1 à 255 caractères est obligatoire',
  client: 'client : un numéro TMoney est attendu, 228XXXXXXXX',
  amount: 'amount : un montant entier en francs CFA, supérieur à 0, est attendu',
  currency: 'currency : 952 (XOF) est attendu',
};

// ───────────── what the sandbox has to say ─────────────

export const CODES: readonly CodeTable[] = [
  {
    where: 'login, statut.code',
    values: Object.values(LOGIN),
    read: ({ fields }) => Object(fields.statut).code,
  },
  {
    where: 'reply, check and callback, code',
    values: Object.values(CODE),
    undecided: [CODE.alreadySubmitted, CODE.unknown],
    read: ({ fields }) => codeIn(fields),
  },
  {
    where: 'check and callback, statutRequete',
    values: Object.values(WORD),
    read: ({ fields }) => fields.statutRequete ?? Object(firstOf(fields)).statutRequete,
  },
  {
    where: 'fault, code',
    values: Object.values(FAULT).map(({ code }) => code),
    // What is not there is a path, never a payment.
    undecided: [FAULT.notFound.code],
    read: ({ fields }) => Object(fields.fault).code,
  },
];

/** A check lists what it finds. */
function firstOf({ data }: Said['fields']): unknown {
  return Array.isArray(data) ? data[0] : undefined;
}

function codeIn(fields: Said['fields']): unknown {
  return fields.code ?? Object(firstOf(fields)).code;
}
