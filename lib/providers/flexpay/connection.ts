/** What a connection to FlexPay holds, where its calls go, and what of it must never be shown. */
import { z } from 'zod';
import type { ClientContext } from '../provider.ts';
import { commonSettings } from '../settings.ts';
import { type Hidden, phonePattern } from '../timeline.ts';

export const credentials = z.object({
  token: z
    .string()
    .trim()
    // People copy it together with the word in front of it.
    .overwrite(bareToken)
    .min(1)
    .meta({ label: 'Token', secret: true, example: 'fake-flexpay-token' }),
  merchant: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .meta({ label: 'Merchant code', secret: false, example: 'ZANDO' }),
});

const address = z.url({ protocol: /^https?$/ }).overwrite((url) => url.replace(/\/+$/, ''));

export const settings = z.object({
  // Callbacks may come from anywhere, since nothing in them is believed.
  ...commonSettings(),
  checkBaseUrl: address
    .optional()
    .meta({ label: 'Base URL of the status check, where it is another one', baseUrl: true }),
  cardBaseUrl: address
    .optional()
    .meta({ label: 'Base URL of card payments, where it is another one', baseUrl: true }),
  cardPath: z
    .string()
    .regex(/^\/[\w./-]*$/)
    .default('/v1.1/pay')
    .meta({ label: 'Path of card payments (older accounts: /api/rest/v1/vpos/ask)' }),
});

/** FlexPay's production, as seen in the field: three hosts of which only the first is given with an account. */
export const PRODUCTION = 'https://backend.flexpay.cd';
const HOSTS: Readonly<Record<string, { check: string; card: string }>> = {
  [PRODUCTION]: { check: 'https://apicheck.flexpaie.com', card: 'https://cardpayment.flexpay.cd' },
};

/** Where each kind of call goes: the setting, else what is known of the connection's host, else that very host. */
export function addressesOf(context: ClientContext) {
  const { checkBaseUrl, cardBaseUrl, cardPath } = settingsOf(context);
  const { baseUrl } = context;
  const api = `${baseUrl}/api/rest/v1`;
  return {
    payment: `${api}/paymentService`,
    payOut: `${api}/merchantPayOutService`,
    balance: `${api}/balance`,
    check: `${checkBaseUrl ?? HOSTS[baseUrl]?.check ?? baseUrl}/api/rest/v1/check`,
    card: `${cardBaseUrl ?? HOSTS[baseUrl]?.card ?? baseUrl}${cardPath}`,
  };
}

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function settingsOf(context: ClientContext): z.output<typeof settings> {
  return settings.parse(context.settings ?? {});
}

/** The token without the word in front of it, which some programs write twice. */
export function bareToken(authorization: string): string {
  return authorization.trim().replace(/^(?:bearer(?:\s+|$))+/i, '');
}

/** What the timeline must not show: the connection's token, the payer's number, and the values of this very call. */
export function hiddenFor(context: ClientContext, ...values: readonly (string | undefined)[]): Hidden {
  const { token } = credentialsOf(context);
  return { names: ['authorization', 'phone'], values: [token, ...values], phones: PHONES };
}

/** With or without the trunk 0. In an order number the payer's number may follow a digit. */
const PHONES = new RegExp(
  `${phonePattern({ dialCode: '243', first: '0?[89]', digits: 9 }).source}|243[89]\\d{8}(?!\\d)`,
  'g',
);

/** An order number without the payer's number at its end: what may stand in books and evidence. */
export function withoutPhone(orderNumber: string): string {
  return orderNumber.replace(/(?<=.)243\d{9}$/, '');
}
