import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { newUuid } from '#lib/ids.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { timings } from '#lib/timings.ts';
import { claimDue, releaseClaims } from './claim.ts';
import { DUE_ROWS, QUERIES_PER_CONNECTION_MAX } from './due-rows.ts';
import { openPool } from './postgres.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const { leaseMs } = timings();
const { callbacks, deliveries } = DUE_ROWS;

/** Two workers: each has a pool of its own. */
let one: pg.Pool;
let two: pg.Pool;

beforeAll(() => {
  one = openPool();
  two = openPool();
});
afterAll(() => Promise.all([one.end(), two.end()]));
beforeEach(truncateAll);

describe('claimDue', () => {
  test('takes what is due, oldest first, and tells when the next will be', async () => {
    const [late, early] = [await aCallback(-1_000), await aCallback(-2_000)];
    const exact = await aCallback(0);
    await aCallback(1);
    await aCallback(5_000);
    await aCallback(null);
    const { rows, nextDueAt } = await claimDue(one, callbacks, { now, limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual([early, late, exact]);
    expect(rows[0]).toEqual({ id: early, dueAt: addMs(now, -2_000), leaseUntil: addMs(now, leaseMs) });
    expect(nextDueAt).toEqual(addMs(now, 1));
  });

  test('takes no more than it may', async () => {
    const early = await aCallback(-2_000);
    await aCallback(-1_000);
    const { rows } = await claimDue(one, callbacks, { now, limit: 1 });
    expect(rows.map(({ id }) => id)).toEqual([early]);
  });

  test('finds nothing in an empty table, whatever the kind', async () => {
    for (const rows of Object.values(DUE_ROWS)) {
      expect(await claimDue(one, rows, { now, limit: 5 })).toEqual({ rows: [], nextDueAt: undefined });
    }
  });

  test('gives no row to two workers', async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, () => aCallback(-1)));
    const claims = await Promise.all(
      [one, two, one, two, one, two, one, two].map((pool) => claimDue(pool, callbacks, { now, limit: 40 })),
    );
    const claimed = claims.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(new Set(claimed).size).toBe(claimed.length);
    // What one skipped because another was just taking it is there for the next claim, not lost.
    const rest = await claimDue(one, callbacks, { now, limit: 200 });
    expect([...claimed, ...rest.rows.map(({ id }) => id)].sort()).toEqual(ids.sort());
  });

  test('passes over rows that another worker is just taking, without waiting', async () => {
    await Promise.all([aCallback(-1), aCallback(-1)]);
    await heldBack(one, async (client) => {
      expect((await claimDue(client, callbacks, { now, limit: 1 })).rows).toHaveLength(1);
      expect((await claimDue(two, callbacks, { now, limit: 2 })).rows).toHaveLength(1);
    });
  });

  test('takes over a lease that has run out, and not a moment before', async () => {
    const id = await aCallback(-1);
    await claimDue(one, callbacks, { now, limit: 1 });
    const soon = await claimDue(two, callbacks, { now: addMs(now, leaseMs - 1), limit: 1 });
    expect(soon.rows).toEqual([]);
    const late = await claimDue(two, callbacks, { now: addMs(now, leaseMs), limit: 1 });
    expect(late.rows.map((row) => row.id)).toEqual([id]);
  });
});

describe('releaseClaims', () => {
  test('gives a row back at once', async () => {
    const id = await aCallback(-1);
    const { rows } = await claimDue(one, callbacks, { now, limit: 1 });
    await releaseClaims(one, callbacks, rows);
    expect((await claimDue(two, callbacks, { now, limit: 1 })).rows.map((row) => row.id)).toEqual([id]);
  });

  test('lets a row rest whose due time nobody moved', async () => {
    await aCallback(-1);
    const { rows } = await claimDue(one, callbacks, { now, limit: 1 });
    await releaseClaims(one, callbacks, rows, { now, pauseMs: 1_000 });
    expect((await claimDue(one, callbacks, { now: addMs(now, 999), limit: 1 })).rows).toEqual([]);
    expect((await claimDue(one, callbacks, { now: addMs(now, 1_000), limit: 1 })).rows).toHaveLength(1);
  });

  test('keeps no row from falling due at a time that was set meanwhile', async () => {
    const id = await aCallback(-1_000);
    const { rows } = await claimDue(one, callbacks, { now, limit: 1 });
    await two.query('UPDATE callbacks SET next_try_at = $1', [now]);
    await releaseClaims(one, callbacks, rows, { now, pauseMs: 1_000 });
    expect((await claimDue(two, callbacks, { now, limit: 1 })).rows.map((row) => row.id)).toEqual([id]);
  });

  test('leaves alone what another worker has taken over', async () => {
    await aCallback(-1);
    const mine = await claimDue(one, callbacks, { now, limit: 1 });
    const later = addMs(now, leaseMs);
    await claimDue(two, callbacks, { now: later, limit: 1 });
    await releaseClaims(one, callbacks, mine.rows);
    expect((await claimDue(one, callbacks, { now: later, limit: 1 })).rows).toEqual([]);
  });
});

