import { expect, test } from 'vitest';
import { frameHeaders, frameOf } from './frame.ts';

const SITES = ['https://shop.example', 'http://localhost:4000'];

test('a declared site may frame the page, and is named alone', () => {
  expect(frameOf('https://shop.example', SITES)).toBe('https://shop.example');
  expect(frameHeaders('https://shop.example')).toEqual({ ancestors: 'https://shop.example', headers: {} });
});

test.each([
  ['another site', 'https://evil.example'],
  ['a neighbour', 'https://shop.example.evil.example'],
  ['the same host without encryption', 'http://shop.example'],
  ['another port', 'http://localhost:4001'],
  ['more than an origin', 'https://shop.example/'],
  ['every site', '*'],
  ['a word of the policy', "'self'"],
  ['two sites', 'https://shop.example https://evil.example'],
  ['none', ''],
  ['nothing', null],
])('%s may not', (_, asked) => {
  expect(frameOf(asked, SITES)).toBeUndefined();
});

test('what stands among declared sites and is no origin is never written into a policy', () => {
  for (const text of ['*', 'https://shop.example; script-src *', 'https:', 'data:text/html,x', 'null']) {
    expect(frameOf(text, [text])).toBeUndefined();
  }
});

test('without a site the page is framed by nobody, in new browsers and in old ones', () => {
  expect(frameHeaders(undefined)).toEqual({ ancestors: "'none'", headers: { 'X-Frame-Options': 'DENY' } });
});
