/** What the forms about apps and keys send; pages' scripts and the server check them alike. Pure: pages import it. */
import { z } from 'zod';
import { isBrandColor } from '#lib/brand.ts';
import { COUNTRIES } from '#lib/countries.ts';
import { hasNoControl } from '#lib/readable.ts';
import { emailField } from './account-fields.ts';

const LINES_MAX = 20;
const URL_LENGTH_MAX = 500;
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** https, or http to this machine itself, which only the demo serves (the server asks again). */
const url = z
  .string('urlWrong')
  .trim()
  .max(URL_LENGTH_MAX, 'urlLong')
  .refine((text) => isWebAddress(text), 'urlWrong');

/** An address that may be left empty. */
export const optionalUrl = z.preprocess(
  (text) => (text === '' ? undefined : text),
  url.optional(),
) as z.ZodType<string | undefined, string | undefined>;

const origin = z
  .string()
  .refine((text) => isWebAddress(text) && new URL(text).origin === text.replace(/\/$/, ''), 'originWrong')
  .transform((text) => new URL(text).origin);
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'addressWrong');

/** One entry a line, or parted by commas or spaces. */
function lines<Entry extends z.ZodType<string, string>>(entry: Entry, tooMany: string) {
  return z
    .string()
    .max(5_000, tooMany)
    .transform((text) => text.split(/[\s,;]+/).filter((part) => part !== ''))
    .pipe(z.array(entry).max(LINES_MAX, tooMany))
    .transform((entries) => [...new Set(entries)]);
}

export const appName = z
  .string('nameMissing')
  .trim()
  .min(2, 'nameMissing')
  .max(60, 'nameLong')
  .refine(hasNoControl, 'textControl');

export const newAppFields = z.object({
  name: appName,
  siteUrl: url,
  country: z.enum(COUNTRIES, 'countryMissing'),
  currency: z.enum(['XOF', 'XAF', 'CDF', 'USD'], 'currencyMissing'),
  locale: z.enum(['fr', 'en'], 'localeMissing'),
});
export type NewAppFields = z.output<typeof newAppFields>;

/** "#1F2B62" or "1f2b62"; empty for our own. Any colour can be read on our pages: lib/brand.ts sees to that. */
const brandColor = z
  .string('colorWrong')
  .trim()
  .toLowerCase()
  .transform((text) => (text === '' || text.startsWith('#') ? text : `#${text}`))
  .refine((text) => text === '' || isBrandColor(text), 'colorWrong')
  .transform((text) => (text === '' ? undefined : text));

export const appFields = newAppFields.extend({
  successUrl: optionalUrl,
  cancelUrl: optionalUrl,
  failureUrl: optionalUrl,
  callbackUrl: optionalUrl,
  brandColor,
  declaredOrigins: lines(origin, 'tooManyLines'),
  declaredAddresses: lines(network, 'tooManyLines'),
  notifyEmails: lines(emailField, 'tooManyLines'),
});
export type AppFields = z.output<typeof appFields>;

/** What a key may do. `read` reads everything of its app and mode; the others also act. */
export const KEY_SCOPES = ['payments', 'payouts', 'balance', 'read'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** Days until a key ends; `never` until somebody revokes it. */
export const KEY_LIVES = ['never', '30', '90', '365'] as const;

/** Boxes ticked: none, one text, or a list, as a form and its script send them. */
export const ticked = z
  .union([z.array(z.string()), z.string(), z.literal(false)])
  .optional()
  .transform((boxes) => (Array.isArray(boxes) ? boxes : boxes ? [boxes] : []));

const scopes = ticked.pipe(z.array(z.enum(KEY_SCOPES, 'scopeMissing')).min(1, 'scopeMissing'));

export const keyFields = z.object({
  scopes,
  life: z.enum(KEY_LIVES, 'lifeMissing'),
  allowFrom: lines(network, 'tooManyLines'),
});
export type KeyFields = z.output<typeof keyFields>;

export const keyAddressFields = z.object({ allowFrom: lines(network, 'tooManyLines') });

export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}
