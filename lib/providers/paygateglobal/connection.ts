/** What a connection to PayGateGlobal holds, and what of it must never be shown. */
import { z } from 'zod';
import type { ClientContext } from '../provider.ts';
import { commonSettings } from '../settings.ts';
import { type Hidden, phonePattern } from '../timeline.ts';

export const credentials = z.object({
  auth_token: z
    .guid()
    .meta({ label: 'API key (auth_token)', secret: true, example: '11111111-2222-4333-8444-555555555555' }),
});

/** Confirmations may come from anywhere, since nothing in them is believed. */
export const settings = z.object(commonSettings());

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function settingsOf(context: ClientContext): z.output<typeof settings> {
  return settings.parse(context.settings ?? {});
}

/** What the timeline must not show: the connection's key, the payer's number, and the values of this very call. */
export function hiddenFor(context: ClientContext, ...values: readonly (string | undefined)[]): Hidden {
  const { auth_token } = credentialsOf(context);
  return { names: HIDDEN_NAMES, values: [auth_token, ...values], phones: PHONES };
}

const HIDDEN_NAMES = ['auth_token', 'token', 'phone_number', 'phone'];

const PHONES = phonePattern({ dialCode: '228', first: '[79]', digits: 8 });
