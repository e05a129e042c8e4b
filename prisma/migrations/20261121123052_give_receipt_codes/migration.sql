-- A payment that succeeded has a receipt; those of before the receipts get their code now.

-- Random bytes of version 4 UUIDs (14 of 16 are random, 12 are used); 29 characters, as newReceiptCode() draws them.
UPDATE payments SET receipt_code = (
  SELECT string_agg(substr('23456789ABCDEFGHJKMNPQRSTWXYZ', 1 + get_byte(id.bytes, place) % 29, 1), '')
  FROM (SELECT uuid_send(gen_random_uuid()) AS bytes, payments.id) id,
    unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14]) place
)
WHERE status = 'succeeded' AND receipt_code IS NULL;
