import { describe, expect, test } from 'vitest';
import { balanceTexts } from './balance/texts.ts';
import { discrepancyTexts, KIND_WORDS } from './discrepancies/texts.ts';
import { HEALTH_WORDS } from './health-state.tsx';
import { homeTexts, STEP_WORDS } from './home/texts.ts';
import { linkTexts } from './links/texts.ts';

const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
const words = (table: Record<string, Record<string, string>>) =>
  Object.entries(table).flatMap(([key, more]) =>
    Object.entries(more).map(([name, text]): [string, string] => [`${key}.${name}`, text]),
  );

describe.each([
  ['home', homeTexts('fr'), homeTexts('en')],
  ['health', HEALTH_WORDS.fr, HEALTH_WORDS.en],
  ['first steps', Object.fromEntries(words(STEP_WORDS.fr)), Object.fromEntries(words(STEP_WORDS.en))],
  ['discrepancies', discrepancyTexts('fr'), discrepancyTexts('en')],
  ['kinds', Object.fromEntries(words(KIND_WORDS.fr)), Object.fromEntries(words(KIND_WORDS.en))],
  ['balance', balanceTexts('fr'), balanceTexts('en')],
  ['links', linkTexts('fr'), linkTexts('en')],
] as [string, Record<string, string>, Record<string, string>][])('the words of %s', (_section, fr, en) => {
  test('take the same values in both languages', () => {
    for (const [key, text] of Object.entries(fr)) {
      expect({ key, takes: names(en[key] ?? '') }).toEqual({ key, takes: names(text) });
    }
  });

  test('in French put a narrow no-break space before ? ! : ; and use typographic apostrophes', () => {
    const wrong = Object.entries(fr).filter(([, text]) => /[ \u00a0][?!;:%»]|\p{L}[?!;:]|'/u.test(text));
    expect(wrong).toEqual([]);
  });
});
