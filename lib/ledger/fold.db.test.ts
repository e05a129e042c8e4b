/** Checkpoint and rest are always the full sum: whatever is posted, numbered, folded or cut off in between. */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeDb, db, inTransaction, type Tx } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { testDatabase, truncateAll } from '#lib/testing/database.ts';
import { type AccountBalance, balanceOf, balances, type Scope, snapshot } from './balance.ts';
import { findWrongCheckpoints } from './check.ts';
import { foldBatch, foldPostings } from './fold.ts';

let other: pg.Client;
beforeAll(async () => {
  other = new pg.Client({ connectionString: await testDatabase() });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await closeDb();
});
beforeEach(truncateAll);

const SCOPES: readonly Scope[] = [
  { merchantId: 'mer_1', mode: 'test' },
  { merchantId: 'mer_1', mode: 'live' },
  { merchantId: 'mer_2', mode: 'test' },
];

interface Move {
  scope: number;
  from: number;
  to: number;
  amount: bigint;
  currency: 'XAF' | 'USD';
}

/** Accounts 0 to 3 belong to the merchant; 4 is shared by all. */
const nameOf = ({ merchantId, mode }: Scope, number: number) =>
  number === 4 ? `fees:gateway:${mode}` : `pot${number}:${merchantId}:${mode}`;

const INSERT = `INSERT INTO postings (id, merchant_id, mode, key, event, from_account, to_account, amount, currency,
  resource_id) VALUES ($1::uuid, $2, $3, $1::text, 'surplus', $4, $5, $6, $7, 'pay_1')`;

async function insert(client: pg.ClientBase, { scope: number, from, to, amount, currency }: Move) {
  const scope = SCOPES[number] ?? { merchantId: 'mer_3', mode: 'live' };
  const accounts = [nameOf(scope, from), nameOf(scope, to)];
  await client.query(INSERT, [newUuid(), scope.merchantId, scope.mode, ...accounts, amount, currency]);
}

/** As the worker's numbering does it: what is committed, after the last position. */
async function number(client: pg.ClientBase, limit: number) {
  await client.query(
    `UPDATE postings p SET position = (SELECT coalesce(max(position), 0) FROM postings) + next.number
     FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS number FROM postings
       WHERE position IS NULL ORDER BY created_at, id LIMIT $1) AS next
     WHERE p.id = next.id`,
    [limit],
  );
}

async function fullSum(tx: Tx, { merchantId, mode }: Scope, upTo?: bigint): Promise<AccountBalance[]> {
  const rows = await tx.$queryRaw<{ account: string; currency: string; amount: string }[]>`
    SELECT side.account, currency, sum(side.amount)::text AS amount
    FROM postings CROSS JOIN LATERAL (VALUES (to_account, amount), (from_account, -amount)) AS side (account, amount)
    WHERE merchant_id = ${merchantId} AND mode = ${mode} AND (${upTo ?? null}::bigint IS NULL OR position <= ${upTo ?? null})
    GROUP BY side.account, currency ORDER BY side.account, currency`;
  return rows.map(({ account, currency, amount }) => ({
    account: account as AccountBalance['account'], // as inserted above
    money: money(BigInt(amount), currency as 'XAF'),
  }));
}

async function expectRight() {
  for (const scope of SCOPES) {
    expect(await balances(db, scope)).toEqual(await fullSum(db, scope));
    const now = await snapshot(db, scope);
    expect(now.balances).toEqual(await fullSum(db, scope, now.position));
    const before = now.position / 2n;
    const then = await snapshot(db, { ...scope, position: before });
    expect(then).toEqual({ position: before, balances: await fullSum(db, scope, before) });
  }
  expect(await findWrongCheckpoints()).toEqual([]);
}

const aMove: fc.Arbitrary<Move> = fc
  .record({
    scope: fc.nat(2),
    from: fc.nat(4),
    step: fc.integer({ min: 1, max: 4 }),
    amount: fc.bigInt(1n, 2n ** 62n),
    currency: fc.constantFrom('XAF' as const, 'USD' as const),
  })
  .map(({ from, step, ...rest }) => ({ ...rest, from, to: (from + step) % 5 }));

const aStep = fc.oneof(
  fc.record({ do: fc.constant('post' as const), moves: fc.array(aMove, { minLength: 1, maxLength: 4 }) }),
  fc.record({ do: fc.constant('post while another commits later' as const), moves: fc.tuple(aMove, aMove) }),
  fc.record({ do: fc.constant('number' as const), limit: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('fold' as const), batch: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('fold and crash' as const), batch: fc.integer({ min: 1, max: 4 }) }),
);

