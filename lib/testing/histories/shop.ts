/** The rows of one history: a merchant and its app, with a connection and a sandbox account at each provider in reach. */
import { z } from 'zod';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { HttpSend } from '#lib/http.ts';
import { newCallbackToken, newId, newPublicKey } from '#lib/ids.ts';
import type { Deps } from '#lib/payments/types.ts';
import { type ProviderId, providerById } from '#lib/providers/index.ts';
import { inventCredentials } from '#lib/providers/invent-credentials.ts';
import type { Manifest, Provider, ServerAccount } from '#lib/providers/provider.ts';
import { callbackUrl, SANDBOX_BASE_URL } from '#lib/routing/connection-context.ts';
import { ensureAccount, serverAccount } from '#lib/sandbox/accounts.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';

/** Where every simulated provider calls from; the connections believe no other address. */
export const PROVIDER_ADDRESS = '203.0.113.10';

/** Our account at one provider, seen from both ends. */
export interface ShopConnection {
  provider: Provider;
  connectionId: string;
  account: ServerAccount;
}

export interface Shop {
  clock: ManualClock;
  deps: Deps;
  scope: { merchantId: string; appId: string; mode: 'test' };
  connections: ReadonlyMap<string, ShopConnection>;
}

/**
 * Inserts the rows.
 *
 * @param providers in the order in which routing prefers them
 */
export async function openShop(
  { now, providers }: { now: Date; providers: readonly ProviderId[] },
  send: HttpSend,
): Promise<Shop> {
  const clock = new ManualClock(now);
  const { merchantId, appId } = await insertMerchant(providers);
  const connections = new Map<string, ShopConnection>();
  for (const [position, id] of providers.entries())
    connections.set(id, await connect(providerById(id), { merchantId, position }));
  return { clock, deps: { clock, send }, scope: { merchantId, appId, mode: 'test' }, connections };
}

async function insertMerchant(providers: readonly ProviderId[]) {
  const [first = 'my-coolpay'] = providers;
  const { country, currencies } = providerById(first).manifest;
  const [merchantId, appId] = [newId('mer'), newId('app')];
  await db.merchant.create({ data: { id: merchantId, name: 'Boutique Awa', country } });
  await db.app.create({
    data: {
      id: appId,
      merchantId,
      name: 'Boutique Awa',
      country,
      currency: currencies[0] ?? 'XOF',
      siteUrl: 'https://shop.test',
      publicKey: newPublicKey('test'),
      signingSecretSealed: seal(newSigningSecret(), sealPurpose.appSigningSecret(appId)),
    },
  });
  await db.webhookEndpoint.create({
    data: {
      id: newId('we'),
      merchantId,
      appId,
      mode: 'test',
      url: 'https://shop.test/webhook',
      secretSealed: seal(newSigningSecret(), 'nothing is delivered in a history'),
    },
  });
  return { merchantId, appId };
}

/** A connection of the merchant's own: the platform's would serve the shops of all histories in this database. */
async function connect(
  provider: Provider,
  { merchantId, position }: { merchantId: string; position: number },
): Promise<ShopConnection> {
  const { manifest } = provider;
  const connectionId = newId('con');
  const credentials = inventCredentials(manifest, 'history');
  const row = await db.connection.create({
    data: {
      id: connectionId,
      merchantId,
      mode: 'test',
      provider: manifest.id,
      name: manifest.name,
      baseUrl: SANDBOX_BASE_URL,
      credentialsSealed: seal(JSON.stringify(credentials), sealPurpose.connectionCredentials(connectionId)),
      settings: settingsOf(manifest),
      callbackToken: newCallbackToken(),
      position,
    },
  });
  const back = (result: string) => `${env().publicUrl}/pay/back?result=${result}`;
  const account = await ensureAccount(manifest, credentials, {
    callbackUrl: callbackUrl(row),
    returnUrls: { success: back('success'), cancel: back('cancel'), failure: back('failure') },
  });
  return { provider, connectionId, account: serverAccount(account) };
}

/** As the platform's test connections have them (prisma/seed.ts), but for where callbacks come from. */
function settingsOf({ settings: { shape } }: Manifest) {
  const members = Object.entries(shape).map(([name, member]) => [
    name,
    z.globalRegistry.get(member)?.sandbox,
  ]);
  const told = Object.fromEntries(members.filter(([, value]) => value !== undefined));
  return { ...told, ...('sourceNetworks' in shape ? { sourceNetworks: [PROVIDER_ADDRESS] } : {}) };
}
