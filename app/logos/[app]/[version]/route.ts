import { findLogo, findSmallLogo, SMALL_LOGO_PIXELS } from '#lib/merchants/app-logo.ts';

/** An app's logo. Its address changes with the picture, so it may be kept for ever; it is our own PNG and nothing else. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ app: string; version: string }> },
): Promise<Response> {
  const { app, version } = await params;
  const small = new URL(request.url).searchParams.get('px') === String(SMALL_LOGO_PIXELS);
  const find = small ? findSmallLogo : findLogo;
  const png = /^[0-9a-f]{16}$/.test(version) ? await find(app, version) : undefined;
  if (png === undefined) return new Response('Not found', { status: 404, headers: HARDENED });
  return new Response(Uint8Array.from(png), {
    headers: {
      ...HARDENED,
      'Content-Type': 'image/png',
      'Cache-Control': 'public, max-age=31536000, immutable',
    },
  });
}

const HARDENED = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
};
