-- Why: what was told without proof is asked about until an answer is definite, a lost reply to a code is remembered, and
-- money that came without a name gets one: silence and repetition must neither lose nor double it.

-- AlterTable
ALTER TABLE "arrivals" ADD COLUMN     "named_as" TEXT;

-- AlterTable
ALTER TABLE "attempts" ADD COLUMN     "hinted_at" TIMESTAMPTZ(3),
ADD COLUMN     "otp_silent" BOOLEAN NOT NULL DEFAULT false;
