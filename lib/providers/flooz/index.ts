import type { Manifest, Provider } from '../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { charge, checkConnection, query } from './client.ts';
import { CODES, OPEN_REFUSALS, OPERATORS } from './codes.ts';
import { credentials, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';

const manifest: Manifest = {
  id: 'flooz',
  name: 'Flooz web service',
  country: 'TG',
  currencies: ['XOF'],
  operators: OPERATORS,
  operatorChosenBy: 'request',
  trust: 'query',
  queryBy: 'reference',
  // Verify says nothing at all (details null) of a payment that it does not know, so it is unknown.
  can: { otp: false, payOut: false, balances: false, tellAbsence: false, tellRefunds: false },
  phones: { sent: { msisdn: 'international' }, told: { msisdn: 'international' } },
  // The form is assumed: nobody has seen more of it than its name.
  times: { zone: 'Africa/Lome', members: { validationdate: 'YYYY-MM-DD HH:mm:ss' } },
  descriptions: { push: 'whole' },
  sourceNetworks: [],
  // A debit was seen to block for up to two minutes: that long a payer can confirm.
  approvalWindowMs: 2 * 60_000,
  baseUrl: 'https://floozecommerce.moov-africa.tg',
  credentials,
  alsoNamedBy: 'username',
  settings,
  failureCodes: ['unspecified'],
  openRefusals: OPEN_REFUSALS,
  unverified: true,
  notApplicable: {
    'story:149': 'no answer says that nothing exists: the attempt ends unresolved',
    'story:239': 'details.status has no code for money that went back',
  },
};

export const flooz: Provider = {
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
