/**
 * True for a request that one of our own pages sent. Here, unlike on the payer's page, a cookie permits the act, so a
 * browser that says nothing is refused too: every one of the last years names its origin on a POST.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  const host = headers.get('x-forwarded-host') ?? headers.get('host');
  return origin !== null && URL.canParse(origin) && new URL(origin).host === host;
}
