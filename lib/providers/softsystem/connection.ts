/** What a connection to SOFTSYSTEM holds, and what of it must never be shown. */
import { z } from 'zod';
import type { ClientContext } from '../provider.ts';
import { commonSettings } from '../settings.ts';
import { type Hidden, phonePattern } from '../timeline.ts';
import { ENDS, type EndName, FAILURE_WORDS } from './codes.ts';

const END_NAMES = Object.keys(ENDS) as EndName[]; // keyof ENDS by construction

export const credentials = z.object({
  access_token: z
    .string()
    // It travels in a header.
    .regex(/^[\x21-\x7e]+$/, 'Must be letters, digits and signs without spaces')
    .meta({ label: 'Access token', secret: true, example: 'fake-access-token' }),
  /** From SOFTSYSTEM, so that its team finds our payments; not every account has one. */
  client_reference: z.string().max(100).optional().meta({
    label: 'Client reference (client_reference)',
    secret: false,
    example: 'fake-client-reference',
  }),
});

export const settings = z.object({
  ...commonSettings(),
  /** `status` words that end a payment without money, each with how: none is documented, so a live connection has none. */
  failureWords: z
    .record(z.string().min(1).max(50), z.enum(END_NAMES))
    .refine((words) => !Object.keys(words).some((word) => ['Accepte', 'En cours'].includes(word)), {
      message: 'Accepte and En cours are no failures',
    })
    .default({})
    .meta({ label: 'Status words that mean failed, canceled or expired', sandbox: FAILURE_WORDS }),
});

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function settingsOf(context: ClientContext): z.output<typeof settings> {
  return settings.parse(context.settings ?? {});
}

/** What the timeline must not show: the token, the payer's number, and the values of this very call. */
export function hiddenFor(context: ClientContext, ...values: readonly (string | undefined)[]): Hidden {
  const { access_token } = credentialsOf(context);
  return { names: HIDDEN_NAMES, values: [access_token, ...values], phones: PHONES };
}

const HIDDEN_NAMES = ['authorization', 'token', 'numero'];

const PHONES = phonePattern({ dialCode: '225', first: '0', digits: 10 });
