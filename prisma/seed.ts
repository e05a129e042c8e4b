// What a database needs before its first payment: `node prisma/seed.ts`, at every start.
//
// The platform's test connections exist in production too. The demo merchant, its app and keys exist only in the demo,
// where CROSS_PUBLIC_URL is unset. Running it again changes nothing but what follows our own address and password.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hash, verify } from '@node-rs/argon2';
import { dialectAlsoLookup, dialectLookup } from '#lib/compat/accounts.ts';
import { closeDb, db, inTransaction } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { App, Connection, Member } from '#lib/generated/prisma/client.ts';
import { newCallbackToken, newId, newPublicKey, newSecretKey, newUuid } from '#lib/ids.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import { inventCredentials, lookupOf } from '#lib/providers/invent-credentials.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { sandboxSettings } from '#lib/providers/settings.ts';
import { assertTimingsFitConnections } from '#lib/routing/assert-timings.ts';
import { callbackUrl, SANDBOX_BASE_URL } from '#lib/routing/connection-context.ts';
import { ensureAccount } from '#lib/sandbox/accounts.ts';
import { type DemoSecrets, demoSecretsPath, readDemoSecrets } from '#lib/sandbox/demo-secrets.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, open, SealError, seal, sha256 } from '#lib/secrets.ts';

const DEMO_EMAIL = 'awa@example.com';
const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const KEY_SCOPES = ['payments', 'payouts', 'balance', 'read'];
const SHOP_ENDPOINT = 'Boutique Awa (demo shop)';

const manifests: readonly Manifest[] = Object.values(PROVIDERS).map((provider) => provider.manifest);

if (import.meta.main) {
  try {
    await assertTimingsFitConnections();
    await seedPlatform();
    if (env().mode === 'demo') await seedDemo();
  } catch (error) {
    console.error(
      `The database could not be seeded: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 1;
  } finally {
    await closeDb();
  }
}

/** One test connection per provider, which every app's test mode may use, and its account at the simulated operators. */
export async function seedPlatform(): Promise<void> {
  await alone(async () => {
    for (const manifest of manifests) {
      const connection = (await findPlatformConnection(manifest)) ?? (await makePlatformConnection(manifest));
      const back = `${env().publicUrl}/pay/back`;
      await ensureAccount(manifest, await credentialsOf(manifest, connection), {
        callbackUrl: callbackUrl(connection),
        returnUrls: {
          success: `${back}?result=success`,
          cancel: `${back}?result=cancel`,
          failure: `${back}?result=failure`,
        },
      });
    }
  });
}

/** The demo merchant with everything that .data/demo.json names, and that file. */
export async function seedDemo(): Promise<void> {
  await alone(async () => {
    const secrets = demoSecrets();
    const member = await ensureOwner(secrets);
    const app = await ensureApp(member.merchantId, secrets);
    await ensureKey(app, secrets);
    await ensureShopEndpoint(app, secrets);
    for (const manifest of manifests) {
      await ensureDialect(app, manifest, secrets.compat[manifest.id] ?? {});
      await ensureAccount(manifest, secrets.sandbox[manifest.id] ?? {});
    }
    writePrivately('demo.json', demoFile(app, secrets));
  });
}

/** Two starts at once would each make what is missing: the second waits. */
async function alone(work: () => Promise<void>): Promise<void> {
  await inTransaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('cross seed'))`;
      await work();
    },
    { waitMs: 30_000, timeoutMs: 60_000 },
  );
}

// ───────────── the platform ─────────────

async function findPlatformConnection(manifest: Manifest): Promise<Connection | null> {
  return db.connection.findFirst({
    where: { provider: manifest.id, mode: 'test', merchantId: null, baseUrl: SANDBOX_BASE_URL },
    orderBy: { createdAt: 'asc' },
  });
}

