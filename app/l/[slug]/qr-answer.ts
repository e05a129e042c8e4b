import { systemClock } from '#lib/clock.ts';
import { findPublicLink } from '#lib/links/find-link.ts';
import { linkUrl } from '#lib/links/resource.ts';

/** The QR code of a link as a file. It never changes: a link keeps its address for ever. */
export async function answerQr(
  params: Promise<{ slug: string }>,
  { type, draw }: { type: string; draw: (url: string) => Promise<string | Buffer> },
): Promise<Response> {
  const found = await findPublicLink((await params).slug, systemClock.now());
  if (found === undefined) return new Response('Not found', { status: 404, headers: HARDENED });
  const drawn = await draw(linkUrl(found.link));
  return new Response(typeof drawn === 'string' ? drawn : Uint8Array.from(drawn), {
    headers: { ...HARDENED, 'Content-Type': type, 'Cache-Control': 'public, max-age=86400' },
  });
}

const HARDENED = {
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
};
