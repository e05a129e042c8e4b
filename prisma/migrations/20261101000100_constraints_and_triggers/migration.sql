-- The invariants that the code assumes hold in the database too, whoever writes to it: closed lists, positive
-- amounts, one blocking attempt a payment, books and audit that can only grow.

-- Closed lists. Lists that other folders grow (event types, failure codes, discrepancy kinds, observation
-- outcomes of a provider) are checked by form only, so that adding one is no migration.

ALTER TABLE merchants
  ADD CONSTRAINT merchants_locale_known CHECK (locale IN ('fr', 'en'));

ALTER TABLE members
  ADD CONSTRAINT members_email_lower CHECK (email = lower(email)),
  ADD CONSTRAINT members_role_known CHECK (role ~ '^[a-z_]+$'),
  ADD CONSTRAINT members_locale_known CHECK (locale IN ('fr', 'en'));

ALTER TABLE apps
  ADD CONSTRAINT apps_country_known CHECK (country IN ('TG', 'CI', 'CM', 'CD')),
  ADD CONSTRAINT apps_currency_known CHECK (currency IN ('XOF', 'XAF', 'CDF', 'USD')),
  ADD CONSTRAINT apps_locale_known CHECK (locale IN ('fr', 'en')),
  ADD CONSTRAINT apps_late_success_known CHECK (late_success IN ('keep', 'refund'));

ALTER TABLE api_keys
  ADD CONSTRAINT api_keys_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT api_keys_hash_is_sha256 CHECK (octet_length(hash) = 32);

ALTER TABLE dialect_credentials
  ADD CONSTRAINT dialect_credentials_mode_known CHECK (mode IN ('test', 'live'));

ALTER TABLE connections
  ADD CONSTRAINT connections_mode_known CHECK (mode IN ('test', 'live')),
  -- The sandbox's money is play money: no live payment can ever be routed to it.
  ADD CONSTRAINT connections_sandbox_is_test CHECK (mode = 'test' OR base_url NOT LIKE 'sandbox:%');

ALTER TABLE payments
  ADD CONSTRAINT payments_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT payments_status_known
    CHECK (status IN ('created', 'pending', 'succeeded', 'failed', 'canceled', 'expired')),
  ADD CONSTRAINT payments_currency_known CHECK (currency IN ('XOF', 'XAF', 'CDF', 'USD')),
  ADD CONSTRAINT payments_country_known CHECK (country IN ('TG', 'CI', 'CM', 'CD')),
  ADD CONSTRAINT payments_locale_known CHECK (locale IN ('fr', 'en')),
  ADD CONSTRAINT payments_amount_positive CHECK (amount > 0),
  ADD CONSTRAINT payments_paid_positive CHECK (amount_paid_by_customer > 0),
  ADD CONSTRAINT payments_fee_not_negative CHECK (fee_amount >= 0),
  ADD CONSTRAINT payments_refunded_in_range CHECK (refunded_amount >= 0),
  ADD CONSTRAINT payments_attempts_counted CHECK (attempts_max > 0 AND attempts_count BETWEEN 0 AND attempts_max),
  ADD CONSTRAINT payments_succeeded_has_time CHECK (status <> 'succeeded' OR completed_at IS NOT NULL);

ALTER TABLE attempts
  ADD CONSTRAINT attempts_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT attempts_status_known CHECK (
    status IN ('submitting', 'requires_otp', 'pending', 'succeeded', 'failed', 'canceled', 'expired', 'unresolved')
  ),
  ADD CONSTRAINT attempts_flow_known CHECK (flow IN ('push', 'otp', 'redirect', 'form')),
  ADD CONSTRAINT attempts_currency_known CHECK (currency IN ('XOF', 'XAF', 'CDF', 'USD')),
  ADD CONSTRAINT attempts_amount_positive CHECK (amount > 0),
  ADD CONSTRAINT attempts_number_positive CHECK (number > 0),
  -- Twenty characters of 0-9A-Z are valid at every provider.
  ADD CONSTRAINT attempts_reference_form CHECK (reference ~ '^[0-9A-Z]{20}$');

ALTER TABLE arrivals
  ADD CONSTRAINT arrivals_kind_known CHECK (kind IN ('payment', 'surplus', 'suspense')),
  ADD CONSTRAINT arrivals_amount_positive CHECK (amount > 0),
  ADD CONSTRAINT arrivals_currency_form CHECK (currency ~ '^[A-Z]{3}$');

ALTER TABLE observations
  ADD CONSTRAINT observations_source_known
    CHECK (source IN ('reply', 'callback', 'query', 'statement', 'person')),
  ADD CONSTRAINT observations_outcome_known CHECK (
    outcome IN ('unknown', 'not_found', 'pending', 'requires_otp', 'redirect', 'succeeded', 'failed', 'canceled',
      'expired', 'refunding', 'refunded')
  );

