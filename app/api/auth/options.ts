import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { SIGN_IN, safeNext } from '#app/portal/address.ts';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { SESSION_MAX_MS } from '#lib/merchants/sessions.ts';
import { type SignInResult, signIn } from '#lib/merchants/sign-in.ts';
import { signInFields } from '#lib/merchants/sign-in-fields.ts';
import { authSecret, cookiesAreSecure } from './cookies.ts';

/** next-auth hands an error's message on in an address: the route reads it back and shows a sentence of ours. */
export const LIMITED = 'limited:';

/**
 * next-auth as the portal uses it: e-mail and password, and a cookie that carries nothing but the id of a session row.
 * Whether that session still holds is read from the database at every request (app/portal/member.ts).
 */
export function authOptions(): NextAuthOptions {
  // The library learns its own address from here alone; the Host header is anybody's to write.
  process.env.NEXTAUTH_URL = env().publicUrl;
  const maxAge = SESSION_MAX_MS / 1_000;
  return {
    secret: authSecret(),
    useSecureCookies: cookiesAreSecure(),
    session: { strategy: 'jwt', maxAge },
    jwt: { maxAge },
    pages: { signIn: SIGN_IN, error: SIGN_IN },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: async (fields, request) => {
          const result = await tryFields(fields, request.headers ?? {});
          if (result.kind === 'limited') throw new Error(`${LIMITED}${result.retryAfterMs}`);
          return result.kind === 'signed_in' ? { id: result.sessionId } : null;
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => ({ sessionId: user?.id ?? token.sessionId }),
      redirect: ({ url, baseUrl }) =>
        baseUrl + safeNext(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url),
    },
    logger: {
      error: (code, metadata) => log.error({ code, err: metadata }, 'next-auth'),
      warn: (code) => log.warn({ code }, 'next-auth'),
      debug: () => {},
    },
  };
}

async function tryFields(
  fields: unknown,
  headers: Record<string, string | undefined>,
): Promise<SignInResult> {
  const parsed = signInFields.safeParse(fields);
  if (!parsed.success) return { kind: 'refused' };
  const browser = { peer: headers['x-cross-peer'] ?? '', userAgent: headers['user-agent'] ?? '' };
  try {
    return await signIn({ ...parsed.data, browser });
  } catch (error) {
    log.error({ err: error }, 'sign-in failed');
    throw error;
  }
}
