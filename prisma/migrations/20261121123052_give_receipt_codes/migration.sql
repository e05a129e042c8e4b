-- A payment that succeeded has a receipt; those of before the receipts get their code now.

-- Random bytes of version 4 UUIDs (14 of 16 are random, 12 are used); 29 characters, as newReceiptCode() draws them.
-- Drawn beside each row first: a subquery that does not depend on its row is run once for all of them.
WITH drawn AS MATERIALIZED (
  SELECT id, uuid_send(gen_random_uuid()) AS bytes FROM payments
  WHERE status = 'succeeded' AND receipt_code IS NULL
)
UPDATE payments SET receipt_code = (
  SELECT string_agg(substr('23456789ABCDEFGHJKMNPQRSTWXYZ', 1 + get_byte(drawn.bytes, place) % 29, 1), '')
  FROM unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14]) place
)
FROM drawn WHERE drawn.id = payments.id;
