import { describe, expect, test } from 'vitest';
import { compatUrl, isDialect } from './compat-hosts.ts';

const HOSTS = { flexpay: ['pay.example.com'], 'my-coolpay': ['coolpay.example.com:8443'] };

test.each([
  ['/api/rest/v1/paymentService?x=1', 'pay.example.com', '/compat/flexpay/api/rest/v1/paymentService?x=1'],
  ['/api/rest/v1/paymentService', 'pay.example.com:8080', '/compat/flexpay/api/rest/v1/paymentService'],
  ['/', 'coolpay.example.com:8443', '/compat/my-coolpay/'],
  ['/', 'coolpay.example.com', '/'],
  ['/api/v1/payments', 'other.example.com', '/api/v1/payments'],
  ['/../../portal', 'pay.example.com', '/compat/flexpay/portal'],
  ['/%2e%2e/%2e%2e/portal', 'pay.example.com', '/compat/flexpay/portal'],
  ['//evil.example/x', 'pay.example.com', '/compat/flexpay/evil.example/x'],
])('%s on %s is served as %s', (url, host, served) => {
  expect(compatUrl(url, host, HOSTS)).toBe(served);
});

describe('a dialect’s address', () => {
  test.each([
    ['/compat/my-coolpay/api/key/payin', true],
    ['/sandbox/paygateglobal/v1/page?x=1', true],
    ['/compat/my-coolpay', false],
    ['/compat/my-coolpay/', false],
    ['/compatible/x/y', false],
    ['/api/v1/payments?next=/compat/a/b', false],
  ])('%s: %s', (url, expected) => {
    expect(isDialect(url)).toBe(expected);
  });
});
