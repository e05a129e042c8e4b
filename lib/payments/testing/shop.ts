/** A shop with one connection (My-CoolPay's unless told otherwise) whose provider lives in memory: the production code on both sides of a wire. */
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { newCallbackToken, newId, newPublicKey } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { type Phone, parseE164 } from '#lib/phone.ts';
import { type ProviderId, providerById } from '#lib/providers/index.ts';
import type { Acknowledgement, CallbackRequest, ServerTransaction } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';
import { memoryBackend } from '#lib/testing/memory-backend.ts';
import { createPayment, type NewPayment } from '../create.ts';
import { queryAttempt } from '../query.ts';
import {
  findCallbackConnection,
  postponeCallback,
  processCallback,
  receiveCallback,
} from '../receive-callback.ts';
import type { Deps, PaymentRecord } from '../types.ts';

export const PROVIDER_ADDRESS = '15.236.140.89';
export const PAYER = phone('+237670000789');

const CREDENTIALS = { public_key: 'fake-public-key', private_key: 'fake-private-key' };
const SERVER = { peer: '203.0.113.7', origin: 'https://provider.test' };

/** The provider that a shop's connection goes to, and the address that its callbacks come from. */
export interface Behind {
  provider: ProviderId;
  credentials: Record<string, string>;
  address: string;
}
const MY_COOLPAY: Behind = { provider: 'my-coolpay', credentials: CREDENTIALS, address: PROVIDER_ADDRESS };

export type Shop = Awaited<ReturnType<typeof aShop>>;

/** Rows of a merchant, an app and a connection, and the means to act as payer, provider and clock. */
export async function aShop(now = new Date('2026-11-21T10:00:00Z'), behind: Behind = MY_COOLPAY) {
  const { credentials, address } = behind;
  const provider = providerById(behind.provider);
  const [currency = 'XOF'] = provider.manifest.currencies;
  const clock = new ManualClock(now);
  const backend = memoryBackend({ manifest: provider.manifest, credentials, clock });
  const app = provider.server(backend, () => SERVER);
  const sent: OutgoingRequest[] = [];

  const world = {
    wire: (request: OutgoingRequest, next: HttpSend): Promise<HttpResult> => next(request),
  };
  const inProcess: HttpSend = async ({ method, url, headers = {}, body }) => {
    const response = await app.request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return { kind: 'reply', status: response.status, headers: Object.fromEntries(response.headers), text };
  };
  const deps: Deps = {
    clock,
    send: (request) => {
      sent.push(request);
      return world.wire(request, inProcess);
    },
  };
  const rows = await insertRows(behind);
  const scope = { merchantId: rows.merchantId, appId: rows.appId, mode: 'test' as const };
  let orders = 0;

  return {
    clock,
    backend,
    sent,
    /** Stands between client and server from now on: loses or delays messages, or looks at them. */
    intercept(wire: typeof world.wire): void {
      world.wire = wire;
    },
    ...rows,
    scope,
    deps,
    async pay(change: Partial<NewPayment> = {}): Promise<PaymentRecord> {
      orders += 1;
      const request = {
        money: money(1500n, currency),
        reference: `order-${orders}`,
        hosted: true,
        ...change,
      };
      return (await createPayment(scope, request, { deps })).record;
    },
    transaction(): ServerTransaction {
      const last = backend.transactions.at(-1);
      if (last === undefined) throw new Error('The provider was asked for nothing.');
      return last;
    },
    /** The provider's callback about a transaction, as its server end would send it. */
    callback(change: Partial<ServerTransaction> = {}): CallbackRequest {
      const last = backend.transactions.at(-1);
      if (last === undefined) throw new Error('The provider was asked for nothing.');
      const outgoing = provider.callbackFor(backend.account, { ...last, ...change });
      if (outgoing === undefined) throw new Error('The provider sends no callback about this.');
      const { method, headers, body = '' } = outgoing;
      const lower = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      return { method, query: '', headers: lower, body, peer: address };
    },
    /** Receives a callback at the connection's address; the worker's part follows. */
    async receive(
      request: CallbackRequest,
      token = rows.callbackToken,
    ): Promise<Acknowledgement | undefined> {
      const connection = await findCallbackConnection(behind.provider, token);
      if (connection === undefined) return undefined;
      const answer = await receiveCallback(connection, request, deps);
      const waiting = await db.callback.findMany({ where: { nextTryAt: { not: null } } });
      await Promise.all(
        waiting.map(({ id }) => processCallback(id, deps).catch(() => postponeCallback(id, deps))),
      );
      const due = await db.attempt.findMany({ where: { nextQueryAt: { lte: clock.now() } } });
      await Promise.all(due.map(({ id }) => queryAttempt(id, deps)));
      return answer;
    },
    /** What the database holds about a payment, counted. */
    async books(paymentId: string) {
      const events = await db.event.findMany({
        where: { resourceId: paymentId },
        orderBy: { sequence: 'asc' },
      });
      return {
        payment: await db.payment.findUniqueOrThrow({ where: { id: paymentId } }),
        attempts: await db.attempt.findMany({ where: { paymentId }, orderBy: { number: 'asc' } }),
        events: events.map(({ type }) => type),
        sequences: events.map(({ sequence }) => sequence),
        postings: (await db.posting.findMany({ where: { resourceId: paymentId } })).map(({ event }) => event),
        arrivals: (await db.arrival.findMany({ where: { paymentId } })).map(({ kind }) => kind),
        discrepancies: (await db.discrepancy.findMany({ where: { paymentId } })).map(({ kind }) => kind),
        deliveries: await db.delivery.count({ where: { eventId: { in: events.map(({ id }) => id) } } }),
      };
    },
  };
}

