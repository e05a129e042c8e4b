/**
 * A gateway after three hundred days: one large merchant with four fifths of all payments, two hundred small ones with
 * the rest. Set-based, in two parts, so that either fits a small disk: what payments are found by, and what follows them.
 */
import pg from 'pg';
import { newId } from '#lib/ids.ts';
import { phoneHash } from '#lib/secrets.ts';

export const PARTS = ['payments', 'books'] as const;
export type Part = (typeof PARTS)[number];

/** What is known about the filled database, to ask for. */
export interface Market {
  /** The large merchant. */
  merchantId: string;
  /** Its apps: 90 %, 9 %, 1 % and 0.01 % of its payments. */
  apps: [string, string, string, string];
  memberId: string;
  endpointId: string;
}

const DAYS = 300;
const SMALL_MERCHANTS = 200;
/** No trigger, no foreign key: the rows are made to fit. */
const SESSION =
  '-c session_replication_role=replica -c synchronous_commit=off -c work_mem=64MB -c maintenance_work_mem=384MB';

/** A number that pays often, as a shop's own test number does; 0.4 % of all tries. */
export const BUSY_PHONE = '+237670000789';
/** An amount that one payment in a hundred thousand has. */
export const RARE_AMOUNT = 777_777;

/** Of a row, a number that looks random, below `below`; every use has a salt of its own. */
function chance(salt: number, below: number, of = 'n'): string {
  return `((hashint8(${of} + ${salt}::bigint * 1000000007)::bigint + 2147483648) % ${below})`;
}

/** Fills an empty, migrated database with one part of a market of `count` payments; makes the statistics fresh. */
export async function fillMarket(databaseUrl: string, part: Part, count: number): Promise<Market> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: SESSION });
  pool.on('error', () => {}); // the next query tells
  try {
    await pool.query(`ALTER SYSTEM SET max_wal_size = '1GB'`);
    await pool.query('SELECT pg_reload_conf()');
    const market = await openShops(pool);
    const steps = part === 'payments' ? paymentRows(market, count) : bookRows(market, count);
    const indexes = new Map<string, string[]>();
    for (const [table] of steps) indexes.set(table, await dropIndexes(pool, table));
    // One connection fills the next table while the other makes the indexes of the last.
    let indexing = Promise.resolve();
    for (const [table, insert] of steps) {
      await Promise.all([pool.query(insert), indexing]);
      indexing = makeIndexes(pool, table, indexes.get(table) ?? []);
    }
    await indexing;
    return market;
  } finally {
    await pool.end();
  }
}

async function makeIndexes(pool: pg.Pool, table: string, definitions: readonly string[]): Promise<void> {
  for (const definition of definitions) await pool.query(definition);
  await pool.query(`VACUUM (ANALYZE) ${table}`);
}

