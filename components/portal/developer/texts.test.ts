import { expect, test } from 'vitest';
import { developerTexts } from './texts.ts';

const french = Object.entries(developerTexts('fr'));
const english = new Map(Object.entries(developerTexts('en')));
const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('take the same values in both languages', () => {
  for (const [key, text] of french) {
    expect({ key, takes: names(english.get(key) ?? '') }).toEqual({ key, takes: names(text) });
  }
});

test('in French put a narrow no-break space before ? ! : ; and use typographic apostrophes', () => {
  const prose = french.map(([key, text]) => [key, text.replaceAll(/https?:\/\//g, '')]);
  expect(prose.filter(([, text = '']) => /[ \u00a0][?!:;%»]|\p{L}[?!;:]|'/u.test(text))).toEqual([]);
});
