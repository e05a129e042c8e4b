import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { db, inTransaction } from '#lib/db.ts';
import { availableAccount } from '#lib/ledger/accounts.ts';
import { balances, snapshot } from '#lib/ledger/balance.ts';
import { post } from '#lib/ledger/post.ts';
import { postingsFor } from '#lib/ledger/postings.ts';
import { money } from '#lib/money.ts';
import { testDatabase, truncateAll } from '#lib/testing/database.ts';
import { enqueueEvent } from '#lib/webhooks/enqueue.ts';
import { listEvents } from '#lib/webhooks/find-events.ts';
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

describe('whoever reads on while transactions commit in another order than they began', () => {
  const scope = { merchantId: 'mer_1', appId: 'app_1', mode: 'test' } as const;

  /** A payment's success as production writes it, on a connection of its own; commits when told to. */
  async function open(number: number): Promise<() => Promise<void>> {
    let commit = () => {};
    const told = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let written = () => {};
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const paymentId = `pay_${number}`;
    const committed = inTransaction(async (tx) => {
      const data = { id: paymentId };
      const about = { type: 'payment.succeeded' as const, resourceId: paymentId, sequence: 1, data };
      await enqueueEvent(tx, { ...scope, ...about, at: at(number) });
      await post(tx, success(paymentId, number));
      written();
      await told;
    });
    await isWritten;
    return () => {
      commit();
      return committed;
    };
  }

  function success(paymentId: string, amount: number) {
    const connection = { connectionId: 'con_1', wallet: 'cm-mtn', transactionId: paymentId };
    const about = { merchantId: scope.merchantId, mode: scope.mode, paymentId, attemptId: 'att_1' };
    const sums = { money: money(BigInt(amount), 'XAF'), fee: money(0n, 'XAF') };
    return postingsFor({ kind: 'payment_succeeded', ...about, ...connection, ...sums });
  }

  test.each([
    ['the first one last', [2, 3, 4, 5, 1]],
    ['backwards', [5, 4, 3, 2, 1]],
    ['crosswise', [3, 1, 5, 2, 4]],
  ])('misses no event and no posting (%s)', async (_name, order) => {
    const worker = await connect();
    const commits = new Map<number, () => Promise<void>>();
    for (const number of [1, 2, 3, 4, 5]) commits.set(number, await open(number));
    const read: string[] = [];
    let after: string | undefined;
    const statements: Awaited<ReturnType<typeof snapshot>>[] = [];
    for (const number of order) {
      await commits.get(number)?.();
      // Read before it is numbered, and afterwards: the shop may come at any time.
      for (const numbers of [false, true]) {
        if (numbers) for (const table of ['events', 'postings'] as const) await numberRows(worker, table);
        for (const { id: seen, resourceId } of (await listEvents(scope, { after, limit: 2 }))?.rows ?? []) {
          read.push(resourceId);
          after = seen;
        }
        statements.push(await snapshot(db, scope));
      }
    }
    expect(read).toEqual(order.map((number) => `pay_${number}`));
    // A statement of a position is the same for ever, and the last one holds everything.
    for (const { position, ...statement } of statements)
      expect(await snapshot(db, { ...scope, position })).toEqual({ position, ...statement });
    const last = statements.at(-1)?.balances;
    expect(last).toEqual(await balances(db, scope));
    const available = { account: availableAccount('mer_1', 'test'), money: money(15n, 'XAF') };
    expect(last).toContainEqual(available);
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
