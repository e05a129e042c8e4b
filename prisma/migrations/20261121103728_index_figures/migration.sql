-- The figures of the portal's first page read one merchant's last days, and nothing older.

-- CreateIndex
CREATE INDEX "attempts_merchant_id_mode_submitted_at_idx" ON "attempts"("merchant_id", "mode", "submitted_at");

-- What was received in a period, from the index alone.
CREATE INDEX payments_received ON payments (merchant_id, mode, completed_at) INCLUDE (currency, amount)
  WHERE status = 'succeeded';

-- What is still being checked: few rows, whatever the table holds.
CREATE INDEX payments_pending ON payments (merchant_id, mode) INCLUDE (currency, amount) WHERE status = 'pending';
