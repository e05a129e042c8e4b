// Compared once, before due rows were chosen: what does it cost a transaction to leave work for the worker?
//
//   node bench/add-job.ts --seconds 4 --rounds 5
//
// Each transaction is floor.sql and one of: nothing · a due row, and the product's own wake-up after the commit · graphile-worker's add_job
// inside the transaction, which notifies inside it. The work lies a day ahead, so that only leaving it is measured.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { closeDb, notifyDue } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';
import { floorStatement } from './floor.ts';
import { measureRate, median } from './load.ts';
import { startProduct } from './product.ts';
import { openShop } from './shop.ts';

const CLIENTS = [1, 32] as const;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '5' } },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];

type Leave = (
  client: pg.PoolClient,
  about: { eventId: string; merchantId: string; appId: string },
) => Promise<unknown>;

const WAYS: Record<string, { inside: Leave; after?: () => Promise<void> }> = {
  'nothing left': { inside: async () => {} },
  'due row': {
    inside: (client, { eventId, merchantId, appId }) =>
      client.query({
        name: 'due row',
        text: `INSERT INTO deliveries (id, merchant_id, event_id, app_id, url, next_try_at)
          VALUES ($1, $2, $3, $4, 'https://shop.example/webhook', now() + interval '1 day')`,
        values: [newUuid(), merchantId, eventId, appId],
      }),
    after: notifyDue,
  },
  add_job: {
    inside: (client, { eventId }) =>
      client.query({
        name: 'add_job',
        text: `SELECT graphile_worker.add_job('deliver', json_build_object('event', $1::text),
          run_at := now() + interval '1 day')`,
        values: [eventId],
      }),
  },
};

const product = await startProduct();
try {
  const shop = await openShop();
  for (const clients of CLIENTS) {
    const pool = new pg.Pool({ connectionString: product.databaseUrl, max: clients });
    const rates: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, { inside, after }] of Object.entries(WAYS)) {
        const one = async () => {
          const { statement, eventId } = floorStatement(shop);
          const client = await pool.connect();
          await client.query('BEGIN');
          await client.query(statement);
          await inside(client, { eventId, ...shop });
          await client.query('COMMIT');
          client.release();
          void after?.();
        };
        const { perSecond } = await measureRate(one, { clients, seconds });
        rates[name] = [...(rates[name] ?? []), perSecond];
      }
    }
    await pool.end();
    for (const [name, measured] of Object.entries(rates))
      console.log(`${clients} clients, ${name}: ${Math.round(median(measured))} transactions/s`);
  }
} finally {
  await closeDb();
  await product.stop();
}
process.exit();
