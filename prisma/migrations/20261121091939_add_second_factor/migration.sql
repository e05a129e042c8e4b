-- A stolen password must not be enough: members prove a second factor (TOTP, RFC 6238) or use a recovery code once.

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "totp_enabled_at" TIMESTAMPTZ(3),
ADD COLUMN     "totp_last_step" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "totp_sealed" BYTEA;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "awaits_second_factor" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "second_factor_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "id" UUID NOT NULL,
    "member_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "recovery_codes_member_id_hash_key" ON "recovery_codes"("member_id", "hash");
