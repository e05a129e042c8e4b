-- "Expired, at MTN": most expired payments were never tried, and a list of one operator's would look through all of them.
-- Statuses that payments end in both with and without a try; the list asks for tried ones when it asks for an operator.
CREATE INDEX payments_tried ON payments (merchant_id, mode, status, created_at DESC, id DESC)
  WHERE attempts_count > 0 AND status IN ('created', 'canceled', 'expired');
