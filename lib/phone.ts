import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { COUNTRIES, type Country, DIAL_CODE } from './countries.ts';

/** Server only: libphonenumber is larger than the payer's whole page. Pages import lib/countries.ts. */
export { COUNTRIES, type Country, DIAL_CODE, isCountry } from './countries.ts';

/** A valid mobile number of one of the four countries. Only parsePhone and parseE164 make one. */
export type Phone = {
  readonly e164: `+${string}`;
  readonly country: Country;
  /** The significant digits: an Ivorian number keeps its 0, a Congolese one has lost its trunk 0. */
  readonly national: string;
};

export type PhoneProblem = {
  code:
    | 'empty'
    | 'not_a_number' // no digits, or two numbers at once
    | 'foreign_country'
    | 'fixed_line'
    | 'too_short'
    | 'too_long'
    | 'old_ci_number' // 8 digits, as before 31 January 2021
    | 'invalid'; // the right length, but no operator has such a number
  /** foreign_country: the ISO code of the number's country, when it can be told. */
  country?: string;
  /** too_short, old_ci_number: digits missing. */
  missing?: number;
  /** too_long: digits too many. */
  extra?: number;
  /** A number that may be meant, in national form, to be confirmed by the payer: never taken silently. */
  suggestion?: string;
};

export type PhoneResult = { ok: true; phone: Phone } | { ok: false; problem: PhoneProblem };

/** Digits after the country code (ARTCI, ARCEP Togo, ART, ARPTC). CI had 8 before 2021. */
const NATIONAL_LENGTH = { TG: 8, CI: 10, CM: 9, CD: 9 } as const satisfies Record<Country, number>;

/** How the digits are grouped for people. CD is written with its trunk 0 in front: 0812 345 678. */
const GROUPS = {
  TG: [2, 2, 2, 2],
  CI: [2, 2, 2, 2, 2],
  CM: [1, 2, 2, 2, 2],
  CD: [3, 3, 3],
} as const satisfies Record<Country, readonly number[]>;

const TRUNK_PREFIX = { TG: '', CI: '', CM: '', CD: '0' } as const satisfies Record<Country, string>;

/** Landlines, also those that libphonenumber does not list yet. */
const FIXED_LINES = { TG: /^2/, CI: /^2/, CM: /^(222|233)/, CD: /^[1-6]/ } as const satisfies Record<
  Country,
  RegExp
>;

/**
 * Before 2021 the second digit of an Ivorian mobile number told the operator, whose prefix now stands in front.
 * 60, 61 and 69 belonged to operators that closed.
 */
const OLD_CI_PREFIX: readonly [RegExp, string][] = [
  [/^6[019]/, ''],
  [/^[04-8][0-3]/, '01'],
  [/^[04-8][4-6]/, '05'],
  [/^[04-8][7-9]/, '07'],
];

/** The longest thing worth looking at; a number with all its decoration fits easily. */
const INPUT_LENGTH_MAX = 200;

/**
 * Reads a mobile number as people type and paste it, for a payment in `country`: with or without country code, 00 or
 * +, any separators, bidi marks, full-width and Arabic digits, text around it. Never guesses silently: what is
 * wrong comes back as a problem with what to say.
 */
export function parsePhone(input: string, country: Country): PhoneResult {
  const cleaned = cleanInput(input);
  if (cleaned === '') return problem({ code: 'empty' });
  const runs = [...cleaned.matchAll(/\(?\+?\d(?:[\s().·•_-]*\d)*/g)].map((match) => match[0]);
  const results = runs.map((run) => readRun(run, country));
  const valid = results.flatMap((result) => (result.ok ? [result.phone] : []));
  const [phone, ...others] = valid;
  if (phone === undefined) return results[longestOf(runs)] ?? problem({ code: 'not_a_number' });
  // "90112233 ou 97112233": choosing one would charge somebody by chance. Twice the same is one.
  if (others.some((other) => other.e164 !== phone.e164)) return problem({ code: 'not_a_number' });
  return { ok: true, phone };
}

/** Reads what we stored: strict E.164 of a mobile number of one of the four countries. */
export function parseE164(e164: string): Phone | undefined {
  if (!/^\+\d{8,15}$/.test(e164)) return undefined;
  const country = COUNTRIES.find((one) => e164.startsWith(`+${DIAL_CODE[one]}`));
  if (country === undefined) return undefined;
  const result = readNational(e164.slice(1 + DIAL_CODE[country].length), country);
  return result.ok && result.phone.e164 === e164 ? result.phone : undefined;
}

/** As people of the country write it: "90 12 34 56", "07 12 34 56 78", "6 71 23 45 67", "0812 345 678". */
export function formatNational(phone: Phone): string {
  return group(phone.national, phone.country);
}

/** "+228 90 •• •• 56": country code, the first two and the last two digits. */
export function maskPhone(phone: Phone): string {
  // The trunk 0 is not written behind a country code.
  return `+${DIAL_CODE[phone.country]} ${groupDigits(maskDigits(phone.national), phone.country)}`;
}

/** "90 •• •• 56". */
export function maskNational(phone: Phone): string {
  return group(maskDigits(phone.national), phone.country);
}

/** Full-width and Arabic digits become ASCII, every kind of dash "-", every kind of space " "; bidi marks go. */
function cleanInput(input: string): string {
  return input
    .slice(0, INPUT_LENGTH_MAX)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\s/gu, ' ')
    .trim();
}

