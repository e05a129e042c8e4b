-- A shop without a website takes money by an address: shared in a chat, printed on a poster, paid by many.

-- CreateTable
CREATE TABLE "payment_links" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "amount" BIGINT,
    "amount_min" BIGINT,
    "amount_max" BIGINT,
    "currency" CHAR(3) NOT NULL,
    "description" TEXT NOT NULL,
    "asks_name" BOOLEAN NOT NULL DEFAULT false,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "max_uses" INTEGER,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_link_payments" (
    "payment_id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "link_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_link_payments_pkey" PRIMARY KEY ("payment_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "payment_links_slug_key" ON "payment_links"("slug");

-- CreateIndex
CREATE INDEX "payment_links_merchant_id_mode_created_at_id_idx" ON "payment_links"("merchant_id", "mode", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payment_link_payments_link_id_idx" ON "payment_link_payments"("link_id");

ALTER TABLE payment_links
  ADD CONSTRAINT payment_links_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT payment_links_currency_known CHECK (currency IN ('XOF', 'XAF', 'CDF', 'USD')),
  ADD CONSTRAINT payment_links_slug_written_small CHECK (slug ~ '^[2-9a-hj-km-np-tw-z]{14}$'),
  ADD CONSTRAINT payment_links_amounts_positive CHECK (amount > 0 AND amount_min > 0 AND amount_max > 0),
  -- Bounds are for an amount that the payer chooses.
  ADD CONSTRAINT payment_links_amount_fixed_or_open
    CHECK (amount IS NULL OR (amount_min IS NULL AND amount_max IS NULL)),
  ADD CONSTRAINT payment_links_bounds_in_order CHECK (amount_min <= amount_max),
  ADD CONSTRAINT payment_links_uses_counted CHECK (max_uses BETWEEN 1 AND 100000),
  ADD CONSTRAINT payment_links_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps (id);

ALTER TABLE payment_link_payments
  ADD CONSTRAINT payment_link_payments_link_id_fkey FOREIGN KEY (link_id) REFERENCES payment_links (id),
  ADD CONSTRAINT payment_link_payments_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id);
