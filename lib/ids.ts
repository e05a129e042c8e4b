import { randomBytes, randomInt } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { uuidv7, uuidv7obj } from 'uuidv7';

/**
 * Ids are prefixed (typeid: prefix, underscore, 26 characters of base 32) and typed. A secret never shares a prefix
 * with an id, so one in a log is visible.
 */
export type IdPrefix =
  | 'pay' // payment
  | 'att' // attempt
  | 'po' // payout
  | 're' // refund
  | 'tr' // transfer
  | 'plink' // payment link
  | 'evt' // event
  | 'we' // webhook endpoint
  | 'dlv' // delivery of an event; its row has the UUID itself
  | 'app'
  | 'mer' // merchant
  | 'mem' // member
  | 'key' // API key (the row, not the secret)
  | 'con' // connection
  | 'dis' // discrepancy
  | 'req'; // request

export type Id<P extends IdPrefix> = `${P}_${string}`;

/** A stranger who holds one of these may act on it, and UUIDv7 leaves only 74 bits to guess: 128 random bits instead. */
const HELD_BY_STRANGERS: ReadonlySet<IdPrefix> = new Set(['pay', 'plink']);

const UPPER_ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BASE_62 = `${UPPER_ALPHANUMERIC}abcdefghijklmnopqrstuvwxyz`;
/** Without 0 O, 1 I L, U V mix-ups: receipts are read aloud and typed again. */
const UNAMBIGUOUS = '23456789ABCDEFGHJKMNPQRSTWXYZ';

/** Payments and links: 128 random bits. Every other kind: UUIDv7, so that rows sort by time. */
export function newId<P extends IdPrefix>(prefix: P): Id<P> {
  const bytes = HELD_BY_STRANGERS.has(prefix) ? new Uint8Array(randomBytes(16)) : uuidv7obj().bytes;
  // A cast because typeid's own string type is conditional on the prefix.
  return TypeID.fromUUIDBytes(prefix, bytes).toString() as Id<P>;
}

/** True for a well-formed id of that kind; says nothing about whether the row exists. */
export function isId<P extends IdPrefix>(prefix: P, value: unknown): value is Id<P> {
  if (typeof value !== 'string' || !value.startsWith(`${prefix}_`)) return false;
  return /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(value.slice(prefix.length + 1));
}

/** The public id of an inner row that has a UUID. */
export function idOfUuid<P extends IdPrefix>(prefix: P, uuid: string): Id<P> {
  // A cast because typeid's own string type is conditional on the prefix.
  return TypeID.fromUUID(prefix, uuid).toString() as Id<P>;
}

/** The UUID inside a well-formed id. */
export function uuidOfId(id: Id<IdPrefix>): string {
  return TypeID.fromString(id).toUUID();
}

/** A UUIDv7 for inner rows. */
export function newUuid(): string {
  return uuidv7();
}

/** Our reference at a provider: exactly 20 random characters of 0-9A-Z (103 bits), valid at all seven providers. */
export function newProviderReference(): string {
  return randomCharacters(UPPER_ALPHANUMERIC, 20);
}

/** 12 characters (58 bits) that survive a phone call; look-ups are rate-limited as well. */
export function newReceiptCode(): string {
  return randomCharacters(UNAMBIGUOUS, 12);
}

/** What a payment of a link is called by its shop, which gave it no name: `link-` and a receipt's characters. */
export function newLinkReference(): string {
  return `link-${randomCharacters(UNAMBIGUOUS, 12)}`;
}

/** 14 small characters (68 bits): short enough to be read off a poster and typed. */
export function newLinkSlug(): string {
  return randomCharacters(UNAMBIGUOUS, 14).toLowerCase();
}

/** True for what may be a slug; says nothing about whether the link exists. */
export function isLinkSlug(text: string): boolean {
  return text.length === 14 && [...text.toUpperCase()].every((character) => UNAMBIGUOUS.includes(character));
}

/**
 * The receipt code that somebody typed or pasted: in any case, with spaces, dashes or dots between its groups.
 *
 * @returns its 12 characters, or undefined for what cannot be a code
 */
export function readReceiptCode(text: string): string | undefined {
  const written = text
    .slice(0, 100)
    .replaceAll(/[\s\p{Pd}._]/gu, '')
    .toUpperCase();
  return written.length === 12 && [...written].every((character) => UNAMBIGUOUS.includes(character))
    ? written
    : undefined;
}

/** "K7Q4-MX2P-3R9T": groups of four survive a phone call. */
export function codeInGroups(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? code;
}

/** 128 random bits in base64url: the unguessable part of a callback address. */
export function newCallbackToken(): string {
  return randomBytes(16).toString('base64url');
}

/** `pk_test_…` or `pk_live_…`: names an app in public places, opens nothing by itself. */
export function newPublicKey(mode: 'test' | 'live'): `pk_${'test' | 'live'}_${string}` {
  return `pk_${mode}_${randomCharacters(BASE_62, 22)}`;
}

/** `sk_test_…` or `sk_live_…` with 256 random bits (43 characters of base 62). */
export function newSecretKey(mode: 'test' | 'live'): `sk_${'test' | 'live'}_${string}` {
  return `sk_${mode}_${randomCharacters(BASE_62, 43)}`;
}

/** randomInt draws again instead of taking a remainder, so no character is likelier than another. */
function randomCharacters(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