/** Unicode keeps every script's digits in a block of ten that begins with its zero. */
function asciiDigit(character: string): string {
  if (character >= '0' && character <= '9') return character;
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

/** Where nothing is a valid number, the longest run of digits is the one that was meant. */
function longestOf(runs: readonly string[]): number {
  const lengths = runs.map((run) => digitsOf(run).length);
  return lengths.indexOf(Math.max(...lengths));
}

function readRun(run: string, country: Country): PhoneResult {
  const typed = digitsOf(run);
  const international = run.includes('+') || typed.startsWith('00');
  const digits = international ? typed.replace(/^00/, '') : typed;
  const code = DIAL_CODE[country];
  if (international) {
    return digits.startsWith(code) ? readNational(digits.slice(code.length), country) : readForeign(digits);
  }
  if (digits.startsWith(code) && digits.length > code.length && !isNational(digits, country)) {
    return readNational(digits.slice(code.length), country);
  }
  if (digits.length > NATIONAL_LENGTH[country] + 1 && libraryNumber(`+${digits}`)?.isValid()) {
    return readForeign(digits);
  }
  return readNational(digits, country);
}

/** A number that begins with another country's code. */
function readForeign(digits: string): PhoneResult {
  const ours = COUNTRIES.find((one) => digits.startsWith(DIAL_CODE[one]));
  const country = ours ?? libraryNumber(`+${digits}`)?.country;
  return problem(country === undefined ? { code: 'invalid' } : { code: 'foreign_country', country });
}

function readNational(digits: string, country: Country): PhoneResult {
  // +243 (0)81…, 081…: the trunk 0 is dialled inside the country only. An Ivorian 0 belongs to the number.
  const national = country === 'CD' ? digits.replace(/^0/, '') : digits;
  const found = libraryNumber(`+${DIAL_CODE[country]}${national}`);
  const length = NATIONAL_LENGTH[country];
  if (found?.isValid() && isMobile(found) && national.length === length) {
    return { ok: true, phone: { e164: `+${DIAL_CODE[country]}${national}`, country, national } };
  }
  if (found?.isValid() && found.getType() === 'FIXED_LINE') return problem({ code: 'fixed_line' });
  if (country === 'CI' && national.length === 8) return oldIvorianNumber(national);
  if (national.length < length) return tooShort(national, country);
  if (national.length > length) return problem({ code: 'too_long', extra: national.length - length });
  return problem({ code: FIXED_LINES[country].test(national) ? 'fixed_line' : 'invalid' });
}

function oldIvorianNumber(digits: string): PhoneResult {
  if (/^[23]/.test(digits)) return problem({ code: 'fixed_line' });
  const prefix = OLD_CI_PREFIX.find(([pattern]) => pattern.test(digits))?.[1] ?? '';
  const suggestion = prefix === '' ? {} : { suggestion: group(prefix + digits, 'CI') };
  return problem({ code: 'old_ci_number', missing: 2, ...suggestion });
}

function tooShort(national: string, country: Country): PhoneResult {
  const missing = NATIONAL_LENGTH[country] - national.length;
  // +225 7 12…: somebody took the Ivorian 0 for a trunk prefix.
  const lostZero = country === 'CI' && missing === 1 && /^[157]/.test(national);
  return problem({
    code: 'too_short',
    missing,
    ...(lostZero && { suggestion: group(`0${national}`, 'CI') }),
  });
}

/** True when the digits are a number of the country as they stand, so a leading "228" is no country code. */
function isNational(digits: string, country: Country): boolean {
  if (digits.length !== NATIONAL_LENGTH[country]) return false;
  return libraryNumber(`+${DIAL_CODE[country]}${digits}`)?.isValid() ?? false;
}

function libraryNumber(e164: string): PhoneNumber | undefined {
  return parsePhoneNumberFromString(e164);
}

function isMobile(found: PhoneNumber): boolean {
  const type = found.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function maskDigits(national: string): string {
  return national.slice(0, 2) + '•'.repeat(national.length - 4) + national.slice(-2);
}

function group(characters: string, country: Country): string {
  return TRUNK_PREFIX[country] + groupDigits(characters, country);
}

function groupDigits(characters: string, country: Country): string {
  let at = 0;
  const groups = GROUPS[country].map((size) => {
    at += size;
    return characters.slice(at - size, at);
  });
  return groups.join(' ');
}

function problem(value: PhoneProblem): PhoneResult {
  return { ok: false, problem: value };
}
