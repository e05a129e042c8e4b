/**
 * A provider in a world of its own, for the conformance suite: its server end over a backend in memory, its client end
 * on the other side, and an HTTP client between them that calls the server in process and can be made to lie.
 */
import { expect } from 'vitest';
import { z } from 'zod';
import { ManualClock } from '#lib/clock.ts';
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { redactUrl } from '#lib/log.ts';
import { type Currency, type Money, money } from '#lib/money.ts';
import { type Country, DIAL_CODE } from '#lib/phone.ts';
import { type MemoryBackend, memoryBackend, memoryStore, RIGHT_CODE } from '#lib/testing/memory-backend.ts';
import type {
  CallbackReading,
  CallbackRequest,
  ChargeRequest,
  ClientContext,
  Observation,
  OutgoingCallback,
  PayOutRequest,
  Provider,
  ProviderAction,
  ProviderOperator,
  QueryRequest,
  ServerTransaction,
} from './provider.ts';
import { sandboxSettings } from './settings.ts';

export const BASE_URL = 'https://provider.test';
const SERVER_ORIGIN = 'https://pay.test';
/** Declared at the account of the memory backend. */
const DECLARED_PEER = '203.0.113.7';

/** Obviously fake and valid (market facts, section 7). */
export const PHONES: Record<Country, string> = {
  TG: '+22890000789',
  CI: '+2250700000789',
  CM: '+237670000789',
  CD: '+243810000789',
};

/**
 * Minor units: whole amounts everywhere, cents where they exist; not below 100 F, which one dialect cannot write, and none
 * that a message holds as something else (a code), since an amount is found by its value.
 */
export const AMOUNTS: Record<Currency, readonly bigint[]> = {
  XOF: [100n, 1500n, 999_999n],
  XAF: [100n, 1500n, 999_999n],
  CDF: [50_000n, 150_050n, 99_999_900n],
  USD: [50n, 700n, 1525n, 99_999n],
};

/** Stands between client and server: sees a request, may call on, may answer what it likes. */
export type Wire = (request: OutgoingRequest, next: HttpSend) => Promise<HttpResult>;

export interface World {
  provider: Provider;
  backend: MemoryBackend;
  context: ClientContext;
  /** Everybody's time: the client's, the server's, and of what the client keeps. */
  clock: ManualClock;
  /** What the client sent, oldest first. */
  sent: OutgoingRequest[];
  /** The forms that the payer's browser posted, oldest first, and what it was answered last. */
  posted: OutgoingRequest[];
  landing?: HttpResult;
  wire: Wire;
  app: ReturnType<Provider['server']>;
  charge(change?: Partial<ChargeRequest>): Promise<Observation>;
  query(change?: Partial<QueryRequest>): Promise<Observation>;
  payOut(change?: Partial<PayOutRequest>): Promise<Observation>;
  confirmOtp(code: string): Promise<Observation>;
  /** The only transaction, or the newest. */
  transaction(): ServerTransaction;
  /** The callback about the transaction as the server would send it now; a test fails when there is none. */
  callback(transaction?: ServerTransaction): OutgoingCallback;
  receive(callback: OutgoingCallback, change?: Partial<CallbackRequest>): Promise<CallbackReading>;
  /** What Cross would believe after a callback: the callback itself, or the query that it leads to. */
  believe(reading: CallbackReading): Promise<Observation | undefined>;
  /** What is known of the transaction when nothing is lost: a query, or a callback where no query exists. */
  truth(): Promise<Observation>;
}

export function aWorld(provider: Provider, operator: ProviderOperator = firstOperator(provider)): World {
  const { manifest } = provider;
  const credentials = examples(manifest.credentials);
  const clock = new ManualClock();
  const backend = memoryBackend({ manifest, credentials, clock });
  const app = provider.server(backend, () => ({ peer: DECLARED_PEER, origin: SERVER_ORIGIN }));
  const inProcess: HttpSend = async ({ method, url, headers = {}, body }) => {
    // As bytes: a text would give an unlabelled body a content type.
    const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
    const response = await app.request(url, { method, headers, ...bytes });
    const text = await response.text();
    return { kind: 'reply', status: response.status, headers: Object.fromEntries(response.headers), text };
  };

  const world: World = {
    provider,
    backend,
    app,
    clock,
    sent: [],
    posted: [],
    wire: (request, next) => next(request),
    context: {
      baseUrl: BASE_URL,
      credentials,
      settings: { ...examples(manifest.settings), ...sandboxSettings(manifest.settings) },
      callbackUrl: 'https://cross.test/callbacks/provider/token',
      guard: 'public',
      timeoutMs: 1000,
      clock,
      store: memoryStore(clock),
      send: async (request) => {
        world.sent.push(request);
        expectHidden(loggedUrl(request), secretsOf(provider, credentials));
        return world.wire(request, inProcess);
      },
    },
    charge: async (change) => {
      const seen = check(await provider.charge(aCharge(provider, operator, change), world.context));
      if (seen.nextAction?.type === 'form') await browse(seen.nextAction);
      return seen;
    },
    query: async (change) => {
      const { reference, money: asked, providerReference, kind } = world.transaction();
      const request = {
        kind,
        reference,
        providerReference,
        money: asked,
        ...operatorAndFlow(operator),
        ...change,
      };
      return check(await provider.query(request, world.context));
    },
    payOut: async (change) => {
      if (provider.payOut === undefined) throw new Error(`${manifest.id} pays nothing out`);
      return check(await provider.payOut(aPayOut(provider, operator, change), world.context));
    },
    confirmOtp: async (code) => {
      if (provider.confirmOtp === undefined) throw new Error(`${manifest.id} takes no code`);
      const { reference, providerReference } = world.transaction();
      return check(await provider.confirmOtp({ reference, providerReference, code }, world.context));
    },
    transaction: () => {
      const newest = backend.transactions.at(-1);
      if (newest === undefined) throw new Error('The server created no transaction');
      return newest;
    },
    callback: (transaction = world.transaction()) => {
      const callback = provider.callbackFor(backend.account, transaction);
      if (callback === undefined) throw new Error(`No callback about ${transaction.status}`);
      return callback;
    },
    receive: async (callback, change) => {
      const reading = await provider.readCallback(
        { ...received(provider, callback), ...change },
        world.context,
      );
      if (reading.kind === 'read') check(reading.observation);
      return reading;
    },
    believe: async (reading) => {
      if (reading.kind === 'refused') return undefined;
      if (manifest.trust === 'source-and-amount') return reading.observation;
      return world.query({ providerReference: reading.providerReference });
    },
    truth: async () => {
      if (manifest.queryBy !== 'none') return world.query();
      const reading = await world.receive(world.callback());
      if (reading.kind === 'refused') throw new Error(reading.reason);
      return reading.observation;
    },
  };

  /** A charge that ends with a form is followed by the payer's browser, which posts it: only then something exists. */
  async function browse({ url, fields }: Extract<ProviderAction, { type: 'form' }>): Promise<void> {
    const request: OutgoingRequest = {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
      timeoutMs: world.context.timeoutMs,
      guard: world.context.guard,
    };
    world.posted.push(request);
    world.landing = await world.wire(request, inProcess);
  }

  /** Every observation of every case is looked at for what the timeline must not show. */
  function check(observation: Observation): Observation {
    expectHidden(JSON.stringify(observation.raw), secretsOf(provider, credentials));
    return observation;
  }

  return world;
}

