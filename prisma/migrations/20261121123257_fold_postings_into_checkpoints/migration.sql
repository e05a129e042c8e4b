-- A balance summed every posting of a merchant, which took seconds at millions: the worker now keeps what each account held
-- at a position, and a balance reads only what was posted since. Nothing reads postings by account any more.

-- DropIndex
DROP INDEX "postings_from_account_currency_idx";

-- DropIndex
DROP INDEX "postings_to_account_currency_idx";

-- CreateTable
CREATE TABLE "ledger_checkpoints" (
    "merchant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" DECIMAL(40,0) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "ledger_checkpoints_pkey" PRIMARY KEY ("merchant_id","mode","account","currency")
);
