import { expect, test } from 'vitest';
import { chooseLocale } from './locale.ts';

test('the reader’s click wins over the payment, the payment over the browser', () => {
  expect(chooseLocale({ asked: 'en', payment: 'fr', accept: 'fr' })).toBe('en');
  expect(chooseLocale({ payment: 'fr', accept: 'en' })).toBe('fr');
  expect(chooseLocale({ accept: 'en-GB,fr;q=0.9' })).toBe('en');
});

test('languages we do not have are passed over', () => {
  expect(chooseLocale({ asked: 'de', payment: 'sw', accept: 'ln,de;q=0.9,en;q=0.5' })).toBe('en');
  expect(chooseLocale({ accept: 'ee,de' })).toBe('fr');
  expect(chooseLocale({})).toBe('fr');
});

test('a browser’s order is its quality, and q=0 is a refusal', () => {
  expect(chooseLocale({ accept: 'fr;q=0.3, en;q=0.8' })).toBe('en');
  expect(chooseLocale({ accept: 'en;q=0, fr' })).toBe('fr');
});
