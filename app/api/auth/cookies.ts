/** The names and the key of next-auth's cookies, for those who read them: its route, the pages, the sign-out. */
import { env } from '#lib/env.ts';
import { hmacHex } from '#lib/secrets.ts';

/** Without https (the demo, loopback) a browser would drop a Secure cookie. */
export function cookiesAreSecure(): boolean {
  return env().publicUrl.startsWith('https://');
}

/** Holds the encrypted id of the session row. */
export function sessionCookie(): string {
  return `${cookiesAreSecure() ? '__Secure-' : ''}next-auth.session-token`;
}

/** Holds `token|hash`; a form sends the token once more. */
export function csrfCookie(): string {
  return `${cookiesAreSecure() ? '__Host-' : ''}next-auth.csrf-token`;
}

/** A key of its own, derived from CROSS_SECRET. After a rotation of that secret everybody signs in again. */
export function authSecret(): string {
  return hmacHex(env().secret, 'next-auth cookies of the portal');
}
