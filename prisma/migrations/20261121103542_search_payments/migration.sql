-- People look for payments in lists and by whatever a payer has in hand; each way of asking reads an index, so that
-- none takes longer with millions of payments (plans: lib/payments/README.md). Notes and saved views come with it.

-- DropIndex
DROP INDEX "payer_details_merchant_id_phone_hash_idx";

-- CreateTable
CREATE TABLE "saved_views" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_notes" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_notes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_views_member_id_list_name_key" ON "saved_views"("member_id", "list", "name");

-- CreateIndex
CREATE INDEX "payment_notes_payment_id_created_at_idx" ON "payment_notes"("payment_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_entries_merchant_id_target_id_at_idx" ON "audit_entries"("merchant_id", "target_id", "at");

-- CreateIndex
CREATE INDEX "payer_details_merchant_id_phone_hash_created_at_idx" ON "payer_details"("merchant_id", "phone_hash", "created_at" DESC);

-- CreateIndex
CREATE INDEX "payments_merchant_id_mode_status_created_at_id_idx" ON "payments"("merchant_id", "mode", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payments_merchant_id_mode_app_id_created_at_id_idx" ON "payments"("merchant_id", "mode", "app_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payments_merchant_id_mode_amount_created_at_id_idx" ON "payments"("merchant_id", "mode", "amount", "created_at" DESC, "id" DESC);

-- A reference as a payer writes it, in capitals or not; over all apps of the merchant.
CREATE INDEX payments_by_reference ON payments (merchant_id, mode, lower(reference));

-- The names that money has at operators and providers: most rows of the second and third never get one.
CREATE INDEX attempts_by_provider_reference ON attempts (merchant_id, mode, lower(provider_reference))
  WHERE provider_reference IS NOT NULL;
CREATE INDEX attempts_by_operator_reference ON attempts (merchant_id, mode, lower(operator_reference))
  WHERE operator_reference IS NOT NULL;
CREATE INDEX attempts_by_transaction_id ON attempts (merchant_id, mode, lower(transaction_id))
  WHERE transaction_id IS NOT NULL;

-- For lists of one operator's payments, when it has few of them.
CREATE INDEX attempts_by_operator ON attempts (merchant_id, mode, operator, submitted_at DESC);

ALTER TABLE payment_notes ADD CONSTRAINT payment_notes_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id);
ALTER TABLE saved_views ADD CONSTRAINT saved_views_query_length CHECK (length(query) <= 2000);
