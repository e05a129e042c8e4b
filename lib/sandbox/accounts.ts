/** Accounts at the simulated providers: one per platform test connection, and demo accounts that a tester sets. */
import { z } from 'zod';
import { db, sql } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { SandboxAccount } from '#lib/generated/prisma/client.ts';
import type { GuardClass } from '#lib/http.ts';
import { newUuid } from '#lib/ids.ts';
import { lookupOf } from '#lib/providers/invent-credentials.ts';
import type { Manifest, ServerAccount } from '#lib/providers/provider.ts';

/** Switches of an account, as `settings` holds them. */
const SETTINGS = z.object({
  /** True for the account of a platform connection: its callbacks come to us, and nobody may redirect them. */
  connection: z.boolean().default(false),
  success_url: z.string().optional(),
  cancel_url: z.string().optional(),
  failure_url: z.string().optional(),
  declared_addresses: z.array(z.string()).default(['127.0.0.0/8', '::1/128']),
  address_check_lifted: z.boolean().default(false),
  /** Dialect switches, handed to the server end as they are. */
  dialect: z.record(z.string(), z.unknown()).default({}),
});
type Settings = z.output<typeof SETTINGS>;

const URL_TEXT = z.url({ protocol: /^https?$/ }).max(2_000);
const ADDRESS = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** What a tester may change: members that are left out stay as they are, null removes. */
export const ACCOUNT_CHANGES = z.strictObject({
  callback_url: URL_TEXT.nullish(),
  success_url: URL_TEXT.nullish(),
  cancel_url: URL_TEXT.nullish(),
  failure_url: URL_TEXT.nullish(),
  declared_addresses: z.array(ADDRESS).max(3).optional(),
  address_check_lifted: z.boolean().optional(),
});
export type AccountChanges = z.output<typeof ACCOUNT_CHANGES>;

/** The account that a credential on the wire names, by the name that the dialect mostly uses or by its second one. */
export async function findSandboxAccount(
  provider: string,
  lookup: string,
): Promise<ServerAccount | undefined> {
  const row =
    (await db.sandboxAccount.findUnique({ where: { provider_lookup: { provider, lookup } } })) ??
    (await db.sandboxAccount.findUnique({
      where: { provider_alsoLookup: { provider, alsoLookup: lookup } },
    }));
  return row === null ? undefined : serverAccount(row);
}

/** The row as a dialect server wants it. Sandbox money only, so always test mode. */
export function serverAccount(row: SandboxAccount): ServerAccount {
  const settings = settingsOf(row);
  return {
    id: row.id,
    mode: 'test',
    credentials: z.record(z.string(), z.string()).parse(row.credentials),
    declaredAddresses: settings.declared_addresses,
    addressCheckLifted: settings.address_check_lifted,
    ...(row.callbackUrl === null ? {} : { callbackUrl: row.callbackUrl }),
    returnUrls: {
      ...(settings.success_url === undefined ? {} : { success: settings.success_url }),
      ...(settings.cancel_url === undefined ? {} : { cancel: settings.cancel_url }),
      ...(settings.failure_url === undefined ? {} : { failure: settings.failure_url }),
    },
    settings: settings.dialect,
  };
}

/**
 * The account that a private credential opens, for its settings page. Where a dialect has no secret (TMoney Online's
 * `merchantid`), its only credential counts: nothing but sandbox play money is behind it.
 */
export async function findByPrivateCredential(
  manifest: Manifest,
  secret: string,
): Promise<SandboxAccount | undefined> {
  const names = privateCredentialNames(manifest);
  const rows = await db.$queryRaw<{ id: string }[]>(sql`
    SELECT id FROM sandbox_accounts
    WHERE provider = ${manifest.id}
      AND EXISTS (SELECT 1 FROM jsonb_each_text(credentials) AS c WHERE c.value = ${secret} AND c.key = ANY (${names}))
    LIMIT 1`);
  const [found] = rows;
  return found === undefined
    ? undefined
    : ((await db.sandboxAccount.findUnique({ where: { id: found.id } })) ?? undefined);
}

/** Writes a tester's switches; returns undefined for a platform connection's account, which nobody redirects. */
export async function changeAccount(
  row: SandboxAccount,
  changes: AccountChanges,
): Promise<SandboxAccount | undefined> {
  const settings = settingsOf(row);
  if (settings.connection) return undefined;
  const { callback_url, ...others } = changes;
  const merged: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(others)) {
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = value;
  }
  return db.sandboxAccount.update({
    where: { id: row.id },
    data: {
      ...(callback_url === undefined ? {} : { callbackUrl: callback_url }),
      settings: jsonSafe(SETTINGS.parse(merged)),
    },
  });
}

/** An account's switches as its owner sees them; no credential in it. */
export function accountView(row: SandboxAccount) {
  const { connection: _connection, dialect: _dialect, ...settings } = settingsOf(row);
  return { provider: row.provider, callback_url: row.callbackUrl, ...settings };
}

/** What an account of a platform connection follows: our own addresses, renewed at each start. */
export interface ConnectionAddresses {
  callbackUrl: string;
  returnUrls: { success: string; cancel: string; failure: string };
}

/**
 * Makes the account of these credentials once. On later starts a connection's account follows our own addresses (the
 * port may have moved); what a tester set stays.
 */
export async function ensureAccount(
  manifest: Manifest,
  credentials: Readonly<Record<string, string>>,
  connection?: ConnectionAddresses,
): Promise<SandboxAccount> {
  const lookup = lookupOf(manifest, credentials);
  const alsoLookup = manifest.alsoNamedBy === undefined ? null : (credentials[manifest.alsoNamedBy] ?? null);
  const ours = connection === undefined ? {} : ourAddresses(connection);
  return db.sandboxAccount.upsert({
    where: { provider_lookup: { provider: manifest.id, lookup } },
    create: {
      id: newUuid(),
      provider: manifest.id,
      lookup,
      alsoLookup,
      credentials,
      settings: jsonSafe(SETTINGS.parse({})),
      ...ours,
    },
    update: { alsoLookup, credentials, ...ours },
  });
}

function ourAddresses({ callbackUrl, returnUrls }: ConnectionAddresses) {
  const settings = SETTINGS.parse({
    connection: true,
    success_url: returnUrls.success,
    cancel_url: returnUrls.cancel,
    failure_url: returnUrls.failure,
  });
  return { callbackUrl, settings: jsonSafe(settings) };
}

/** Which addresses callbacks of an account may go to. */
export function callbackGuard(url: string): GuardClass {
  // Our own callback routes are always reached over loopback; elsewhere only the demo lets anything local be called.
  if (url.startsWith(`${env().internalUrl}/callbacks/`)) return 'loopback';
  return env().mode === 'demo' ? 'public-or-loopback' : 'public';
}

function privateCredentialNames(manifest: Manifest): string[] {
  const names = Object.keys(manifest.credentials.shape);
  const secret = names.filter((name) => {
    const schema = manifest.credentials.shape[name];
    return schema !== undefined && z.globalRegistry.get(schema)?.secret === true;
  });
  return secret.length > 0 ? secret : names;
}

function settingsOf(row: SandboxAccount): Settings {
  return SETTINGS.parse(row.settings);
}

/** Prisma's Json input wants plain JSON. */
function jsonSafe(value: object) {
  return JSON.parse(JSON.stringify(value));
}
