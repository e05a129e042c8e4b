import { expect, test } from 'vitest';
import { HOME, langOf, modeOf, one, safeNext, withQuery } from './address.ts';

test.each([
  ['/portal/payments?status=failed', '/portal/payments?status=failed'],
  ['/portal', '/portal'],
  ['/sandbox/phone?number=1', '/sandbox/phone?number=1'],
])('a sign-in leads back to %s', (next, to) => {
  expect(safeNext(next)).toBe(to);
});

test.each([
  'https://evil.example/portal',
  '//evil.example/portal',
  '/\\evil.example/portal',
  '\\\\evil.example',
  'javascript:alert(1)',
  '/portal/../pay/x',
  '/portalx',
  '.evil.example/portal',
  '/api/auth/csrf',
  '/portal/sign-in?next=/portal/sign-in',
  '/%2e%2e//evil.example',
  `/portal/${'x'.repeat(2_000)}`,
  '',
  undefined,
  null,
])('and not to %s', (next) => {
  expect(safeNext(next)).toBe(HOME);
});

test('an address may hold anything: what cannot be meant is left out', () => {
  expect(modeOf('live')).toBe('live');
  expect(modeOf('LIVE')).toBe('test');
  expect(modeOf(['live', 'test'])).toBe('test');
  expect(langOf('de')).toBeUndefined();
  expect(one(['a', 'b'])).toBeUndefined();
  expect(one('  CMD-1 ')).toBe('CMD-1');
  expect(one('x'.repeat(201))).toBeUndefined();
  expect(withQuery('/portal', { a: 'é&', b: undefined, c: '' })).toBe('/portal?a=%C3%A9%26');
});
