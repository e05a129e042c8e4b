/** What a connection to My-CoolPay holds, and what of it must never be shown. */
import { z } from 'zod';
import type { ClientContext } from '../provider.ts';
import { commonSettings } from '../settings.ts';
import { type Hidden, phonePattern } from '../timeline.ts';

/** The address that all their callbacks come from (their guide, III.5). */
export const CALLBACK_ADDRESS = '15.236.140.89';

export const credentials = z.object({
  public_key: z.string().min(1).meta({ label: 'Public key', secret: false, example: 'fake-public-key' }),
  private_key: z.string().min(1).meta({ label: 'Private key', secret: true, example: 'fake-private-key' }),
});

export const settings = z.object(commonSettings({ sourceNetworks: [CALLBACK_ADDRESS] }));

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function settingsOf(context: ClientContext): z.output<typeof settings> {
  return settings.parse(context.settings ?? {});
}

/** What the timeline must not show: the connection's keys, the payer's details, and the values of this very call. */
export function hiddenFor(context: ClientContext, ...values: readonly (string | undefined)[]): Hidden {
  const { public_key, private_key } = credentialsOf(context);
  return { names: HIDDEN_NAMES, values: [private_key, public_key, ...values], phones: PHONES };
}

const HIDDEN_NAMES = [
  'application',
  'private_key',
  'signature',
  'code',
  'customer_phone_number',
  'customer_name',
  'customer_username',
  'customer_email',
];

const PHONES = phonePattern({ dialCode: '237', first: '[26]', digits: 9 });