export function phone(e164: string): Phone {
  const parsed = parseE164(e164);
  if (parsed === undefined) throw new Error(`${e164} is no number of ours.`);
  return parsed;
}

/** Another connection to the same provider, for callbacks that go astray. */
export async function anotherConnection(credentials = CREDENTIALS): Promise<{ callbackToken: string }> {
  const id = newId('con');
  const callbackToken = newCallbackToken();
  await db.connection.create({
    data: {
      id,
      mode: 'test',
      provider: 'my-coolpay',
      name: 'Another',
      baseUrl: 'https://provider.test',
      credentialsSealed: seal(JSON.stringify(credentials), sealPurpose.connectionCredentials(id)),
      callbackToken,
      position: 1,
    },
  });
  return { callbackToken };
}

async function insertRows({ provider, credentials }: Behind) {
  const { name, country, currencies } = providerById(provider).manifest;
  const merchantId = newId('mer');
  const appId = newId('app');
  const connectionId = newId('con');
  const callbackToken = newCallbackToken();
  await db.merchant.create({ data: { id: merchantId, name: 'Boutique Awa', country } });
  await db.app.create({
    data: {
      id: appId,
      merchantId,
      name: 'Boutique Awa',
      country,
      currency: currencies[0] ?? 'XOF',
      siteUrl: 'https://shop.test',
      successUrl: 'https://shop.test/thanks',
      cancelUrl: 'https://shop.test/cart',
      failureUrl: 'https://shop.test/again',
      publicKey: newPublicKey('test'),
      signingSecretSealed: seal(newSigningSecret(), sealPurpose.appSigningSecret(appId)),
    },
  });
  await db.connection.create({
    data: {
      id: connectionId,
      mode: 'test',
      provider,
      name,
      baseUrl: 'https://provider.test',
      credentialsSealed: seal(JSON.stringify(credentials), sealPurpose.connectionCredentials(connectionId)),
      callbackToken,
    },
  });
  await db.webhookEndpoint.create({
    data: {
      id: newId('we'),
      merchantId,
      appId,
      mode: 'test',
      url: 'https://shop.test/webhook',
      secretSealed: seal(newSigningSecret(), 'unused in these tests'),
    },
  });
  return { merchantId, appId, connectionId, callbackToken };
}