ALTER TABLE callbacks
  ADD CONSTRAINT callbacks_status_known CHECK (status IN ('received', 'refused', 'unmatched', 'done'));

ALTER TABLE idempotency_keys
  ADD CONSTRAINT idempotency_keys_mode_known CHECK (mode IN ('test', 'live'));

ALTER TABLE discrepancies
  ADD CONSTRAINT discrepancies_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT discrepancies_kind_form CHECK (kind ~ '^[a-z_]+$');

ALTER TABLE postings
  ADD CONSTRAINT postings_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT postings_amount_positive CHECK (amount > 0),
  ADD CONSTRAINT postings_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT postings_two_accounts CHECK (from_account <> to_account);

ALTER TABLE events
  ADD CONSTRAINT events_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT events_sequence_positive CHECK (sequence > 0),
  ADD CONSTRAINT events_type_form CHECK (type ~ '^[a-z_]+(\.[a-z_]+)+$');

ALTER TABLE webhook_endpoints
  ADD CONSTRAINT webhook_endpoints_mode_known CHECK (mode IN ('test', 'live'));

ALTER TABLE deliveries
  ADD CONSTRAINT deliveries_status_known CHECK (status IN ('due', 'delivered', 'parked'));

ALTER TABLE sandbox_transactions
  ADD CONSTRAINT sandbox_transactions_kind_known CHECK (kind IN ('payment', 'payout')),
  ADD CONSTRAINT sandbox_transactions_amount_positive CHECK (amount > 0),
  ADD CONSTRAINT sandbox_transactions_charges_counted CHECK (charges >= 0);

ALTER TABLE sandbox_messages
  ADD CONSTRAINT sandbox_messages_kind_known CHECK (kind IN ('prompt', 'sms'));

-- One attempt at a time may take the payer's money: two tabs, two processes, one prompt.
CREATE UNIQUE INDEX attempts_one_blocking ON attempts (payment_id)
  WHERE status IN ('submitting', 'requires_otp', 'pending', 'unresolved') AND released_at IS NULL;

-- Due rows are the hot queue: these indexes hold only what still has to be done, so they stay small.
CREATE INDEX attempts_query_due ON attempts (next_query_at) WHERE next_query_at IS NOT NULL;
CREATE INDEX payments_expiry_due ON payments (expires_at) WHERE status = 'created';
CREATE INDEX deliveries_due ON deliveries (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX callbacks_due ON callbacks (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX sandbox_transactions_due ON sandbox_transactions (next_step_at) WHERE next_step_at IS NOT NULL;

-- Rows that still wait for their position, oldest first.
CREATE INDEX events_unnumbered ON events (created_at, id) WHERE position IS NULL;
CREATE INDEX postings_unnumbered ON postings (created_at, id) WHERE position IS NULL;

-- Foreign keys inside one payment's tree and one event's. Parents that many payments share (merchant, app,
-- connection) have none: they are never deleted, only disabled, and no shared row is locked by every payment.
ALTER TABLE attempts
  ADD CONSTRAINT attempts_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id);
ALTER TABLE payer_details
  ADD CONSTRAINT payer_details_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id);
ALTER TABLE arrivals
  ADD CONSTRAINT arrivals_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  ADD CONSTRAINT arrivals_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id);
ALTER TABLE observations
  ADD CONSTRAINT observations_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  ADD CONSTRAINT observations_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id);
ALTER TABLE discrepancies
  ADD CONSTRAINT discrepancies_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  ADD CONSTRAINT discrepancies_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id);
ALTER TABLE deliveries
  ADD CONSTRAINT deliveries_event_id_fkey FOREIGN KEY (event_id) REFERENCES events (id);
ALTER TABLE sessions
  ADD CONSTRAINT sessions_member_id_fkey FOREIGN KEY (member_id) REFERENCES members (id);
ALTER TABLE sandbox_messages
  ADD CONSTRAINT sandbox_messages_transaction_id_fkey
    FOREIGN KEY (transaction_id) REFERENCES sandbox_transactions (id);

-- The books and the audit can only grow. A mistake is answered by another posting, never by an edit.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

-- The one allowed change: the position, given once after commit.
CREATE FUNCTION refuse_posting_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.position IS NULL AND NEW.position IS NOT NULL
    AND to_jsonb(OLD) - 'position' = to_jsonb(NEW) - 'position' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'postings is append-only: UPDATE refused' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER postings_update BEFORE UPDATE ON postings
  FOR EACH ROW EXECUTE FUNCTION refuse_posting_change();
CREATE TRIGGER postings_delete BEFORE DELETE ON postings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_truncate BEFORE TRUNCATE ON postings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_entries_update BEFORE UPDATE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_delete BEFORE DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_truncate BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
