/** The accounts of compatible endpoints: an app's credentials in one dialect. */
import { z } from 'zod';
import { db } from '#lib/db.ts';
import type { App, DialectCredential } from '#lib/generated/prisma/client.ts';
import { isOpenMerchant } from '#lib/merchants/is-open.ts';
import type { Mode, Scope } from '#lib/payments/types.ts';
import { isReadable } from '#lib/providers/codecs.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Manifest, ServerAccount } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, sha256 } from '#lib/secrets.ts';

/** What an app may set for a dialect; other members are the dialect's own switches, handed to the server end. */
const SETTINGS = z.looseObject({
  /** Payouts and balances from anywhere; counts in test mode only. */
  address_check_lifted: z.boolean().default(false),
  /** Beside or instead of the app's own; a dialect's pages may have addresses of their own. */
  success_url: z.string().optional(),
  cancel_url: z.string().optional(),
  failure_url: z.string().optional(),
});

/** A dialect account with all that stands behind it. */
export interface Dialect {
  credential: DialectCredential;
  app: App;
  manifest: Manifest;
  scope: Scope & { appId: string };
}

/** The account that a credential on the wire names; none for live credentials of an app that is not approved yet, or for a merchant that was suspended or closed. */
export async function findDialectAccount(
  provider: string,
  credential: string,
): Promise<ServerAccount | undefined> {
  if (!isReadable(credential)) return undefined;
  const { manifest } = providerById(provider);
  const lookup = dialectLookup(manifest, credential);
  const row =
    (await db.dialectCredential.findUnique({ where: { provider_lookup: { provider, lookup } } })) ??
    (await db.dialectCredential.findUnique({
      where: { provider_alsoLookup: { provider, alsoLookup: dialectAlsoLookup(manifest, credential) } },
    }));
  if (row === null || !(await isOpenMerchant(row.merchantId))) return undefined;
  const dialect = await dialectBehind(row.id);
  return row.mode === 'live' && !dialect.app.liveApproved ? undefined : serverAccount(dialect);
}

/**
 * How the credential that names an account is stored: as it is when it is public, hashed when it is a secret itself
 * (PayGateGlobal's token).
 */
export function dialectLookup(manifest: Manifest, credential: string): string {
  const [name = ''] = Object.keys(manifest.credentials.shape);
  return storedName(manifest, name, credential);
}

/** As {@link dialectLookup}, for the second credential that names an account in some dialects. */
export function dialectAlsoLookup(manifest: Manifest, credential: string): string {
  return storedName(manifest, manifest.alsoNamedBy ?? '', credential);
}

function storedName(manifest: Manifest, name: string, credential: string): string {
  const schema = manifest.credentials.shape[name];
  const secret = schema !== undefined && z.globalRegistry.get(schema)?.secret === true;
  return secret ? Buffer.from(sha256(credential)).toString('hex') : credential;
}

/** @throws when the row is gone: callers hold its id from a row or an account that names it */
export async function dialectBehind(dialectCredentialId: string): Promise<Dialect> {
  const credential = await db.dialectCredential.findUniqueOrThrow({ where: { id: dialectCredentialId } });
  const app = await db.app.findUniqueOrThrow({ where: { id: credential.appId } });
  const { manifest } = providerById(credential.provider);
  const mode = credential.mode as Mode; // held to the list by a CHECK
  return { credential, app, manifest, scope: { merchantId: credential.merchantId, appId: app.id, mode } };
}

/** The account as a server end and `callbackFor` want it. */
export function serverAccount({ credential, app, scope }: Dialect): ServerAccount {
  const { address_check_lifted, success_url, cancel_url, failure_url, ...switches } = SETTINGS.parse(
    credential.settings,
  );
  const success = success_url ?? app.successUrl;
  const cancel = cancel_url ?? app.cancelUrl;
  const failure = failure_url ?? app.failureUrl;
  return {
    id: credential.id,
    shopName: app.name,
    mode: scope.mode,
    credentials: z
      .record(z.string(), z.string())
      .parse(JSON.parse(open(credential.credentialsSealed, sealPurpose.dialectCredentials(credential.id)))),
    declaredAddresses: app.declaredAddresses,
    declaredOrigins: app.declaredOrigins,
    addressCheckLifted: address_check_lifted && scope.mode === 'test',
    ...(credential.callbackUrl === null ? {} : { callbackUrl: credential.callbackUrl }),
    returnUrls: {
      ...(success ? { success } : {}),
      ...(cancel ? { cancel } : {}),
      ...(failure ? { failure } : {}),
    },
    settings: switches,
  };
}