async function makePlatformConnection(manifest: Manifest): Promise<Connection> {
  const id = newId('con');
  return db.connection.create({
    data: {
      id,
      mode: 'test',
      provider: manifest.id,
      name: `${manifest.name} (test)`,
      baseUrl: SANDBOX_BASE_URL,
      credentialsSealed: seal(
        JSON.stringify(inventCredentials(manifest, 'test')),
        sealPurpose.connectionCredentials(id),
      ),
      // The simulated operators call from this very machine.
      settings: JSON.parse(
        JSON.stringify({
          ...sandboxSettings(manifest.settings),
          ...('sourceNetworks' in manifest.settings.shape
            ? { sourceNetworks: ['127.0.0.1/32', '::1/128'] }
            : {}),
        }),
      ),
      callbackToken: newCallbackToken(),
      position: manifests.indexOf(manifest),
    },
  });
}

/** Play credentials that a lost CROSS_SECRET made unreadable are simply replaced. */
async function credentialsOf(manifest: Manifest, connection: Connection): Promise<Record<string, string>> {
  const purpose = sealPurpose.connectionCredentials(connection.id);
  try {
    return JSON.parse(open(connection.credentialsSealed, purpose));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const credentials = inventCredentials(manifest, 'test');
    await db.connection.update({
      where: { id: connection.id },
      data: { credentialsSealed: seal(JSON.stringify(credentials), purpose) },
    });
    return credentials;
  }
}

// ───────────── the demo ─────────────

/** Read from .data, completed with what is missing (a provider that joined), and written back. */
function demoSecrets(): DemoSecrets {
  const known = readDemoSecrets();
  const publicKey = known?.public_key ?? newPublicKey('test');
  const secrets: DemoSecrets = {
    public_key: publicKey,
    secret_key: known?.secret_key ?? newSecretKey('test'),
    webhook_secret: known?.webhook_secret ?? newSigningSecret(),
    shop_endpoint_secret: known?.shop_endpoint_secret ?? newSigningSecret(),
    portal_password: process.env.CROSS_PORTAL_PASSWORD || known?.portal_password || newCallbackToken(),
    compat: perProvider(known?.compat, (manifest) =>
      withPublicKey(inventCredentials(manifest, 'demo'), publicKey),
    ),
    sandbox: perProvider(known?.sandbox, (manifest) => inventCredentials(manifest, 'sandbox')),
  };
  writePrivately(path.basename(demoSecretsPath()), secrets);
  return secrets;
}

function perProvider(
  known: Record<string, Record<string, string>> | undefined,
  invent: (manifest: Manifest) => Record<string, string>,
): Record<string, Record<string, string>> {
  return Object.fromEntries(
    manifests.map((manifest) => [manifest.id, { ...invent(manifest), ...known?.[manifest.id] }]),
  );
}

/** In a dialect that names accounts by a public key, that is the app's. */
function withPublicKey(credentials: Record<string, string>, publicKey: string): Record<string, string> {
  return 'public_key' in credentials ? { ...credentials, public_key: publicKey } : credentials;
}

async function ensureOwner(secrets: DemoSecrets): Promise<Member> {
  const member = await db.member.findUnique({ where: { email: DEMO_EMAIL } });
  if (member === null) return makeMerchant(secrets);
  if (await verify(member.passwordHash, secrets.portal_password)) return member;
  return db.member.update({
    where: { id: member.id },
    data: { passwordHash: await hash(secrets.portal_password), sessionVersion: { increment: 1 } },
  });
}

async function makeMerchant(secrets: DemoSecrets): Promise<Member> {
  const merchant = await db.merchant.create({
    data: {
      id: newId('mer'),
      name: 'Boutique Awa',
      country: 'CM',
      timezone: 'Africa/Douala',
      platform: true,
      approvedAt: new Date(),
    },
  });
  return db.member.create({
    data: {
      id: newId('mem'),
      merchantId: merchant.id,
      email: DEMO_EMAIL,
      name: 'Awa',
      role: 'owner',
      passwordHash: await hash(secrets.portal_password),
    },
  });
}

async function ensureApp(merchantId: string, secrets: DemoSecrets): Promise<App> {
  const shop = `${env().publicUrl}/sandbox/shop`;
  const found = await db.app.findUnique({ where: { publicKey: secrets.public_key } });
  const id = found?.id ?? newId('app');
  // These follow our own address and the secrets in .data; what a person changes in the portal is left alone.
  const ours = {
    siteUrl: shop,
    signingSecretSealed: seal(secrets.webhook_secret, sealPurpose.appSigningSecret(id)),
    declaredOrigins: [env().publicUrl],
    declaredAddresses: LOOPBACK,
  };
  if (found !== null) return db.app.update({ where: { id }, data: ours });
  return db.app.create({
    data: {
      id,
      merchantId,
      name: 'Boutique Awa',
      country: 'CM',
      currency: 'XAF',
      publicKey: secrets.public_key,
      ...ours,
    },
  });
}

