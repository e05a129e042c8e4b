/** Every call of every dialect that would create something, as a shop's program sends it: what the table tests run over. */
import type { Hono } from 'hono';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { type ProviderId, providerById } from '#lib/providers/index.ts';
import { aScope, inProcess } from '#lib/sandbox/testing/in-process.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { compatBackend } from '../backend.ts';
import { addDialect } from './dialect-shop.ts';

const PEER = '198.51.100.4';
const SHOP = 'https://shop.test';

export const CREDENTIALS: Readonly<Record<ProviderId, Record<string, string>>> = {
  'my-coolpay': { public_key: 'the-public-key', private_key: 'the-private-key' },
  paygateglobal: { auth_token: '0b0f6c0e-9f4e-4a52-8f0a-000000000001' },
  flexpay: { token: 'the-token', merchant: 'ZANDO' },
  softsystem: { access_token: 'the-access-token' },
  'tmoney-online': { merchantid: '1234567890123456' },
  'tmoney-mbanking': { nomUtilisateur: 'the-user', motDePasse: 'the-password' },
  flooz: {
    partnermsisdn: '22899000001',
    username: 'the-shop',
    password: 'the-password',
    encryption_key: '0123456789abcdef0123456789abcdef',
    key: 'the-key',
  },
};

export interface Answer {
  http: number;
  type: string;
  /** A JSON body; a page stands under `page`. */
  body: Record<string, unknown>;
}

type Fields = Readonly<Record<string, string>>;

export interface Call {
  provider: ProviderId;
  name: string;
  /** Accepted as it stands (a payout: refused, because there are none). */
  good: Fields;
  /** `query`: a GET or a link; `form`: a form alone; `body`: JSON, a form as well. */
  carried: 'body' | 'form' | 'query';
  path: string;
  method?: 'GET';
  /** The dialect's documented refusal of a member that is missing or wrong. */
  refusal: Pick<Answer, 'http' | 'body'>;
  /** What is said instead where a member names the account. */
  accountRefusals?: Readonly<Record<string, Pick<Answer, 'http' | 'body'>>>;
  reference: string;
  /** Members that hold an address. */
  urls: readonly string[];
  /** The longest that a member may be, in characters: by the dialect's document, else what we can keep. */
  lengths: Readonly<Record<string, number>>;
  paysOut?: true;
}

const json = (http: number, body: Record<string, unknown>) => ({ http, body });
const UNKNOWN_TOKEN = json(200, { status: 2 });

const PAYIN = {
  transaction_amount: '1500',
  transaction_currency: 'XAF',
  transaction_reason: 'Commande 1001',
  app_transaction_ref: 'order-1001',
  customer_phone_number: '670000789',
  customer_name: 'Awa',
  customer_email: 'awa@example.com',
  customer_lang: 'fr',
};
const CUSTOMER_LENGTHS = { transaction_reason: 500, customer_name: 500, customer_email: 500 };
const MY_COOLPAY = {
  provider: 'my-coolpay',
  carried: 'body',
  refusal: json(400, { status: 'error' }),
  reference: 'app_transaction_ref',
  urls: [],
  lengths: CUSTOMER_LENGTHS,
} as const;

const PAYGATE = {
  provider: 'paygateglobal',
  carried: 'body',
  refusal: json(200, { status: 4 }),
  accountRefusals: { auth_token: UNKNOWN_TOKEN },
  urls: [],
  lengths: { description: 500 },
} as const;

const FLEXPAY = {
  merchant: 'ZANDO',
  type: '1',
  phone: '243810000789',
  reference: 'order-1001',
  amount: '5',
  currency: 'USD',
  callbackUrl: `${SHOP}/flexpay`,
  description: 'Commande 1001',
};
const FLEX = {
  provider: 'flexpay',
  carried: 'body',
  refusal: json(200, { code: '1' }),
  reference: 'reference',
  lengths: { description: 500 },
} as const;

const MBANKING = {
  idRequete: 'REQ0000001001',
  numeroClient: '22890000789',
  montant: '1500',
  refCommande: 'order-1001',
  dateHeureRequete: '2026-11-20 10:15:30',
  description: 'Commande 1001',
};
const MB = {
  provider: 'tmoney-mbanking',
  carried: 'body',
  refusal: json(200, { code: '500' }),
  reference: 'idRequete',
  urls: [],
  lengths: { description: 500 },
} as const;

