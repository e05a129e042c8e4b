import { expect, test } from 'vitest';
import { servedTarget } from './target.ts';

const HOSTS = { flexpay: ['pay.example.com'] };

test.each([
  ['/compat/flexpay//api/rest/v1/paymentService', '/compat/flexpay/api/rest/v1/paymentService'],
  ['//compat///flexpay/api', '/compat/flexpay/api'],
  ['/compat\\flexpay/\\api', '/compat/flexpay/api'],
  ['/compat/x/v1/page//?url=https://shop.test//a/', '/compat/x/v1/page?url=https://shop.test//a/'],
  ['/compat/x/v1/page?url=https://shop.test/', '/compat/x/v1/page?url=https://shop.test/'],
  ['/sandbox/flexpay/api/', '/sandbox/flexpay/api'],
  ['/callbacks/flexpay/token//', '/callbacks/flexpay/token'],
  ['/api/v1//payments/', '/api/v1/payments'],
  ['/portal/', '/portal/'],
  ['/', '/'],
  ['//', '/'],
  ['*', '*'],
  ['http://example.test//x', 'http://example.test//x'],
])('%s is served as %s', (url, served) => {
  expect(servedTarget(url, 'other.example.com', HOSTS)).toBe(served);
});

test.each([
  ['//api//rest/', '/compat/flexpay/api/rest'],
  ['/%/x', '/compat/flexpay/%25/x'],
  ['/', '/compat/flexpay'],
])('%s at the root of a dialect’s host is served as %s', (url, served) => {
  expect(servedTarget(url, 'pay.example.com', HOSTS)).toBe(served);
});

test.each([
  ['/compat/my-coolpay/api/%/checkStatus/x', '/compat/my-coolpay/api/%25/checkStatus/x'],
  ['/api/v1/payments/%E0%A4%A', '/api/v1/payments/%25E0%25A4%25A'],
  ['/pay/%FF', '/pay/%25FF'],
  ['/pay/caf%C3%A9%20x?y=%', '/pay/caf%C3%A9%20x?y=%'],
])('%s can be decoded as %s', (url, served) => {
  expect(servedTarget(url, '', {})).toBe(served);
  expect(() => decodeURIComponent(served.split('?')[0] ?? '')).not.toThrow();
});
