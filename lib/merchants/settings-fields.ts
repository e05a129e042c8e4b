/** What the forms of the settings send. Pure: pages import it. */
import { z } from 'zod';
import { COUNTRIES } from '#lib/countries.ts';
import { LOCALES } from '#lib/i18n/locale.ts';
import { hasNoControl } from '#lib/readable.ts';

/** Where the merchants of our four markets are, and those who work for them from abroad. */
export const TIME_ZONES = [
  'Africa/Abidjan',
  'Africa/Douala',
  'Africa/Kinshasa',
  'Africa/Lome',
  'Africa/Lubumbashi',
  'Europe/Brussels',
  'Europe/London',
  'Europe/Paris',
  'America/Montreal',
  'America/New_York',
  'UTC',
] as const;

export const RETENTION_DAYS = { min: 30, max: 3650 } as const;

export const profileFields = z.object({
  name: z
    .string('nameMissing')
    .trim()
    .min(2, 'nameMissing')
    .max(120, 'nameLong')
    .refine(hasNoControl, 'textControl'),
  country: z.enum(COUNTRIES, 'countryMissing'),
  timezone: z.enum(TIME_ZONES, 'timezoneMissing'),
  locale: z.enum(LOCALES, 'localeMissing'),
});

/** An empty field keeps details for ever; days otherwise. */
export const retentionFields = z.object({
  days: z
    .string('daysWrong')
    .trim()
    .refine((text) => {
      if (text === '') return true;
      const days = Number(text);
      return /^\d{1,5}$/.test(text) && days >= RETENTION_DAYS.min && days <= RETENTION_DAYS.max;
    }, 'daysWrong'),
});
