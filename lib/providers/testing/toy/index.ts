/** A provider that nobody has: added by tests as a stranger would add one, with this folder and a line of a registry. */
import type { Provider } from '../../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { charge, checkConnection, query } from './client.ts';
import { CODES, OPERATORS } from './codes.ts';
import { credentials, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';

export const toy: Provider = {
  manifest: {
    id: 'toy',
    name: 'Toy',
    country: 'CI',
    currencies: ['XOF'],
    operators: OPERATORS,
    operatorChosenBy: 'request',
    trust: 'query',
    queryBy: 'reference',
    can: { otp: false, payOut: false, balances: false, tellAbsence: true, tellRefunds: true },
    phones: { sent: { phone: 'national' }, told: {} },
    times: 'none',
    descriptions: { push: 'whole' },
    sourceNetworks: [],
    approvalWindowMs: 60_000,
    credentials,
    settings,
    failureCodes: ['payer_declined', 'insufficient_funds', 'unspecified'],
    notApplicable: {},
  },
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
