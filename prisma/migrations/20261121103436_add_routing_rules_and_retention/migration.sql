-- Connections are tried in an order that people choose and that their health may change; payers' details may be erased
-- after a time; the platform answers for merchants and for live mode.

-- AlterTable
ALTER TABLE "apps" ADD COLUMN IF NOT EXISTS "live_refused_reason" TEXT,
ADD COLUMN IF NOT EXISTS "live_requested_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "merchants" ADD COLUMN     "retention_days" INTEGER,
ADD COLUMN     "suspended_reason" TEXT;

-- CreateTable
CREATE TABLE "routing_rules" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT,
    "mode" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "connection_ids" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "routing_rules_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "attempts_connection_id_called_at_idx" ON "attempts"("connection_id", "called_at" DESC);

-- CreateIndex
CREATE INDEX "payer_details_merchant_id_created_at_idx" ON "payer_details"("merchant_id", "created_at");

ALTER TABLE merchants ADD CONSTRAINT merchants_retention_sensible CHECK (retention_days BETWEEN 30 AND 3650);

-- One rule for each owner, the platform (no merchant) being one of them.
CREATE UNIQUE INDEX routing_rules_owner ON routing_rules (COALESCE(merchant_id, ''), mode, operator, currency);
ALTER TABLE routing_rules
  ADD CONSTRAINT routing_rules_mode_known CHECK (mode IN ('test', 'live')),
  ADD CONSTRAINT routing_rules_names_some CHECK (cardinality(connection_ids) BETWEEN 1 AND 50),
  ADD CONSTRAINT routing_rules_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchants (id);
