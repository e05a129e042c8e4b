import { beforeEach, describe, expect, test, vi } from 'vitest';
import { REQUESTS_PER_WINDOW } from '#lib/api/rate-limit.ts';
import { Payment, PaymentPage } from '#lib/api/schemas.ts';
import { aKey, ask, NOTHING, type Question, rowCounts } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import type { OutgoingRequest } from '#lib/http.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { addConnection } from '#lib/routing/add-connection.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET, PATCH, POST } from './route.ts';

const wire = vi.hoisted(() => ({ shop: undefined as unknown }));
vi.mock('#lib/http.ts', async (original) => ({
  ...(await original<object>()),
  sendHttp: (request: OutgoingRequest) => (wire.shop as Shop).deps.send(request),
}));

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  wire.shop = shop;
  key = await aKey(shop);
});

const HOSTED = { amount: 1500, currency: 'XAF', reference: 'order-1' };
const DIRECT = { ...HOSTED, operator: 'cm-mtn', phone: '670000789' };

const create = (body: unknown, question: Partial<Question> = {}) =>
  ask(POST, { path: '/payments', key, body, ...question });
const list = (query = '') => ask(GET, { path: `/payments${query}`, key });

describe('a hosted payment', () => {
  test('is created with everything it was asked with', async () => {
    const reply = await create({
      ...HOSTED,
      country: 'CM',
      description: 'Panier 1042',
      customer: { name: 'Awa Koffi', email: 'awa@example.com', phone: '+237 6 70 00 07 89', locale: 'en' },
      attempts_max: 3,
      success_url: 'https://shop.test/ok',
      callback_url: 'https://shop.test/hook',
      metadata: { cart: '77' },
      passthrough: { lang: 'fr' },
      expires_in: 600,
    });
    expect(reply.status).toBe(201);
    expect(Payment.parse(reply.json)).toEqual(reply.json);
    expect(reply.json).toMatchObject({
      status: 'created',
      amount: 1500,
      currency: 'XAF',
      reference: 'order-1',
      customer: { phone: '+237 6 7• •• •• 89' },
      metadata: { cart: '77' },
      attempts_max: 3,
      mode: 'test',
      next_action: null,
    });
    expect(reply.json.checkout_url).toContain(`/pay/${reply.json.id}`);
    const life = Date.parse(reply.json.expires_at) - Date.parse(reply.json.created_at);
    expect(life).toBe(600_000);
    expect(shop.sent).toEqual([]);
  });

  test('every answer names its request and its share of the rate limit', async () => {
    const reply = await create(HOSTED);
    expect(reply.headers.get('request-id')).toMatch(/^req_/);
    expect(Number(reply.headers.get('ratelimit-remaining'))).toBeLessThan(REQUESTS_PER_WINDOW);
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });
});

describe('a direct charge', () => {
  test('asks the payer at once and says what the payer has to do', async () => {
    const reply = await create(DIRECT);
    expect(reply.status).toBe(201);
    expect(Payment.parse(reply.json)).toEqual(reply.json);
    expect(reply.json).toMatchObject({ status: 'pending', operator: 'cm-mtn', phone: '+237 6 7• •• •• 89' });
    expect(reply.json.next_action).toMatchObject({ type: 'confirm_on_phone' });
    expect(reply.json.attempts).toHaveLength(1);
    expect(shop.backend.transactions).toHaveLength(1);
  });

  test('an operator with a page of its own needs no phone, and the payer is sent there by our own page', async () => {
    const reply = await create({ ...HOSTED, operator: 'cm-card' });
    expect(reply.status).toBe(201);
    expect(reply.json.next_action).toEqual({ type: 'redirect', url: `${reply.json.checkout_url}/go` });
  });

  test('a page that is opened for a number needs one, and nothing exists without it', async () => {
    await addConnection({
      provider: 'softsystem',
      mode: 'test',
      merchantId: null,
      credentials: { access_token: 'fake-access-token' },
    });
    const body = { ...HOSTED, currency: 'XOF', country: 'CI', operator: 'ci-wave' };
    expect(await create(body)).toMatchObject({ json: { code: 'phone_invalid' } });
    expect(await db.payment.count()).toBe(0);
    const reply = await create({ ...body, phone: '0700000789' });
    expect(reply.json).toMatchObject({ status: 'pending', phone: '+225 07 •• •• •• 89' });
    expect(reply.json.next_action).toEqual({ type: 'redirect', url: `${reply.json.checkout_url}/go` });
    // Nothing was asked yet, and a page is no prompt: the number's prompts are not counted.
    expect(shop.sent).toEqual([]);
    expect(await db.phonePrompt.count()).toBe(0);
  });

  test.each([
    [
      'an operator without a connection',
      { ...HOSTED, country: 'TG', currency: 'XOF', operator: 'tg-flooz', phone: '96123456' },
      'operator_unsupported',
    ],
    [
      'an operator of another country',
      { ...HOSTED, operator: 'ci-mtn', phone: '670000789' },
      'operator_unsupported',
    ],
    [
      'more than the operator takes',
      { ...DIRECT, operator: 'cm-orange', amount: 500_001 },
      'amount_out_of_range',
    ],
    ['no phone where the payer is asked on it', { ...HOSTED, operator: 'cm-mtn' }, 'phone_invalid'],
    ['a phone of another country', { ...DIRECT, phone: '+228 90 12 34 56' }, 'phone_invalid'],
  ])('%s is refused before anything exists', async (_what, body, code) => {
    const reply = await create(body);
    expect(reply.json).toMatchObject({ status: 422, code });
    expect(reply.json.errors[0].message).not.toBe('');
    expect(await rowCounts()).toEqual(NOTHING);
    expect(shop.sent).toEqual([]);
  });
});