export const CALLS: readonly Call[] = [
  { ...MY_COOLPAY, name: 'payin', path: '/api/the-public-key/payin', good: PAYIN },
  { ...MY_COOLPAY, name: 'paylink', path: '/api/the-public-key/paylink', good: PAYIN },
  {
    ...MY_COOLPAY,
    name: 'payout',
    path: '/api/the-public-key/payout',
    good: {
      ...PAYIN,
      private_key: 'the-private-key',
      transaction_operator: 'CM_MOMO',
      customer_username: 'awa',
    },
    accountRefusals: { private_key: json(401, { status: 'error' }) },
    paysOut: true,
  },
  {
    ...PAYGATE,
    name: 'pay',
    path: '/api/v1/pay',
    reference: 'identifier',
    good: {
      auth_token: '0b0f6c0e-9f4e-4a52-8f0a-000000000001',
      phone_number: '90000789',
      amount: '1500',
      description: 'Commande 1001',
      identifier: 'order-1001',
      network: 'TMONEY',
    },
  },
  {
    ...PAYGATE,
    name: 'page',
    path: '/v1/page',
    carried: 'query',
    refusal: json(400, {}),
    accountRefusals: {},
    reference: 'identifier',
    urls: ['url'],
    lengths: { description: 500, url: 2_000 },
    good: {
      token: '0b0f6c0e-9f4e-4a52-8f0a-000000000001',
      amount: '1500',
      description: 'Commande 1001',
      identifier: 'order-1001',
      url: `${SHOP}/return`,
      phone: '90000789',
      network: 'TOGOCEL',
    },
  },
  {
    ...PAYGATE,
    name: 'disburse',
    path: '/api/v1/disburse',
    reference: 'reference',
    lengths: { reason: 500 },
    good: {
      auth_token: '0b0f6c0e-9f4e-4a52-8f0a-000000000001',
      phone_number: '90000789',
      amount: '1500',
      reason: 'Retrait 2001',
      reference: 'payout-2001',
      network: 'TMONEY',
    },
    paysOut: true,
  },
  {
    ...FLEX,
    name: 'paymentService',
    path: '/api/rest/v1/paymentService',
    good: FLEXPAY,
    urls: ['callbackUrl'],
  },
  {
    ...FLEX,
    name: 'paymentService of a card',
    path: '/api/rest/v1/paymentService',
    good: { ...FLEXPAY, type: '2' },
    urls: ['callbackUrl'],
  },
  {
    ...FLEX,
    name: 'card',
    path: '/v1.1/pay',
    good: {
      authorization: 'Bearer the-token',
      merchant: 'ZANDO',
      reference: 'order-1001',
      amount: '10',
      currency: 'USD',
      description: 'Commande 1001',
      callback_url: `${SHOP}/flexpay`,
      approve_url: `${SHOP}/approve`,
      cancel_url: `${SHOP}/cancel`,
      decline_url: `${SHOP}/decline`,
      home_url: `${SHOP}/`,
    },
    urls: ['callback_url', 'approve_url', 'cancel_url', 'decline_url', 'home_url'],
  },
  {
    ...FLEX,
    name: 'merchantPayOutService',
    path: '/api/rest/v1/merchantPayOutService',
    good: { ...FLEXPAY, reference: 'payout-2001' },
    urls: ['callbackUrl'],
    paysOut: true,
  },
  {
    provider: 'softsystem',
    name: 'paymentgateway',
    path: '/api/paymentgateway',
    carried: 'body',
    refusal: json(404, {}),
    reference: 'orderId',
    urls: ['error_url', 'success_url', 'callback_url'],
    lengths: { objet: 500, client_reference: 500, success_url: 2_000 },
    good: {
      Montant: '1500',
      Currency: 'XOF',
      error_url: `${SHOP}/error`,
      success_url: `${SHOP}/success`,
      callback_url: `${SHOP}/callback`,
      Canal: 'wave',
      orderId: 'ORDER1001abcdef000000001',
      numero: '2250700000789',
      objet: 'Commande 1001',
      client_reference: 'SOFT-1',
    },
  },
  {
    provider: 'tmoney-online',
    name: 'order form',
    path: '/online/online.php',
    carried: 'form',
    refusal: json(400, {}),
    reference: 'purchaseref',
    urls: ['accepturl', 'declineurl', 'cancelurl'],
    lengths: { brand: 150, description: 255, text: 250, accepturl: 150, declineurl: 150, cancelurl: 150 },
    good: {
      sessionid: '',
      merchantid: '1234567890123456',
      amount: '1500',
      currency: '952',
      purchaseref: 'order-1001',
      phonennumber: '22890000123',
      brand: 'Boutique Essai',
      description: 'Commande 1001',
      accepturl: `${SHOP}/accept`,
      declineurl: `${SHOP}/decline`,
      cancelurl: `${SHOP}/cancel`,
      text: 'Merci de votre achat',
      language: 'fr',
    },
  },
  { ...MB, name: 'debit', path: '/push-api/v1/debit', good: MBANKING },
  {
    ...MB,
    name: 'credit, version 2',
    path: '/m-banking/v1/api/tpcredit',
    good: { ...MBANKING, idRequete: 'REQ0000002001' },
    paysOut: true,
  },
  {
    ...MB,
    name: 'credit, version 1',
    path: '/bankcashin',
    method: 'GET',
    carried: 'query',
    refusal: json(200, { result: '500' }),
    accountRefusals: {
      merchantid: json(200, { result: '403' }),
      password: json(200, { result: '403' }),
    },
    reference: 'referenceid',
    good: {
      merchantid: 'the-user',
      agentid: 'agent-7',
      password: 'the-password',
      client: '22890000789',
      amount: '5000',
      currency: '952',
      trxcode: '1',
      type: 'credit',
      description: 'Retrait 2001',
      referenceid: 'payout-2001',
      sms: 'oui',
      email: 'awa@example.com',
    },
    paysOut: true,
  },
  {
    provider: 'flooz',
    name: 'debit',
    path: '/payment/HttpService/json/cv/debit',
    carried: 'body',
    refusal: json(200, { status: 3 }),
    reference: 'mrchrefid',
    urls: [],
    lengths: { mrchname: 500 },
    good: {
      msisdn: '22896000789',
      key: 'the-key',
      mrchrefid: 'order-1001',
      mrchname: 'Boutique Essai',
      amount: '1500',
      partnermsisdn: '22899000001',
    },
  },
];

