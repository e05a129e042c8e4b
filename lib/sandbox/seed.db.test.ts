import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { verify } from '@node-rs/argon2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import { PROVIDER_IDS, type ProviderId } from '#lib/providers/index.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, sha256 } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { seedDemo, seedPlatform } from '#prisma/seed.ts';

/** A connection, a dialect credential and a connection's own sandbox account each; the demo doubles the accounts. */
const PROVIDERS_COUNT = PROVIDER_IDS.length;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let folder: string;

beforeEach(async () => {
  await truncateAll();
  folder = mkdtempSync(path.join(os.tmpdir(), 'cross-seed-'));
  set({ CROSS_DATA_DIR: folder, PORT: '3100', CROSS_PORTAL_PASSWORD: 'a first password' });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  set({
    CROSS_DATA_DIR: undefined,
    PORT: undefined,
    CROSS_PORTAL_PASSWORD: undefined,
    CROSS_PUBLIC_URL: undefined,
  });
});

function set(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  resetEnv();
}

async function seed(): Promise<Record<string, unknown>> {
  await seedPlatform();
  await seedDemo();
  return JSON.parse(readFileSync(path.join(folder, 'demo.json'), 'utf8'));
}

async function counts(): Promise<number[]> {
  const tables = [db.merchant, db.member, db.app, db.apiKey, db.connection, db.webhookEndpoint];
  const rows = [...tables, db.dialectCredential, db.sandboxAccount];
  // Each delegate has its own generic count; without arguments they are alike.
  return Promise.all(rows.map((table) => (table as { count(): Promise<number> }).count()));
}

test('seeding again, also at once, changes nothing and gives the same demo file', async () => {
  const first = await seed();
  const before = await counts();
  const [second] = await Promise.all([seed(), seedPlatform()]);
  expect(second).toEqual(first);
  expect(await counts()).toEqual(before);
  expect(before).toEqual([1, 1, 1, 1, PROVIDERS_COUNT, 1, PROVIDERS_COUNT, 2 * PROVIDERS_COUNT]);
});

test('the demo file has the promised shape and only its owner reads it', async () => {
  const demo = await seed();
  const base = 'http://127.0.0.1:3100';
  expect(demo).toEqual({
    base_url: base,
    app_id: expect.stringMatching(/^app_/),
    public_key: expect.stringMatching(/^pk_test_/),
    secret_key: expect.stringMatching(/^sk_test_/),
    private_key: expect.any(String),
    webhook_secret: expect.stringMatching(/^whsec_/),
    portal: { url: `${base}/portal`, email: 'awa@example.com', password: 'a first password' },
    shop_url: `${base}/sandbox/shop`,
    handset_url: `${base}/sandbox/phone`,
    docs_url: `${base}/docs`,
    compat: expect.objectContaining({
      'my-coolpay': {
        base_url: `${base}/compat/my-coolpay`,
        public_key: demo.public_key,
        private_key: demo.private_key,
      },
      paygateglobal: { base_url: `${base}/compat/paygateglobal`, auth_token: expect.stringMatching(GUID) },
    }),
    sandbox: expect.objectContaining({
      'my-coolpay': {
        base_url: `${base}/sandbox/my-coolpay`,
        public_key: expect.any(String),
        private_key: expect.any(String),
      },
      paygateglobal: { base_url: `${base}/sandbox/paygateglobal`, auth_token: expect.stringMatching(GUID) },
    }),
  });
  expect(Object.keys(Object(demo.compat))).toEqual(PROVIDER_IDS);
  expect(Object.keys(Object(demo.sandbox))).toEqual(PROVIDER_IDS);
  for (const file of ['demo.json', 'demo-secrets.json']) {
    expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
  }
});

/** By the providers' own names, as their shops' programs and plugins ask for them. */
const DIALECT_NAMES: Record<ProviderId, readonly string[]> = {
  'my-coolpay': ['public_key', 'private_key'],
  paygateglobal: ['auth_token'],
  flexpay: ['token', 'merchant'],
  softsystem: ['access_token', 'client_reference'],
  'tmoney-online': ['merchantid'],
  'tmoney-mbanking': ['nomUtilisateur', 'motDePasse'],
  flooz: ['username', 'password', 'encryption_key', 'key', 'partnermsisdn'],
};

