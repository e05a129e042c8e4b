import { expect, test } from 'vitest';
import { FAILURE_CODES, FAILURES, type Failure, type FailureCode, isFailureCode } from './failures.ts';

test('the public list is complete', () => {
  expect([...FAILURE_CODES].sort()).toEqual(
    `amount_invalid amount_out_of_range auth_failed canceled_by_merchant canceled_on_page card_declined
    currency_unsupported float_insufficient insufficient_funds merchant_config no_wallet operator_unavailable otp_invalid
    payer_declined payer_limit payer_mismatch payer_timeout payment_in_progress recipient_blocked recipient_limit
    recipient_not_found returned_by_operator session_expired unspecified wallet_blocked`.split(/\s+/),
  );
});

test('a duplicate of our own reference is no failure: it may hide a charge that arrived', () => {
  expect(isFailureCode('duplicate_reference')).toBe(false);
  expect(isFailureCode('toString')).toBe(false);
});

test('a payer is never invited to retry what is not the payer’s to change', () => {
  const table: Record<FailureCode, Failure> = FAILURES;
  const invited = FAILURE_CODES.filter((code) => table[code].retryable && table[code].who === 'request');
  expect(invited).toEqual([]);
  expect(FAILURES.wallet_blocked.retryable).toBe(false);
  expect(FAILURES.payment_in_progress.retryable).toBe(false);
});
