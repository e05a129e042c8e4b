import { randomInt } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';

/** Of what a person types. The upper bound keeps one request from hashing a megabyte. */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;

// OWASP's recommendation for argon2id: 19 MiB, two passes, one lane; about 25 ms here. Argon2id is the library's default.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A password as it is stored: argon2id in PHC form (`$argon2id$v=19$m=…`), with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), COST);
}

/**
 * True when the password fits. Without a stored hash the same work is done and the answer is no: the time taken does
 * not tell whether an address has an account.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (password.length > PASSWORD_LENGTH.max) return false;
  decoy ??= hashPassword(newPassword());
  const fits = await verify(passwordHash ?? (await decoy), normalize(password));
  return fits && passwordHash !== undefined;
}

/** True when a stored hash was made with less work than is asked for now: hash anew at the next sign-in. */
export function needsRehash(passwordHash: string): boolean {
  const { memoryCost, timeCost } = parseOptions(passwordHash);
  return memoryCost < COST.memoryCost || timeCost < COST.timeCost;
}

/** A password to hand over once: 20 characters in groups of four, about 97 bits, none that is mistaken for another. */
export function newPassword(): string {
  const characters = Array.from({ length: 20 }, () => UNAMBIGUOUS.charAt(randomInt(UNAMBIGUOUS.length)));
  return characters.join('').replace(/.{4}(?=.)/g, '$&-');
}

const UNAMBIGUOUS = 'abcdefghjkmnpqrstwxyz23456789';

/** Made once and never told to anybody; unknown addresses are compared with it. */
let decoy: Promise<string> | undefined;

/** One keyboard sends é as one character, another as two. */
function normalize(password: string): string {
  return password.normalize('NFC');
}
