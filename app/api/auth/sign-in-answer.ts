import { SIGN_IN, safeNext, withQuery } from '#app/portal/address.ts';
import { cookiesAreSecure } from './cookies.ts';
import { LIMITED } from './options.ts';

/** What the sign-in page says after a try: a key of its own texts. */
export const SIGN_IN_PROBLEMS = ['refused', 'wait', 'stale', 'unexpected'] as const;
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

/** Gives the typed e-mail address back after a refusal, for a page without script; never the password. */
export const TYPED_EMAIL_COOKIE = 'cross-typed-email';

/**
 * Makes next-auth's answer to the form a 303 to one of our own pages. Addresses are relative: the browser may know us by
 * another name than CROSS_PUBLIC_URL (localhost in the demo), and a cookie belongs to the name.
 */
export function answerSignIn(answer: Response, fields: FormData): Response {
  const location = answer.headers.get('location');
  const url = location === null ? undefined : new URL(location, 'http://relative.invalid');
  const headers = new Headers();
  for (const cookie of answer.headers.getSetCookie()) headers.append('Set-Cookie', cookie);
  if (url === undefined || url.pathname.startsWith('/api/auth/')) {
    headers.set('Location', backToForm(url, fields));
    headers.append('Set-Cookie', typedEmail(text(fields, 'email'), 300));
  } else {
    headers.set('Location', safeNext(url.pathname + url.search));
    headers.append('Set-Cookie', typedEmail('', 0));
  }
  return new Response(null, { status: 303, headers });
}

function backToForm(url: URL | undefined, fields: FormData): string {
  const error = url?.searchParams.get('error') ?? '';
  const waitMs = error.startsWith(LIMITED) ? Number(error.slice(LIMITED.length)) : undefined;
  return withQuery(SIGN_IN, {
    error: problemOf(url, error),
    ...(waitMs !== undefined && { minutes: String(Math.max(1, Math.ceil(waitMs / 60_000))) }),
    next: text(fields, 'callbackUrl') && safeNext(text(fields, 'callbackUrl')),
    lang: text(fields, 'lang'),
  });
}

function problemOf(url: URL | undefined, error: string): SignInProblem {
  if (error === 'CredentialsSignin') return 'refused';
  if (error.startsWith(LIMITED)) return 'wait';
  // The form's token did not fit its cookie: the page was open for too long, or cookies are off.
  if (url?.searchParams.get('csrf') === 'true') return 'stale';
  return 'unexpected';
}

function typedEmail(email: string, maxAgeS: number): string {
  const secure = cookiesAreSecure() ? '; Secure' : '';
  const value = encodeURIComponent(email);
  return `${TYPED_EMAIL_COOKIE}=${value}; Path=${SIGN_IN}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}

function text(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' && value.length <= 1_000 ? value : '';
}