export function firstOperator(provider: Provider): ProviderOperator {
  const [first] = provider.manifest.operators;
  if (first === undefined) throw new Error(`${provider.manifest.id} lists no operator`);
  return first;
}

export const CUSTOMER = { name: 'Amina Essai', email: 'amina.essai@example.com' };

function aCharge(
  provider: Provider,
  operator: ProviderOperator,
  change: Partial<ChargeRequest> = {},
): ChargeRequest {
  return {
    reference: 'ABCDEFGHIJ0123456789',
    money: sampleMoney(provider),
    ...operatorAndFlow(operator),
    phone: PHONES[provider.manifest.country],
    description: 'Commande 1001',
    customer: CUSTOMER,
    locale: 'fr',
    returnUrls: {
      success: 'https://cross.test/pay/pay_1/back?to=success',
      cancel: 'https://cross.test/pay/pay_1/back?to=cancel',
      failure: 'https://cross.test/pay/pay_1/back?to=failure',
    },
    ...change,
  };
}

function aPayOut(
  provider: Provider,
  operator: ProviderOperator,
  change: Partial<PayOutRequest> = {},
): PayOutRequest {
  return {
    reference: 'PAYOUTABCDEFGHIJ0123',
    money: sampleMoney(provider),
    operator: operator.operator,
    phone: PHONES[provider.manifest.country],
    name: CUSTOMER.name,
    description: 'Retrait 2001',
    locale: 'fr',
    ...change,
  };
}

/** 1,500 units of the first currency. */
export function sampleMoney({ manifest }: Provider): Money {
  const [currency] = manifest.currencies;
  if (currency === undefined) throw new Error(`${manifest.id} lists no currency`);
  return money(150_000n / (currency === 'XOF' || currency === 'XAF' ? 100n : 1n), currency);
}

function operatorAndFlow({ operator, flow }: ProviderOperator): Pick<ChargeRequest, 'operator' | 'flow'> {
  return { operator, flow };
}

function received(provider: Provider, callback: OutgoingCallback): CallbackRequest {
  const headers = Object.entries(callback.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const [network = DECLARED_PEER] = provider.manifest.sourceNetworks;
  return {
    method: callback.method,
    query: new URL(callback.url).search.slice(1),
    headers: Object.fromEntries(headers),
    body: callback.body ?? '',
    peer: network.split('/')[0] ?? network,
  };
}

/** The `.meta({ example })` of each member that has one; the others take their defaults. */
function examples(schema: z.ZodObject): Record<string, string> {
  const members = Object.entries(schema.shape).map(([name, member]) => [
    name,
    z.globalRegistry.get(member)?.example,
  ]);
  return Object.fromEntries(members.filter(([, example]) => example !== undefined));
}

/** What of this world nobody may see. */
export function secretsIn({ provider, backend }: World): string[] {
  return secretsOf(provider, backend.account.credentials);
}

function secretsOf({ manifest }: Provider, credentials: Readonly<Record<string, string>>): string[] {
  const phone = PHONES[manifest.country];
  const national = phone.slice(1 + DIAL_CODE[manifest.country].length);
  const secret = Object.entries(manifest.credentials.shape).filter(
    ([, member]) => z.globalRegistry.get(member)?.secret === true,
  );
  const values = secret.map(([name]) => credentials[name] ?? '').filter((value) => value !== '');
  return [...values, national, CUSTOMER.name, CUSTOMER.email, `"${RIGHT_CODE}"`, WRONG_CODE];
}

/** Also looks for a number whose digits are set apart. */
export function expectHidden(text: string, secrets: readonly string[]): void {
  for (const form of [text, text.replace(/[ .-]/g, '')]) {
    for (const secret of secrets) expect(form).not.toContain(secret);
  }
}

/** What lib/http.ts writes of the address. */
function loggedUrl({ url, redactInLog = [] }: OutgoingRequest): string {
  return redactInLog.reduce((logged, secret) => logged.replaceAll(secret, ''), redactUrl(url));
}

export const WRONG_CODE = '9876-wrong';
