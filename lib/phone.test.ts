import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Country,
  formatNational,
  maskNational,
  maskPhone,
  type Phone,
  parseE164,
  parsePhone,
} from './phone.ts';

function phoneOf(e164: string): Phone {
  const phone = parseE164(e164);
  if (phone === undefined) throw new Error(`${e164} should be a number.`);
  return phone;
}

const TG = '+22890123456';
const CI = '+2250712345678';
const CM = '+237671234567';
const CD = '+243812345678';

describe('accepted, however it is typed or pasted', () => {
  test.each<[string, Country, string]>([
    ['90123456', 'TG', TG],
    ['90 12 34 56', 'TG', TG],
    ['90-12-34-56', 'TG', TG],
    ['90.12.34.56', 'TG', TG],
    ['+228 90 12 34 56', 'TG', TG],
    ['0022890123456', 'TG', TG],
    ['00 228 90 12 34 56', 'TG', TG],
    ['22890123456', 'TG', TG],
    ['(+228) 90123456', 'TG', TG],
    ['+228-90-12-34-56', 'TG', TG],
    ['tel:+22890123456', 'TG', TG],
    ['90\u00a012\u00a034\u00a056', 'TG', TG],
    ['90\u202f12\u202f34\u202f56', 'TG', TG],
    ['90\u201112\u201334\u201456', 'TG', TG],
    ['90\u221212\u221234\u221256', 'TG', TG],
    ['\u202a+228 90 12 34 56\u202c', 'TG', TG],
    ['\u200e90\u200b123456\ufeff', 'TG', TG],
    ['９０１２３４５６', 'TG', TG],
    ['＋２２８９０１２３４５６', 'TG', TG],
    ['٩٠١٢٣٤٥٦', 'TG', TG],
    ['۹۰۱۲۳۴۵۶', 'TG', TG],
    ['Mon numéro : 90 12 34 56, merci', 'TG', TG],
    ['Tmoney 1: 90123456', 'TG', TG],
    ['90123456 / +228 90123456', 'TG', '+22890123456'],
    ['le 21-11-2026 : 90123456, 1500 F', 'TG', TG],
    ['70 12 34 56', 'TG', '+22870123456'],
    ['73123456', 'TG', '+22873123456'],
    ['79123456', 'TG', '+22879123456'],
    ['0712345678', 'CI', CI],
    ['07 12 34 56 78', 'CI', CI],
    ['+225 07 12 34 56 78', 'CI', CI],
    ['+225 (0)7 12 34 56 78', 'CI', CI],
    ['002250712345678', 'CI', CI],
    ['2250712345678', 'CI', CI],
    ['0512345678', 'CI', '+2250512345678'],
    ['0112345678', 'CI', '+2250112345678'],
    ['671234567', 'CM', CM],
    ['6 71 23 45 67', 'CM', CM],
    ['671 23 45 67', 'CM', CM],
    ['+237 671 23 45 67', 'CM', CM],
    ['237671234567', 'CM', CM],
    ['00237671234567', 'CM', CM],
    ['640123456', 'CM', '+237640123456'],
    ['242123456', 'CM', '+237242123456'],
    ['812345678', 'CD', CD],
    ['081 234 5678', 'CD', CD],
    ['81 234 5678', 'CD', CD],
    ['+243 (0)81 234 5678', 'CD', CD],
    ['+2430812345678', 'CD', CD],
    ['2430812345678', 'CD', CD],
    ['002430812345678', 'CD', CD],
    ['243812345678', 'CD', CD],
    ['+243 81 234 5678', 'CD', CD],
    ['0991 234 567', 'CD', '+243991234567'],
    ['871234567', 'CD', '+243871234567'],
  ])('%j in %s', (input, country, e164) => {
    expect(parsePhone(input, country)).toEqual({ ok: true, phone: phoneOf(e164) });
  });
});

