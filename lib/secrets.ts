import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { env } from './env.ts';

/**
 * Sealed values: AES-256-GCM under a subkey that HKDF derives from CROSS_SECRET for one purpose, the purpose also
 * being the additional data. Layout: key id (1) · nonce (12) · tag (16) · ciphertext. A value opened under another
 * purpose, or changed by a bit, throws SealError.
 */
export type Sealed = Uint8Array<ArrayBuffer>;

/** Thrown by open(); says nothing of the content. */
export class SealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealError';
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * Seals a text (or UTF-8 bytes) for one purpose, for example `connection:con_…:credentials`. The purpose binds the
 * value to its place: a row copied over another does not open.
 */
export function seal(plain: string | Uint8Array, purpose: string): Sealed {
  const secret = env().secret;
  const nonce = randomBytes(NONCE_BYTES);
  // A key object, because Node takes twice as long with the bytes themselves.
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(subkey(secret, `seal:${purpose}`)), nonce);
  cipher.setAAD(Buffer.from(purpose));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return bytes(Buffer.concat([Buffer.of(keyId(secret)), nonce, cipher.getAuthTag(), ciphertext]));
}

/** Opens what seal() made, with CROSS_SECRET or, during a rotation, CROSS_SECRET_OLD. Throws SealError. */
export function open(sealed: Uint8Array, purpose: string): string {
  if (sealed.length < HEADER_BYTES) throw new SealError('The sealed value is too short.');
  // Two secrets may share an id by chance (1 in 256), so each that fits is tried.
  const candidates = secrets().filter((secret) => keyId(secret) === sealed[0]);
  if (candidates.length === 0) {
    throw new SealError('Sealed with another CROSS_SECRET. Put the former one into CROSS_SECRET_OLD.');
  }
  for (const secret of candidates) {
    const plain = tryOpen({ sealed, purpose, secret });
    if (plain !== undefined) return plain;
  }
  throw new SealError('The sealed value was changed or belongs elsewhere.');
}

/** True when the value was sealed with a former secret and should be sealed anew. */
export function needsResealing(sealed: Uint8Array): boolean {
  return sealed[0] !== keyId(env().secret);
}

/** Finds a payer's rows without storing the number: keyed, with its own subkey, different for every merchant. */
export function phoneHash(merchantId: string, e164: string): Sealed {
  return phoneHashWith(env().secret, merchantId, e164);
}

/** For look-ups during a rotation: the hash under the present secret, then under the former one. */
export function phoneHashes(merchantId: string, e164: string): Sealed[] {
  return secrets().map((secret) => phoneHashWith(secret, merchantId, e164));
}

/**
 * Counts prompts to a number across all merchants, so without the merchant; its own subkey keeps it from being matched
 * with phoneHash. It changes with CROSS_SECRET: the counts, a day old at most, then start anew.
 */
export function promptHash(e164: string): Sealed {
  return bytes(createHmac('sha256', subkey(env().secret, 'prompt-hash')).update(e164).digest());
}

export function sha256(text: string): Sealed {
  return bytes(createHash('sha256').update(text).digest());
}

/** Hex HMAC-SHA256. The secret is taken as it is written, a `whsec_` prefix included. */
export function hmacHex(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** A signing secret as Standard Webhooks wants it: `whsec_` and the base64 of 32 random bytes. */
export function newSigningSecret(): `whsec_${string}` {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Compares in constant time; unequal lengths are simply unequal. */
export function safeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  // Both are hashed first, so the comparison sees equal lengths and its time tells nothing of either.
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

function tryOpen(options: { sealed: Uint8Array; purpose: string; secret: string }): string | undefined {
  const { sealed, purpose, secret } = options;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', subkey(secret, `seal:${purpose}`), nonce);
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function secrets(): string[] {
  const { secret, secretOld } = env();
  return secretOld === undefined ? [secret] : [secret, secretOld];
}

/** One byte that tells the secrets of a rotation apart; derived, so that nobody has to number them. */
function keyId(secret: string): number {
  const id = keyIds.get(secret) ?? subkey(secret, 'key-id')[0] ?? 0;
  keyIds.set(secret, id);
  return id;
}

/** One entry, or two during a rotation. */
const keyIds = new Map<string, number>();

function phoneHashWith(secret: string, merchantId: string, e164: string): Sealed {
  return bytes(createHmac('sha256', subkey(secret, 'phone-hash')).update(`${merchantId}\0${e164}`).digest());
}

function subkey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'cross', purpose, 32));
}

/** Prisma's Bytes want an array over a plain ArrayBuffer. */
function bytes(buffer: Buffer): Sealed {
  return Uint8Array.from(buffer);
}