/** One app with an account in every dialect, over the gateway and its simulated providers. */
export async function aShopOfEveryDialect() {
  const deps = inProcess(new ManualClock(new Date('2026-11-21T10:00:00Z')));
  await seedPlatform();
  const scope = await aScope();
  await db.app.update({
    where: { id: scope.appId },
    data: { name: 'Chez Awa', declaredAddresses: [PEER], declaredOrigins: [SHOP] },
  });
  const apps = new Map<ProviderId, Hono>();
  for (const [provider, credentials] of Object.entries(CREDENTIALS) as [
    ProviderId,
    Record<string, string>,
  ][]) {
    await addDialect(scope, credentials, { provider });
    const facts = () => ({ peer: PEER, origin: 'https://gateway.test' });
    apps.set(provider, providerById(provider).server(compatBackend({ deps }), facts));
  }

  async function request(provider: ProviderId, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { ...AUTHORIZATION[provider], ...Object.fromEntries(new Headers(init.headers)) };
    const app = apps.get(provider);
    if (app === undefined) throw new Error(provider);
    const response = await app.request(`https://gateway.test${path}`, { ...init, headers });
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    return { http: response.status, type, body: type.includes('json') ? JSON.parse(text) : { page: text } };
  }

  return {
    scope,
    request,
    /** A session, as the order form needs one; each is good for one form. */
    async session(): Promise<string> {
      const { body } = await request('tmoney-online', '/online/online.php?merchantid=1234567890123456');
      return String(body.page).slice(3, 35);
    },
    /** The token that MBANKING's calls carry. */
    async signIn(): Promise<void> {
      const { body } = await request('tmoney-mbanking', '/login', {
        method: 'POST',
        body: JSON.stringify(CREDENTIALS['tmoney-mbanking']),
      });
      AUTHORIZATION['tmoney-mbanking'] = { authorization: String(Object(body.data).token) };
    },
    /** The call with its members as JSON. */
    asJson: (call: Call, fields: Readonly<Record<string, unknown>>) =>
      request(call.provider, call.path, { method: 'POST', body: JSON.stringify(fields) }),
    /** The call with its members as they stand in a form or a query string, already encoded. */
    encoded(call: Call, pairs: readonly (readonly [name: string, value: string])[]): Promise<Answer> {
      const written = pairs.map(([name, value]) => `${name}=${value}`).join('&');
      if (call.carried === 'query') {
        return request(call.provider, `${call.path}?${written}`, { method: call.method ?? 'POST' });
      }
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return request(call.provider, call.path, { method: 'POST', headers, body: written });
    },
    counts: async () => ({
      payments: await db.payment.count(),
      attempts: await db.attempt.count(),
      transactions: await db.compatTransaction.count(),
      events: await db.event.count(),
      postings: await db.posting.count(),
      deliveries: await db.delivery.count(),
      payers: await db.payerDetail.count(),
    }),
  };
}

export const NOTHING = {
  payments: 0,
  attempts: 0,
  transactions: 0,
  events: 0,
  postings: 0,
  deliveries: 0,
  payers: 0,
};

const AUTHORIZATION: Record<ProviderId, Record<string, string>> = {
  'my-coolpay': {},
  paygateglobal: {},
  flexpay: { authorization: 'Bearer the-token' },
  softsystem: { authorization: 'Bearer the-access-token' },
  'tmoney-online': {},
  'tmoney-mbanking': {},
  flooz: { authorization: 'the-key' },
};