describe('refused, with what to say', () => {
  test.each<[string, Country, object]>([
    ['', 'TG', { code: 'empty' }],
    [' \u200e\u00a0', 'TG', { code: 'empty' }],
    ['bonjour', 'TG', { code: 'not_a_number' }],
    ['+', 'TG', { code: 'not_a_number' }],
    ['90112233 ou 97112233', 'TG', { code: 'not_a_number' }],
    ['90112233, 97112233', 'TG', { code: 'not_a_number' }],
    ['90112233, 90112233, 97112233', 'TG', { code: 'not_a_number' }],
    ['1: 901234', 'TG', { code: 'too_short', missing: 2 }],
    ['+233 24 123 4567', 'TG', { code: 'foreign_country', country: 'GH' }],
    ['00233241234567', 'TG', { code: 'foreign_country', country: 'GH' }],
    ['233241234567', 'TG', { code: 'foreign_country', country: 'GH' }],
    ['+33 6 12 34 56 78', 'CM', { code: 'foreign_country', country: 'FR' }],
    [CI, 'TG', { code: 'foreign_country', country: 'CI' }],
    ['2250712345678', 'TG', { code: 'foreign_country', country: 'CI' }],
    ['243812345678', 'TG', { code: 'foreign_country', country: 'CD' }],
    [CM, 'CD', { code: 'foreign_country', country: 'CM' }],
    [CD, 'CM', { code: 'foreign_country', country: 'CD' }],
    ['+999123456789', 'TG', { code: 'invalid' }],
    ['22 21 23 45', 'TG', { code: 'fixed_line' }],
    ['+228 22 21 23 45', 'TG', { code: 'fixed_line' }],
    ['29123456', 'TG', { code: 'fixed_line' }],
    ['2721234567', 'CI', { code: 'fixed_line' }],
    ['+225 25 21 23 45 67', 'CI', { code: 'fixed_line' }],
    ['222 12 34 56', 'CM', { code: 'fixed_line' }],
    ['233123456', 'CM', { code: 'fixed_line' }],
    ['9012345', 'TG', { code: 'too_short', missing: 1 }],
    ['+228 90 12 34', 'TG', { code: 'too_short', missing: 2 }],
    ['2289012345', 'TG', { code: 'too_short', missing: 1 }],
    ['22890123', 'TG', { code: 'too_short', missing: 3 }],
    ['67123456', 'CM', { code: 'too_short', missing: 1 }],
    ['081234567', 'CD', { code: 'too_short', missing: 1 }],
    ['071234567', 'CI', { code: 'too_short', missing: 1 }],
    ['+225 7 12 34 56 78', 'CI', { code: 'too_short', missing: 1, suggestion: '07 12 34 56 78' }],
    ['9', 'TG', { code: 'too_short', missing: 7 }],
    ['901234567', 'TG', { code: 'too_long', extra: 1 }],
    ['+228 90 12 34 56 7', 'TG', { code: 'too_long', extra: 1 }],
    ['07123456789', 'CI', { code: 'too_long', extra: 1 }],
    ['6712345678', 'CM', { code: 'too_long', extra: 1 }],
    ['08123456789', 'CD', { code: 'too_long', extra: 1 }],
    ['07 12 34 56', 'CI', { code: 'old_ci_number', missing: 2, suggestion: '07 07 12 34 56' }],
    ['+225 07 12 34 56', 'CI', { code: 'old_ci_number', missing: 2, suggestion: '07 07 12 34 56' }],
    ['22507123456', 'CI', { code: 'old_ci_number', missing: 2, suggestion: '07 07 12 34 56' }],
    ['05 12 34 56', 'CI', { code: 'old_ci_number', missing: 2, suggestion: '05 05 12 34 56' }],
    ['44 12 34 56', 'CI', { code: 'old_ci_number', missing: 2, suggestion: '05 44 12 34 56' }],
    ['01 12 34 56', 'CI', { code: 'old_ci_number', missing: 2, suggestion: '01 01 12 34 56' }],
    ['60 12 34 56', 'CI', { code: 'old_ci_number', missing: 2 }],
    ['69 12 34 56', 'CI', { code: 'old_ci_number', missing: 2 }],
    ['22 44 55 66', 'CI', { code: 'fixed_line' }],
    ['10123456', 'TG', { code: 'invalid' }],
    ['94123456', 'TG', { code: 'invalid' }],
    ['0912345678', 'CI', { code: 'invalid' }],
    ['611234567', 'CM', { code: 'invalid' }],
    ['951234567', 'CD', { code: 'invalid' }],
  ])('%j in %s', (input, country, problem) => {
    expect(parsePhone(input, country)).toEqual({ ok: false, problem });
  });

  test('an Ivorian 0 is never dropped and a Congolese one always is', () => {
    expect(phoneOf(CI).national).toBe('0712345678');
    expect(phoneOf(CD).national).toBe('812345678');
  });
});

