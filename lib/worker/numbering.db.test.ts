import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase, truncateAll } from '#lib/testing/database.ts';
import { type NUMBERED, numberRows, takeNumberingLock } from './numbering.ts';

let clients: pg.Client[];
beforeEach(async () => {
  await truncateAll();
  clients = [];
});
afterEach(() => Promise.all(clients.map((client) => client.end())));

/** A real connection of its own. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await testDatabase() });
  clients.push(client);
  await client.connect();
  return client;
}

const INSERT = {
  events: `INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data, created_at)
    VALUES ($1, 'mer_1', 'app_1', 'test', 'payment.created', $1, 1, '{}', $2)`,
  postings: `INSERT INTO postings (id, merchant_id, mode, key, event, from_account, to_account, amount, currency,
    resource_id, created_at) VALUES ($1::uuid, 'mer_1', 'test', $1::text, 'surplus', 'a', 'b', 5, 'XAF', 'pay_1', $2)`,
} satisfies Record<(typeof NUMBERED)[number], string>;

const id = (number: number) => `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second));

describe.each(['events', 'postings'] as const)('positions of %s', (table) => {
  const insert = (client: pg.Client, number: number, second = number) =>
    client.query(INSERT[table], [id(number), at(second)]);
  const read = async (client: pg.Client, after: number) => {
    const { rows } = await client.query<{ id: string; position: string }>(
      `SELECT id, position FROM ${table} WHERE position > $1 ORDER BY position`,
      [after],
    );
    return rows.map((row) => ({ id: row.id, position: Number(row.position) }));
  };

  test('the first of two to insert commits last, and a reader by position misses nothing', async () => {
    const [first, second, worker, reader] = [
      await connect(),
      await connect(),
      await connect(),
      await connect(),
    ];
    await first.query('BEGIN');
    await insert(first, 1);
    await second.query('BEGIN');
    await insert(second, 2);
    await second.query('COMMIT');

    expect(await numberRows(worker, table)).toBe(1);
    expect(await read(reader, 0)).toEqual([{ id: id(2), position: 1 }]);

    await first.query('COMMIT');
    expect(await read(reader, 1)).toEqual([]); // not numbered yet: it is not passed over, it comes later
    expect(await numberRows(worker, table)).toBe(1);
    expect(await read(reader, 1)).toEqual([{ id: id(1), position: 2 }]);
  });

  test('what is seen together is numbered by time, then by id', async () => {
    const client = await connect();
    await insert(client, 3, 7);
    await insert(client, 2, 7);
    await insert(client, 1, 9);
    expect(await numberRows(client, table)).toBe(3);
    expect((await read(client, 0)).map((row) => row.id)).toEqual([id(2), id(3), id(1)]);
    expect(await numberRows(client, table)).toBe(0);
  });

  test('what was rolled back takes no position', async () => {
    const [client, worker] = [await connect(), await connect()];
    await client.query('BEGIN');
    await insert(client, 1);
    await client.query('ROLLBACK');
    await insert(client, 2);
    await numberRows(worker, table);
    expect(await read(client, 0)).toEqual([{ id: id(2), position: 1 }]);
  });

  test('more than a batch is numbered in its order too', async () => {
    const client = await connect();
    const many = INSERT[table].replace(/VALUES \((.*)\)$/s, (_all, values: string) => {
      const value = values
        .replaceAll('$1', `('019a0000-0000-7000-8000-' || lpad((1500 - n)::text, 12, '0'))`)
        .replace('$2', `timestamptz '2026-11-21Z' + n * interval '1 s'`);
      return `SELECT ${value} FROM generate_series(0, 1499) AS n`;
    });
    await client.query(many);
    expect([await numberRows(client, table), await numberRows(client, table)]).toEqual([1_000, 500]);
    const rows = await read(client, 0);
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 1_500 }, (_, n) => n + 1));
    expect([rows[0]?.id, rows[1_499]?.id]).toEqual([id(1_500), id(1)]);
  });
});

test('one worker numbers, and another takes over when it is gone', async () => {
  const [one, two] = [await connect(), await connect()];
  expect(await takeNumberingLock(one)).toBe(true);
  expect(await takeNumberingLock(two)).toBe(false);
  await one.end();
  for (let looks = 0; looks < 500 && !(await takeNumberingLock(two)); looks += 1) {
    await two.query('SELECT pg_sleep(0.01)'); // the server notices the end a moment later
  }
  const { rows } = await two.query(`SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND pid = pg_backend_pid()`);
  expect(rows).toEqual([{ count: 1 }]);
});