async function ensureKey(app: App, secrets: DemoSecrets): Promise<void> {
  const key = secrets.secret_key;
  await db.apiKey.upsert({
    where: { hash: sha256(key) },
    create: {
      id: newId('key'),
      merchantId: app.merchantId,
      appId: app.id,
      mode: 'test',
      hash: sha256(key),
      hint: `${key.slice(0, 12)}…${key.slice(-4)}`,
      scopes: KEY_SCOPES,
    },
    update: {},
  });
}

async function ensureShopEndpoint(app: App, secrets: DemoSecrets): Promise<void> {
  const found = await db.webhookEndpoint.findFirst({ where: { appId: app.id, description: SHOP_ENDPOINT } });
  const id = found?.id ?? newId('we');
  const ours = {
    url: `${env().internalUrl}/sandbox/shop/webhook`,
    secretSealed: seal(secrets.shop_endpoint_secret, sealPurpose.webhookSecret(id)),
  };
  if (found !== null) {
    await db.webhookEndpoint.update({ where: { id }, data: ours });
    return;
  }
  await db.webhookEndpoint.create({
    data: {
      id,
      merchantId: app.merchantId,
      appId: app.id,
      mode: 'test',
      description: SHOP_ENDPOINT,
      ...ours,
    },
  });
}

async function ensureDialect(
  app: App,
  manifest: Manifest,
  credentials: Record<string, string>,
): Promise<void> {
  const lookup = dialectLookup(manifest, lookupOf(manifest, credentials));
  const also = manifest.alsoNamedBy === undefined ? undefined : credentials[manifest.alsoNamedBy];
  const alsoLookup = also === undefined ? null : dialectAlsoLookup(manifest, also);
  const found = await db.dialectCredential.findUnique({
    where: { provider_lookup: { provider: manifest.id, lookup } },
  });
  const id = found?.id ?? newUuid();
  const credentialsSealed = seal(JSON.stringify(credentials), sealPurpose.dialectCredentials(id));
  await db.dialectCredential.upsert({
    where: { id },
    create: {
      id,
      merchantId: app.merchantId,
      appId: app.id,
      mode: 'test',
      provider: manifest.id,
      lookup,
      alsoLookup,
      credentialsSealed,
    },
    update: { alsoLookup, credentialsSealed },
  });
}

/** The shape that the API's page "The demo" promises to programs. */
function demoFile(app: App, secrets: DemoSecrets) {
  const base = env().publicUrl;
  const ends = (kind: 'compat' | 'sandbox') =>
    Object.fromEntries(
      Object.entries(secrets[kind]).map(([provider, credentials]) => [
        provider,
        { base_url: `${base}/${kind}/${provider}`, ...credentials },
      ]),
    );
  return {
    base_url: base,
    app_id: app.id,
    public_key: secrets.public_key,
    secret_key: secrets.secret_key,
    // Of the one dialect that names the app by its own public key.
    private_key: Object.values(secrets.compat).find(({ public_key }) => public_key === secrets.public_key)
      ?.private_key,
    webhook_secret: secrets.webhook_secret,
    portal: { url: `${base}/portal`, email: DEMO_EMAIL, password: secrets.portal_password },
    shop_url: `${base}/sandbox/shop`,
    handset_url: `${base}/sandbox/phone`,
    docs_url: `${base}/docs`,
    compat: ends('compat'),
    sandbox: ends('sandbox'),
  };
}

/** Replaced as a whole, so that a reader never sees half of it; readable by its owner only. */
function writePrivately(name: string, content: object): void {
  const folder = env().dataDir;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = path.join(folder, name);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (readIfThere(target) === text) return;
  writeFileSync(`${target}.new`, text, { mode: 0o600 });
  renameSync(`${target}.new`, target);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