const aNumber = fc.oneof(
  fc.tuple(fc.constantFrom('70', '73', '79', '90', '99'), digits(6), fc.constant<Country>('TG')),
  fc.tuple(fc.constantFrom('01', '05', '07'), digits(8), fc.constant<Country>('CI')),
  fc.tuple(fc.constantFrom('65', '67', '69', '62'), digits(7), fc.constant<Country>('CM')),
  fc.tuple(fc.constantFrom('81', '84', '90', '99'), digits(7), fc.constant<Country>('CD')),
);

function digits(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
}

test('every number is read back from the form in which it is shown, and from separators anywhere', () => {
  const separators = fc.array(fc.constantFrom('', ' ', '.', '-', '\u00a0', '\u202f', '\u200e'), {
    minLength: 10,
    maxLength: 10,
  });
  fc.assert(
    fc.property(aNumber, separators, ([head, tail, country], between) => {
      const national = head + tail;
      const result = parsePhone(national, country);
      if (!result.ok) throw new Error(`${national} was refused: ${result.problem.code}`);
      const spread = [...national].map((digit, index) => digit + (between[index] ?? '')).join('');
      expect(parsePhone(spread, country)).toEqual(result);
      expect(parsePhone(formatNational(result.phone), country)).toEqual(result);
      expect(parseE164(result.phone.e164)).toEqual(result.phone);
    }),
    { numRuns: 300 },
  );
});

test('whatever is pasted, the answer is a valid number of that country or a problem', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom<Country>('TG', 'CI', 'CM', 'CD'),
      (input, country) => {
        const result = parsePhone(input, country);
        if (result.ok) expect(parseE164(result.phone.e164)).toEqual(result.phone);
      },
    ),
  );
});

test('a pasted book is looked at only as far as a number reaches', () => {
  const startedMs = performance.now();
  parsePhone('1 '.repeat(1_000_000), 'TG');
  expect(performance.now() - startedMs).toBeLessThan(500);
});

test.each([
  ['22890123456'],
  ['+22822212345'],
  ['+2430812345678'],
  ['+233241234567'],
  ['+228 90123456'],
  ['+228901234567'],
  [''],
])('%j is not E.164 of a mobile number of ours', (text) => {
  expect(parseE164(text)).toBeUndefined();
});

test.each([
  [TG, '90 12 34 56', '90 •• •• 56', '+228 90 •• •• 56'],
  [CI, '07 12 34 56 78', '07 •• •• •• 78', '+225 07 •• •• •• 78'],
  [CM, '6 71 23 45 67', '6 7• •• •• 67', '+237 6 7• •• •• 67'],
  [CD, '0812 345 678', '081• ••• •78', '+243 81• ••• •78'],
])('%s is shown as %s, masked as %s and %s', (e164, national, masked, maskedWithCode) => {
  const phone = phoneOf(e164);
  expect(formatNational(phone)).toBe(national);
  expect(maskNational(phone)).toBe(masked);
  expect(maskPhone(phone)).toBe(maskedWithCode);
});
