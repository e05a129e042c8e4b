export { pageHeaders as proxy } from './app/page-headers.ts';

export const config = {
  // Every page that people see. Not the API, callbacks, dialects and feeds: machines read those.
  matcher: [
    '/',
    '/pay/:path*',
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
