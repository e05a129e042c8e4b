import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { hmacHex } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { seedDemo, seedPlatform } from '#prisma/seed.ts';
import { readDemoSecrets } from './demo-secrets.ts';
import { checkReturn, findOrder, placeOrder, receiveShopWebhook, recentOrders, shopPlaces } from './shop.ts';
import { cartText, cartTotal, readCart } from './shop-goods.ts';

let folder: string;
const clock = new ManualClock();

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cross-shop-'));
  process.env.CROSS_DATA_DIR = folder;
  resetEnv();
});

afterAll(() => {
  delete process.env.CROSS_DATA_DIR;
  resetEnv();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await truncateAll();
  await seedPlatform();
  await seedDemo();
});

function secrets() {
  const found = readDemoSecrets();
  if (found === undefined) throw new Error('not seeded');
  return found;
}

const created: HttpResult = {
  kind: 'reply',
  status: 201,
  headers: {},
  text: JSON.stringify({ id: 'pay_1', checkout_url: 'http://127.0.0.1:3000/pay/pay_1', more: true }),
};

async function order(): Promise<string> {
  const placed = await placeOrder(
    { cart: { shirt: 1, soap: 2 }, place: { country: 'CM', currency: 'XAF' }, locale: 'fr' },
    { clock, send: async () => created },
  );
  const [found] = await recentOrders();
  if (found === undefined) throw new Error('no order');
  expect(placed).toEqual({ order: found.id, url: 'http://127.0.0.1:3000/pay/pay_1' });
  return found.id;
}

function webhook(
  reference: string,
  data: Record<string, unknown>,
  { sequence = 1, type = 'payment.succeeded', secret = secrets().shop_endpoint_secret } = {},
) {
  const body = JSON.stringify({
    id: `evt_${sequence}`,
    type,
    sequence,
    data: { object: 'payment', reference, amount: 16_500, currency: 'XAF', ...data },
  });
  // The real clock: the verifying library compares with it.
  const at = new Date();
  const signature = new Webhook(secret).sign(`evt_${sequence}`, at, body);
  return {
    body,
    headers: {
      'webhook-id': `evt_${sequence}`,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': signature,
    },
  };
}

describe('an order', () => {
  test('is asked for with the demo key, once, and written down before', async () => {
    const asked: OutgoingRequest[] = [];
    await placeOrder(
      { cart: { shirt: 1 }, place: { country: 'CM', currency: 'XAF' }, locale: 'en' },
      {
        clock,
        send: async (request) => {
          asked.push(request);
          expect(await db.sandboxShopOrder.count()).toBe(1);
          return created;
        },
      },
    );
    const [request] = asked;
    expect(request?.headers?.authorization).toBe(`Bearer ${secrets().secret_key}`);
    const body = JSON.parse(request?.body ?? '{}');
    expect(body).toMatchObject({
      amount: 15_000,
      currency: 'XAF',
      country: 'CM',
      customer: { locale: 'en' },
    });
    expect(request?.headers?.['idempotency-key']).toBe(body.reference);
  });

  test.each<HttpResult>([
    { kind: 'silence', reason: 'timeout' },
    { kind: 'reply', status: 422, headers: {}, text: '{"code":"request_invalid"}' },
    { kind: 'reply', status: 201, headers: {}, text: '<html>' },
  ])('that cannot be created leads nowhere: %j', async (result) => {
    const asking = { cart: { shirt: 1 }, place: { country: 'CM', currency: 'XAF' }, locale: 'fr' } as const;
    expect(await placeOrder(asking, { clock, send: async () => result })).toBeUndefined();
  });

  test('is paid by a verified webhook with its amount, and by nothing else', async () => {
    const id = await order();
    const state = async () => (await findOrder(id))?.state;
    expect(
      await receiveShopWebhook(webhook(id, { status: 'pending' }, { type: 'payment.pending' }), clock),
    ).toBe('stored');
    expect(await state()).toBe('waiting');
    const forged = webhook(id, { status: 'succeeded' }, { sequence: 2, secret: secrets().webhook_secret });
    expect(await receiveShopWebhook(forged, clock)).toBe('forged');
    expect(await state()).toBe('waiting');
    await receiveShopWebhook(webhook(id, { status: 'succeeded', amount: 100 }, { sequence: 3 }), clock);
    expect(await state()).toBe('waiting');
    await receiveShopWebhook(webhook(id, { status: 'succeeded' }, { sequence: 4 }), clock);
    expect(await state()).toBe('paid');
    expect((await findOrder(id))?.webhooks.map(({ verified }) => verified)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  test('believes the highest sequence, whatever order they arrive in and however often', async () => {
    const id = await order();
    await receiveShopWebhook(webhook(id, { status: 'succeeded' }, { sequence: 3 }), clock);
    await receiveShopWebhook(webhook(id, { status: 'failed' }, { sequence: 2 }), clock);
    await receiveShopWebhook(webhook(id, { status: 'failed' }, { sequence: 2 }), clock);
    expect((await findOrder(id))?.state).toBe('paid');
  });

  test('an altered body is forged', async () => {
    const id = await order();
    const sent = webhook(id, { status: 'succeeded' });
    expect(await receiveShopWebhook({ ...sent, body: sent.body.replace('16500', '16501') }, clock)).toBe(
      'forged',
    );
  });

  test('events of others are acknowledged and not stored; a discrepancy goes to its payment’s order', async () => {
    const id = await order();
    expect(await receiveShopWebhook(webhook('order-of-another-shop', {}), clock)).toBe('other');
    const about = { object: 'discrepancy', reference: undefined, payment: 'pay_1' };
    expect(await receiveShopWebhook(webhook(id, about, { type: 'discrepancy.opened' }), clock)).toBe(
      'stored',
    );
    expect(await db.sandboxShopWebhook.count()).toBe(1);
    expect(await receiveShopWebhook({ headers: {}, body: 'x' }, clock)).toBe('unreadable');
  });
});

describe('the way back', () => {
  const parameters = (id: string) => {
    const values: Record<string, string> = {
      payment_id: 'pay_1',
      reference: id,
      status: 'succeeded',
      timestamp: '1',
    };
    return { ...values, signature: hmacHex(secrets().webhook_secret, `pay_1.${id}.succeeded.1`) };
  };
  const check = (id: string, values: Record<string, string>) => checkReturn(id, (name) => values[name] ?? '');

  test('holds as signed, and not with another status, for another order or without a signature', () => {
    const good = parameters('AWA-1');
    expect(check('AWA-1', good)).toBe('good');
    expect(check('AWA-1', { ...good, status: 'failed' })).toBe('bad');
    expect(check('AWA-2', good)).toBe('bad');
    expect(check('AWA-1', { ...good, signature: '' })).toBe('none');
  });
});

describe('the cart', () => {
  test('reads small whole numbers only', () => {
    const form: Record<string, string> = {
      'q-shirt': '2',
      'q-soap': '-1',
      'q-basket': '1e3',
      'q-wrapper': '999',
    };
    const cart = readCart((name) => form[name] ?? '');
    expect(cart).toEqual({ shirt: 2, wrapper: 20 });
    expect(cartTotal(cart, 'XAF')).toEqual({ amount: 200_000n, currency: 'XAF' });
    expect(cartText(cart, 'fr')).toBe('2 × Chemise en lin, 20 × Pagne indigo');
  });

  test('is sold wherever a registered provider serves', () => {
    expect(shopPlaces()).toContainEqual({ country: 'CM', currency: 'XAF' });
  });
});
