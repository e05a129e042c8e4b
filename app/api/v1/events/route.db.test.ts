import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aKey, ask } from '#lib/api/testing/client.ts';
import { EventPage } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { testDatabase, truncateAll } from '#lib/testing/database.ts';
import { numberRows } from '#lib/worker/numbering.ts';
import { GET } from './route.ts';

let shop: Shop;
let key: string;
let worker: pg.Client;
let clients: pg.Client[];
beforeEach(async () => {
  await truncateAll();
  clients = [];
  shop = await aShop(new Date());
  key = await aKey(shop);
  worker = await connect();
});
afterEach(() => Promise.all(clients.map((client) => client.end())));

/** A real connection of its own. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await testDatabase() });
  clients.push(client);
  await client.connect();
  return client;
}

const list = (query = '', secret = key) => ask(GET, { path: `/events${query}`, key: secret });
const number = () => numberRows(worker, 'events');

async function insert(client: pg.Client, id: string): Promise<void> {
  await client.query(
    `INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data, created_at)
     VALUES ($1, $2, $3, 'test', 'payment.created', $1, 1, '{}', now())`,
    [id, shop.merchantId, shop.appId],
  );
}

describe('a reader that keeps next', () => {
  test('misses nothing when the first of two connections to insert commits last', async () => {
    const [first, second] = [await connect(), await connect()];
    const [early, late] = [newId('evt'), newId('evt')];
    await first.query('BEGIN');
    await insert(first, early);
    await second.query('BEGIN');
    await insert(second, late);
    await second.query('COMMIT');
    await number();

    const seen = await list();
    expect(seen.json.data.map(({ id }: { id: string }) => id)).toEqual([late]);
    expect(await list(`?after=${seen.json.next}`)).toMatchObject({ json: { data: [], next: late } });

    await first.query('COMMIT');
    await number();
    // Its id and its time are older than what was seen: a reader by either would have gone past it.
    const rest = await list(`?after=${late}`);
    expect(rest.json.data.map(({ id }: { id: string }) => id)).toEqual([early]);
    expect(rest.json).toMatchObject({ has_more: false, next: early });
  });

  test('gets every event once, in order, page by page', async () => {
    const ids = Array.from({ length: 5 }, () => newId('evt'));
    for (const id of ids) await insert(worker, id);
    await number();
    const seen: string[] = [];
    let after = '';
    for (const more of [true, true, false]) {
      const { json } = await list(`?limit=2${after}`);
      expect(json.has_more).toBe(more);
      seen.push(...json.data.map(({ id }: { id: string }) => id));
      after = `&after=${json.next}`;
    }
    expect(seen).toEqual(ids);
    expect((await list(after.replace('&', '?'))).json).toEqual({ data: [], has_more: false, next: ids[4] });
  });

  test('may begin with an event known from its webhook that has no position yet', async () => {
    const [numbered, fresh] = [newId('evt'), newId('evt')];
    await insert(worker, numbered);
    await number();
    await insert(worker, fresh);
    expect((await list(`?after=${fresh}`)).json).toEqual({ data: [], has_more: false, next: fresh });
    const next = newId('evt');
    await insert(worker, next);
    await number();
    expect((await list(`?after=${fresh}`)).json.data).toMatchObject([{ id: next }]);
  });
});

test('the events of a payment, as webhooks carry them', async () => {
  const { payment } = await shop.pay();
  await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  await number();
  const { json } = await list();
  expect(EventPage.parse(json)).toEqual(json);
  expect(json.data).toMatchObject([
    { type: 'payment.created', sequence: 1, mode: 'test', data: { id: payment.id, status: 'created' } },
    { type: 'payment.pending', sequence: 2, mode: 'test', data: { id: payment.id, status: 'pending' } },
  ]);
});

test('nothing has happened yet', async () => {
  expect((await list()).json).toEqual({ data: [], has_more: false, next: null });
});

test('nothing of another app, of another mode, or without a position', async () => {
  await insert(worker, newId('evt'));
  expect((await list()).json.data).toEqual([]);
  await number();
  expect((await list()).json.data).toHaveLength(1);
  expect((await list('', await aKey(await aShop(new Date())))).json.data).toEqual([]);
  expect((await list('', await aKey(shop, { mode: 'live' }))).json.data).toEqual([]);
});

test('422 for an event that does not exist here, never an empty page', async () => {
  const foreign = await aShop(new Date());
  await foreign.pay();
  const { id } = await db.event.findFirstOrThrow();
  for (const after of [newId('evt'), id, newId('pay'), '1', '']) {
    const reply = await list(`?after=${after}`);
    expect(reply).toMatchObject({
      status: 422,
      json: { code: 'request_invalid', errors: [{ path: 'after' }] },
    });
  }
});

test('401 without a key, 403 without a scope', async () => {
  expect((await ask(GET, { path: '/events' })).status).toBe(401);
  expect((await list('', await aKey(shop, { scopes: ['payouts'] }))).status).toBe(403);
});
