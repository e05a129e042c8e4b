import { describe, expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import type { App, Attempt, Payment } from '#lib/generated/prisma/client.ts';
import { returnsByItselfAfterS, shopReturnUrl } from './return-url.ts';
import type { PaymentRecord } from './types.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const MINUTE = 60_000;

/** A payment of a dialect that was paid just now; only what is read is written. */
function aRecord(change: Partial<Payment> = {}, attempts: Partial<Attempt>[] = []): PaymentRecord {
  const payment = {
    origin: 'compat:softsystem',
    status: 'succeeded',
    hosted: true,
    completedAt: NOW,
    successUrl: 'https://shop.test/success?cart=7',
    cancelUrl: 'https://shop.test/error',
    failureUrl: 'https://shop.test/error',
    passthrough: {},
    surplus: false,
    suspense: false,
    refundedAmount: 0n,
    ...change,
  };
  const app = { siteUrl: 'https://shop.test/' };
  // Casts: the rows have many more columns, and none of them is read here.
  return { payment: payment as Payment, app: app as App, attempts: attempts as Attempt[], attemptPhones: {} };
}

describe('the payer of a dialect is sent on by the page itself', () => {
  test.each<[string, Partial<Payment>, string]>([
    ['paid', {}, 'https://shop.test/success?cart=7'],
    ['failed', { status: 'failed' }, 'https://shop.test/error'],
    ['canceled', { status: 'canceled' }, 'https://shop.test/error'],
    ['expired', { status: 'expired' }, 'https://shop.test/error'],
    [
      'failed, with a cancel address alone',
      { status: 'failed', failureUrl: null },
      'https://shop.test/error',
    ],
  ])('%s', (_what, change, url) => {
    const record = aRecord(change);
    expect(returnsByItselfAfterS(record, NOW)).toBe(10);
    expect(shopReturnUrl(record, NOW)).toBe(url);
  });

  test.each<[string, Partial<Payment>, Partial<Attempt>[]?]>([
    ['a payment of the API: its shop knows our page', { origin: 'api' }],
    ['one without an address of its own', { successUrl: null }],
    ['an end without an address of its own', { status: 'canceled', cancelUrl: null }],
    ['one that is still open', { status: 'created', completedAt: null }],
    ['one whose money is in question', { status: 'failed' }, [{ status: 'pending' }]],
    ['a surplus, which the payer should read of', { surplus: true }],
    ['money of another amount', { suspense: true }],
    ['money that went back', { refundedAmount: 100n }],
    ['a direct charge', { hosted: false }],
    ['no web address', { successUrl: 'javascript:alert(1)' }],
  ])('not %s', (_what, change, attempts = []) => {
    expect(returnsByItselfAfterS(aRecord(change, attempts), NOW)).toBeUndefined();
  });

  test('not when the page is opened again later: then it is read', () => {
    expect(returnsByItselfAfterS(aRecord(), addMs(NOW, 5 * MINUTE - 1))).toBe(10);
    expect(returnsByItselfAfterS(aRecord(), addMs(NOW, 5 * MINUTE))).toBeUndefined();
  });
});
