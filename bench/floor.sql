-- The least that a payment costs the database: its row, its event and its idempotency key with the kept answer, in one
-- statement and one commit. Nothing is checked and nothing is decided. This file stays as it is: it is what all numbers
-- are compared with.
-- $1 payment, $2 merchant, $3 app, $4 reference, $5 event, $6 the payment as JSON, $7 key, $8 hash, $9 sealed answer
WITH payment AS (
  INSERT INTO payments (id, merchant_id, app_id, mode, hosted, amount, currency, reference, country, attempts_max,
    event_sequence, expires_at)
  VALUES ($1, $2, $3, 'test', true, 1500, 'XAF', $4, 'CM', 5, 1, now() + interval '1 day')
), event AS (
  INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data)
  VALUES ($5, $2, $3, 'test', 'payment.created', $1, 1, $6::jsonb)
)
INSERT INTO idempotency_keys (app_id, mode, key, request_hash, resource_id, status, body_sealed, locked_until)
VALUES ($3, 'test', $7, $8, $1, 201, $9, now() + interval '1 minute')
