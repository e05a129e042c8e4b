/**
 * Every code an API answer may carry, with its HTTP status. Codes are `noun_problem`, and a part of the public
 * contract: they are added, never renamed.
 */
export const ERRORS = {
  // the request itself
  request_malformed: 400,
  request_invalid: 422,
  body_too_large: 413,
  media_type_unsupported: 415,
  method_not_allowed: 405,
  too_many_requests: 429,
  // who asks
  key_missing: 401,
  key_invalid: 401,
  session_missing: 401,
  sign_in_refused: 401,
  second_factor_required: 403,
  role_missing: 403,
  scope_missing: 403,
  address_refused: 403,
  origin_refused: 403,
  live_not_approved: 403,
  not_found: 404,
  // twice the same
  reference_taken: 409,
  idempotency_key_in_use: 409,
  idempotency_key_reused: 422,
  // payments
  payment_not_cancelable: 409,
  payment_blocked: 409, // an attempt still waits for its answer
  payment_final: 409,
  payment_expired: 409,
  payment_not_refundable: 409,
  refund_exceeds_payment: 422,
  attempts_exhausted: 409,
  otp_not_expected: 409,
  otp_invalid: 422,
  otp_tries_exhausted: 409,
  // payouts and transfers
  payout_not_cancelable: 409,
  payout_not_approvable: 409,
  balance_insufficient: 409,
  // webhooks
  endpoint_disabled: 409,
  endpoints_exhausted: 409,
  // links
  link_closed: 409,
  // settling by hand
  discrepancy_closed: 409,
  evidence_missing: 422,
  // operators and numbers
  operator_unsupported: 422,
  operator_unavailable: 503,
  operator_contradicts_phone: 422,
  amount_out_of_range: 422,
  currency_unsupported: 422,
  phone_invalid: 422,
  // ours
  service_unavailable: 503,
  internal_error: 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERRORS;

/** One refused field: `path` as the caller wrote it ("customer.email"), `message` for a person. */
export type FieldError = { path: string; message: string };

export type AppErrorOptions = {
  /** For the log, never for the answer. */
  detail?: unknown;
  errors?: readonly FieldError[];
  /** Answer headers, such as Retry-After in seconds. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
};

/**
 * A refusal with a stable code, a public sentence that tells the reader what to do, and a private detail:
 * `throw new AppError('payment_final', 'This payment has already succeeded.', { detail: { paymentId } })`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly publicMessage: string;
  readonly detail?: unknown;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, publicMessage: string, options: AppErrorOptions = {}) {
    super(`${code}: ${publicMessage}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = ERRORS[code];
    this.publicMessage = publicMessage;
    if (options.detail !== undefined) this.detail = options.detail;
    if (options.errors !== undefined) this.errors = options.errors;
    if (options.headers !== undefined) this.headers = options.headers;
  }
}

/** Makes a forgotten case a type error; throws when the types lied. The value itself may be a secret: only its type is told. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value of type ${typeof value}.`);
}
