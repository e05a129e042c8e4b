/** What a connection to MBANKING holds, and what of it must never be shown. */
import { z } from 'zod';
import type { ClientContext } from '../provider.ts';
import { commonSettings } from '../settings.ts';
import { type Hidden, phonePattern } from '../timeline.ts';
import { PATHS } from './codes.ts';

export const credentials = z.object({
  nomUtilisateur: z.string().min(1).meta({ label: 'User name', secret: false, example: 'fake-user' }),
  motDePasse: z.string().min(1).meta({ label: 'Password', secret: true, example: 'fake-password' }),
});

const TOKEN_SECONDS_DEFAULT = 15 * 60;
const TOKEN_SECONDS_MAX = 24 * 60 * 60;

/** The services are independent of each other and move (three paths were seen for a debit), so each has its setting. */
export const settings = z.object({
  ...commonSettings(),
  loginPath: path(PATHS.login[0], 'Path of the sign-in'),
  debitPath: path(PATHS.debit[0], 'Path of a debit'),
  debitCheckPath: path(PATHS.debitCheck[0], 'Path of the check of a debit'),
  creditPath: path(PATHS.credit[0], 'Path of a credit, version 2'),
  creditCheckPath: path(PATHS.creditCheck[0], 'Path of the check of a credit'),
  creditV1Path: path(PATHS.creditV1[0], 'Path of a credit, version 1'),
  authorization: z
    .enum(['bearer', 'raw'])
    .default('bearer')
    .meta({ label: 'Authorization: "Bearer <token>" or the token alone' }),
  /** For tokens whose own expiry cannot be read. */
  tokenSeconds: z
    .int()
    .min(0)
    .max(TOKEN_SECONDS_MAX)
    .default(TOKEN_SECONDS_DEFAULT)
    .meta({ label: 'How long a token without a readable expiry is used, in seconds' }),
  creditVersion: z.enum(['2', '1']).default('2').meta({ label: 'Version of the credit service' }),
  creditV1Parameters: z
    .enum(['json', 'query'])
    .default('json')
    .meta({ label: 'Credit version 1: parameters in a JSON body or in the query' }),
  creditV1Account: z
    .enum(['merchantid', 'agentid'])
    .default('merchantid')
    .meta({ label: 'Credit version 1: name of the account member' }),
  creditV1AccountId: z
    .string()
    .min(1)
    .optional()
    .meta({ label: 'Credit version 1: account number (empty: the user name)' }),
  creditV1Trxcode: z.string().default('').meta({ label: 'Credit version 1: trxcode' }),
  creditV1Type: z.string().default('CREDIT').meta({ label: 'Credit version 1: type' }),
  creditV1Sms: z.string().default('').meta({ label: 'Credit version 1: sms' }),
});

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function settingsOf(context: ClientContext): z.output<typeof settings> {
  return settings.parse(context.settings ?? {});
}

/** What the timeline must not show: the password, the token, the payer's number, and the values of this very call. */
export function hiddenFor(context: ClientContext, ...values: readonly (string | undefined)[]): Hidden {
  return { names: HIDDEN_NAMES, values: [credentialsOf(context).motDePasse, ...values], phones: PHONES };
}

const HIDDEN_NAMES = ['motDePasse', 'password', 'token', 'authorization', 'numeroClient', 'client', 'email'];

const PHONES = phonePattern({ dialCode: '228', first: '[79]', digits: 8 });

function path(usual: string, label: string) {
  return z
    .string()
    .regex(/^\/[\w./~-]*$/, 'Must be a path, beginning with /')
    .default(usual)
    .meta({ label });
}