/** @returns the definitions to make them again; random keys would fill them slowly. */
async function dropIndexes(pool: pg.Pool, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ indexname: string; indexdef: string }>(
    `SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename = $1 AND indexname NOT LIKE '%_pkey'`,
    [table],
  );
  for (const { indexname } of rows) await pool.query(`DROP INDEX ${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}

/** The shops, their connections and people: a few hundred rows. */
async function openShops(pool: pg.Pool): Promise<Market> {
  const ids = <P extends 'mer' | 'app' | 'con' | 'mem'>(prefix: P, count: number) =>
    Array.from({ length: count }, () => newId(prefix));
  const merchants = ids('mer', SMALL_MERCHANTS + 1);
  const apps = ids('app', SMALL_MERCHANTS + 4);
  const [merchantId = '', ...others] = merchants;
  const owners = [merchantId, merchantId, merchantId, merchantId, ...others];
  await pool.query(
    `INSERT INTO merchants (id, name, country, timezone, approved_at)
     SELECT id, 'Merchant ' || n, 'CM', 'Africa/Douala', now() FROM unnest($1::text[]) WITH ORDINALITY AS m (id, n)`,
    [merchants],
  );
  await pool.query(
    `INSERT INTO apps (id, merchant_id, name, country, currency, site_url, public_key, signing_secret_sealed, live_approved)
     SELECT id, merchant_id, 'App ' || n, 'CM', 'XAF', 'https://shop.example', 'pk_live_' || id, '', true
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (id, merchant_id, n)`,
    [apps, owners],
  );
  await pool.query(
    `INSERT INTO connections (id, mode, provider, name, base_url, credentials_sealed, callback_token, position)
     SELECT id, 'live', 'my-coolpay', 'Connection ' || n, 'https://provider.example', '', id, n
     FROM unnest($1::text[]) WITH ORDINALITY AS c (id, n)`,
    [ids('con', 4)],
  );
  const members = ids('mem', 500);
  await pool.query(
    `INSERT INTO members (id, merchant_id, email, name, role, password_hash)
     SELECT id, $2, id || '@shop.example', 'Member ' || n, 'support', '' FROM unnest($1::text[]) WITH ORDINALITY AS m (id, n)`,
    [members, merchantId],
  );
  await pool.query(`INSERT INTO sessions (id, member_id, session_version, expires_at)
    SELECT gen_random_uuid(), id, 1, now() + interval '1 day' FROM members, generate_series(1, 20)`);
  const endpointId = newId('we');
  await pool.query(
    `INSERT INTO webhook_endpoints (id, merchant_id, app_id, mode, url, secret_sealed)
     VALUES ($1, $2, $3, 'live', 'https://shop.example/webhook', '')`,
    [endpointId, merchantId, apps[0]],
  );
  await pool.query(`
    CREATE TABLE bench_merchants AS
    SELECT (row_number() OVER (ORDER BY id = '${merchantId}' DESC, id) - 1)::int AS rank, id,
      ARRAY(SELECT a.id FROM apps a WHERE a.merchant_id = m.id ORDER BY a.created_at, a.id) AS apps
    FROM merchants m WHERE name LIKE 'Merchant %'`);
  await pool.query('ANALYZE bench_merchants');
  const market = await findMarket(pool);
  if (market === undefined) throw new Error('The large merchant was not made.');
  return market;
}

/** The market of a database that was filled before; undefined when it was not. */
export async function findMarket(database: pg.Pool | pg.Client): Promise<Market | undefined> {
  const { rows: made } = await database.query(`SELECT FROM pg_tables WHERE tablename = 'bench_merchants'`);
  if (made.length === 0) return undefined;
  const { rows } = await database.query<Market>(`
    SELECT m.id AS "merchantId", m.apps,
      (SELECT id FROM members WHERE merchant_id = m.id ORDER BY id LIMIT 1) AS "memberId",
      (SELECT id FROM webhook_endpoints WHERE merchant_id = m.id) AS "endpointId"
    FROM bench_merchants m WHERE rank = 0`);
  return rows[0];
}

/** Each payment with its merchant and app; `n` counts up with time. */
function orders(count: number): string {
  return `(
    SELECT n, m.id AS merchant_id,
      CASE WHEN m.rank > 0 OR share < 9000 THEN m.apps[1] WHEN share < 9900 THEN m.apps[2]
        WHEN share < 9999 THEN m.apps[3] ELSE m.apps[4] END AS app_id,
      CASE WHEN ${chance(4, 100)} < 1 THEN 'test' ELSE 'live' END AS mode,
      now() - (${count} - n) * (interval '${DAYS} days' / ${count}) AS at
    FROM (
      SELECT n, CASE WHEN ${chance(1, 10)} < 8 THEN 0 ELSE 1 + ${chance(2, SMALL_MERCHANTS)} END AS owner,
        ${chance(3, 10_000)} AS share
      FROM generate_series(1, ${count}) AS n
    ) AS drawn JOIN bench_merchants m ON m.rank = drawn.owner
  ) AS orders`;
}

/** As newId makes them; payments' are random, the others' follow time. */
const PAYMENT_ID = `'pay_0' || substr(md5('pay' || n) || md5('p' || n), 1, 25)`;
const byTime = (prefix: string, of = 'n') => `'${prefix}_0' || lpad(to_hex(${of}), 25, '0')`;

type Step = [table: string, insert: string];

/** Of a hundred payments 62 succeed, 12 fail, 3 are canceled; 23 are never tried and expire, as baskets are left. */
function paymentRows({ merchantId }: Market, count: number): Step[] {
  const busy = Buffer.from(phoneHash(merchantId, BUSY_PHONE)).toString('hex');
  return [
    [
      'payments',
      `INSERT INTO payments (id, merchant_id, app_id, mode, status, hosted, amount, currency, reference, country, attempts_max,
         attempts_count, metadata, amount_paid_by_customer, failure_code, receipt_code, event_sequence, created_at, expires_at,
         completed_at)
       SELECT ${PAYMENT_ID}, merchant_id, app_id, mode, status, true, amount, 'XAF', 'CMD-' || n, 'CM', 5,
         (status NOT IN ('expired', 'created'))::int, '{}', CASE status WHEN 'succeeded' THEN amount END,
         CASE status WHEN 'failed' THEN (ARRAY['payer_timeout', 'insufficient_funds', 'payer_declined'])[1 + ${chance(8, 3)}] END,
         CASE status WHEN 'succeeded' THEN upper(substr(md5('receipt' || n), 1, 12)) END, 3, at, at + interval '1 day',
         CASE WHEN status NOT IN ('pending', 'created') THEN at + interval '1 minute' END
       FROM (
         SELECT *, CASE WHEN n > ${count} - 500 AND ${chance(6, 3)} = 0 THEN 'pending'
             WHEN ends < 62 THEN 'succeeded' WHEN ends < 74 THEN 'failed' WHEN ends < 77 THEN 'canceled' ELSE 'expired'
           END AS status,
           CASE WHEN ${chance(7, 100_000)} = 0 THEN ${RARE_AMOUNT}
             WHEN ${chance(9, 10)} < 6 THEN (ARRAY[500, 1000, 1500, 2000, 5000, 10000])[1 + ${chance(10, 6)}]
             ELSE 100 + 25 * ${chance(11, 8_000)} END AS amount
         FROM (SELECT *, ${chance(5, 100)} AS ends FROM ${orders(count)}) AS ended
       ) AS made ORDER BY n`,
    ],
    [
      'attempts',
      // One try in twelve is the second one.
      `INSERT INTO attempts (id, payment_id, merchant_id, mode, number, connection_id, provider, operator, flow, status,
         reference, amount, currency, provider_reference, operator_reference, transaction_id, failure_code, submitted_at,
         called_at, call_ended_at, completed_at)
       SELECT ${byTime('att', 'n * 2 + try.number')}, p.id, merchant_id, mode, try.number, con.id, 'my-coolpay',
         CASE WHEN ${chance(13, 10_000)} = 0 THEN 'cm-card' WHEN ${chance(13, 10_000)} < 21 THEN 'cm-mycoolpay' WHEN ${chance(14, 100)} < 63 THEN 'cm-mtn' ELSE 'cm-orange' END,
         'push', CASE WHEN try.number < tries THEN 'failed' WHEN p.status = 'expired' THEN 'failed' ELSE p.status END,
         upper(substr(md5('ref' || n || try.number), 1, 20)), amount, 'XAF', substr(md5('prov' || n || try.number), 1, 16),
         CASE WHEN p.status = 'succeeded' THEN 'MP' || n || '.' || try.number END,
         CASE WHEN p.status = 'succeeded' THEN 'TX' || n || '.' || try.number END,
         CASE WHEN try.number < tries THEN 'payer_timeout' ELSE p.failure_code END,
         created_at + interval '20 s', created_at + interval '20 s', created_at + interval '21 s', p.completed_at
       FROM (SELECT *, substr(reference, 5)::bigint AS n FROM payments WHERE status NOT IN ('expired', 'created')) AS p,
         LATERAL (SELECT 1 + (${chance(12, 12, 'p.n')} = 0)::int AS tries) AS times, generate_series(1, tries) AS try (number),
         (SELECT array_agg(id ORDER BY position) AS ids FROM connections) AS cons,
         LATERAL (SELECT cons.ids[1 + ${chance(15, 4, 'p.n')}] AS id) AS con`,
    ],
    [
      'payer_details',
      `INSERT INTO payer_details (owner_id, payment_id, merchant_id, sealed, phone_hash, phone_masked, created_at)
       SELECT id, payment_id, merchant_id, decode(repeat(md5(id), 4), 'hex'),
         CASE WHEN ${chance(16, 250, 'h')} = 0 AND merchant_id = '${merchantId}' THEN decode('${busy}', 'hex')
           ELSE sha256(('payer' || ${chance(17, 400_000, 'h')})::bytea) END,
         '+237 6 7• •• •• 89', submitted_at
       FROM (SELECT *, hashtext(id)::bigint AS h FROM attempts) AS tried`,
    ],
  ];
}

/** What follows payments, and what people and programs leave behind; events are one a payment, their data short. */
function bookRows({ apps, merchantId, endpointId }: Market, count: number): Step[] {
  const paid = `(SELECT * FROM ${orders(count)} WHERE ${chance(5, 100)} < 62) AS paid`;
  const own = `FROM ${orders(count)} WHERE app_id = '${apps[0]}' AND mode = 'live'`;
  return [
    [
      'postings',
      `INSERT INTO postings (id, merchant_id, mode, position, key, event, from_account, to_account, amount, currency,
         resource_id, created_at)
       SELECT gen_random_uuid(), merchant_id, mode, row_number() OVER (ORDER BY n), 'arrival:' || con.id || ':TX' || n,
         'payment_succeeded', 'provider:' || con.id || ':cm-mtn', 'merchant:' || merchant_id || ':' || mode || ':available',
         500 * (1 + ${chance(20, 20)}), 'XAF', ${PAYMENT_ID}, at
       FROM ${paid}, (SELECT array_agg(id ORDER BY position) AS ids FROM connections) AS cons,
         LATERAL (SELECT cons.ids[1 + ${chance(15, 4)}] AS id) AS con`,
    ],
    [
      'events',
      `INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data, position, created_at)
       SELECT ${byTime('evt')}, merchant_id, app_id, mode, 'payment.succeeded', ${PAYMENT_ID}, 3,
         jsonb_build_object('reference', 'CMD-' || n), n, at FROM ${orders(count)} ORDER BY n`,
    ],
    [
      'deliveries',
      `INSERT INTO deliveries (id, merchant_id, event_id, endpoint_id, app_id, url, status, tries_count, last_status,
         delivered_at, created_at)
       SELECT md5('dlv' || n)::uuid, merchant_id, ${byTime('evt')}, '${endpointId}', app_id, 'https://shop.example/webhook',
         CASE WHEN ${chance(21, 10_000)} = 0 THEN 'parked' ELSE 'delivered' END, 1, 200, at, at ${own} ORDER BY n`,
    ],
    [
      'delivery_tries',
      `INSERT INTO delivery_tries (id, delivery_id, number, status, reply, duration_ms, at)
       SELECT gen_random_uuid(), md5('dlv' || n)::uuid::text, 1, 200, 'ok', 40, at ${own} AND n > ${count} / 2`,
    ],
    [
      'api_requests',
      // Kept seven days; three a payment of those days would be a third of a million.
      `INSERT INTO api_requests (id, merchant_id, app_id, mode, request_id, method, path, status, key_hint, peer, duration_ms, at)
       SELECT gen_random_uuid(), '${merchantId}', '${apps[0]}', 'live', ${byTime('req')}, CASE n % 3 WHEN 0 THEN 'POST' ELSE 'GET' END,
         '/api/v1/payments', CASE WHEN ${chance(22, 100_000)} = 0 THEN 500 WHEN n % 50 = 0 THEN 422 ELSE 200 END,
         'bench', '203.0.113.9', 12, now() - n * interval '1 s'
       FROM generate_series(1, 500000) AS n`,
    ],
    [
      'audit_entries',
      `INSERT INTO audit_entries (id, merchant_id, member_id, action, target_id, peer, at)
       SELECT gen_random_uuid(), '${merchantId}', m.ids[1 + ${chance(23, 500)}],
         CASE WHEN ${chance(24, 50_000)} = 0 THEN 'member_invited' WHEN n % 3 = 0 THEN 'payment_phone_shown' ELSE 'payments_exported' END,
         CASE WHEN n % 3 = 0 THEN ${PAYMENT_ID} END, '203.0.113.9', now() - n * interval '50 s'
       FROM generate_series(1, 500000) AS n, (SELECT array_agg(id ORDER BY name) AS ids FROM members) AS m`,
    ],
    [
      'discrepancies',
      `INSERT INTO discrepancies (id, merchant_id, app_id, mode, payment_id, attempt_id, kind, key, evidence, status, decision, settled_at,
         created_at)
       SELECT ${byTime('dis')}, '${merchantId}', '${apps[0]}', 'live', ${PAYMENT_ID}, 'att_1',
         (ARRAY['surplus', 'wrong_amount', 'unresolved'])[1 + n % 3], 'key' || n, '{}',
         CASE WHEN n % 20 = 0 THEN 'open' ELSE 'settled' END, CASE WHEN n % 20 > 0 THEN 'acknowledged' END,
         CASE WHEN n % 20 > 0 THEN now() END, now() - n * interval '5 minutes'
       FROM generate_series(1, 50000) AS n`,
    ],
  ];
}
