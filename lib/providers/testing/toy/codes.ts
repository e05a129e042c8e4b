/** The toy's words, as data. */
import type { FailureCode } from '#lib/operators/failures.ts';
import type { CodeTable, Outcome, ProviderOperator, ServerStatus } from '../../provider.ts';

export const OPERATORS: readonly ProviderOperator[] = [{ operator: 'ci-moov', wire: 'MOOV', flow: 'push' }];

/** `state`; a word that is not here is `unknown`. */
export const RESULTS: Readonly<Record<string, { outcome: Outcome; failureCode?: FailureCode }>> = {
  waiting: { outcome: 'pending' },
  paid: { outcome: 'succeeded' },
  declined: { outcome: 'failed', failureCode: 'payer_declined' },
  no_funds: { outcome: 'failed', failureCode: 'insufficient_funds' },
  failed: { outcome: 'failed', failureCode: 'unspecified' },
  returned: { outcome: 'refunded' },
};

/** What our server end says. */
export const STATES = {
  created: 'waiting',
  requires_otp: 'waiting',
  pending: 'waiting',
  succeeded: 'paid',
  failed: 'failed',
  canceled: 'failed',
  expired: 'failed',
  refunding: 'paid',
  refunded: 'returned',
} as const satisfies Record<ServerStatus, string>;

/** The failures that have a word of their own. */
export const FAILURE_STATES: Readonly<Partial<Record<FailureCode, string>>> = {
  payer_declined: 'declined',
  insufficient_funds: 'no_funds',
};

/** HTTP statuses of an error that is its own refusal. 409, our reference again, is none. */
export const REFUSED: Readonly<Record<number, FailureCode>> = { 401: 'merchant_config', 422: 'unspecified' };

export const CODES: readonly CodeTable[] = [
  { where: 'charge, state', values: Object.keys(RESULTS), read: ({ fields }) => fields.state },
  {
    where: 'reply, HTTP status',
    values: [200, 404, 409, ...Object.keys(REFUSED)],
    undecided: [409],
    read: ({ status }) => status,
  },
];
