import { type NextRequest, NextResponse } from 'next/server';

/**
 * Headers of the pages that Next draws, set in front of Next's own, because a page cannot set any. The payer's page is an
 * answer of our own and brings its own (app/pay/[id]/answer-page.tsx).
 *
 * - Scripts run by nonce: Next reads it from the request's policy and puts it on every script it writes.
 * - Styles are inlined into the page (next.config.mjs), so they are allowed inline.
 * - Forms go to our own routes, which may answer 303 to a provider's page: Chrome holds that redirect to
 *   `form-action` too, so any https address is allowed there (in the demo also http: the sandbox is one).
 * - `same-origin` and not `no-referrer`: no other site learns the payment's address either way, but with
 *   `no-referrer` our own forms would carry `Origin: null` and could not be told from a stranger's.
 */
export function pageHeaders(request: NextRequest): NextResponse {
  if (request.method !== 'GET' && request.method !== 'HEAD') return NextResponse.next();
  const policy = contentSecurityPolicy(newNonce(), request.nextUrl.pathname);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  // The root layout draws <html lang> and sees no address of its own (app/document-locale.ts).
  headers.set(PAGE_ADDRESS_HEADER, request.nextUrl.pathname + request.nextUrl.search);

  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries({ ...PRIVATE_HEADERS, 'Content-Security-Policy': policy })) {
    response.headers.set(name, value);
  }
  return response;
}

export const PAGE_ADDRESS_HEADER = 'x-cross-page';

/** Pages and their routes: kept by nobody, found by nobody, framed by nobody. */
export const PRIVATE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex, nofollow',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

function contentSecurityPolicy(nonce: string, pathname: string): string {
  const development = process.env.NODE_ENV === 'development';
  const directives = {
    'default-src': "'none'",
    'script-src': `'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ''}`,
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
    // Nothing of ours needs a font; Next's own overlay does.
    'font-src': development ? "'self'" : "'none'",
    // The demo shop does what the guide tells shops: it shows the checkout in a window of its own.
    ...(pathname.startsWith('/sandbox/shop/') && { 'frame-src': "'self'" }),
    'form-action': formAction(),
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Where our pages' forms, and the redirects that answer them, may lead. */
export function formAction(): string {
  return `'self' https:${process.env.CROSS_PUBLIC_URL === undefined ? ' http:' : ''}`;
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes));
}
