import { describe, expect, test } from 'vitest';
import { fill, portalTexts } from './texts.ts';

const french = Object.entries(portalTexts('fr'));
const english = new Map(Object.entries(portalTexts('en')));
const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the portal’s texts', () => {
  test('take the same values in both languages', () => {
    for (const [key, text] of french) {
      expect({ key, takes: names(english.get(key) ?? '') }).toEqual({ key, takes: names(text) });
    }
  });

  test('in French put a narrow no-break space before ? ! : ; and use typographic apostrophes', () => {
    const wrong = french.filter(([, text]) => /[ \u00a0][?!:;%»]|\p{L}[?!;:]|'/u.test(text));
    expect(wrong).toEqual([]);
  });
});

test('values take the place of names, and what has no value stays', () => {
  expect(fill('{a} et {b}', { a: '$&' })).toBe('$& et {b}');
});