test.each(PROVIDER_IDS)('the demo file names every credential of %s, at both ends', async (provider) => {
  const demo = await seed();
  for (const kind of ['compat', 'sandbox']) {
    const end = Object(Object(demo[kind])[provider]);
    for (const name of DIALECT_NAMES[provider]) {
      expect(end[name], `${kind}.${provider}.${name}`).toEqual(expect.stringMatching(/./));
    }
    expect(end.base_url).toBe(`http://127.0.0.1:3100/${kind}/${provider}`);
  }
});

test('a credential that joined a dialect later is added to the demo, and the others stay', async () => {
  const first = await seed();
  const file = path.join(folder, 'demo-secrets.json');
  const secrets = JSON.parse(readFileSync(file, 'utf8'));
  delete secrets.compat.softsystem.client_reference;
  writeFileSync(file, JSON.stringify(secrets));
  const second = Object(await seed());
  expect(second.compat.softsystem).toEqual({
    ...Object(first.compat).softsystem,
    client_reference: expect.stringMatching(/./),
  });
  expect(second.sandbox).toEqual(first.sandbox);
});

test('what it names works: key, signing secret, password, dialect', async () => {
  const demo = await seed();
  const app = await db.app.findFirstOrThrow();
  const key = await db.apiKey.findUniqueOrThrow({ where: { hash: sha256(String(demo.secret_key)) } });
  expect(key).toMatchObject({
    appId: app.id,
    mode: 'test',
    scopes: ['payments', 'payouts', 'balance', 'read'],
  });
  expect(open(app.signingSecretSealed, sealPurpose.appSigningSecret(app.id))).toBe(demo.webhook_secret);
  const member = await db.member.findFirstOrThrow();
  expect(await verify(member.passwordHash, 'a first password')).toBe(true);
  expect(member.passwordHash).toContain('$argon2id$');
  const dialect = await db.dialectCredential.findFirstOrThrow({ where: { provider: 'my-coolpay' } });
  expect(JSON.parse(open(dialect.credentialsSealed, sealPurpose.dialectCredentials(dialect.id)))).toEqual({
    public_key: demo.public_key,
    private_key: demo.private_key,
  });
});

test('another port and another password are followed; a new password ends the sessions', async () => {
  await seed();
  set({ PORT: '3200', CROSS_PORTAL_PASSWORD: 'a second password' });
  const demo = await seed();
  expect(demo.base_url).toBe('http://127.0.0.1:3200');
  const member = await db.member.findFirstOrThrow();
  expect(await verify(member.passwordHash, 'a second password')).toBe(true);
  expect(member.sessionVersion).toBe(2);
  const account = await db.sandboxAccount.findFirst({
    where: { provider: 'my-coolpay', callbackUrl: { not: null } },
  });
  expect(account?.callbackUrl).toMatch(/^http:\/\/127\.0\.0\.1:3200\/callbacks\/my-coolpay\//);
  expect((await db.webhookEndpoint.findFirstOrThrow()).url).toBe(
    'http://127.0.0.1:3200/sandbox/shop/webhook',
  );
});

test('the connection and its account at the simulated operators share their credentials', async () => {
  await seedPlatform();
  const connection = await db.connection.findFirstOrThrow({ where: { provider: 'my-coolpay' } });
  expect(connection).toMatchObject({
    mode: 'test',
    merchantId: null,
    baseUrl: 'sandbox:',
    provider: 'my-coolpay',
  });
  const credentials = JSON.parse(
    open(connection.credentialsSealed, sealPurpose.connectionCredentials(connection.id)),
  );
  const account = await db.sandboxAccount.findFirstOrThrow({ where: { provider: 'my-coolpay' } });
  expect(account.credentials).toEqual(credentials);
  expect(account.callbackUrl).toContain(connection.callbackToken);
});

test('in production only the platform’s test connections exist', async () => {
  set({ CROSS_PUBLIC_URL: 'https://pay.example.com' });
  await seedPlatform();
  expect(await counts()).toEqual([0, 0, 0, 0, PROVIDERS_COUNT, 0, 0, PROVIDERS_COUNT]);
});

test('play credentials that a lost CROSS_SECRET made unreadable are replaced', async () => {
  await seedPlatform();
  const secret = process.env.CROSS_SECRET;
  set({ CROSS_SECRET: 'another secret for tests, of more than 32 bytes' });
  try {
    await seedPlatform();
    const connection = await db.connection.findFirstOrThrow();
    expect(await db.connection.count()).toBe(PROVIDERS_COUNT);
    expect(() =>
      open(connection.credentialsSealed, sealPurpose.connectionCredentials(connection.id)),
    ).not.toThrow();
  } finally {
    set({ CROSS_SECRET: secret });
  }
});
