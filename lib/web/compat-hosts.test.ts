import { expect, test } from 'vitest';
import { compatUrl } from './compat-hosts.ts';

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
