-- Some dialects name an account by one credential on most calls and by another one where the first is not sent (Flooz:
-- its partner number, and its user name when a token is fetched).

-- AlterTable
ALTER TABLE "dialect_credentials" ADD COLUMN "also_lookup" TEXT;

-- AlterTable
ALTER TABLE "sandbox_accounts" ADD COLUMN "also_lookup" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "dialect_credentials_provider_also_lookup_key" ON "dialect_credentials"("provider", "also_lookup");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_accounts_provider_also_lookup_key" ON "sandbox_accounts"("provider", "also_lookup");
