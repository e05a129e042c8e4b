import type { Manifest, Provider } from '../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { charge, checkConnection, payOut, query } from './client.ts';
import { CODES, OPEN_REFUSALS, OPERATORS } from './codes.ts';
import { credentials, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';

const manifest: Manifest = {
  id: 'tmoney-mbanking',
  name: 'TMoney MBANKING',
  country: 'TG',
  currencies: ['XOF'],
  operators: OPERATORS,
  operatorChosenBy: 'request',
  trust: 'query',
  queryBy: 'reference',
  // An empty list may be a request that is not listed yet, so it is unknown.
  can: { otp: false, payOut: true, balances: false, tellAbsence: false, tellRefunds: false },
  phones: { sent: { numeroClient: 'international' }, told: { numeroClient: 'international' } },
  times: {
    zone: 'Africa/Lome',
    members: { dateHeureRequete: 'YYYY-MM-DD HH:mm:ss', dateHeureTmoney: 'YYYY-MM-DD HH:mm:ss' },
  },
  descriptions: { push: 'whole' },
  sourceNetworks: [],
  // Not documented: what the other connector to TMoney gives a payer, which is the same prompt.
  approvalWindowMs: 2 * 60_000,
  baseUrl: 'https://tgpp-mbanking-stp-gw-gen.togocom.tg',
  credentials,
  settings,
  failureCodes: ['auth_failed', 'unspecified'],
  openRefusals: OPEN_REFUSALS,
  notApplicable: {
    'story:149': 'no answer says that nothing exists: the attempt ends unresolved',
    'story:239': 'statutRequete has no word for money that went back',
  },
};

export const tmoneyMbanking: Provider = {
  manifest,
  codes: CODES,
  charge,
  query,
  payOut,
  checkConnection,
  readCallback,
  acknowledge,
  server,
  callbackFor,
  readShopReply,
};