test('whatever happens in whatever order, checkpoint and rest are the full sum', async () => {
  const late = new pg.Client({ connectionString: await testDatabase() });
  await late.connect();
  const steps = fc.array(aStep, { minLength: 4, maxLength: 10 });
  const property = fc.asyncProperty(steps, async (todo) => {
    await truncateAll();
    let open = false;
    for (const step of todo) {
      if (step.do === 'post') for (const move of step.moves) await insert(other, move);
      else if (step.do === 'number') await number(other, step.limit);
      else if (step.do === 'fold') await foldPostings({ batch: step.batch });
      else if (step.do === 'fold and crash') await crashWhileFolding(step.batch);
      else {
        // The transaction of an earlier step commits after what was posted since.
        if (open) await late.query('COMMIT');
        await late.query('BEGIN');
        await insert(late, step.moves[0]);
        await insert(other, step.moves[1]);
        open = true;
      }
      await expectRight();
    }
    if (open) await late.query('COMMIT');
    await number(other, 1_000);
    await foldPostings({ batch: 3 });
    await expectRight();
  });
  try {
    await fc.assert(property, { numRuns: 10, seed: 5_000_000 });
  } finally {
    await late.end();
  }
}, 60_000);

/** All of a batch is written, and never committed: to the database a power cut and a rollback are one. */
async function crashWhileFolding(batch: number) {
  const folding = inTransaction(async (tx) => {
    await foldBatch(tx, batch);
    throw new Error('the power went');
  });
  await expect(folding).rejects.toThrow('the power went');
}

describe('while postings come in', () => {
  test('a reader at any moment sees the full sum of that moment', async () => {
    const clients = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const client = new pg.Client({ connectionString: await testDatabase() });
        await client.connect();
        return client;
      }),
    );
    const [numbering, ...posting] = clients;
    const draws = fc.sample(aMove, { numRuns: 240, seed: 7 });
    let busy = true;
    const posted = Promise.all(
      posting.map(async (client, index) => {
        for (const move of draws.slice(index * 80, index * 80 + 80)) await insert(client, move);
      }),
    ).finally(() => {
      busy = false;
    });
    const numbered = (async () => {
      while (busy && numbering) await number(numbering, 7);
    })();
    const folded = Promise.all(
      [5, 9].map(async (batch) => {
        while (busy) await foldPostings({ batch });
      }),
    );
    let reads = 0;
    while (busy) {
      // One moment for both sums; balances must be right under read committed as well, which the next test pins down.
      await db.$transaction(
        async (tx) => {
          for (const scope of SCOPES) expect(await balances(tx, scope)).toEqual(await fullSum(tx, scope));
        },
        { isolationLevel: 'RepeatableRead' },
      );
      reads += 1;
    }
    await Promise.all([posted, numbered, folded]);
    if (numbering) await number(numbering, 1_000);
    await foldPostings();
    await expectRight();
    expect(reads).toBeGreaterThan(0);
    await Promise.all(clients.map((client) => client.end()));
  });

  test('what is numbered and folded between the two statements of a balance counts once', async () => {
    const scope = { merchantId: 'mer_1', mode: 'test' } as const;
    const move: Move = { scope: 0, from: 0, to: 1, amount: 5n, currency: 'XAF' };
    await insert(other, move);
    await number(other, 10);
    await foldPostings();
    await insert(other, move);
    let asked = 0;
    // A database on which the other side is busy just after the checkpoint was read.
    const slow = new Proxy(db, {
      get(target, property) {
        if (property !== '$queryRaw') return Reflect.get(target, property);
        return async (...args: Parameters<typeof db.$queryRaw>) => {
          const rows = await db.$queryRaw(...args);
          asked += 1;
          if (asked === 1) {
            await number(other, 10);
            await foldPostings();
            await insert(other, move);
          }
          return rows;
        };
      },
    });
    const seen = await balances(slow, scope);
    expect(asked).toBe(2);
    expect(seen.map(({ money: { amount } }) => amount)).toEqual([-15n, 15n]);
  });
});

test('an account that merchants share has a checkpoint for each', async () => {
  for (const scope of [0, 2]) await insert(other, { scope, from: 0, to: 4, amount: 7n, currency: 'XAF' });
  await number(other, 10);
  expect(await foldPostings()).toBe(2);
  const shared = { merchantId: 'mer_1', mode: 'test', account: 'fees:gateway:test' } as const;
  expect(await balanceOf(db, shared)).toEqual([money(7n, 'XAF')]);
});

test('one folds at a time, and the other leaves it to that one', async () => {
  await insert(other, { scope: 0, from: 0, to: 1, amount: 5n, currency: 'XAF' });
  await number(other, 10);
  await inTransaction(async (tx) => {
    expect(await foldBatch(tx, 10)).toBe(1);
    expect(await foldPostings()).toBe(0);
  });
  expect(await foldPostings()).toBe(0);
  await expectRight();
});

test('a checkpoint that was changed by hand is found', async () => {
  await insert(other, { scope: 0, from: 0, to: 1, amount: 5n, currency: 'XAF' });
  await number(other, 10);
  await foldPostings();
  await other.query(`UPDATE ledger_checkpoints SET amount = amount + 1 WHERE account LIKE 'pot1:%'`);
  const account = 'pot1:mer_1:test';
  expect(await findWrongCheckpoints()).toMatchObject([{ account, held: '6', sum: '5' }]);
});
