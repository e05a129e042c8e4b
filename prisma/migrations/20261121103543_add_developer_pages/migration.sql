-- Apps get a logo, a callback address, people to tell, and a way to ask for live mode; developers see their requests.

-- AlterTable
ALTER TABLE "apps" ADD COLUMN     "callback_url" TEXT,
ADD COLUMN     "live_refused_at" TIMESTAMPTZ(3),
ADD COLUMN IF NOT EXISTS "live_refused_reason" TEXT,
ADD COLUMN IF NOT EXISTS "live_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "live_requested_by" TEXT,
ADD COLUMN     "notify_emails" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "parked_mail_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "app_logos" (
    "app_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "png" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_logos_pkey" PRIMARY KEY ("app_id")
);

-- CreateTable
CREATE TABLE "api_requests" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "error_code" TEXT,
    "key_hint" TEXT NOT NULL,
    "peer" TEXT NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "api_requests_app_id_mode_at_id_idx" ON "api_requests"("app_id", "mode", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "api_requests_at_idx" ON "api_requests"("at");

ALTER TABLE "app_logos" ADD CONSTRAINT app_logos_small CHECK (octet_length(png) <= 1000000);
ALTER TABLE "api_requests" ADD CONSTRAINT api_requests_mode_known CHECK (mode IN ('test', 'live'));
