export { pageHeaders as proxy } from './app/page-headers.ts';

export const config = {
  // Every page that Next draws. Not the payer's page, which sets its own headers, the API, callbacks, dialects and feeds: machines read those.
  matcher: [
    '/',
    '/pay/:id/receipt',
    '/l/:slug',
    '/l/:slug/poster',
    '/r',
    '/r/:code',
    '/docs/:path*',
    '/portal/:path*',
    '/sandbox/phone',
    '/sandbox/pay/:path*',
    '/sandbox/shop/:path*',
  ],
};
