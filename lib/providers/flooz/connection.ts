/** What a connection to the Flooz web service holds, and what of it must never be shown. */
import { z } from 'zod';
import type { ClientContext } from '../provider.ts';
import { commonSettings } from '../settings.ts';
import { type Hidden, phonePattern } from '../timeline.ts';
import { keyBytes, VARIANTS } from './authorization.ts';
import { DEBIT_PATHS, TOKEN_PATHS, VERIFY_PATHS } from './codes.ts';

export const credentials = z.object({
  partnermsisdn: z
    .string()
    .regex(/^228\d{8}$/, 'Must be 228 and 8 digits')
    .meta({ label: 'Partner number (partnermsisdn)', secret: false, example: '22896000000' }),
  username: z.string().min(1).meta({ label: 'User name', secret: false, example: 'fake-user' }),
  password: z.string().min(1).meta({ label: 'Password', secret: true, example: 'fake-password' }),
  encryption_key: z
    .string()
    .refine((key) => keyBytes(key) !== undefined, 'Must be 32 bytes, as they are or as 64 hex digits')
    .meta({ label: 'Encryption key', secret: true, example: '31415926535897932384626433832795' }),
  key: z.string().min(1).meta({ label: 'Merchant key (key)', secret: true, example: 'fake-merchant-key' }),
  /** Empty or absent: the merchant key. */
  api_key: z.string().optional().meta({
    label: 'API key, where Authorization is a fixed one (else empty)',
    secret: true,
    example: 'fake-api-key',
  }),
});

/** The call can block for two minutes (seen in the field). */
const TIMEOUT_SECONDS = 130;

const path = z.string().regex(/^\/[\w./-]+$/, 'Must be a path that begins with /');

/** Callbacks may come from anywhere, since nothing in them is believed. */
export const settings = z.object({
  ...commonSettings({ timeoutSeconds: TIMEOUT_SECONDS }),
  authorization: z.enum(VARIANTS).default('random-iv').meta({ label: 'Authorization' }),
  debitPath: path.default(DEBIT_PATHS[0]).meta({ label: 'Path of a debit' }),
  verifyPath: path.default(VERIFY_PATHS[0]).meta({ label: 'Path of a verification' }),
  tokenPath: path.default(TOKEN_PATHS[0]).meta({ label: 'Path of a token' }),
  /** Moov remembers the highest: a merchant that fetched tokens before goes on above it. */
  tokenCounterStart: z.int().min(0).default(1050).meta({ label: 'First counter of a token' }),
  /** What the payer reads on the prompt; absent: the description of each payment. */
  merchantName: z.string().min(1).max(100).optional().meta({ label: 'Merchant name on the prompt' }),
});

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function settingsOf(context: ClientContext): z.output<typeof settings> {
  return settings.parse(context.settings ?? {});
}

/** What the timeline must not show: the connection's credentials, the payer's number, and the values of this very call. */
export function hiddenFor(context: ClientContext, ...values: readonly (string | undefined)[]): Hidden {
  return {
    names: ['authorization', 'key', 'msisdn', 'partnermsisdn', 'username', 'password'],
    values: [...Object.values(credentialsOf(context)), ...values],
    phones: phonePattern({ dialCode: '228', first: '[79]', digits: 8 }),
  };
}
