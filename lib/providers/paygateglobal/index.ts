import type { Manifest, Provider } from '../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { balances, charge, checkConnection, payOut, query } from './client.ts';
import { CODES, OPERATORS } from './codes.ts';
import { credentials, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';

const manifest: Manifest = {
  id: 'paygateglobal',
  name: 'PayGateGlobal',
  country: 'TG',
  currencies: ['XOF'],
  operators: OPERATORS,
  operatorChosenBy: 'request',
  trust: 'query',
  queryBy: 'reference',
  // Not found and a bad token are one answer (error_code 403), so it is unknown.
  can: { otp: false, payOut: true, balances: true, tellAbsence: false, tellRefunds: false },
  phones: { sent: { phone_number: 'national' }, told: { phone_number: 'international' } },
  // Its document names neither zone nor form: a moment that says its own zone.
  times: { zone: 'UTC', members: { datetime: 'ISO 8601' } },
  descriptions: { push: 'whole' },
  integerReferences: true,
  walletPerOperator: true,
  sourceNetworks: [],
  // As seen in the field; its document names no time.
  approvalWindowMs: 2 * 60_000,
  // Not documented: what payment pages of this market usually allow, doubled.
  sessionMs: 30 * 60_000,
  baseUrl: 'https://paygateglobal.com',
  credentials,
  settings,
  failureCodes: ['payer_timeout', 'unspecified'],
  notApplicable: {
    'story:149': 'no answer says that nothing exists: the attempt ends unresolved',
    'story:239': 'status has no code for money that went back',
  },
};

export const paygateglobal: Provider = {
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