describe('refusals', () => {
  test('401 without a key, with a public key, with an unknown key', async () => {
    for (const wrong of [undefined, 'pk_test_x', 'sk_test_short', `sk_test_${'a'.repeat(43)}`]) {
      const reply = await ask(POST, {
        path: '/payments',
        body: HOSTED,
        ...(wrong === undefined ? {} : { key: wrong }),
      });
      expect(reply.status).toBe(401);
      expect(reply.headers.get('content-type')).toBe('application/problem+json');
      expect(reply.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(await rowCounts()).toEqual(NOTHING);
  });

  test('403 for a key without the scope', async () => {
    const reader = await aKey(shop, { scopes: ['read'] });
    expect(await create(HOSTED, { key: reader })).toMatchObject({
      status: 403,
      json: { code: 'scope_missing' },
    });
  });

  test('403 for a live key of an app that is not approved; approved it may', async () => {
    const live = await aKey(shop, { mode: 'live' });
    expect(await create(HOSTED, { key: live })).toMatchObject({
      status: 403,
      json: { code: 'live_not_approved' },
    });
    await db.app.updateMany({ data: { liveApproved: true } });
    const again = await aKey(shop, { mode: 'live' });
    expect(await create(HOSTED, { key: again })).toMatchObject({ status: 201, json: { mode: 'live' } });
  });

  test('409 for a reference that was used, with the first payment’s id, which has its own in each mode', async () => {
    const first = await create(HOSTED);
    const second = await create(HOSTED);
    expect(second).toMatchObject({ status: 409, json: { code: 'reference_taken' } });
    expect(second.json.errors[0].message).toContain(first.json.id);
    await db.app.updateMany({ data: { liveApproved: true } });
    expect((await create(HOSTED, { key: await aKey(shop, { mode: 'live' }) })).status).toBe(201);
  });

  test('405 for a method that is not served, with those that are', async () => {
    const reply = await ask(PATCH, { path: '/payments', method: 'PATCH', key });
    expect(reply).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } });
    expect(reply.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });

  test('429 beyond the rate, with the seconds to wait', async () => {
    const busy = await aKey(shop);
    const replies = [];
    for (let sent = 0; sent <= REQUESTS_PER_WINDOW; sent += 1) {
      replies.push(await ask(GET, { path: '/payments?limit=0', key: busy }));
    }
    const last = replies.at(-1);
    expect(last).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.headers.get('ratelimit-remaining')).toBe('0');
    expect((await list()).status).toBe(200);
  });
});

describe('the list', () => {
  test('is paged by keyset, newest first, without gaps or repeats', async () => {
    for (let n = 1; n <= 5; n += 1) await create({ ...HOSTED, reference: `order-${n}` });
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const reply = await list(`?limit=2${after}`);
      expect(PaymentPage.parse(reply.json)).toEqual(reply.json);
      seen.push(...reply.json.data.map((payment: { reference: string }) => payment.reference));
      expect(reply.json.has_more).toBe(page < 2);
      after = `&after=${reply.json.next}`;
    }
    expect(seen).toEqual(['order-5', 'order-4', 'order-3', 'order-2', 'order-1']);
  });

  test('filters by reference, status, operator and time', async () => {
    await create(HOSTED);
    const charged = await create({ ...DIRECT, reference: 'order-2' });
    const references = async (query: string) =>
      (await list(query)).json.data.map((payment: { reference: string }) => payment.reference);
    expect(await references('?reference=order-1')).toEqual(['order-1']);
    expect(await references('?status=pending')).toEqual(['order-2']);
    expect(await references('?operator=cm-mtn')).toEqual(['order-2']);
    expect(await references(`?created_after=${encodeURIComponent(charged.json.created_at)}`)).toEqual([]);
  });

  test('shows nothing of another app or mode', async () => {
    await create(HOSTED);
    const stranger = await aShop(new Date());
    expect((await ask(GET, { path: '/payments', key: await aKey(stranger) })).json.data).toEqual([]);
    expect(
      (await ask(GET, { path: '/payments', key: await aKey(shop, { mode: 'live' }) })).json.data,
    ).toEqual([]);
  });

  test.each([
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?limit=ten', 'limit'],
    ['?status=paid', 'status'],
    ['?created_after=yesterday', 'created_after'],
    ['?refrence=x', 'refrence'],
    ['?status=failed&status=created', 'status'],
  ])('422 for %s', async (query, path) => {
    const reply = await list(query);
    expect(reply).toMatchObject({ status: 422, json: { code: 'request_invalid' } });
    expect(reply.json.errors[0].path).toBe(path);
  });
});
