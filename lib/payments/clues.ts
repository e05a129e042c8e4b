/** What somebody typed or pasted to find a payment, taken apart. Pure: whether such a payment exists is find-by-clues.ts's. */
import { type Currency, minorUnits, TYPED_FIGURES, typedMinorUnits } from '#lib/money.ts';
import { COUNTRIES, type Country, type Phone, parsePhone } from '#lib/phone.ts';
import type { Amounts } from './filter.ts';

export interface Clues {
  /** Whole words that may be somebody's name for the payment. */
  words: string[];
  phones: Phone[];
  amounts: Amounts[];
}

export interface ClueReader {
  /** Where the merchant is: its numbers are read first. */
  country: string;
  /** What a number without a currency can be meant in. */
  currencies: readonly Currency[];
}

/** An SMS is 160 characters, a forwarded e-mail a few thousand. */
export const CLUE_TEXT_MAX = 4_000;
const WORDS_MAX = 40;
const WORD_LENGTH_MAX = 200;

const LABEL = String.raw`F\s?CFA|XOF|XAF|CDF|FC|USD|US\$|\$US|\$|F`;
const WITH_LABEL = new RegExp(
  String.raw`(?<![\w.,])(?:(${TYPED_FIGURES})\s?(${LABEL})|(${LABEL})\s?(${TYPED_FIGURES}))(?![\w])`,
  'giu',
);
const ALONE = new RegExp(`^(?:${TYPED_FIGURES})$`, 'u');
const NUMBER_RUN = /\+?\d(?:[ ().·\u00a0\u202f-]{0,2}\d){7,14}(?!\d)/gu;

const CFA: readonly Currency[] = ['XOF', 'XAF'];
const CURRENCIES_OF_LABEL: Record<string, readonly Currency[]> = {
  F: CFA,
  FCFA: CFA,
  XOF: ['XOF'],
  XAF: ['XAF'],
  CDF: ['CDF'],
  FC: ['CDF'],
  USD: ['USD'],
  US$: ['USD'],
  $US: ['USD'],
  $: ['USD'],
};

/** One thing in a search box: a name, a number or an amount, or several of these at once until one of them is found. */
export function cluesOfWord(input: string, reader: ClueReader): Clues {
  const text = input.normalize('NFKC').trim().slice(0, WORD_LENGTH_MAX);
  const labelled = amountsIn(text);
  const phones = phonesIn(text, reader.country);
  // A whole number is no amount of six hundred millions.
  const alone = phones.length === 0 && ALONE.test(text) ? amountsOf(text, reader.currencies) : [];
  return {
    words: text === '' ? [] : [text],
    phones,
    amounts: labelled.length > 0 ? labelled : alone,
  };
}

/**
 * A message of an operator, a sentence of a payer, or one word as above. In a longer text a short number is no name of a
 * payment (it may be a balance, a date, an amount), and an amount needs its currency.
 */
export function cluesOfText(input: string, reader: ClueReader): Clues {
  const text = input.normalize('NFKC').slice(0, CLUE_TEXT_MAX).trim();
  const words = text.split(/[\s,;:!?"«»<>()[\]{}]+/u).map((word) => word.replace(/^[.#'’-]+|[.'’-]+$/gu, ''));
  if (words.filter((word) => word !== '').length <= 1) return cluesOfWord(text, reader);
  const names = words.filter(
    (word) =>
      /\d/.test(word) && word.length >= 4 && word.length <= WORD_LENGTH_MAX && !/^[\d.,/-]{1,7}$/.test(word),
  );
  const amounts = amountsIn(text);
  // "1 500" or "6 70 00 07 89": one thing in several words.
  const whole = amounts.length === 0 && ALONE.test(text) ? amountsOf(text, reader.currencies) : [];
  return {
    words: [...new Set(names)].slice(0, WORDS_MAX),
    phones: phonesIn(text, reader.country),
    amounts: amounts.length > 0 ? amounts : whole,
  };
}

function amountsIn(text: string): Amounts[] {
  const found = [...text.matchAll(WITH_LABEL)].flatMap(([, before, label, otherLabel, behind]) => {
    const key = (label ?? otherLabel ?? '').toUpperCase().replace(/\s/g, '');
    return amountsOf(before ?? behind ?? '', CURRENCIES_OF_LABEL[key] ?? []);
  });
  const keyOf = ({ amount, currencies }: Amounts) => `${amount} ${currencies.join()}`;
  return [...new Map(found.map((one) => [keyOf(one), one])).values()].slice(0, WORDS_MAX);
}

/** Currencies of equal minor units share a number: XOF and XAF 1500 are both 1500n. */
function amountsOf(figures: string, currencies: readonly Currency[]): Amounts[] {
  return ([0, 2] as const).flatMap((digits) => {
    const same = currencies.filter((currency) => minorUnits(currency) === digits);
    const amount = same.length === 0 ? undefined : typedMinorUnits(figures, digits);
    return amount === undefined ? [] : [{ amount, currencies: same }];
  });
}

/** Every number of one of the four countries; written without its country code it is the merchant's country's first. */
function phonesIn(text: string, home: string): Phone[] {
  const order = [...COUNTRIES].sort((a, b) => Number(b === home) - Number(a === home));
  const found = [...text.matchAll(NUMBER_RUN)].flatMap(([run]) => phonesOf(run, order));
  return [...new Map(found.map((phone) => [phone.e164, phone])).values()].slice(0, 8);
}

function phonesOf(run: string, countries: readonly Country[]): Phone[] {
  return countries.flatMap((country) => {
    const result = parsePhone(run, country);
    return result.ok ? [result.phone] : [];
  });
}
