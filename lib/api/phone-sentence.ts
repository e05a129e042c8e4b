/** What to tell a developer about a number that was refused (the payer's page has its own, friendlier words). */
import { DIAL_CODE } from '#lib/countries.ts';
import type { Country, PhoneProblem } from '#lib/phone.ts';

const EXAMPLES = {
  TG: { digits: 8, example: '+228 90 12 34 56' },
  CI: { digits: 10, example: '+225 07 12 34 56 78' },
  CM: { digits: 9, example: '+237 6 71 23 45 67' },
  CD: { digits: 9, example: '+243 812 345 678' },
} as const satisfies Record<Country, { digits: number; example: string }>;

export function phoneSentence(problem: PhoneProblem, country: Country): string {
  const { digits, example } = EXAMPLES[country];
  const length = `numbers of ${country} have ${digits} digits after +${DIAL_CODE[country]}, like ${example}`;
  switch (problem.code) {
    case 'empty':
      return `Give a phone number, like ${example}.`;
    case 'not_a_number':
      return `Is not a phone number. Write it like ${example}.`;
    case 'foreign_country':
      return `Is a number of ${problem.country ?? 'another country'}; this payment is in ${country}. Give a number like ${example}.`;
    case 'fixed_line':
      return `Is a fixed line; wallets are on mobile numbers. Give a number like ${example}.`;
    case 'too_short':
      return `Is too short by ${count(problem.missing)}: ${length}.`;
    case 'too_long':
      return `Is too long by ${count(problem.extra)}: ${length}.`;
    case 'old_ci_number':
      return `Has 8 digits, as before 31 January 2021. Put 01, 05 or 07 in front${
        problem.suggestion === undefined ? '' : `: perhaps ${problem.suggestion}`
      }.`;
    case 'invalid':
      return `No mobile operator of ${country} has numbers like this. Give a number like ${example}.`;
  }
}

function count(digits: number | undefined): string {
  if (digits === undefined) return 'some digits';
  return digits === 1 ? '1 digit' : `${digits} digits`;
}
