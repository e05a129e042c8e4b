import { beforeEach, expect, test, vi } from 'vitest';
import { db } from '#lib/db.ts';
import { money } from '#lib/money.ts';
import { sha256 } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { createPayment } from './create.ts';
import { loadRecord } from './record.ts';
import { paymentResource } from './resource.ts';
import { aShop, PAYER, type Shop } from './testing/shop.ts';
import type { PaymentRecord } from './types.ts';

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop();
});

const request = { money: money(1500n, 'XAF'), reference: 'order-1', hosted: true };

function create(key?: string, change: Partial<typeof request> = {}) {
  const idempotency = key === undefined ? {} : { idempotency: { key, requestHash: sha256('body') } };
  return createPayment(shop.scope, { ...request, ...change }, { deps: shop.deps, ...idempotency });
}

async function counts() {
  return {
    payments: await db.payment.count(),
    events: await db.event.count(),
    keys: await db.idempotencyKey.count(),
  };
}

test('the same idempotency key at once makes one payment, and every caller gets it', async () => {
  const results = await Promise.all([1, 2, 3, 4].map(() => create('key-1')));
  expect(new Set(results.map(({ record }) => record.payment.id)).size).toBe(1);
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect(await counts()).toEqual({ payments: 1, events: 1, keys: 1 });
});

test('two keys with one reference make one payment; the other is refused and keeps no key', async () => {
  const results = await Promise.allSettled([create('key-1'), create('key-2')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = results.find((result) => result.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'reference_taken', status: 409 });
  expect(await counts()).toEqual({ payments: 1, events: 1, keys: 1 });
});

test('what is returned is what is stored', async () => {
  const bare = await create();
  expect(await loadRecord(bare.record.payment.id)).toEqual(bare.record);
  const { record } = await createPayment(
    shop.scope,
    {
      money: money(2500n, 'XAF'),
      reference: 'order-2',
      hosted: false,
      country: 'CM',
      description: "L'été « à Douala »",
      customer: { name: 'Awa', email: 'awa@example.com', phone: PAYER },
      locale: 'en',
      origin: 'link',
      attemptsMax: 3,
      successUrl: 'https://shop.example/thanks',
      cancelUrl: 'https://shop.example/cart',
      failureUrl: 'https://shop.example/sorry',
      callbackUrl: 'https://shop.example/hook',
      metadata: { cart: '77' },
      passthrough: { lang: 'fr' },
      expiresInMs: 600_000,
    },
    { deps: shop.deps },
  );
  expect(await loadRecord(record.payment.id)).toEqual(record);
  expect(await db.event.findFirst({ where: { resourceId: record.payment.id } })).toMatchObject({
    type: 'payment.created',
    sequence: 1,
    data: JSON.parse(JSON.stringify(paymentResource(record, shop.clock.now()))),
  });
  const deliveries = await db.delivery.findMany({ where: { endpointId: null } });
  expect(deliveries).toMatchObject([{ url: 'https://shop.example/hook', status: 'due' }]);
});

test('an answer that is known beforehand is kept by the insert itself', async () => {
  const idempotency = {
    key: 'key-1',
    requestHash: sha256('body'),
    answer: ({ payment }: PaymentRecord) => ({ status: 201, bodySealed: sha256(payment.id) }),
  };
  const { record } = await createPayment(shop.scope, request, { deps: shop.deps, idempotency });
  expect(await db.idempotencyKey.findFirst()).toMatchObject({
    resourceId: record.payment.id,
    status: 201,
    bodySealed: sha256(record.payment.id),
  });
});

test('what fails beside the payment leaves neither it nor its key', async () => {
  const failing = createPayment(shop.scope, request, {
    deps: shop.deps,
    idempotency: { key: 'key-1', requestHash: sha256('body') },
    alongside: () => Promise.reject(new Error('no')),
  });
  await expect(failing).rejects.toThrow('no');
  expect(await counts()).toEqual({ payments: 0, events: 0, keys: 0 });
});

test('a taken reference names the first payment', async () => {
  const { record } = await create();
  await expect(create()).rejects.toThrow(record.payment.id);
});

test('a taken reference is refused also where something is written beside the payment', async () => {
  const { record } = await create();
  const alongside = vi.fn(async () => {});
  const again = createPayment(shop.scope, request, { deps: shop.deps, alongside });
  await expect(again).rejects.toMatchObject({
    code: 'reference_taken',
    message: expect.stringContaining(record.payment.id),
  });
  expect(alongside).not.toHaveBeenCalled();
});

test('the customer’s number is sealed, hashed per merchant and shown masked', async () => {
  const { record } = await createPayment(
    shop.scope,
    {
      ...request,
      customer: { name: 'Awa', phone: { e164: '+237670000789', country: 'CM', national: '670000789' } },
    },
    { deps: shop.deps },
  );
  const row = await db.payerDetail.findUniqueOrThrow({ where: { ownerId: record.payment.id } });
  expect(Buffer.from(row.sealed).toString('latin1')).not.toContain('670000789');
  expect(row.phoneMasked).toBe('+237 6 7• •• •• 89');
  expect(row.phoneHash).not.toBeNull();
});
