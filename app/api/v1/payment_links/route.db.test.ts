import { beforeEach, describe, expect, test } from 'vitest';
import { PaymentLink, PaymentLinkPage } from '#lib/api/link-schemas.ts';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET, POST } from './route.ts';

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  key = await aKey(shop);
});

const GOOD = { amount: 1500, currency: 'XAF', description: 'Cotisation' };
const create = (body: unknown = GOOD, headers: Record<string, string> = {}, secret = key) =>
  ask(POST, { path: '/payment_links', key: secret, body, headers });
const list = (query = '', secret = key) => ask(GET, { path: `/payment_links${query}`, key: secret });

test('201 with its address, its code and what it asks', async () => {
  const reply = await create({ ...GOOD, max_uses: 3, metadata: { class: 'CM2' } });
  expect(reply).toMatchObject({
    status: 201,
    json: { ...GOOD, status: 'active', active: true, max_uses: 3, uses: 0, expires_at: null, mode: 'test' },
  });
  expect(PaymentLink.parse(reply.json)).toEqual(reply.json);
  expect(reply.json.id).toMatch(/^plink_/);
  expect(reply.json.url).toMatch(/\/l\/[2-9a-z]{14}$/);
  expect(reply.json.qr_svg_url).toBe(`${reply.json.url}/qr.svg`);
  const listed = await list();
  expect(listed.json).toEqual({ data: [reply.json], has_more: false, next: null });
  expect(PaymentLinkPage.parse(listed.json)).toEqual(listed.json);
});

test('an open amount may have bounds, an end and a name field', async () => {
  const body = {
    currency: 'XAF',
    description: 'Don',
    amount_min: 500,
    amount_max: 50_000,
    asks_name: true,
    expires_at: '2099-01-01T00:00:00.000Z',
  };
  expect(await create(body)).toMatchObject({ status: 201, json: { ...body, amount: null } });
  expect(await create({ ...GOOD, amount: null })).toMatchObject({ status: 201, json: { amount: null } });
});

describe('the same idempotency key', () => {
  const headers = { 'idempotency-key': 'link-1' };

  test('gets the first answer again, also at once and after a crash before the answer was kept', async () => {
    const replies = await Promise.all([create(GOOD, headers), create(GOOD, headers), create(GOOD, headers)]);
    expect(replies.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const first = await create(GOOD, headers);
    expect(first.headers.get('idempotent-replayed')).toBe('true');
    await db.idempotencyKey.updateMany({
      data: { status: null, bodySealed: null, lockedUntil: new Date(0) },
    });
    expect((await create(GOOD, headers)).json).toEqual(first.json);
    expect(await db.paymentLink.count()).toBe(1);
  });

  test('with another body is refused; after a refusal it is free', async () => {
    expect((await create({ ...GOOD, amount: 0 }, headers)).status).toBe(422);
    expect((await create(GOOD, headers)).status).toBe(201);
    expect(await create({ ...GOOD, amount: 2000 }, headers)).toMatchObject({
      status: 422,
      json: { code: 'idempotency_key_reused' },
    });
  });
});

test.each<[string, unknown, string, string]>([
  ['no currency', { description: 'x' }, 'request_invalid', 'currency'],
  ['no description', { amount: 1500, currency: 'XAF' }, 'request_invalid', 'description'],
  ['another country’s currency', { ...GOOD, currency: 'XOF' }, 'currency_unsupported', 'currency'],
  ['more than any operator takes', { ...GOOD, amount: 900_000_000 }, 'amount_out_of_range', 'amount'],
  [
    'a bound that no operator takes',
    { currency: 'XAF', description: 'x', amount_max: 5_000_001 },
    'amount_out_of_range',
    'amount_max',
  ],
  ['a bound beside a fixed amount', { ...GOOD, amount_max: 2000 }, 'request_invalid', 'amount_max'],
  [
    'bounds that cross',
    { currency: 'XAF', description: 'x', amount_min: 2000, amount_max: 1000 },
    'request_invalid',
    'amount_max',
  ],
  ['no uses at all', { ...GOOD, max_uses: 0 }, 'request_invalid', 'max_uses'],
  ['half a use', { ...GOOD, max_uses: 1.5 }, 'request_invalid', 'max_uses'],
  ['an end that is no time', { ...GOOD, expires_at: 'tomorrow' }, 'request_invalid', 'expires_at'],
  ['a slug of one’s own', { ...GOOD, slug: 'awa' }, 'request_invalid', 'slug'],
])('422 for %s, and nothing is made', async (_what, body, code, path) => {
  const reply = await create(body);
  expect(reply).toMatchObject({ status: 422, json: { code } });
  expect(reply.json.errors[0].path).toBe(path);
  expect(await db.paymentLink.count()).toBe(0);
});

test('pages follow each other; paused ones are found apart', async () => {
  for (let made = 0; made < 3; made += 1) await create({ ...GOOD, description: `Link ${made}` });
  await db.paymentLink.updateMany({ where: { description: 'Link 1' }, data: { active: false } });
  const first = await list('?limit=2');
  expect(first.json).toMatchObject({ has_more: true });
  expect(first.json.data).toHaveLength(2);
  expect((await list(`?limit=2&after=${first.json.next}`)).json).toMatchObject({
    has_more: false,
    next: null,
  });
  expect((await list('?active=false')).json.data).toMatchObject([
    { description: 'Link 1', status: 'paused', active: false },
  ]);
  expect((await list('?active=true')).json.data).toHaveLength(2);
  expect((await list('?active=maybe')).status).toBe(422);
});

test('nothing of another app or mode is shown; 401 without a key, 403 without the scope or live approval', async () => {
  await create();
  expect((await list('', await aKey(await aShop(new Date())))).json.data).toEqual([]);
  expect((await list('', await aKey(shop, { scopes: ['read'] }))).json.data).toHaveLength(1);
  expect((await ask(POST, { path: '/payment_links', body: GOOD })).status).toBe(401);
  expect((await create(GOOD, {}, await aKey(shop, { scopes: ['read'] }))).status).toBe(403);
  expect(await create(GOOD, {}, await aKey(shop, { mode: 'live' }))).toMatchObject({
    status: 403,
    json: { code: 'live_not_approved' },
  });
});
