import { beforeEach, expect, test } from 'vitest';
import { Prediction } from '#lib/api/schemas.ts';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { aShop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { GET } from './route.ts';

let key: string;
beforeEach(async () => {
  await truncateAll();
  key = await aKey(await aShop(new Date()));
});

const predict = (query: string) => ask(GET, { path: `/operators/predict${query}`, key });

test.each([
  ['?phone=670000789', 'CM', 'cm-mtn'], // the app's own country
  ['?phone=%2B22890123456', 'TG', 'tg-tmoney'],
  ['?phone=+22890123456', 'TG', 'tg-tmoney'], // an unescaped + is a space
  ['?phone=002250712345678', 'CI', 'ci-orange'],
  ['?phone=0812345678&country=CD', 'CD', 'cd-mpesa'],
  ['?phone=%2B22873123456', 'TG', null],
])('%s is of %s, probably %s', async (query, country, operator) => {
  const reply = await predict(query);
  expect(reply.status).toBe(200);
  expect(Prediction.parse(reply.json)).toMatchObject({ country, operator });
});

test('the answer shows the number masked', async () => {
  expect(JSON.stringify((await predict('?phone=670000789')).json)).not.toContain('0000789');
});

test.each([
  ['', 'request_invalid'],
  ['?phone=', 'request_invalid'],
  ['?phone=6700', 'phone_invalid'],
  ['?phone=%2B233241234567', 'phone_invalid'],
  ['?phone=22212345&country=TG', 'phone_invalid'],
  ['?phone=670000789&country=NG', 'request_invalid'],
])('422 for %s', async (query, code) => {
  const reply = await predict(query);
  expect(reply).toMatchObject({ status: 422, json: { code } });
  expect(reply.json.errors[0].message).not.toBe('');
});
