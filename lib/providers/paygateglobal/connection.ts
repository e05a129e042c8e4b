/** What a connection to PayGateGlobal holds, and what of it must never be shown. */
import { z } from 'zod';
import { isNetwork } from '../networks.ts';
import type { ClientContext } from '../provider.ts';
import { type Hidden, phonePattern } from '../timeline.ts';

export const credentials = z.object({
  auth_token: z
    .guid()
    .meta({ label: 'API key (auth_token)', secret: true, example: '11111111-2222-4333-8444-555555555555' }),
});

export const settings = z.object({
  /** Addresses or CIDR blocks that confirmations may come from; empty: anywhere, since nothing in them is believed. */
  sourceNetworks: z.array(z.string().refine(isNetwork)).default([]),
  /** Dial codes by operator id, shown beside a prompt where one is known to bring it back. */
  dialCodes: z.record(z.string(), z.string()).default({}),
});

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
