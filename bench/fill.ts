/** A database as it is after many payments: every table of the payment path, with rows as the product writes them. */
import pg from 'pg';
import { newId } from '#lib/ids.ts';
import EXAMPLE from './payment.json' with { type: 'json' };
import type { Product } from './product.ts';

/** Where the payments come from: one shop that has traded for this long. */
const DAYS = 300;
const PARALLEL = 2;

/** No trigger, no foreign key: the rows are made to fit. One commit a table needs no flush of its own. */
const SESSION =
  '-c session_replication_role=replica -c synchronous_commit=off -c work_mem=64MB -c maintenance_work_mem=512MB';

/**
 * Stores `count` payments that have ended: of each hundred 84 succeeded, 10 failed and 6 expired untried. Indexes that
 * random keys would make slow are made anew at the end; the statistics are fresh afterwards.
 */
export async function fillWithPayments(product: Product, count: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: product.databaseUrl, max: PARALLEL, options: SESSION });
  pool.on('error', () => {}); // the next query tells
  const tables = Object.keys(ROWS);
  try {
    await pool.query(`ALTER SYSTEM SET max_wal_size = '16GB'`);
    await pool.query('SELECT pg_reload_conf()');
    const indexes = await dropIndexes(pool, tables);
    await makeOrders(pool, product, count);
    await Promise.all(Object.values(ROWS).map((insert) => pool.query(insert)));
    await pool.query('DROP TABLE bench_orders');
    await Promise.all(indexes.map((definition) => pool.query(definition)));
    await Promise.all(tables.map((table) => pool.query(`VACUUM (ANALYZE) ${table}`)));
    await pool.query('ALTER SYSTEM RESET max_wal_size');
    await pool.query('SELECT pg_reload_conf()');
    await pool.query('CHECKPOINT');
  } finally {
    await pool.end();
  }
}

/** @returns the definitions to make them again. Partial ones stay: they hold what is still to be done, which is nothing. */
async function dropIndexes(pool: pg.Pool, tables: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ indexname: string; indexdef: string }>(
    `SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename = ANY ($1) AND indexdef NOT LIKE '% WHERE %'
       AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_position_key'`,
    [tables],
  );
  for (const { indexname } of rows) await pool.query(`DROP INDEX ${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}

/** One line a payment, which all tables are made from; ids have the product's form. */
async function makeOrders(pool: pg.Pool, { database }: Product, count: number): Promise<void> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM connections WHERE provider = 'my-coolpay' AND mode = 'test' LIMIT 1`,
  );
  const [connectionId, merchantId, appId] = [rows[0]?.id ?? newId('con'), newId('mer'), newId('app')];
  await pool.query(`
    CREATE UNLOGGED TABLE bench_orders AS
    SELECT n, '${merchantId}'::text AS merchant_id, '${appId}'::text AS app_id, '${connectionId}'::text AS connection_id,
      'pay_0' || substr(md5('pay' || n) || md5('p' || n), 1, 25) AS payment_id,
      'att_0' || substr(md5('att' || n) || md5('a' || n), 1, 25) AS attempt_id,
      'evt_0' || lpad(to_hex(n), 24, '0') AS event_id,
      upper(substr(md5('ref' || n), 1, 20)) AS reference,
      now() - (${count} - n) * (interval '${DAYS} days' / ${count}) - interval '2 days' AS at,
      CASE WHEN n % 100 < 84 THEN 'succeeded' WHEN n % 100 < 94 THEN 'failed' ELSE 'expired' END AS status
    FROM generate_series(1, ${count}) AS n`);
  await pool.query('ANALYZE bench_orders');
}

const TRIED = `FROM bench_orders WHERE status <> 'expired'`;
const PAID = `FROM bench_orders WHERE status = 'succeeded'`;
/** A payment as events carry it. */
const RESOURCE = `'${JSON.stringify(EXAMPLE)}'::jsonb || jsonb_build_object('id', payment_id, 'status', status, 'reference', 'order-' || n)`;
/** As long as a sealed payment. */
const SEALED = `decode(repeat('a7', 800), 'hex')`;

