/**
 * How a request of the Flooz web service proves who sends it, from both ends. `Authorization` carries a bare token, no
 * `Bearer`: AES-256-CBC over `<counter>:<username>:<password>`, a token fetched before, or a fixed key.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { safeEqual } from '#lib/secrets.ts';

export const VARIANTS = ['random-iv', 'zero-iv', 'token', 'api-key'] as const;

/** Who asks. */
export interface Identity {
  username: string;
  password: string;
  /** 32 bytes, raw or as 64 hex digits. */
  encryption_key: string;
}

const ALGORITHM = 'aes-256-cbc';
const IV_BYTES = 16;
const ZERO_IV = Buffer.alloc(IV_BYTES);

/** Every program seen in the field writes this one beside a random IV. */
export const COUNTER_WITH_RANDOM_IV = 16;

/** The key's 32 bytes; undefined when the text holds another number of them. */
export function keyBytes(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  const raw = Buffer.from(text);
  return raw.length === 32 ? raw : undefined;
}

/** `base64(iv):base64(cipher)`. */
export function withRandomIv(identity: Identity, counter = COUNTER_WITH_RANDOM_IV): string {
  const iv = randomBytes(IV_BYTES);
  return `${iv.toString('base64')}:${encrypt(identity, counter, iv)}`;
}

/** `base64(cipher)`; equal counters make equal tokens, so each call has its own. */
export function withZeroIv(identity: Identity, counter: number): string {
  return encrypt(identity, counter, ZERO_IV);
}

/** True for a token of either form that was made with the identity's own key, name and password, whatever its counter. */
export function isTokenOf(identity: Identity, token: string): boolean {
  const [first = '', second] = token.split(':');
  const iv = second === undefined ? ZERO_IV : Buffer.from(first, 'base64');
  const plain = decrypt(identity, Buffer.from(second ?? first, 'base64'), iv);
  const counter = /^\d{1,20}:/.exec(plain ?? '')?.[0];
  if (plain === undefined || counter === undefined) return false;
  return safeEqual(plain.slice(counter.length), `${identity.username}:${identity.password}`);
}

/** What a token of our server end stands for: the counter it was asked with, and where its slot stood then. */
export interface Ticket {
  index: number;
  turn: number;
}

/** The token that our server end gives out: it can be told from a forged one without being kept. */
export function issueToken(identity: Identity, { index, turn }: Ticket): string {
  const { username, password, encryption_key } = identity;
  const proof = createHmac('sha256', encryption_key).update(`${index}:${turn}:${username}:${password}`);
  return `${index}.${turn}.${proof.digest('base64url')}`;
}

/** The ticket of a token that {@link issueToken} made for this identity. */
export function readIssuedToken(identity: Identity, token: string): Ticket | undefined {
  const [, index, turn] = /^(\d{1,15})\.(\d{1,15})\./.exec(token) ?? [];
  const ticket = { index: Number(index), turn: Number(turn) };
  return index !== undefined && safeEqual(token, issueToken(identity, ticket)) ? ticket : undefined;
}

function encrypt({ username, password, encryption_key }: Identity, counter: number, iv: Buffer): string {
  const key = keyBytes(encryption_key);
  if (key === undefined) throw new Error('The encryption key is not 32 bytes long.');
  const cipher = createCipheriv(ALGORITHM, key, iv);
  return Buffer.concat([cipher.update(`${counter}:${username}:${password}`), cipher.final()]).toString(
    'base64',
  );
}

function decrypt({ encryption_key }: Identity, ciphertext: Buffer, iv: Buffer): string | undefined {
  const key = keyBytes(encryption_key);
  if (key === undefined || iv.length !== IV_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, iv);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString();
  } catch {
    return undefined; // not made with this key, or cut short
  }
}
