import { beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { OperatorList, type OperatorResource } from '#lib/api/schemas.ts';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { OPERATOR_IDS } from '#lib/operators/catalogue.ts';
import { aShop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET } from './route.ts';

let key: string;
beforeEach(async () => {
  await truncateAll();
  key = await aKey(await aShop(new Date()));
});

const list = (query = '') => ask(GET, { path: `/operators${query}`, key });

async function operator(query: string, id: string): Promise<z.infer<typeof OperatorResource> | undefined> {
  const { data } = OperatorList.parse((await list(query)).json);
  return data.find((entry) => entry.id === id);
}

test('the whole catalogue, each with whether it can be used', async () => {
  const reply = await list();
  expect(reply.status).toBe(200);
  const { data } = OperatorList.parse(reply.json);
  expect(data).toEqual(reply.json.data);
  expect(data.map(({ id }) => id).sort()).toEqual([...OPERATOR_IDS].sort());
  expect(data.find(({ id }) => id === 'cm-mtn')).toMatchObject({
    available: true,
    flow: 'push',
    phone_required: true,
    limits: { XAF: { min: 1, max: 1_000_000 } },
  });
  expect(data.find(({ id }) => id === 'cm-card')).toMatchObject({ flow: 'redirect', phone_required: false });
  expect(data.find(({ id }) => id === 'tg-flooz')).toMatchObject({ available: false, flow: null });
});

test('by country and currency', async () => {
  const { data } = OperatorList.parse((await list('?country=CD&currency=USD')).json);
  expect(data.every(({ country, currencies }) => country === 'CD' && currencies.includes('USD'))).toBe(true);
  expect((await list('?country=CM&currency=XOF')).json.data).toEqual([]);
});

test('an amount that an operator cannot take makes it unavailable and says why', async () => {
  expect(await operator('?country=CM&currency=XAF&amount=500001', 'cm-orange')).toMatchObject({
    available: false,
    unavailable_reason: expect.stringContaining('500,000'),
  });
  expect(await operator('?country=CM&currency=XAF&amount=500001', 'cm-mtn')).toMatchObject({
    available: true,
  });
});

test.each([
  ['?country=GH', 'country'],
  ['?currency=EUR', 'currency'],
  ['?amount=100', 'currency'],
  ['?currency=XAF&amount=0', 'amount'],
  ['?currency=XAF&amount=1.5', 'amount'],
  ['?currency=XAF&amount=99999999999999999999', 'amount'],
])('422 for %s', async (query, path) => {
  const reply = await list(query);
  expect(reply).toMatchObject({ status: 422, json: { code: 'request_invalid' } });
  expect(reply.json.errors[0].path).toBe(path);
});

test('401 without a key', async () => {
  expect((await ask(GET, { path: '/operators' })).status).toBe(401);
});