const ROWS: Record<string, string> = {
  events: `
    INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data, position, created_at)
    SELECT event_id || part.number, merchant_id, app_id, 'test', 'payment.' || part.type, payment_id, part.number,
      ${RESOURCE}, (SELECT coalesce(max(position), 0) FROM events) + 3 * n + part.number,
      at + part.number * interval '1 second'
    FROM bench_orders, LATERAL (
      VALUES (1, 'created'), (2, CASE WHEN status = 'expired' THEN 'expired' ELSE 'pending' END),
        (3, CASE WHEN status <> 'expired' THEN status END)
    ) AS part (number, type)
    WHERE part.type IS NOT NULL`,
  idempotency_keys: `
    INSERT INTO idempotency_keys (app_id, mode, key, request_hash, resource_id, status, body_sealed, locked_until, created_at)
    SELECT app_id, 'test', md5('key' || n), decode(md5(n::text) || md5(n::text), 'hex'), payment_id, 201,
      ${SEALED}, at, now() - n % 30 * interval '1 day'
    FROM bench_orders`,
  payments: `
    INSERT INTO payments (id, merchant_id, app_id, mode, status, hosted, amount, currency, reference, country, description,
      attempts_max, attempts_count, success_url, cancel_url, metadata, amount_paid_by_customer, failure_code,
      event_sequence, created_at, expires_at, completed_at)
    SELECT payment_id, merchant_id, app_id, 'test', status, true, 1500, 'XAF', 'order-' || n, 'CM', 'Panier ' || n, 5,
      (status <> 'expired')::int, 'https://shop.example/thanks', 'https://shop.example/cart',
      jsonb_build_object('cart', n::text), CASE status WHEN 'succeeded' THEN 1500 END,
      CASE status WHEN 'failed' THEN 'payer_timeout' END, 3, at, at + interval '1 day', at + interval '1 minute'
    FROM bench_orders`,
  callbacks: `
    INSERT INTO callbacks (id, connection_id, peer, sealed, status, attempt_id, received_at)
    SELECT gen_random_uuid(), connection_id, '127.0.0.1', ${SEALED}, 'done', attempt_id, at
    ${TRIED}`,
  attempts: `
    INSERT INTO attempts (id, payment_id, merchant_id, mode, number, connection_id, provider, operator, flow, status,
      reference, amount, currency, provider_reference, transaction_id, submitted_at, called_at, call_ended_at, completed_at)
    SELECT attempt_id, payment_id, merchant_id, 'test', 1, connection_id, 'my-coolpay', 'cm-mtn', 'push', status, reference,
      1500, 'XAF', md5('prov' || n), md5('prov' || n), at, at, at, at + interval '1 minute'
    ${TRIED}`,
  payer_details: `
    INSERT INTO payer_details (owner_id, payment_id, merchant_id, sealed, phone_hash, phone_masked, created_at)
    SELECT attempt_id, payment_id, merchant_id, decode(repeat(md5(n::text), 4), 'hex'),
      decode(md5('phone' || n % 50000) || md5('phone' || n % 50000), 'hex'), '+237 6 7• •• •• 89', at
    ${TRIED}`,
  observations: `
    INSERT INTO observations (id, merchant_id, payment_id, attempt_id, source, outcome, applied, detail, at)
    SELECT gen_random_uuid(), merchant_id, payment_id, attempt_id, seen.source, seen.outcome, 'moved',
      '{"transaction_status": "SUCCESS"}', at + interval '1 minute'
    FROM bench_orders, LATERAL (VALUES ('reply', 'pending'), ('query', status)) AS seen (source, outcome)
    WHERE status <> 'expired'`,
  deliveries: `
    INSERT INTO deliveries (id, merchant_id, event_id, endpoint_id, app_id, url, status, tries_count, last_status,
      delivered_at, created_at)
    SELECT md5('dlv' || n)::uuid, merchant_id, event_id || 3, 'we_bench', app_id, 'https://shop.example/webhook',
      'delivered', 1, 200, at + interval '1 minute', at
    ${TRIED}`,
  delivery_tries: `
    INSERT INTO delivery_tries (id, delivery_id, number, status, reply, duration_ms, at)
    SELECT gen_random_uuid(), md5('dlv' || n)::uuid::text, 1, 200, 'ok', 40, at
    ${TRIED}`,
  arrivals: `
    INSERT INTO arrivals (connection_id, transaction_id, merchant_id, payment_id, attempt_id, kind, amount, currency, created_at)
    SELECT connection_id, md5('prov' || n), merchant_id, payment_id, attempt_id, 'payment', 1500, 'XAF', at
    ${PAID}`,
  postings: `
    INSERT INTO postings (id, merchant_id, mode, position, key, event, from_account, to_account, amount, currency,
      resource_id, created_at)
    SELECT gen_random_uuid(), merchant_id, 'test',
      (SELECT coalesce(max(position), 0) FROM postings) + n,
      'arrival:' || connection_id || ':' || md5('prov' || n), 'payment_succeeded', 'provider:' || connection_id || ':cm-mtn',
      'merchant:' || merchant_id || ':test:available', 1500, 'XAF', payment_id, at
    ${PAID}`,
};
