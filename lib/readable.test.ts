import { expect, test } from 'vitest';
import { appName } from '#lib/merchants/app-fields.ts';
import { profileFields } from '#lib/merchants/settings-fields.ts';
import { controlIn, hasHalfPair } from './readable.ts';

test.each(['\u0000', '\n', '\u009f', '\u2028', '\u202a', '\u202e', '\u2066', '\u2069'])(
  '%j is a control',
  (sign) => {
    expect(controlIn(`Awa${sign}Kofi`)).toBe(sign);
    expect(appName.safeParse(`Awa${sign}Kofi`).error?.issues[0]?.message).toBe('textControl');
    const profile = { name: `Awa${sign}Kofi`, country: 'TG', timezone: 'Africa/Lome', locale: 'fr' };
    expect(profileFields.safeParse(profile).error?.issues[0]?.message).toBe('textControl');
  },
);

test.each(['Amélie d’Été', '\u200c', '👩\u200d👧', 'سوق', '\u00a0'])('%j is none', (text) => {
  expect(controlIn(text)).toBeUndefined();
  expect(hasHalfPair(text)).toBe(false);
});

test('half a surrogate pair is told from a whole one', () => {
  expect(['\ud83d', '\udc69x'].map(hasHalfPair)).toEqual([true, true]);
});
