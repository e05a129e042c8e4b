/**
 * The toy in the registry, and not one line elsewhere: connections, sandbox, stories and the compatible endpoint take it
 * from there. The registry holds nothing but the toy here, so nothing leans on a provider that happens to be real either.
 */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import { truncateAll } from '#lib/testing/database.ts';

vi.mock('../index.ts', async () => {
  const { toy } = await import('./toy/index.ts');
  const PROVIDERS = { toy };
  return {
    PROVIDERS,
    PROVIDER_IDS: Object.keys(PROVIDERS),
    isProviderId: (id: string) => Object.hasOwn(PROVIDERS, id),
    providerById: () => toy,
  };
});

// Every story of the sandbox's table, told by the toy.
await import('#lib/sandbox/every-provider.db.test.ts');
// And every code of its tables, said by it.
await import('#lib/sandbox/every-code.db.test.ts');
const { aDialectShop, CHARGE } = await import('#lib/compat/testing/dialect-shop.ts');

describe('a shop that speaks the toy’s dialect', () => {
  beforeEach(truncateAll);

  test('charges through a connection to the toy, and hears of its success', async () => {
    // The mocked registry knows it; the type is the real one's.
    const provider = 'toy' as 'flooz';
    const connection = { provider, credentials: { shop: 'us', secret: 'ours' }, address: '203.0.113.9' };
    const dialect = { provider, credentials: { shop: 'the-shop', secret: 'the-shops' } };
    const shop = await aDialectShop(dialect, connection);
    const asked = { money: money(1500n, 'XOF'), operator: 'ci-moov' as const, phone: '+2250100000789' };
    expect(await shop.charge(asked)).toMatchObject({ outcome: 'pending' });
    await shop.settles({ status: 'succeeded', operatorReference: 'R-1' });
    const told = await shop.provider.query({ kind: 'payment', ...CHARGE, ...asked }, shop.context);
    expect(told).toMatchObject({ outcome: 'succeeded', money: asked.money, transactionId: 'R-1' });
    expect(await shop.deliver()).toEqual(['delivered']);
    expect(JSON.parse(shop.received[0]?.body ?? '')).toMatchObject({ state: 'paid', ref: CHARGE.reference });
    expect(await db.payment.findFirst()).toMatchObject({ status: 'succeeded', origin: 'compat:toy' });
  });
});