describe('groups', () => {
  test('at most four deliveries per endpoint are under way, however many workers claim', async () => {
    for (let number = 0; number < 10; number += 1) {
      await aDelivery('we_slow', -10_000 + number);
      await aDelivery('we_other', -number);
    }
    const second = await heldBack(one, async (client) => {
      expect((await claimDue(client, deliveries, { now, limit: 100 })).rows).toHaveLength(8);
      const claim = claimDue(two, deliveries, { now, limit: 100 });
      await Promise.race([claim, untilSomebodyWaits()]);
      return { claim };
    });
    expect((await second.claim).rows).toEqual([]);
    const counts = await one.query(
      'SELECT endpoint_id, count(*)::int FROM deliveries WHERE lease_until > $1 GROUP BY 1 ORDER BY 1',
      [now],
    );
    expect(counts.rows).toEqual([
      { endpoint_id: 'we_other', count: 4 },
      { endpoint_id: 'we_slow', count: 4 },
    ]);
  });

  test('a full endpoint’s oldest rows do not keep the others’ from being claimed', async () => {
    for (let number = 0; number < 50; number += 1) await aDelivery('we_slow', -60_000 + number);
    await claimDue(one, deliveries, { now, limit: 4 });
    const other = await aDelivery('we_other', 0);
    const { rows } = await claimDue(two, deliveries, { now, limit: 4 });
    expect(rows.map(({ id }) => id)).toEqual([other]);
  });

  test('a delivery that ended makes room for one', async () => {
    for (let number = 0; number < 6; number += 1) await aDelivery('we_slow', -number);
    const { rows } = await claimDue(one, deliveries, { now, limit: 100 });
    await one.query(
      `UPDATE deliveries SET status = 'delivered', next_try_at = NULL, lease_until = NULL WHERE id = $1`,
      [rows[0]?.id],
    );
    expect((await claimDue(one, deliveries, { now, limit: 100 })).rows).toHaveLength(1);
  });

  test('leases of a worker that is gone hold no place for ever', async () => {
    for (let number = 0; number < 6; number += 1) await aDelivery('we_slow', -number);
    await claimDue(one, deliveries, { now, limit: 100 });
    const later = { now: addMs(now, leaseMs), limit: 100 };
    expect((await claimDue(two, deliveries, later)).rows).toHaveLength(4);
  });

  test('callback addresses of one app share a limit', async () => {
    for (let number = 0; number < 6; number += 1) await aDelivery(null, -number);
    expect((await claimDue(one, deliveries, { now, limit: 100 })).rows).toHaveLength(4);
  });

  test('parallel queries at one connection have a cap', async () => {
    await one.query(`INSERT INTO payments (id, merchant_id, app_id, mode, hosted, amount, currency, reference,
      country, attempts_max, expires_at) VALUES ('pay_1', 'mer_1', 'app_1', 'test', true, 1, 'XAF', 'r', 'CM', 5, now())`);
    await one.query(
      `INSERT INTO attempts (id, payment_id, merchant_id, mode, number, connection_id, provider, operator, flow,
        status, reference, amount, currency, next_query_at)
       SELECT 'att_' || n, 'pay_1', 'mer_1', 'test', n, 'con_' || n % 2, 'my-coolpay', 'cm-mtn', 'push', 'failed',
        lpad(n::text, 20, '0'), 1, 'XAF', $1 FROM generate_series(1, 40) AS n`,
      [now],
    );
    const { rows } = await claimDue(one, DUE_ROWS.attemptQueries, { now, limit: 100 });
    expect(rows).toHaveLength(2 * QUERIES_PER_CONNECTION_MAX);
  });
});

test('a payment that is being paid does not expire', async () => {
  await one.query(
    `INSERT INTO payments (id, merchant_id, app_id, mode, status, hosted, amount, currency, reference, country,
      attempts_max, expires_at)
     SELECT 'pay_' || status, 'mer_1', 'app_1', 'test', status, true, 1, 'XAF', status, 'CM', 5, $1
     FROM unnest(ARRAY['created', 'pending', 'failed']) AS status`,
    [now],
  );
  const { rows } = await claimDue(one, DUE_ROWS.paymentExpiries, { now, limit: 10 });
  expect(rows.map(({ id }) => id)).toEqual(['pay_created']);
});

/** Runs in a transaction that commits only afterwards: what it did is not visible to others meanwhile. */
async function heldBack<T>(pool: pg.Pool, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    return await run(client);
  } finally {
    await client.query('COMMIT');
    client.release();
  }
}

async function untilSomebodyWaits(): Promise<void> {
  const waiting = `SELECT pg_sleep(0.01) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  for (let looks = 0; looks < 500; looks += 1) if ((await one.query(waiting)).rowCount !== 0) return;
}

/** A stored callback, due so many ms from now; null: read to the end. */
async function aCallback(dueInMs: number | null): Promise<string> {
  const id = newUuid();
  await one.query(
    `INSERT INTO callbacks (id, connection_id, peer, sealed, next_try_at) VALUES ($1, 'con_1', '192.0.2.1', '', $2)`,
    [id, dueInMs === null ? null : addMs(now, dueInMs)],
  );
  return id;
}

async function aDelivery(endpointId: string | null, dueInMs: number): Promise<string> {
  const id = newUuid();
  await one.query(
    `INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data)
     VALUES ('evt_1', 'mer_1', 'app_1', 'test', 'payment.created', 'pay_1', 1, '{}') ON CONFLICT DO NOTHING`,
  );
  await one.query(
    `INSERT INTO deliveries (id, merchant_id, event_id, endpoint_id, app_id, url, next_try_at)
     VALUES ($1, 'mer_1', 'evt_1', $2, 'app_1', 'https://shop.example', $3)`,
    [id, endpointId, addMs(now, dueInMs)],
  );
  return id;
}
