import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase, truncateAll } from './database.ts';

let connection: pg.Client;

beforeAll(async () => {
  connection = new pg.Client({ connectionString: await testDatabase() });
  await connection.connect();
});
afterAll(() => connection.end());
beforeEach(truncateAll);

const PAYMENT = `INSERT INTO payments (id, merchant_id, app_id, mode, hosted, amount, currency, reference, country,
  attempts_max, expires_at) VALUES ('pay_1', 'mer_1', 'app_1', 'test', true, 100, 'XOF', 'r1', 'TG', 5, now())`;

function attempt(values: { id: string; number: number; status?: string; released?: boolean }): string {
  const { id, number, status = 'pending', released = false } = values;
  const reference = id
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(20, '0');
  return `INSERT INTO attempts (id, payment_id, merchant_id, mode, number, connection_id, provider, operator, flow,
    status, reference, amount, currency, released_at) VALUES ('${id}', 'pay_1', 'mer_1', 'test', ${number}, 'con_1',
    'my-coolpay', 'cm-mtn', 'push', '${status}', '${reference}', 100, 'XOF', ${released ? 'now()' : 'null'})`;
}

function posting(id: string): string {
  return `INSERT INTO postings (id, merchant_id, mode, key, event, from_account, to_account, amount, currency,
    resource_id) VALUES ('${id}', 'mer_1', 'test', 'key ${id}', 'payment.succeeded', 'a', 'b', 5, 'XOF', 'pay_1')`;
}

const FIRST = '019a0000-0000-7000-8000-000000000001';

describe('one blocking attempt a payment', () => {
  beforeEach(() => connection.query(PAYMENT));

  test('a second attempt is refused while the first blocks', async () => {
    await connection.query(attempt({ id: 'att_1', number: 1 }));
    await expect(connection.query(attempt({ id: 'att_2', number: 2, status: 'submitting' }))).rejects.toThrow(
      'attempts_one_blocking',
    );
  });

  test('a released or a final attempt does not block', async () => {
    await connection.query(attempt({ id: 'att_1', number: 1, released: true }));
    await connection.query(attempt({ id: 'att_2', number: 2, status: 'failed' }));
    await connection.query(attempt({ id: 'att_3', number: 3 }));
  });

  test('an attempt of no payment is refused', async () => {
    await truncateAll();
    await expect(connection.query(attempt({ id: 'att_1', number: 1 }))).rejects.toThrow(
      'attempts_payment_id_fkey',
    );
  });
});

describe('the books can only grow', () => {
  beforeEach(() => connection.query(posting(FIRST)));

  test.each([
    ['an amount', 'UPDATE postings SET amount = 6'],
    ['an amount together with the position', 'UPDATE postings SET amount = 6, position = 1'],
    ['a row', 'DELETE FROM postings'],
    ['the table', 'TRUNCATE postings'],
  ])('nobody changes or removes %s', async (_what, sql) => {
    await expect(connection.query(sql)).rejects.toThrow('append-only');
  });

  test('the position is given once', async () => {
    await connection.query('UPDATE postings SET position = 1');
    await expect(connection.query('UPDATE postings SET position = 2')).rejects.toThrow('append-only');
    await expect(connection.query('UPDATE postings SET position = null')).rejects.toThrow('append-only');
  });

  test('an amount of nothing is refused', async () => {
    const nothing = posting('019a0000-0000-7000-8000-000000000002').replace(', 5,', ', 0,');
    await expect(connection.query(nothing)).rejects.toThrow('postings_amount_positive');
  });
});

test('truncateAll empties append-only tables and leaves their triggers on', async () => {
  await connection.query(posting(FIRST));
  await truncateAll();
  expect((await connection.query('SELECT 1 FROM postings')).rowCount).toBe(0);
  await connection.query(posting(FIRST));
  await expect(connection.query('DELETE FROM postings')).rejects.toThrow('append-only');
});
