import type { Manifest, Provider } from '../provider.ts';
import { acknowledge, readCallback } from './callback.ts';
import { balances, charge, checkConnection, confirmOtp, payOut, query } from './client.ts';
import { CODES, OPERATORS } from './codes.ts';
import { CALLBACK_ADDRESS, credentials, settings } from './connection.ts';
import { callbackFor, readShopReply, server } from './server.ts';

const manifest: Manifest = {
  id: 'my-coolpay',
  name: 'My-CoolPay',
  country: 'CM',
  currencies: ['XAF'],
  operators: OPERATORS,
  operatorChosenBy: 'phone',
  trust: 'signed-then-query',
  queryBy: 'provider_reference',
  // An error of checkStatus is a free text, so it is unknown.
  can: { otp: true, payOut: true, balances: true, tellAbsence: false, tellRefunds: false },
  phones: { sent: { customer_phone_number: 'national' }, told: { customer_phone_number: 'national' } },
  times: 'none',
  descriptions: { push: 'whole', redirect: 'whole' },
  sourceNetworks: [CALLBACK_ADDRESS],
  // MTN gives the payer five minutes (market facts, 3.2); My-CoolPay's document names no time.
  approvalWindowMs: 5 * 60_000,
  // Not documented either: what payment pages of this market usually allow, doubled.
  sessionMs: 30 * 60_000,
  baseUrl: 'https://my-coolpay.com',
  credentials,
  settings,
  switches: {
    sendForwardedFor: {
      on: true,
      label: {
        fr: 'Mon programme vérifie l’adresse d’où viennent les notifications (en-tête X-Forwarded-For)',
        en: 'My program checks the address that notifications come from (header X-Forwarded-For)',
      },
    },
  },
  failureCodes: ['payer_declined', 'unspecified'],
  notApplicable: {
    'story:149': 'without a reply there is no transaction_ref to ask about: the attempt ends unresolved',
    'story:239': 'transaction_status has no word for money that went back',
  },
};

export const myCoolpay: Provider = {
  manifest,
  codes: CODES,
  charge,
  confirmOtp,
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
