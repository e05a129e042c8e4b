-- Payments that came through a compatible endpoint, with the names that the shop's program knows them by, and their
-- provider-shaped callbacks, which are deliveries like webhooks: one queue, one journal of tries.

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "dialect_credential_id" UUID;

-- CreateTable
CREATE TABLE "compat_transactions" (
    "payment_id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "dialect_credential_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "provider_reference" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "compat_transactions_pkey" PRIMARY KEY ("payment_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "compat_transactions_provider_reference_key" ON "compat_transactions"("provider_reference");

-- CreateIndex
CREATE UNIQUE INDEX "compat_transactions_dialect_credential_id_reference_key" ON "compat_transactions"("dialect_credential_id", "reference");

-- As for the other tables inside one payment's tree.
ALTER TABLE compat_transactions
  ADD CONSTRAINT compat_transactions_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id);
