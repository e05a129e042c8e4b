/**
 * The payer's page in a window of a shop's own site (public/checkout.js). Pure. The site says who it is in the page's
 * address, and only one that the app has declared is believed: the page may then be framed by that site and no other,
 * and tells that site alone how the payment stands.
 */

/** The site that may frame the page: an origin, exactly as declared. */
export function frameOf(asked: unknown, declaredOrigins: readonly string[]): string | undefined {
  if (typeof asked !== 'string' || !declaredOrigins.includes(asked) || !URL.canParse(asked)) return undefined;
  const { origin, protocol } = new URL(asked);
  return origin === asked && (protocol === 'https:' || protocol === 'http:') ? origin : undefined;
}

/** For the policy, and for browsers older than `frame-ancestors`, whose only words are "nobody" and "this very site". */
export function frameHeaders(frame: string | undefined): {
  ancestors: string;
  headers: Record<string, string>;
} {
  return frame === undefined
    ? { ancestors: "'none'", headers: { 'X-Frame-Options': 'DENY' } }
    : { ancestors: frame, headers: {} };
}
