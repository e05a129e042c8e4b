import { expect, test } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { createLink } from '#lib/links/create-link.ts';
import { aShop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { POST } from './route.ts';

test.each([
  ['9', 'error=low'],
  ['2000001', 'error=high'],
  ['neuf', 'error=amount'],
  ['1500', '/pay/pay_'],
])('an amount of the payer’s choice: %s leads to %s', async (typed, location) => {
  await truncateAll();
  const now = systemClock.now();
  const shop = await aShop(now);
  await db.app.updateMany({ data: { country: 'TG' } });
  const open = { currency: 'XOF', amount: null, amountMin: null, amountMax: null } as const;
  const scope = { merchantId: shop.merchantId, appId: shop.appId, mode: 'test' } as const;
  const link = await createLink(scope, { ...open, description: 'Don' }, { now, together: async () => true });
  const slug = link?.slug ?? '';
  const body = new URLSearchParams({ amount: typed });
  const headers = { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000', 'x-cross-peer': '203.0.113.9' };
  const request = new Request(`http://127.0.0.1:3000/l/${slug}/pay`, { method: 'POST', body, headers });
  const answer = await POST(request, { params: Promise.resolve({ slug }) });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toContain(location);
  expect(await db.payment.count()).toBe(typed === '1500' ? 1 : 0);
});
