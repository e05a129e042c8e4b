export { pageHeaders as proxy } from './app/page-headers.ts';

export const config = {
  // Every page that Next draws. Not the pages of our own (app/own-page.tsx), which set their headers, the API, callbacks, dialects and feeds: machines read those.
  matcher: [
    '/',
    '/docs/:path*',
    '/portal/:path*',
    '/sandbox/phone',
    '/sandbox/pay/:path*',
    '/sandbox/shop/:path*',
  ],
};
