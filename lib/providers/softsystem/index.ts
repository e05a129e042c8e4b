import type { Manifest, Provider } from '../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { charge, checkConnection, query } from './client.ts';
import { CODES, OPERATORS } from './codes.ts';
import { credentials, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';
import { ADDRESS_LENGTH_MAX, PURPOSE_LENGTH_MAX } from './wire.ts';

const manifest: Manifest = {
  id: 'softsystem',
  name: 'SOFTSYSTEM',
  country: 'CI',
  currencies: ['XOF'],
  operators: OPERATORS,
  operatorChosenBy: 'request',
  trust: 'query',
  queryBy: 'reference',
  can: { otp: false, payOut: false, balances: false, tellAbsence: true, tellRefunds: false },
  phones: { sent: { numero: 'international' }, told: { numero: 'international' } },
  times: 'none',
  descriptions: { redirect: PURPOSE_LENGTH_MAX },
  sourceNetworks: [],
  addressLengthMax: ADDRESS_LENGTH_MAX,
  // Neither is documented: what payment pages of this market usually allow, and the double for the whole way.
  approvalWindowMs: 15 * 60_000,
  sessionMs: 30 * 60_000,
  baseUrl: 'https://softsystempay.com',
  credentials,
  settings,
  failureCodes: ['unspecified'],
  notApplicable: {
    'story:239': 'status has no word for money that went back',
    'story:249': 'one orderId is one payment: nothing names a second one',
  },
};

export const softsystem: Provider = {
  manifest,
  codes: CODES,
  charge,
  query,
  checkConnection,
  readCallback,
  acknowledge,
  server,
  callbackFor,
  readShopReply,
};
