import { expect, test } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

test.each([
  [true, { 'sec-fetch-site': 'same-origin' }],
  [true, { host: 'pay.example.com', origin: 'https://pay.example.com' }],
  [true, { host: 'inner:3000', 'x-forwarded-host': 'pay.example.com', origin: 'https://pay.example.com' }],
  [false, { 'sec-fetch-site': 'same-site', host: 'a.example.com', origin: 'https://a.example.com' }],
  [false, { 'sec-fetch-site': 'cross-site' }],
  [false, { 'sec-fetch-site': 'none' }],
  [false, { host: 'pay.example.com', origin: 'https://evil.example' }],
  [false, { host: 'pay.example.com', origin: 'null' }],
  [false, { host: 'pay.example.com' }],
])('%s for %j', (allowed, headers) => {
  expect(isSameOrigin(new Headers(headers))).toBe(allowed);
});
