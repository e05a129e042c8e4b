import { once } from 'node:events';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addMs, systemClock } from '#lib/clock.ts';
import { newUuid } from '#lib/ids.ts';
import { testDatabase, truncateAll } from '#lib/testing/database.ts';
import { DUE_ROWS } from './due-rows.ts';
import { type Loop, startLoop, type Task } from './loop.ts';
import { startWorker } from './run.ts';

/** Far beyond any test's life: what runs was woken, or fell due. */
const NEVER_POLLS_MS = 3_600_000;

let pool: pg.Pool;
let loops: Loop[] = [];
beforeAll(async () => {
  pool = new pg.Pool({ connectionString: await testDatabase() });
});
beforeEach(truncateAll);
afterEach(async () => {
  await Promise.all(loops.map((loop) => loop.stop()));
  loops = [];
});
afterAll(() => pool.end());

function start(task: Partial<Task> & Pick<Task, 'run'>): Loop {
  const loop = startLoop(
    { rows: DUE_ROWS.callbacks, concurrency: 10, ...task },
    { pool, clock: systemClock, pollMs: NEVER_POLLS_MS },
  );
  loops.push(loop);
  return loop;
}

/** Marks a callback as read to the end. */
const done = (id: string) => pool.query('UPDATE callbacks SET next_try_at = NULL WHERE id = $1', [id]);

describe('a loop', () => {
  test('runs a row when it falls due, not at the next poll', async () => {
    const ran = gate<number>();
    const dueAt = addMs(new Date(), 200);
    await aCallback(dueAt);
    start({ run: (id) => done(id).then(() => ran.open(Date.now())) });
    expect(await ran.opened).toBeGreaterThanOrEqual(dueAt.getTime());
  });

  test('runs at once what it is woken for', async () => {
    const ran = gate<string>();
    const loop = start({ run: (id) => done(id).then(() => ran.open(id)) });
    await idle(loop);
    const id = await aCallback(new Date());
    loop.wake();
    expect(await ran.opened).toBe(id);
  });

  test('runs no more at once than it may, and everything in the end', async () => {
    for (let number = 0; number < 7; number += 1) await aCallback(new Date());
    let atOnce = 0;
    let most = 0;
    const all = gate();
    let ran = 0;
    start({
      concurrency: 3,
      run: async (id) => {
        most = Math.max(most, ++atOnce);
        await done(id);
        atOnce -= 1;
        if (++ran === 7) all.open();
      },
    });
    await all.opened;
    expect(most).toBe(3);
  });

  test('gives the lease back after a run', async () => {
    const id = await aCallback(new Date());
    const ran = gate();
    const loop = start({
      run: async () => {
        await pool.query(`UPDATE callbacks SET next_try_at = now() + interval '1 day' WHERE id = $1`, [id]);
        ran.open();
      },
    });
    await ran.opened;
    await loop.stop();
    expect(await leaseOf(id)).toBeNull();
    expect(loop.counts()).toEqual({ running: 0, done: 1, failed: 0 });
  });

  test('a row whose run fails keeps its lease: the next try is not at once', async () => {
    const id = await aCallback(new Date());
    const ran = gate();
    const loop = start({
      run: async () => {
        ran.open();
        throw new Error('provider code broke');
      },
    });
    await ran.opened;
    await loop.stop();
    expect((await leaseOf(id))?.getTime()).toBeGreaterThan(Date.now() + 10_000);
    expect(loop.counts()).toEqual({ running: 0, done: 0, failed: 1 });
  });

  test('a row that a run left as it was is not run over and over', async () => {
    const id = await aCallback(new Date());
    let runs = 0;
    const ran = gate();
    const loop = start({
      run: async () => {
        runs += 1;
        ran.open();
      },
    });
    await ran.opened;
    await idle(loop);
    expect(runs).toBe(1);
    expect((await leaseOf(id))?.getTime()).toBeGreaterThan(Date.now());
  });

  test('an endpoint that hangs delays no other', async () => {
    const hang = gate();
    const slow = new Set<string>();
    for (let number = 0; number < 30; number += 1) slow.add(await aDelivery('we_slow'));
    const others = new Set<string>();
    for (let number = 0; number < 30; number += 1) others.add(await aDelivery(`we_${number}`));
    let hanging = 0;
    const all = gate();
    start({
      rows: DUE_ROWS.deliveries,
      concurrency: 12,
      run: async (id) => {
        if (slow.has(id)) {
          hanging += 1;
          await hang.opened;
          return;
        }
        await pool.query(`UPDATE deliveries SET status = 'delivered', next_try_at = NULL WHERE id = $1`, [
          id,
        ]);
        others.delete(id);
        if (others.size === 0) all.open();
      },
    });
    await all.opened;
    expect(hanging).toBe(4);
    hang.open();
  });
});

