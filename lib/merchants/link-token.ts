/** Links that open something once: 256 random bits in the address, SHA-256 of them in the database. */
import { randomBytes } from 'node:crypto';
import { sha256 } from '#lib/secrets.ts';

export interface LinkToken {
  /** For the address. */
  token: string;
  /** For the row. */
  hash: Buffer<ArrayBuffer>;
}

export function newLinkToken(): LinkToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** What a token from an address is looked up by; any text gives one. */
export function hashOf(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(sha256(token));
}
