/** A shop whose program was written for a provider and is pointed at us: the provider's own client end, in process. */
import { db } from '#lib/db.ts';
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { newUuid } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { aShop, type Behind, PAYER } from '#lib/payments/testing/shop.ts';
import { type ProviderId, providerById } from '#lib/providers/index.ts';
import type { CallbackRequest, ChargeRequest, ClientContext } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { seal } from '#lib/secrets.ts';
import { memoryStore } from '#lib/testing/memory-backend.ts';
import { dialectAlsoLookup, dialectLookup } from '../accounts.ts';
import { compatBackend } from '../backend.ts';
import { deliverCallback } from '../deliver.ts';

export const CREDENTIALS = { public_key: 'the-shops-public-key', private_key: 'the-shops-private-key' };
export const SHOP_CALLBACK = 'https://shop.test/coolpay-callback';
const PEER = '198.51.100.4';

export type DialectShop = Awaited<ReturnType<typeof aDialectShop>>;

/**
 * @param dialect what the shop speaks: My-CoolPay's dialect unless told otherwise
 * @param behind where the gateway's own connection goes: My-CoolPay unless told otherwise
 */
export async function aDialectShop(
  dialect: { provider: ProviderId; credentials: Record<string, string> } = {
    provider: 'my-coolpay',
    credentials: CREDENTIALS,
  },
  behind?: Behind,
) {
  const gateway = await aShop(undefined, behind);
  const provider = providerById(dialect.provider);
  await db.app.update({
    where: { id: gateway.appId },
    data: { declaredAddresses: [PEER], declaredOrigins: ['https://shop.test'] },
  });
  await addDialect(gateway, dialect.credentials, { provider: dialect.provider });
  const app = provider.server(compatBackend({ deps: gateway.deps }), () => ({
    peer: PEER,
    origin: 'https://gateway.test',
  }));
  const context: ClientContext = {
    baseUrl: 'https://gateway.test',
    credentials: dialect.credentials,
    settings: { sourceNetworks: [PEER] },
    callbackUrl: SHOP_CALLBACK,
    guard: 'public',
    timeoutMs: 1_000,
    send: async ({ method, url, headers = {}, body }) => {
      const response = await app.request(url, { method, headers, ...(body === undefined ? {} : { body }) });
      const text = await response.text();
      return { kind: 'reply', status: response.status, headers: {}, text };
    },
    store: memoryStore(),
    clock: gateway.clock,
  };
  const received: CallbackRequest[] = [];
  const world = { answer: (): HttpResult => reply(200, 'OK') };

  return {
    gateway,
    provider,
    app,
    context,
    /** Callbacks that reached the shop. */
    received,
    answers(answer: () => HttpResult): void {
      world.answer = answer;
    },
    charge: (change: Partial<ChargeRequest> = {}) => provider.charge({ ...CHARGE, ...change }, context),
    /** The provider behind us settles its last transaction and calls back. */
    async settles(change: Parameters<typeof gateway.backend.settle>[1]): Promise<void> {
      gateway.backend.settle(gateway.transaction().reference, change);
      await gateway.receive(gateway.callback());
    },
    /** The worker's part: every dialect delivery that is due. */
    async deliver() {
      const due = await db.delivery.findMany({
        where: {
          dialectCredentialId: { not: null },
          status: 'due',
          nextTryAt: { lte: gateway.clock.now() },
        },
      });
      const send = async (request: OutgoingRequest) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
        );
        const { method, body = '' } = request;
        received.push({ method, query: '', headers, body, peer: PEER });
        return world.answer();
      };
      return Promise.all(
        due.map(({ id }) => deliverCallback(id, { clock: gateway.clock, send, random: () => 0.5 })),
      );
    },
    deliveries: () =>
      db.delivery.findMany({
        where: { dialectCredentialId: { not: null } },
        orderBy: { createdAt: 'asc' },
      }),
    counts: async () => ({
      payments: await db.payment.count(),
      attempts: await db.attempt.count(),
      transactions: await db.compatTransaction.count(),
      events: await db.event.count(),
      postings: await db.posting.count(),
      payers: await db.payerDetail.count(),
    }),
  };
}

export const CHARGE: ChargeRequest = {
  reference: 'SHOPORDER00000000001',
  money: money(1500n, 'XAF'),
  operator: 'cm-mtn',
  flow: 'push',
  phone: PAYER.e164,
  description: 'Commande 1001',
  customer: { name: 'Awa', email: 'awa@example.com' },
  locale: 'fr',
  returnUrls: {
    success: 'https://shop.test/s',
    cancel: 'https://shop.test/c',
    failure: 'https://shop.test/f',
  },
};

/** One more account of the app in the dialect. */
export async function addDialect(
  { merchantId, appId }: { merchantId: string; appId: string },
  credentials: Record<string, string>,
  { provider = 'my-coolpay', mode = 'test' }: { provider?: string; mode?: 'test' | 'live' } = {},
): Promise<string> {
  const id = newUuid();
  const { manifest } = providerById(provider);
  const named = credentials[Object.keys(manifest.credentials.shape)[0] ?? ''] ?? '';
  const also = credentials[manifest.alsoNamedBy ?? ''];
  await db.dialectCredential.create({
    data: {
      id,
      merchantId,
      appId,
      mode,
      provider,
      lookup: dialectLookup(manifest, named),
      alsoLookup: also === undefined ? null : dialectAlsoLookup(manifest, also),
      credentialsSealed: seal(JSON.stringify(credentials), sealPurpose.dialectCredentials(id)),
      callbackUrl: SHOP_CALLBACK,
    },
  });
  return id;
}

export function reply(status: number, text: string): HttpResult {
  return { kind: 'reply', status, headers: {}, text };
}
