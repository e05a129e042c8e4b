import { randomInt } from 'node:crypto';
import type { Manifest, Provider } from '../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { balances, charge, checkConnection, payOut, query } from './client.ts';
import { CODES, OPERATORS } from './codes.ts';
import { credentials, PRODUCTION, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';

const manifest: Manifest = {
  id: 'flexpay',
  name: 'FlexPay',
  country: 'CD',
  currencies: ['CDF', 'USD'],
  operators: OPERATORS,
  operatorChosenBy: 'phone',
  trust: 'query',
  queryBy: 'provider_reference',
  // When an orderNumber is known to a check is not documented, so not found is unknown.
  can: { otp: false, payOut: true, balances: true, tellAbsence: false, tellRefunds: true },
  phones: { sent: { phone: 'international' }, told: { phone: 'international' } },
  times: { zone: 'Africa/Kinshasa', members: { createdAt: 'DD-MM-YYYY HH:mm:ss' } },
  // Type 1 has no member for one.
  descriptions: { redirect: 'whole' },
  newReference,
  phoneInReference: true,
  payerBearsFee: true,
  sourceNetworks: [],
  // Its document names no time: as long as the slowest operator whose time is known (market facts, 3.2).
  approvalWindowMs: 5 * 60_000,
  // Not documented either: what payment pages of this market usually allow, doubled.
  sessionMs: 30 * 60_000,
  baseUrl: PRODUCTION,
  credentials,
  settings,
  failureCodes: ['unspecified', 'canceled_by_merchant'],
  notApplicable: {
    'story:149': 'without a reply there is no orderNumber to ask about: the attempt ends unresolved',
    'story:249': 'a check names one debit by its orderNumber, so a second one cannot be told',
  },
};

export const flexpay: Provider = {
  manifest,
  codes: CODES,
  charge,
  query,
  payOut,
  balances,
  checkConnection,
  readCallback,
  acknowledge,
  server,
  callbackFor,
  readShopReply,
};

const LETTERS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** As long as theirs, which are 12 letters and digits and then the payer's number: ours tell nobody's number. */
function newReference(): string {
  const characters = Array.from(
    { length: 24 },
    () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)],
  );
  return characters.join('');
}
