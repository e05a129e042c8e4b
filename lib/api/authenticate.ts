/** Who asks: `Authorization: Bearer sk_…`, looked up by its SHA-256. */
import ipaddr from 'ipaddr.js';
import { addMs } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { ApiKey, App } from '#lib/generated/prisma/client.ts';
import { log } from '#lib/log.ts';
import { isCurrent } from '#lib/merchants/api-keys.ts';
import type { KeyScope } from '#lib/merchants/app-fields.ts';
import { isOpenMerchant } from '#lib/merchants/is-open.ts';
import type { Mode, Scope } from '#lib/payments/types.ts';
import { sha256 } from '#lib/secrets.ts';
import { assertPeerMayTry, countRefusedKey } from './rate-limit.ts';

/** The app behind a request. `scope` is what every read takes. */
export interface Caller {
  keyId: string;
  scope: Scope & { appId: string };
  /** The address our own HTTP server saw; empty when the request did not come through it. */
  peer: string;
  grants: readonly string[];
  app: App;
}

/** Filled in with the key that was sent as soon as it is known whose it is, also one that is refused. */
export interface SeenKey {
  key?: ApiKey;
}

/** A revoked or changed key, or a suspended merchant's, is obeyed at most this much longer, in every process. */
const KEY_CACHE_MS = 5_000;
const KEY_CACHE_ENTRIES_MAX = 10_000;
const LAST_USED_EVERY_MS = 60_000;

interface KnownKey {
  key: ApiKey;
  app: App;
}

const cache = new Map<string, { known: KnownKey; until: number }>();
const lastUsedWritten = new Map<string, number>();

/**
 * The caller of a request.
 *
 * @throws AppError key_missing, key_invalid (unknown, revoked, expired, of a suspended or closed merchant: one answer), address_refused, too_many_requests
 */
export async function authenticate(
  request: Request,
  now: Date,
  { seen = {} }: { seen?: SeenKey } = {},
): Promise<Caller> {
  const peer = request.headers.get('x-cross-peer') ?? '';
  const secret = bearer(request.headers.get('authorization'));
  // Looked up before an address is turned away: whoever shares it with a guesser has a right key. A key is random and
  // costs one hash and one look-up by index, so a guesser gains nothing, and puts no more on us than any request does.
  const known = await findKey(secret, now);
  if (known !== undefined) seen.key = known.key;
  if (known === undefined || !isCurrent(known.key, now)) {
    await assertPeerMayTry(peer);
    await countRefusedKey(peer);
    throw keyInvalid();
  }
  if (!isAllowedFrom(known.key.allowFrom, peer)) {
    throw new AppError(
      'address_refused',
      "This key may not be used from this address. Add it to the key's list.",
      {
        detail: { keyId: known.key.id, peer },
      },
    );
  }
  noteUse(known.key, now);
  return {
    keyId: known.key.id,
    // A cast because the column is text; a CHECK constraint holds it to these two.
    scope: { merchantId: known.key.merchantId, appId: known.key.appId, mode: known.key.mode as Mode },
    peer,
    grants: known.key.scopes,
    app: known.app,
  };
}

/** @throws AppError scope_missing unless the key has one of `wanted` */
export function assertGranted(caller: Caller, wanted: readonly KeyScope[]): void {
  if (wanted.some((scope) => caller.grants.includes(scope))) return;
  throw new AppError(
    'scope_missing',
    `This key lacks the scope '${wanted.join("' or '")}'. Make a key that has it in the portal.`,
    { detail: { keyId: caller.keyId, grants: caller.grants } },
  );
}

/** Drops what is remembered of keys: for tests, and when a key is revoked in this process. */
export function forgetKeys(): void {
  cache.clear();
  lastUsedWritten.clear();
}

function bearer(header: string | null): string {
  if (header === null || header.trim() === '') {
    throw keyMissing('Send your secret key: Authorization: Bearer sk_test_…');
  }
  const [scheme = '', token = '', ...rest] = header.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'bearer' || token === '' || rest.length > 0) {
    throw keyMissing('Send the key as a bearer token: Authorization: Bearer sk_test_…');
  }
  if (token.startsWith('pk_'))
    throw keyMissing('That is the public key. Use the secret key, which begins with sk_.');
  return token;
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="Cross API"' };

function keyMissing(sentence: string): AppError {
  return new AppError('key_missing', sentence, { headers: CHALLENGE });
}

function keyInvalid(): AppError {
  return new AppError(
    'key_invalid',
    'This key is unknown, revoked or expired. Make a new one in the portal.',
    {
      headers: CHALLENGE,
    },
  );
}

async function findKey(secret: string, now: Date): Promise<KnownKey | undefined> {
  if (!/^sk_(?:test|live)_[0-9A-Za-z]{20,100}$/.test(secret)) return undefined;
  const hash = sha256(secret);
  const name = Buffer.from(hash).toString('hex');
  const cached = cache.get(name);
  if (cached !== undefined && cached.until > now.getTime()) return cached.known;
  const key = await db.apiKey.findUnique({ where: { hash } });
  const app = key === null ? null : await db.app.findUnique({ where: { id: key.appId } });
  if (key === null || app === null || !(await isOpenMerchant(key.merchantId))) {
    cache.delete(name);
    return undefined;
  }
  if (cache.size >= KEY_CACHE_ENTRIES_MAX) cache.clear();
  const known = { key, app };
  cache.set(name, { known, until: addMs(now, KEY_CACHE_MS).getTime() });
  return known;
}

/** An empty list allows every address; a list allows none that it does not name, an unknown one included. */
function isAllowedFrom(networks: readonly string[], peer: string): boolean {
  if (networks.length === 0) return true;
  if (!ipaddr.isValid(peer)) return false;
  const address = ipaddr.process(peer);
  return networks.some((network) => contains(network, address));
}

function contains(network: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const cidr = network.includes('/') ? network : `${network}/${network.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(cidr)) return false;
  const [base, bits] = ipaddr.parseCIDR(cidr);
  return base.kind() === address.kind() && address.match(base, bits);
}

/** At most once a minute, and nobody waits for it: it only tells people which keys are alive. */
function noteUse(key: ApiKey, now: Date): void {
  const written = lastUsedWritten.get(key.id) ?? key.lastUsedAt?.getTime() ?? 0;
  if (now.getTime() - written < LAST_USED_EVERY_MS) return;
  lastUsedWritten.set(key.id, now.getTime());
  db.apiKey
    .updateMany({ where: { id: key.id }, data: { lastUsedAt: now } })
    .catch((error: unknown) => log.warn({ err: error, key_id: key.id }, 'could not note the use of a key'));
}
