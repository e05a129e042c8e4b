/**
 * PayGateGlobal's words and codes, as data. The same number means different things in a request's reply and in a status
 * reply (2: bad token, in progress; 4: bad parameters, expired; 6: duplicate, cancelled), so there is a table for each.
 */
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Flow, Outcome, ProviderOperator, Refusal, Said, ServerStatus } from '../provider.ts';

/** From the field: no document names them. */
const LIMITS = { XOF: { min: 100n, max: 1_000_000n } };

/** Without dial codes: those of both operators are menus, which bring no waiting prompt back. */
export const OPERATORS: readonly ProviderOperator[] = [
  { operator: 'tg-flooz', wire: 'FLOOZ', flow: 'push', limits: LIMITS },
  { operator: 'tg-tmoney', wire: 'TMONEY', flow: 'push', limits: LIMITS },
];

/** What the same network is called elsewhere: in page links, and in replies and confirmations. */
export const PAGE_NETWORKS: Readonly<Partial<Record<OperatorId, string>>> = {
  'tg-flooz': 'MOOV',
  'tg-tmoney': 'TOGOCEL',
};
export const PAYMENT_METHODS: Readonly<Partial<Record<OperatorId, string>>> = {
  'tg-flooz': 'FLOOZ',
  'tg-tmoney': 'T-Money',
};

/** Every name that shops and replies use, in capitals and without separators. */
export const NETWORKS: Readonly<Record<string, OperatorId>> = {
  FLOOZ: 'tg-flooz',
  MOOV: 'tg-flooz',
  TMONEY: 'tg-tmoney',
  TOGOCEL: 'tg-tmoney',
};

export interface Result {
  outcome: Outcome;
  failureCode?: FailureCode;
}

const OPEN: Result = { outcome: 'pending' };
const BAD_TOKEN: Result = { outcome: 'failed', failureCode: 'merchant_config' };
// Bad parameters, and whatever else it would not take: the reply gives no reason.
const BAD_PARAMETERS: Result = { outcome: 'failed', failureCode: 'unspecified' };

/** `status` of the reply to /pay. 6, our own identifier again: an earlier submit may have arrived, so nobody can tell. */
export const CHARGE_RESULTS: Readonly<Record<number, Result>> = {
  0: OPEN,
  2: BAD_TOKEN,
  4: BAD_PARAMETERS,
  6: { outcome: 'unknown' },
};

/** `status` of the reply to /disburse: accepted is 200 here, and 0 means nothing. */
export const PAYOUT_RESULTS: Readonly<Record<number, Result>> = {
  200: OPEN,
  2: BAD_TOKEN,
  4: BAD_PARAMETERS,
};

const PAID: Result = { outcome: 'succeeded' };

// Every failure that is no expiry comes as "cancelled", so after a prompt it is not taken for the payer's own no.
const ON_PHONE: Readonly<Record<number, Result>> = {
  0: PAID,
  2: OPEN,
  4: { outcome: 'failed', failureCode: 'payer_timeout' },
  6: { outcome: 'failed', failureCode: 'unspecified' },
};
const ON_PAGE: Readonly<Record<number, Result>> = {
  0: PAID,
  2: OPEN,
  4: { outcome: 'expired', failureCode: 'session_expired' },
  6: { outcome: 'canceled', failureCode: 'canceled_on_page' },
};

/** `status` of a status reply, by flow. A code that is not here is `unknown`. */
export const RESULTS: Record<Flow, Readonly<Record<number, Result>>> = {
  push: ON_PHONE,
  otp: ON_PHONE,
  redirect: ON_PAGE,
  form: ON_PAGE,
};

// ───────────── server end ─────────────

/** Codes of replies to a request, as our server end gives them. */
export const REPLY = { registered: 0, badToken: 2, badParameters: 4, duplicate: 6, paidOut: 200 } as const;

/** Codes of status replies. Money that went back has no code here: the payment was a success. */
export const STATUS_CODES = {
  created: 2,
  requires_otp: 2,
  pending: 2,
  succeeded: 0,
  failed: 6,
  canceled: 6,
  expired: 4,
  refunding: 0,
  refunded: 0,
} as const satisfies Record<ServerStatus, number>;

/** The failure that this dialect calls expired; every other one is "cancelled". */
export const EXPIRED_FAILURE: FailureCode = 'payer_timeout';

/** A refusal of our backend, in the four codes that exist: only a duplicate is told apart. */
export function refusalCode(refusal: Refusal): number {
  return refusal === 'duplicate_reference' ? REPLY.duplicate : REPLY.badParameters;
}

/** `error_code` of what a status call does not find, or may not see. */
export const NOT_FOUND = 403;

/** What a shop's developer reads when a member of the request is missing or wrong. */
export const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  phone_number: 'phone_number : un numéro mobile togolais à 8 chiffres est attendu',
  amount: 'amount : un montant entier en francs CFA, supérieur à 0, est attendu',
  identifier: 'identifier : un identifiant unique de 1 à 255 caractères est obligatoire',
  identifiant: 'identifier : un identifiant unique de 1 à 255 caractères est obligatoire',
  network: 'network : FLOOZ ou TMONEY est attendu',
  tx_reference: 'tx_reference : la référence de la transaction est obligatoire',
  reference: 'reference : une référence de 1 à 255 caractères est attendue',
  url: 'url : une adresse de retour http(s) est attendue',
};

// ───────────── what the sandbox has to say ─────────────

const isStatus = ({ path }: Said) => path.endsWith('/status');

export const CODES: readonly CodeTable[] = [
  {
    where: 'pay, status',
    values: Object.keys(CHARGE_RESULTS),
    undecided: ['6'],
    read: (said) => (said.path.endsWith('/pay') ? said.fields.status : undefined),
  },
  {
    where: 'disburse, status',
    values: Object.keys(PAYOUT_RESULTS),
    read: (said) => (said.path.endsWith('/disburse') ? said.fields.status : undefined),
  },
  {
    where: 'status, status',
    values: Object.keys(ON_PHONE),
    // Beside an error_code it says nothing of a payment.
    read: (said) => (isStatus(said) && said.fields.error_code === undefined ? said.fields.status : undefined),
  },
  {
    where: 'status, error_code',
    values: [NOT_FOUND],
    // A bad token is told the same way.
    undecided: [NOT_FOUND],
    read: (said) => (isStatus(said) ? said.fields.error_code : undefined),
  },
];
