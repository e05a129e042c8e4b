import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeDb, db, inTransaction, notifyDue, sql } from './db.ts';
import { resetEnv } from './env.ts';
import { newId } from './ids.ts';
import { testDatabase, truncateAll } from './testing/database.ts';

beforeEach(truncateAll);
afterEach(async () => {
  await closeDb();
  vi.unstubAllEnvs();
  resetEnv();
});

function aMerchant(): { id: string; name: string; country: string } {
  return { id: newId('mer'), name: 'Boutique', country: 'TG' };
}

/** A promise that the test settles itself. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

test('a transaction that throws leaves nothing, one that returns leaves everything', async () => {
  const merchant = aMerchant();
  const thrown = inTransaction(async (tx) => {
    await tx.merchant.create({ data: merchant });
    throw new Error('after the insert');
  });
  await expect(thrown).rejects.toThrow('after the insert');
  expect(await db.merchant.count()).toBe(0);
  expect(await inTransaction((tx) => tx.merchant.create({ data: merchant }))).toMatchObject(merchant);
  expect(await db.merchant.count()).toBe(1);
});

test('raw SQL binds its values', async () => {
  const name = `Chez l'ami"; DROP TABLE merchants; --`;
  expect(await db.$queryRaw(sql`SELECT ${name}::text AS name`)).toEqual([{ name }]);
});

test('notifyDue wakes a listener on another connection', async () => {
  const listener = new pg.Client({ connectionString: await testDatabase() });
  await listener.connect();
  try {
    await listener.query('LISTEN cross_due');
    const woken = new Promise((resolve) => listener.on('notification', ({ channel }) => resolve(channel)));
    await notifyDue();
    expect(await woken).toBe('cross_due');
  } finally {
    await listener.end();
  }
});

test('many wake-ups at once become two: one now, one for all that came after it', async () => {
  const listener = new pg.Client({ connectionString: await testDatabase() });
  await listener.connect();
  try {
    await listener.query('LISTEN cross_due; LISTEN the_end');
    const heard: string[] = [];
    const twice = new Promise<void>((resolve) => {
      listener.on('notification', ({ channel }) => heard.push(channel) === 2 && resolve());
    });
    await Promise.all(Array.from({ length: 20 }, () => notifyDue()));
    await twice;
    const ended = new Promise((resolve) => listener.once('notification', resolve));
    await db.$executeRaw`NOTIFY the_end`;
    await ended;
    expect(heard).toEqual(['cross_due', 'cross_due', 'the_end']);
  } finally {
    await listener.end();
  }
});

test('notifyDue never throws: a lost wake-up only costs time', async () => {
  await closeDb();
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/nowhere');
  resetEnv();
  await expect(notifyDue()).resolves.toBeUndefined();
});

test('a pool has as many connections as DATABASE_POOL says, and waiting for one has an end', async () => {
  await closeDb();
  vi.stubEnv('DATABASE_POOL', '2');
  resetEnv();
  const released = gate();
  const entered = [gate(), gate()];
  const held = entered.map((inside) =>
    inTransaction(() => {
      inside.open();
      return released.opened;
    }),
  );
  await Promise.all(entered.map((inside) => inside.opened));
  await expect(inTransaction((tx) => tx.merchant.count(), { waitMs: 50 })).rejects.toMatchObject({
    code: 'P2028',
  });
  released.open();
  await Promise.all(held);
  expect(await inTransaction((tx) => tx.merchant.count())).toBe(0);
});

test('a schema in the address holds for Prisma and for raw SQL alike', async () => {
  const url = await testDatabase();
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query(
      'CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.merchants (LIKE public.merchants INCLUDING ALL)',
    );
    await closeDb();
    vi.stubEnv('DATABASE_URL', `${url}?schema=elsewhere`);
    resetEnv();
    const merchant = await db.merchant.create({ data: aMerchant() });
    expect(await db.$queryRaw(sql`SELECT id FROM merchants`)).toEqual([{ id: merchant.id }]);
    expect((await owner.query('SELECT id FROM public.merchants')).rows).toEqual([]);
  } finally {
    await owner.query('DROP SCHEMA elsewhere CASCADE');
    await owner.end();
  }
});

test('hot reload: the module evaluated twice shares one client', async () => {
  await db.merchant.count();
  const holder: typeof globalThis & { crossPrisma?: unknown } = globalThis;
  const before = holder.crossPrisma;
  vi.resetModules();
  const again = await import('./db.ts');
  await again.db.merchant.count();
  expect(holder.crossPrisma).toBe(before);
});
