/** What a connection to TMoney Online holds, and what of it must never be shown. */
import { z } from 'zod';
import type { ClientContext } from '../provider.ts';
import { commonSettings } from '../settings.ts';
import { type Hidden, phonePattern } from '../timeline.ts';
import { SESSION_MS } from './codes.ts';

/** No secret: the session is given to declared addresses only, and the notification's address is one. */
export const credentials = z.object({
  merchantid: z
    .string()
    .regex(/^\d{16}$/, 'Must be 16 digits')
    .meta({ label: 'Merchant id (merchantid, 16 digits)', secret: false, example: '1234567890123456' }),
});

const MINUTE_MS = 60_000;
const PAGE_LIFE_MINUTES = 15;

export const settings = z.object({
  // The document names no address of TMoney, and what comes from there is believed.
  ...commonSettings({ sourceNetworks: 'required' }),
  path: z
    .string()
    .regex(/^\/[^?#\s]*$/, 'Must be a path that begins with /')
    .default('/online/online.php')
    .meta({ label: 'Path of the service' }),
  pageUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ label: 'Address of the payment page, where it is not that of the sessions' }),
  amountMultiplier: z
    .union([z.literal(1), z.literal(100)])
    .default(1)
    .meta({ label: 'Amounts are sent times (1 or 100; TMoney confirms it before live)' }),
  brand: z.string().max(150).default('').meta({ label: 'Name at the top of the page (empty: TMoney’s own)' }),
  pageLifeMinutes: z.int().min(1).max(240).default(PAGE_LIFE_MINUTES).meta({
    label: 'Life of the payment page in minutes: then an attempt without a notification has expired',
  }),
});

/** The session, then the page (180 s and 15 min unless the connection says otherwise). */
export function pageEndsMs(stored: unknown): number {
  const life = settings.shape.pageLifeMinutes.safeParse(Object(stored).pageLifeMinutes);
  return SESSION_MS + (life.data ?? PAGE_LIFE_MINUTES) * MINUTE_MS;
}

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function settingsOf(context: ClientContext): z.output<typeof settings> {
  return settings.parse(context.settings ?? {});
}

/** What the timeline must not show: who pays, and the session that opens the page. */
export function hiddenFor(...values: readonly (string | undefined)[]): Hidden {
  return { names: HIDDEN_NAMES, values, phones: PHONES };
}

const HIDDEN_NAMES = ['sessionid', 'phonennumber', 'phonenumber', 'phone', 'mobile', 'cname', 'clientid'];

const PHONES = phonePattern({ dialCode: '228', first: '[79]', digits: 8 });
