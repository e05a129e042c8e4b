export { checkoutHeaders as proxy } from './app/pay/headers.ts';

export const config = {
  // The payer's pages, and the pages above them that answer for an unknown payment.
  matcher: ['/pay/:path*'],
};
