/**
 * Every operation of the merchant API in one table. merchantRoute reads from it what to check, openapi.ts what to
 * describe: they cannot disagree.
 */
import type { ErrorCode } from '#lib/errors.ts';
import { LINK_OPERATIONS } from './link-operations.ts';
import { type Operation, operation } from './operation.ts';
import {
  AuthorizeRequest,
  CreateAttemptRequest,
  CreatePaymentRequest,
  EmptyRequest,
  ListOperatorsQuery,
  ListPaymentsQuery,
  OperatorList,
  Payment,
  PaymentPage,
  Prediction,
  PredictQuery,
} from './schemas.ts';
import { WEBHOOK_OPERATIONS } from './webhook-operations.ts';

export type { Operation } from './operation.ts';

export const createPaymentOperation = operation({
  id: 'createPayment',
  method: 'POST',
  path: '/payments',
  summary: 'Ask for a payment',
  description:
    'Without `operator` and `phone` a hosted payment: send the payer to `checkout_url`. With both a direct charge: ' +
    'the payer is asked at once and the answer, within 8 seconds, says in `next_action` what the payer has to do. ' +
    'Operators with a page of their own need no `phone`.',
  scopes: ['payments'],
  needsLiveApproval: true,
  body: CreatePaymentRequest,
  status: 201,
  response: Payment,
  insertsKey: true,
  errors: [
    'live_not_approved',
    'reference_taken',
    'phone_invalid',
    'currency_unsupported',
    'operator_unsupported',
    'operator_unavailable',
    'amount_out_of_range',
  ],
});

export const listPaymentsOperation = operation({
  id: 'listPayments',
  method: 'GET',
  path: '/payments',
  summary: 'List payments',
  description: 'Newest first. Pass `next` as `after` until `has_more` is false.',
  scopes: ['payments', 'read'],
  query: ListPaymentsQuery,
  status: 200,
  response: PaymentPage,
  errors: [],
});

export const getPaymentOperation = operation({
  id: 'getPayment',
  method: 'GET',
  path: '/payments/{id}',
  summary: 'Read a payment',
  scopes: ['payments', 'read'],
  idPrefix: 'pay',
  status: 200,
  response: Payment,
  errors: ['not_found'],
});

export const createAttemptOperation = operation({
  id: 'createAttempt',
  method: 'POST',
  path: '/payments/{id}/attempts',
  summary: 'Try a payment (again)',
  description:
    'Only while the payment is `created`: an attempt whose outcome is not known blocks the next one.',
  scopes: ['payments'],
  needsLiveApproval: true,
  idPrefix: 'pay',
  body: CreateAttemptRequest,
  status: 201,
  response: Payment,
  errors: [
    'live_not_approved',
    'not_found',
    'phone_invalid',
    'payment_blocked',
    'payment_final',
    'payment_expired',
    'attempts_exhausted',
    'operator_unsupported',
    'operator_unavailable',
    'amount_out_of_range',
  ],
});

export const authorizePaymentOperation = operation({
  id: 'authorizePayment',
  method: 'POST',
  path: '/payments/{id}/authorize',
  summary: "Pass on the payer's one-time code",
  description: 'While `next_action.type` is `enter_otp`. Five wrong codes end the attempt.',
  scopes: ['payments'],
  idPrefix: 'pay',
  body: AuthorizeRequest,
  status: 200,
  response: Payment,
  errors: ['not_found', 'otp_invalid', 'otp_not_expected', 'otp_tries_exhausted'],
});

export const cancelPaymentOperation = operation({
  id: 'cancelPayment',
  method: 'POST',
  path: '/payments/{id}/cancel',
  summary: 'Cancel a payment',
  description: 'Only while no attempt blocks: a prompt that is out cannot be called back.',
  scopes: ['payments'],
  idPrefix: 'pay',
  body: EmptyRequest,
  status: 200,
  response: Payment,
  errors: ['not_found', 'payment_blocked', 'payment_final'],
});

export const listOperatorsOperation = operation({
  id: 'listOperators',
  method: 'GET',
  path: '/operators',
  summary: 'List operators',
  description: 'The catalogue with limits, flow and whether a payment can be tried now.',
  scopes: ['payments', 'read'],
  query: ListOperatorsQuery,
  status: 200,
  response: OperatorList,
  errors: [],
});

export const predictOperatorOperation = operation({
  id: 'predictOperator',
  method: 'GET',
  path: '/operators/predict',
  summary: 'Guess the operator of a number',
  description: 'A hint: numbers are portable and wallets are not tied to networks. Let the payer change it.',
  scopes: ['payments', 'read'],
  query: PredictQuery,
  status: 200,
  response: Prediction,
  errors: ['phone_invalid'],
});

/** What openapi.ts describes; a test holds it against the route files. */
export const OPERATIONS: readonly Operation[] = [
  createPaymentOperation,
  listPaymentsOperation,
  getPaymentOperation,
  createAttemptOperation,
  authorizePaymentOperation,
  cancelPaymentOperation,
  listOperatorsOperation,
  predictOperatorOperation,
  ...LINK_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
].map((entry) => entry as Operation);

/** Any operation may answer these. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'request_malformed',
  'key_missing',
  'key_invalid',
  'scope_missing',
  'address_refused',
  'request_invalid',
  'too_many_requests',
  'internal_error',
];

/** Any POST may answer these too. */
export const POST_ERRORS: readonly ErrorCode[] = [
  'idempotency_key_in_use',
  'body_too_large',
  'media_type_unsupported',
  'idempotency_key_reused',
];
