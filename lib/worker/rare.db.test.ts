import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { truncateAll } from '#lib/testing/database.ts';
import { openPool } from './postgres.ts';
import {
  cleanApiRequests,
  cleanConnectionValues,
  cleanIdempotencyKeys,
  cleanPhonePrompts,
  cleanSessions,
  eraseOldPayerDetails,
} from './rare.ts';

const now = new Date('2026-11-21T12:00:00Z');
const DAY = 86_400_000;

let pool: pg.Pool;
beforeAll(() => {
  pool = openPool();
});
afterAll(() => pool.end());
beforeEach(truncateAll);

test('idempotency keys are kept for thirty days', async () => {
  await pool.query(
    `INSERT INTO idempotency_keys (app_id, mode, key, request_hash, locked_until, created_at)
     SELECT 'app_1', 'test', 'key ' || at, '', now(), at FROM unnest($1::timestamptz[]) AS at`,
    [[0, 30 * DAY, 30 * DAY + 1].map((ageMs) => new Date(now.getTime() - ageMs))],
  );
  expect(await cleanIdempotencyKeys(pool, now)).toBe(1);
  expect((await pool.query('SELECT 1 FROM idempotency_keys')).rowCount).toBe(2);
});

test('more than a batch goes too', async () => {
  await pool.query(
    `INSERT INTO idempotency_keys (app_id, mode, key, request_hash, locked_until, created_at)
     SELECT 'app_1', 'test', n::text, '', now(), '2026-01-01' FROM generate_series(1, 5001) AS n`,
  );
  expect(await cleanIdempotencyKeys(pool, now)).toBe(5_001);
});

test('sessions go when they have expired', async () => {
  await pool.query(`INSERT INTO members (id, merchant_id, email, name, role, password_hash)
    VALUES ('mem_1', 'mer_1', 'a@example.com', 'A', 'owner', '')`);
  await pool.query(
    `INSERT INTO sessions (id, member_id, session_version, expires_at)
     SELECT gen_random_uuid(), 'mem_1', 1, at FROM unnest($1::timestamptz[]) AS at`,
    [[-1, 0, 1].map((ms) => new Date(now.getTime() + ms))],
  );
  expect(await cleanSessions(pool, now)).toBe(1);
});

test('prompts to a phone number are kept for the day that counts', async () => {
  await pool.query(
    `INSERT INTO phone_prompts (attempt_id, prompt_hash, at)
     SELECT 'att ' || at, '', at FROM unnest($1::timestamptz[]) AS at`,
    [[0, DAY, DAY + 1].map((ageMs) => new Date(now.getTime() - ageMs))],
  );
  expect(await cleanPhonePrompts(pool, now)).toBe(1);
});

test('values of a connection or account go when their time is over; those without one stay', async () => {
  await pool.query(
    `INSERT INTO connection_values (connection_id, key, value, expires_at)
     SELECT 'con_1', 'key ' || n, '', CASE n WHEN 0 THEN NULL ELSE $1::timestamptz + n * interval '1 ms' END
     FROM generate_series(-1, 1) AS n`,
    [now],
  );
  expect(await cleanConnectionValues(pool, now)).toBe(1);
  expect((await pool.query('SELECT 1 FROM connection_values')).rowCount).toBe(2);
});

test('payers’ details go when their merchant keeps them no longer, those of open payments stay', async () => {
  await pool.query(`INSERT INTO merchants (id, name, country, retention_days)
    VALUES ('mer_1', 'Keeps thirty days', 'CM', 30), ('mer_2', 'Keeps all', 'CM', NULL)`);
  await pool.query(`INSERT INTO apps (id, merchant_id, name, country, currency, site_url, public_key, signing_secret_sealed)
    VALUES ('app_1', 'mer_1', '', 'CM', 'XAF', '', 'pk', '')`);
  await pool.query(
    `INSERT INTO payments (id, merchant_id, app_id, mode, status, hosted, amount, currency, reference, country,
       attempts_max, expires_at)
     SELECT id, merchant, 'app_1', 'test', status, true, 1, 'XAF', id, 'CM', 1, now()
     FROM (VALUES ('old', 'mer_1', 'failed'), ('open', 'mer_1', 'pending'), ('new', 'mer_1', 'failed'),
       ('other', 'mer_2', 'failed')) AS p (id, merchant, status)`,
  );
  await pool.query(
    `INSERT INTO payer_details (owner_id, payment_id, merchant_id, sealed, created_at)
     SELECT id, id, merchant_id, '', $1::timestamptz - CASE id WHEN 'new' THEN 30 ELSE 31 END * interval '1 day'
     FROM payments`,
    [now],
  );
  expect(await eraseOldPayerDetails(pool, now)).toBe(1);
  const { rows } = await pool.query('SELECT owner_id FROM payer_details ORDER BY 1');
  expect(rows.map(({ owner_id }) => owner_id)).toEqual(['new', 'open', 'other']);
});

test('the request log is kept for a week', async () => {
  await pool.query(
    `INSERT INTO api_requests
       (id, merchant_id, app_id, mode, request_id, method, path, status, key_hint, peer, duration_ms, at)
     SELECT gen_random_uuid(), 'mer_1', 'app_1', 'test', 'req', 'GET', '/', 200, '', '', 1, at
     FROM unnest($1::timestamptz[]) AS at`,
    [[0, 7 * DAY, 7 * DAY + 1].map((ageMs) => new Date(now.getTime() - ageMs))],
  );
  expect(await cleanApiRequests(pool, now)).toBe(1);
});
