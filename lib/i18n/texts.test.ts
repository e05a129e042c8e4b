import { describe, expect, test } from 'vitest';
import { FAILURE_CODES } from '#lib/operators/failures.ts';
import { failureText } from './failure-text.ts';
import { LOCALES } from './locale.ts';
import { MESSAGES, operatorWords, translator } from './translator.ts';

type Tree = { readonly [key: string]: string | Tree };

/** "checkout.choose.pay" → "Payer {amt}" */
function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const texts = { fr: flatten(MESSAGES.fr), en: flatten(MESSAGES.en) };

/** Names that a text takes; `ofOp` is French for `op` after "de". Tags count, plural and select bodies are walked over. */
function placeholders(text: string): string[] {
  const names = [...text.matchAll(/\{\s*(\w+)\s*(?:[,}])/g)].map(
    (match) => match[1]?.replace(/^ofOp$/, 'op') ?? '',
  );
  const tags = [...text.matchAll(/<(\w+)>/g)].map((match) => `<${match[1]}>`);
  return [...new Set([...names, ...tags])].sort();
}

describe('the texts', () => {
  test('have the same keys in both languages', () => {
    expect([...texts.en.keys()].sort()).toEqual([...texts.fr.keys()].sort());
  });

  test('take the same values in both languages', () => {
    for (const [key, french] of texts.fr) {
      expect({ key, takes: placeholders(texts.en.get(key) ?? '') }).toEqual({
        key,
        takes: placeholders(french),
      });
    }
  });

  test('in French put a narrow no-break space before ? ! : ; % » and after «, and never a plain one', () => {
    const wrong = [...texts.fr].filter(([, text]) => /[ \u00a0][?!:;%»]|«[^\u202f]|[^\u202f]»/.test(text));
    expect(wrong).toEqual([]);
    const stuck = [...texts.fr].filter(([, text]) => /[\p{L}\p{N}}][?!;»]|\p{L}:/u.test(text));
    expect(stuck).toEqual([]);
  });

  test('use typographic apostrophes', () => {
    const wrong = LOCALES.flatMap((locale) => [...texts[locale]].filter(([, text]) => text.includes("'")));
    expect(wrong).toEqual([]);
  });

  test('ask for the secret code on the phone only', () => {
    const asks = [...texts.fr].filter(([, text]) => /(tapez|écrivez|votre) code secret/i.test(text));
    expect(asks.length).toBeGreaterThan(0);
    expect(
      asks.filter(([, text]) => /tapez votre code secret/.test(text) && !/téléphone/.test(text)),
    ).toEqual([]);
    expect(asks.filter(([, text]) => /écrivez.*code secret/i.test(text))).toEqual([]);
  });
});

const words = {
  operator: 'Orange Money',
  amount: '15\u202f000\u00a0F\u00a0CFA',
  shop: 'Boutique Awa',
};

describe('a failure', () => {
  test.each(FAILURE_CODES)('%s says in both languages what happened to the money', (code) => {
    for (const locale of LOCALES) {
      const text = failureText(code, locale, {
        ...words,
        phone: '6 7• •• 56',
        limits: { min: '1', max: '2' },
      });
      expect(text).not.toMatch(/[{}<>]|none/);
      expect(text).toMatch(
        locale === 'fr' ? /rien n’a été (débité|versé)|rend/i : /nothing was (taken|sent)|giving it back/i,
      );
    }
  });

  test.each(FAILURE_CODES)('%s has a sentence without number, limits and names', (code) => {
    for (const locale of LOCALES) expect(failureText(code, locale)).not.toMatch(/[{}<>]|none|undefined/);
  });

  test('names the number and the limits when they are known', () => {
    expect(failureText('payer_mismatch', 'fr', { ...words, phone: '90 •• •• 56' })).toContain(
      'du 90 •• •• 56',
    );
    const limits = { min: '100\u00a0F\u00a0CFA', max: '500\u202f000\u00a0F\u00a0CFA' };
    expect(failureText('amount_out_of_range', 'en', { ...words, limits })).toContain(
      'Orange Money takes 100\u00a0F\u00a0CFA to 500\u202f000\u00a0F\u00a0CFA per payment',
    );
  });

  test('begins with a capital letter, whatever the operator is called', () => {
    expect(failureText('returned_by_operator', 'fr', { ...words, operator: 'la banque' })).toMatch(
      /^La banque/,
    );
  });
});

test('"de" is elided before a vowel', () => {
  expect(operatorWords('Orange Money').ofOp).toBe('d’Orange Money');
  expect(operatorWords('Airtel Money').ofOp).toBe('d’Airtel Money');
  expect(operatorWords('TMoney').ofOp).toBe('de TMoney');
});

test('a missing value throws instead of showing a placeholder', () => {
  expect(() => translator('fr')('checkout.choose.pay', {})).toThrow();
});
