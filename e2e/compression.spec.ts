/** Every kind of answer travels compressed to who can read that: pages of ours and of Next, scripts, JSON, drawings. */
import http from 'node:http';
import { expect, test } from '@playwright/test';
import { api, demo, hostedPayment, url } from './demo.ts';

test('what is worth it travels compressed, and only to who asks', async () => {
  const { checkout_url } = await hostedPayment();
  const link = await api<{ url: string }>('POST', '/payment_links', {
    amount: 1500,
    currency: 'XAF',
    description: 'Cotisation',
  });
  const portal = url('/portal/sign-in');
  const page = await (await fetch(portal)).text();
  const chunk = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0];
  expect(chunk).toBeDefined();
  const addresses = [
    checkout_url,
    `${checkout_url}/lite`,
    link.url,
    `${link.url}/poster`,
    `${link.url}/qr.svg`,
    url('/r'),
    url('/checkout.js'),
    portal,
    demo.docs_url,
    url('/api/v1/openapi.json'),
    url(chunk ?? ''),
  ];
  for (const address of addresses) {
    const asked = await head(address, { 'accept-encoding': 'gzip' });
    expect
      .soft([address, asked['content-encoding'], asked.vary?.includes('Accept-Encoding')])
      .toEqual([address, 'gzip', true]);
    expect.soft((await head(address, {}))['content-encoding'], address).toBeUndefined();
  }
});

/** The headers of a GET: fetch asks for compression by itself. */
function head(address: string, headers: Record<string, string>): Promise<http.IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    const request = http.get(address, { headers: { 'accept-language': 'fr', ...headers } }, (response) => {
      resolve(response.headers);
      response.destroy();
    });
    request.on('error', reject);
  });
}