describe('stopping', () => {
  test('waits for what runs and claims no more', async () => {
    const [started, finish] = [gate(), gate()];
    const first = await aCallback(new Date());
    const loop = start({
      concurrency: 1,
      run: async (id) => {
        started.open();
        await finish.opened;
        await done(id);
      },
    });
    await started.opened;
    const second = await aCallback(new Date());
    const stopped = loop.stop();
    finish.open();
    await stopped;
    expect(loop.counts()).toEqual({ running: 0, done: 1, failed: 0 });
    expect([await leaseOf(first), await leaseOf(second)]).toEqual([null, null]);
  });

  test('gives back what does not end', async () => {
    const [started, finish] = [gate(), gate()];
    const id = await aCallback(new Date());
    const loop = start({
      run: async () => {
        started.open();
        await finish.opened;
      },
    });
    await started.opened;
    expect(await leaseOf(id)).not.toBeNull();
    void loop.stop();
    await loop.release();
    expect(await leaseOf(id)).toBeNull();
    finish.open();
  });
});

test('a worker is woken by whoever announces due rows, and numbers what was committed', async () => {
  const ran = gate<string>();
  const task: Task = {
    rows: DUE_ROWS.callbacks,
    concurrency: 4,
    run: (id) => done(id).then(() => ran.open(id)),
  };
  const worker = startWorker({ tasks: [task], graceMs: 10_000, pollMs: NEVER_POLLS_MS });
  const other = new pg.Client({ connectionString: await testDatabase() });
  await other.connect();
  try {
    await other.query('LISTEN cross_due');
    await aDelivery('we_1');
    const id = await aCallback(new Date());
    await Promise.all([once(other, 'notification'), other.query('NOTIFY cross_due')]);
    expect(await ran.opened).toBe(id);
    const numbered = 'SELECT pg_sleep(0.01) FROM events WHERE position = 1';
    let seen = 0;
    for (let looks = 0; looks < 1_000 && seen === 0; looks += 1)
      seen = (await other.query(numbered)).rowCount ?? 0;
    expect(seen).toBe(1);
  } finally {
    await other.end();
    await worker.stop();
  }
}, 30_000);

test('a worker whose connections are all cut goes on', async () => {
  let ran = gate();
  const task: Task = {
    rows: DUE_ROWS.callbacks,
    concurrency: 4,
    run: (id) => done(id).then(() => ran.open()),
  };
  const worker = startWorker({ tasks: [task], graceMs: 10_000 });
  const other = new pg.Client({ connectionString: await testDatabase() });
  await other.connect();
  try {
    await aCallback(new Date());
    await ran.opened;
    ran = gate();
    await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'cross worker' AND datname = current_database()`);
    await aDelivery('we_1');
    await aCallback(new Date());
    await ran.opened;
    const numbered = 'SELECT pg_sleep(0.01) FROM events WHERE position = 1';
    let seen = 0;
    for (let looks = 0; looks < 10_000 && seen === 0; looks += 1)
      seen = (await other.query(numbered)).rowCount ?? 0;
    expect(seen).toBe(1);
  } finally {
    await other.end();
    await worker.stop();
  }
}, 30_000);

/** A promise with a handle. */
function gate<T = void>(): { opened: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Until the loop has looked, found nothing and gone to sleep: its claim is no longer seen in the database. */
async function idle(loop: Loop): Promise<void> {
  for (let looks = 0; looks < 20; looks += 1) {
    await pool.query('SELECT pg_sleep(0.01)');
    if (loop.counts().running > 0) looks = 0;
  }
}

async function leaseOf(id: string): Promise<Date | null | undefined> {
  const { rows } = await pool.query<{ lease_until: Date | null }>(
    'SELECT lease_until FROM callbacks WHERE id = $1',
    [id],
  );
  return rows[0]?.lease_until;
}

async function aCallback(dueAt: Date): Promise<string> {
  const id = newUuid();
  await pool.query(
    `INSERT INTO callbacks (id, connection_id, peer, sealed, next_try_at) VALUES ($1, 'con_1', '192.0.2.1', '', $2)`,
    [id, dueAt],
  );
  return id;
}

async function aDelivery(endpointId: string): Promise<string> {
  const id = newUuid();
  await pool.query(
    `INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data)
     VALUES ('evt_1', 'mer_1', 'app_1', 'test', 'payment.created', 'pay_1', 1, '{}') ON CONFLICT DO NOTHING`,
  );
  await pool.query(
    `INSERT INTO deliveries (id, merchant_id, event_id, endpoint_id, app_id, url, next_try_at)
     VALUES ($1, 'mer_1', 'evt_1', $2, 'app_1', 'https://shop.example', now())`,
    [id, endpointId],
  );
  return id;
}
