import { expect, test } from 'vitest';
import { LOCALES } from '#lib/i18n/locale.ts';
import { formErrorText } from './error-text.ts';
import { type CheckoutView, FORM_ERRORS, type FormEcho } from './view.ts';
import { wordsOf } from './words.ts';

const view: CheckoutView = {
  id: 'pay_01',
  mode: 'test',
  shop: { brand: {}, name: 'Boutique Awa' },
  reference: '1042',
  amount: { minor: '15000', currency: 'XAF' },
  country: 'CM',
  state: {
    kind: 'choose',
    operators: [],
    predicted: false,
    phone: '',
    remembered: false,
    triesLeft: 5,
    expiresAt: '2026-11-21T12:00:00Z',
  },
  leave: { url: 'https://shop.example/', final: false },
  canCancel: true,
};

function text(echo: FormEcho, locale: 'fr' | 'en' = 'fr') {
  return formErrorText(echo, { view, words: wordsOf(view, locale) });
}

test.each(FORM_ERRORS)('%s has a sentence with and without what the cookie keeps', (error) => {
  const kept = {
    operator: 'cm-mtn',
    missing: 1,
    extra: 2,
    country: 'GH',
    suggestion: '6 70 11 22 33',
  } as const;
  for (const locale of LOCALES) {
    expect(text({ error }, locale)).toMatch(/^\p{Lu}.*[.?]$/u);
    expect(text({ ...kept, error }, locale)).not.toMatch(/[{}]|undefined/);
  }
});

test('counts what is missing or too much', () => {
  expect(text({ error: 'phone_too_short', missing: 1 })).toBe('Il manque 1 chiffre à ce numéro.');
  expect(text({ error: 'phone_too_short', missing: 3 }, 'en')).toBe('3 digits are missing from this number.');
  expect(text({ error: 'phone_too_long', extra: 2 })).toBe('Il y a 2 chiffres de trop dans ce numéro.');
});

test('names the country of a foreign number, and the number that may be meant', () => {
  expect(text({ error: 'phone_foreign_country', country: 'GH' })).toContain('Ghana');
  expect(text({ error: 'phone_foreign_country', country: 'CI' }, 'en')).toContain('Côte d’Ivoire');
  expect(text({ error: 'phone_old_ci_number', suggestion: '07 01 23 45 67' })).toContain(
    'Est-ce le 07\u00a001\u00a023\u00a045\u00a067\u202f?',
  );
});
