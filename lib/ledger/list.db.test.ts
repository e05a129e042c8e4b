import { beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { listPostings } from './list.ts';

beforeEach(truncateAll);

async function aPosting(position: bigint | null, merchantId = 'mer_1', mode = 'test') {
  const data = {
    event: 'surplus',
    fromAccount: 'a',
    toAccount: 'b',
    amount: 1n,
    currency: 'XAF',
    resourceId: 'pay_1',
  };
  await db.posting.create({ data: { ...data, id: newUuid(), key: newUuid(), merchantId, mode, position } });
}

test('movements come page by page, the latest first, each once, and only the merchant’s own of the mode', async () => {
  for (const position of [1n, 3n, 4n, 7n, 9n]) await aPosting(position);
  await aPosting(null); // not numbered yet: no statement holds it
  await aPosting(5n, 'mer_2');
  await aPosting(6n, 'mer_1', 'live');
  const scope = { merchantId: 'mer_1', mode: 'test' } as const;
  const seen: bigint[] = [];
  let after: bigint | undefined;
  for (let page = 0; page < 3; page += 1) {
    const { rows, hasMore } = await listPostings(scope, { after, limit: 2 });
    seen.push(...rows.map(({ position }) => position));
    expect(hasMore).toBe(page < 2);
    after = rows.at(-1)?.position;
  }
  expect(seen).toEqual([9n, 7n, 4n, 3n, 1n]);
});
