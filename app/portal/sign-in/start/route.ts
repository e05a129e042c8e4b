import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '#app/api/auth/options.ts';
import { PRIVATE_HEADERS } from '#app/page-headers.ts';
import { langOf, SIGN_IN, safeNext, withQuery } from '../../address.ts';

/** A page cannot set a cookie, and the form needs next-auth's: it is set here, on the way to the form. */
export async function GET(request: NextRequest): Promise<Response> {
  const context = { params: Promise.resolve({ nextauth: ['csrf'] }) };
  const token: Response = await NextAuth(request, context, authOptions());
  const { searchParams } = request.nextUrl;
  const next = searchParams.get('next');
  const location = withQuery(SIGN_IN, {
    next: next === null ? undefined : safeNext(next),
    lang: langOf(searchParams.get('lang') ?? undefined),
    // Somebody who has just made an account, or a new password, is told so.
    welcome: searchParams.has('welcome') ? '1' : undefined,
    // A browser that keeps no cookie would go round for ever.
    started: '1',
  });
  const headers = new Headers({ ...PRIVATE_HEADERS, Location: location });
  for (const cookie of token.headers.getSetCookie()) headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 303, headers });
}
