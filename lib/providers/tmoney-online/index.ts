import type { Manifest, Provider } from '../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { charge, checkConnection, query } from './client.ts';
import { CODES, OPERATORS, PIN_TRIES, SESSION_MS } from './codes.ts';
import { credentials, pageEndsMs, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';

const NO_QUERY = 'there is no status query';

const manifest: Manifest = {
  id: 'tmoney-online',
  name: 'TMoney Online',
  country: 'TG',
  currencies: ['XOF'],
  operators: OPERATORS,
  operatorChosenBy: 'payer',
  trust: 'source-and-amount',
  queryBy: 'none',
  can: { otp: false, payOut: false, balances: false, tellAbsence: false, tellRefunds: false },
  phones: { sent: { phonennumber: 'international' }, told: { mobile: 'international' } },
  times: { zone: 'Africa/Lome', members: { timestamp: 'Unix seconds' } },
  descriptions: { form: 'whole' },
  // Its document names none: every connection has to.
  sourceNetworks: [],
  // There is no prompt: the page's own time is all.
  approvalWindowMs: pageEndsMs({}),
  sessionMs: pageEndsMs({}),
  page: { pinTries: PIN_TRIES, lifeMs: SESSION_MS },
  credentials,
  settings,
  switches: {
    amountMultiplier: {
      on: 100,
      label: {
        fr: 'Mon programme envoie les montants multipliés par 100',
        en: 'My program sends amounts times 100',
      },
    },
  },
  failureCodes: ['auth_failed', 'canceled_on_page', 'session_expired', 'unspecified'],
  notApplicable: {
    'story:169': `${NO_QUERY}: a success that is never told is never known`,
    'story:239': 'a notification has no word for money that went back',
  },
};

export const tmoneyOnline: Provider = {
  manifest,
  codes: CODES,
  charge,
  query,
  pageEndsMs,
  checkConnection,
  readCallback,
  acknowledge,
  server,
  callbackFor,
  readShopReply,
};
