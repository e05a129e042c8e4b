import { describe, expect, test } from 'vitest';
import { isOwnForm } from './form.ts';

function form(headers: Record<string, string>): Request {
  return new Request('http://127.0.0.1:3000/pay/pay_01/cancel', { method: 'POST', headers });
}

describe('a form', () => {
  test.each([
    ['of this page, as new browsers say', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['of this page, as old browsers say', { origin: 'https://pay.example.com', host: 'pay.example.com' }],
    [
      'behind a proxy that we trust',
      { origin: 'https://pay.example.com', 'x-forwarded-host': 'pay.example.com' },
    ],
    ['of a browser that says neither', {}],
  ])('%s is taken', (_, headers) => {
    expect(isOwnForm(form(headers))).toBe(true);
  });

  test.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }],
    [
      'with a forged origin beside the browser’s word',
      { 'sec-fetch-site': 'cross-site', origin: 'https://pay.example.com', host: 'pay.example.com' },
    ],
    ['of another origin', { origin: 'https://evil.example', host: 'pay.example.com' }],
    ['of a sandboxed frame', { origin: 'null', host: 'pay.example.com' }],
  ])('%s is refused', (_, headers) => {
    expect(isOwnForm(form(headers))).toBe(false);
  });
});
