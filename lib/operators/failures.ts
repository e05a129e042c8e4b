/**
 * Why a payment or payout failed, in the public `failure.code`. The texts that payers and merchants read stand in
 * lib/i18n under "failures.<code>". `duplicate_reference` is an API error, not a failure.
 */
export type Failure = {
  /** Who can act: the payer now, the payer about the account, the merchant, the provider, or who made the request. */
  who: 'payer' | 'payer_account' | 'merchant' | 'provider' | 'request';
  /** May the payer (for payouts: the merchant) try again as things are, or after what the text says? */
  retryable: boolean;
  /** A coarse class for reports. */
  category: 'payer_action' | 'payer_account' | 'request' | 'provider' | 'merchant' | 'recipient' | 'unknown';
};

export const FAILURES = {
  payer_timeout: { who: 'payer', retryable: true, category: 'payer_action' },
  payer_declined: { who: 'payer', retryable: true, category: 'payer_action' },
  insufficient_funds: { who: 'payer_account', retryable: true, category: 'payer_account' }, // after a top-up
  payer_limit: { who: 'payer_account', retryable: true, category: 'payer_account' }, // from another wallet
  no_wallet: { who: 'payer', retryable: true, category: 'payer_account' }, // also: the wrong operator was chosen
  wallet_blocked: { who: 'payer_account', retryable: false, category: 'payer_account' },
  auth_failed: { who: 'payer', retryable: true, category: 'payer_action' },
  otp_invalid: { who: 'payer', retryable: true, category: 'payer_action' },
  payment_in_progress: { who: 'payer', retryable: false, category: 'payer_action' }, // wait first
  payer_mismatch: { who: 'payer', retryable: true, category: 'payer_action' },
  amount_out_of_range: { who: 'request', retryable: false, category: 'request' },
  amount_invalid: { who: 'request', retryable: false, category: 'request' },
  currency_unsupported: { who: 'request', retryable: false, category: 'request' },
  operator_unavailable: { who: 'provider', retryable: true, category: 'provider' },
  returned_by_operator: { who: 'provider', retryable: true, category: 'provider' }, // debited, being given back
  canceled_on_page: { who: 'payer', retryable: true, category: 'payer_action' },
  session_expired: { who: 'payer', retryable: true, category: 'payer_action' },
  canceled_by_merchant: { who: 'merchant', retryable: false, category: 'merchant' },
  merchant_config: { who: 'merchant', retryable: false, category: 'merchant' },
  card_declined: { who: 'payer_account', retryable: true, category: 'payer_account' },
  unspecified: { who: 'provider', retryable: true, category: 'unknown' },
  // payouts
  recipient_not_found: { who: 'request', retryable: false, category: 'recipient' },
  recipient_limit: { who: 'request', retryable: false, category: 'recipient' },
  recipient_blocked: { who: 'request', retryable: false, category: 'recipient' },
  float_insufficient: { who: 'merchant', retryable: true, category: 'merchant' }, // after the float is topped up
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof FAILURES;

export const FAILURE_CODES: readonly FailureCode[] = Object.keys(FAILURES).filter(isFailureCode);

export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && Object.hasOwn(FAILURES, value);
}
