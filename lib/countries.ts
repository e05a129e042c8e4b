/** The four countries, without libphonenumber: pages may import this, lib/phone.ts is for the server only. */
export type Country = 'TG' | 'CI' | 'CM' | 'CD';

export const COUNTRIES: readonly Country[] = ['TG', 'CI', 'CM', 'CD'];

export const DIAL_CODE = {
  TG: '228',
  CI: '225',
  CM: '237',
  CD: '243',
} as const satisfies Record<Country, string>;

export function isCountry(value: unknown): value is Country {
  return typeof value === 'string' && Object.hasOwn(DIAL_CODE, value);
}
