import { describe, expect, test } from 'vitest';
import { cluesOfText, cluesOfWord } from './clues.ts';

const CAMEROON = { country: 'CM', currencies: ['XOF', 'XAF'] } as const;
const CONGO = { country: 'CD', currencies: ['CDF', 'USD'] } as const;

const phones = (clues: ReturnType<typeof cluesOfWord>) => clues.phones.map(({ e164 }) => e164);

describe('one word in the search box', () => {
  test.each(['670000789', '6 70 00 07 89', '+237 670 00 07 89', '00237670000789', '237670000789'])(
    '%s is a number',
    (typed) => {
      expect(phones(cluesOfWord(typed, CAMEROON))).toEqual(['+237670000789']);
      expect(cluesOfWord(typed, CAMEROON).amounts).toEqual([]);
    },
  );

  test.each([
    ['1500', 1500n],
    ['1 500', 1500n],
    ['1\u202f500 F CFA', 1500n],
    ['1.500', 1500n],
    ['1,500 FCFA', 1500n],
    ['XAF 1500', 1500n],
    ['1500.00 XAF', 1500n],
  ])('%s is an amount', (typed, amount) => {
    expect(cluesOfWord(typed, CAMEROON).amounts.map((one) => one.amount)).toEqual([amount]);
  });

  test('an amount is read in the currency it names', () => {
    expect(cluesOfWord('12,50 $', CAMEROON).amounts).toEqual([{ amount: 1250n, currencies: ['USD'] }]);
    expect(cluesOfWord('12,50', CONGO).amounts).toEqual([{ amount: 1250n, currencies: ['CDF', 'USD'] }]);
    expect(cluesOfWord('12,50', CAMEROON).amounts).toEqual([]);
  });

  test('a name stays whole', () => {
    expect(cluesOfWord('  CMD 1042 ', CAMEROON)).toEqual({ words: ['CMD 1042'], phones: [], amounts: [] });
    expect(cluesOfWord('  ', CAMEROON)).toEqual({ words: [], phones: [], amounts: [] });
  });
});

describe('a pasted message', () => {
  const SMS =
    'Vous avez payé 1 500 FCFA à BOUTIQUE AWA (677001122) le 21-11-2026 à 10:32. Réf: MP241121.1032.C12345. Nouveau solde : 12.300 FCFA.';

  test('gives the references without their full stops, and no date or hour', () => {
    expect(cluesOfText(SMS, CAMEROON).words).toContain('MP241121.1032.C12345');
    expect(cluesOfText(SMS, CAMEROON).words).not.toContain('1500');
    expect(cluesOfText(SMS, CAMEROON).words).not.toContain('10');
  });

  test('gives amounts with a currency, and numbers', () => {
    expect(cluesOfText(SMS, CAMEROON).amounts.map(({ amount }) => amount)).toEqual([1500n, 12300n]);
    expect(phones(cluesOfText(SMS, CAMEROON))).toEqual(['+237677001122']);
  });

  test('a balance that happens to be a reference of the shop is none', () => {
    expect(cluesOfText('Solde 12300 le 1042', CAMEROON).words).toEqual([]);
  });

  test('however long, it ends', () => {
    const words = cluesOfText('A1B2 '.repeat(5_000) + '9'.repeat(50_000), CAMEROON).words;
    expect(words).toEqual(['A1B2']);
    expect(cluesOfText(`${'1 '.repeat(2_000)}F`, CAMEROON).amounts.length).toBeLessThanOrEqual(40);
  });
});
