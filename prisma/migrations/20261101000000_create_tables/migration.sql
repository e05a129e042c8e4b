-- Every table of schema.prisma; checks, triggers and foreign keys follow.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "merchants" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "timezone" TEXT NOT NULL DEFAULT 'Africa/Abidjan',
    "platform" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "merchants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "member_id" TEXT NOT NULL,
    "session_version" INTEGER NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "peer" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "apps" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "site_url" TEXT NOT NULL,
    "logo_url" TEXT,
    "success_url" TEXT,
    "cancel_url" TEXT,
    "failure_url" TEXT,
    "public_key" TEXT NOT NULL,
    "signing_secret_sealed" BYTEA NOT NULL,
    "declared_origins" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "declared_addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "late_success" TEXT NOT NULL DEFAULT 'keep',
    "live_approved" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "apps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "scopes" TEXT[],
    "allow_from" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dialect_credentials" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "lookup" TEXT NOT NULL,
    "credentials_sealed" BYTEA NOT NULL,
    "callback_url" TEXT,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dialect_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connections" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT,
    "mode" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "credentials_sealed" BYTEA NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "callback_token" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "paused_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_values" (
    "connection_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "connection_values_pkey" PRIMARY KEY ("connection_id","key")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'created',
    "origin" TEXT NOT NULL DEFAULT 'api',
    "hosted" BOOLEAN NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reference" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "description" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "attempts_max" INTEGER NOT NULL,
    "attempts_count" INTEGER NOT NULL DEFAULT 0,
    "success_url" TEXT,
    "cancel_url" TEXT,
    "failure_url" TEXT,
    "callback_url" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "passthrough" JSONB NOT NULL DEFAULT '{}',
    "failure_code" TEXT,
    "amount_paid_by_customer" BIGINT,
    "fee_amount" BIGINT NOT NULL DEFAULT 0,
    "refunded_amount" BIGINT NOT NULL DEFAULT 0,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "unresolved" BOOLEAN NOT NULL DEFAULT false,
    "suspense" BOOLEAN NOT NULL DEFAULT false,
    "surplus" BOOLEAN NOT NULL DEFAULT false,
    "receipt_code" TEXT,
    "event_sequence" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "expire_lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "connection_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'submitting',
    "reference" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "provider_reference" TEXT,
    "operator_reference" TEXT,
    "operator_reported" TEXT,
    "transaction_id" TEXT,
    "next_action" JSONB,
    "failure_code" TEXT,
    "otp_tries" INTEGER NOT NULL DEFAULT 0,
    "otp_busy_until" TIMESTAMPTZ(3),
    "payer_charge" BIGINT,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "called_at" TIMESTAMPTZ(3),
    "call_ended_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "queries_count" INTEGER NOT NULL DEFAULT 0,
    "not_found_count" INTEGER NOT NULL DEFAULT 0,
    "last_query_at" TIMESTAMPTZ(3),
    "next_query_at" TIMESTAMPTZ(3),
    "query_lease_until" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payer_details" (
    "owner_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "phone_hash" BYTEA,
    "phone_masked" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payer_details_pkey" PRIMARY KEY ("owner_id")
);

-- CreateTable
CREATE TABLE "arrivals" (
    "connection_id" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "attempt_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reversed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "arrivals_pkey" PRIMARY KEY ("connection_id","transaction_id")
);

-- CreateTable
CREATE TABLE "observations" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "attempt_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "applied" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "observations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callbacks" (
    "id" UUID NOT NULL,
    "connection_id" TEXT NOT NULL,
    "peer" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'received',
    "reason" TEXT,
    "attempt_id" TEXT,
    "tries_count" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "callbacks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "resource_id" TEXT,
    "status" INTEGER,
    "body_sealed" BYTEA,
    "locked_until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("app_id","mode","key")
);

-- CreateTable
CREATE TABLE "discrepancies" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "attempt_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "discrepancies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "postings" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "position" BIGINT,
    "key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "from_account" TEXT NOT NULL,
    "to_account" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "resource_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "postings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "data" JSONB NOT NULL,
    "position" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_endpoints" (
    "id" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT,
    "types" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "secret_sealed" BYTEA NOT NULL,
    "old_secret_sealed" BYTEA,
    "old_secret_until" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "endpoint_id" TEXT,
    "app_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'due',
    "tries_count" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_tries" (
    "id" UUID NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "reply" TEXT,
    "duration_ms" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "delivery_tries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "member_id" TEXT,
    "action" TEXT NOT NULL,
    "target_id" TEXT,
    "peer" TEXT NOT NULL DEFAULT '',
    "before" JSONB,
    "after" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_accounts" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "lookup" TEXT NOT NULL,
    "credentials" JSONB NOT NULL,
    "merchant_id" TEXT,
    "callback_url" TEXT,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_transactions" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "flow" TEXT NOT NULL DEFAULT 'push',
    "reference" TEXT NOT NULL,
    "provider_reference" TEXT NOT NULL,
    "operator_reference" TEXT,
    "status" TEXT NOT NULL,
    "operator" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "fee" BIGINT NOT NULL DEFAULT 0,
    "story" TEXT NOT NULL,
    "code" TEXT,
    "failure" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "charges" INTEGER NOT NULL DEFAULT 0,
    "callbacks" JSONB NOT NULL DEFAULT '[]',
    "step" INTEGER NOT NULL DEFAULT 0,
    "next_step_at" TIMESTAMPTZ(3),
    "step_lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sandbox_transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_messages" (
    "id" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "transaction_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_handsets" (
    "phone" TEXT NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_handsets_pkey" PRIMARY KEY ("phone")
);

-- CreateTable
CREATE TABLE "sandbox_shop_orders" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT,
    "cart" JSONB NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_shop_orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_shop_webhooks" (
    "id" UUID NOT NULL,
    "order_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL,
    "body" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_shop_webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "members_email_key" ON "members"("email");

-- CreateIndex
CREATE INDEX "members_merchant_id_idx" ON "members"("merchant_id");

-- CreateIndex
CREATE INDEX "sessions_member_id_idx" ON "sessions"("member_id");

-- CreateIndex
CREATE UNIQUE INDEX "apps_public_key_key" ON "apps"("public_key");

-- CreateIndex
CREATE INDEX "apps_merchant_id_idx" ON "apps"("merchant_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_app_id_idx" ON "api_keys"("app_id");

-- CreateIndex
CREATE INDEX "dialect_credentials_app_id_idx" ON "dialect_credentials"("app_id");

-- CreateIndex
CREATE UNIQUE INDEX "dialect_credentials_provider_lookup_key" ON "dialect_credentials"("provider", "lookup");

-- CreateIndex
CREATE UNIQUE INDEX "connections_callback_token_key" ON "connections"("callback_token");

-- CreateIndex
CREATE INDEX "connections_mode_merchant_id_idx" ON "connections"("mode", "merchant_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_receipt_code_key" ON "payments"("receipt_code");

-- CreateIndex
CREATE INDEX "payments_merchant_id_mode_created_at_id_idx" ON "payments"("merchant_id", "mode", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "payments_app_id_mode_reference_key" ON "payments"("app_id", "mode", "reference");

-- CreateIndex
CREATE INDEX "attempts_connection_id_provider_reference_idx" ON "attempts"("connection_id", "provider_reference");

-- CreateIndex
CREATE INDEX "attempts_reference_idx" ON "attempts"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "attempts_connection_id_reference_key" ON "attempts"("connection_id", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "attempts_payment_id_number_key" ON "attempts"("payment_id", "number");

-- CreateIndex
CREATE INDEX "payer_details_merchant_id_phone_hash_idx" ON "payer_details"("merchant_id", "phone_hash");

-- CreateIndex
CREATE INDEX "payer_details_payment_id_idx" ON "payer_details"("payment_id");

-- CreateIndex
CREATE INDEX "arrivals_payment_id_idx" ON "arrivals"("payment_id");

-- CreateIndex
CREATE INDEX "observations_payment_id_at_idx" ON "observations"("payment_id", "at");

-- CreateIndex
CREATE INDEX "callbacks_connection_id_received_at_idx" ON "callbacks"("connection_id", "received_at");

-- CreateIndex
CREATE INDEX "callbacks_attempt_id_idx" ON "callbacks"("attempt_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "discrepancies_key_key" ON "discrepancies"("key");

-- CreateIndex
CREATE INDEX "discrepancies_merchant_id_mode_status_idx" ON "discrepancies"("merchant_id", "mode", "status");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_key_key" ON "refunds"("key");

-- CreateIndex
CREATE INDEX "refunds_payment_id_idx" ON "refunds"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "postings_position_key" ON "postings"("position");

-- CreateIndex
CREATE UNIQUE INDEX "postings_key_key" ON "postings"("key");

-- CreateIndex
CREATE INDEX "postings_merchant_id_mode_position_idx" ON "postings"("merchant_id", "mode", "position");

-- CreateIndex
CREATE INDEX "postings_resource_id_idx" ON "postings"("resource_id");

-- CreateIndex
CREATE INDEX "postings_from_account_currency_idx" ON "postings"("from_account", "currency");

-- CreateIndex
CREATE INDEX "postings_to_account_currency_idx" ON "postings"("to_account", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "events_position_key" ON "events"("position");

-- CreateIndex
CREATE INDEX "events_app_id_mode_position_idx" ON "events"("app_id", "mode", "position");

-- CreateIndex
CREATE UNIQUE INDEX "events_resource_id_sequence_key" ON "events"("resource_id", "sequence");

-- CreateIndex
CREATE INDEX "webhook_endpoints_app_id_mode_idx" ON "webhook_endpoints"("app_id", "mode");

-- CreateIndex
CREATE INDEX "deliveries_event_id_idx" ON "deliveries"("event_id");

-- CreateIndex
CREATE INDEX "deliveries_endpoint_id_created_at_idx" ON "deliveries"("endpoint_id", "created_at");

-- CreateIndex
CREATE INDEX "delivery_tries_delivery_id_idx" ON "delivery_tries"("delivery_id");

-- CreateIndex
CREATE INDEX "audit_entries_merchant_id_at_idx" ON "audit_entries"("merchant_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_accounts_provider_lookup_key" ON "sandbox_accounts"("provider", "lookup");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_transactions_provider_reference_key" ON "sandbox_transactions"("provider_reference");

-- CreateIndex
CREATE INDEX "sandbox_transactions_account_id_reference_idx" ON "sandbox_transactions"("account_id", "reference");

-- CreateIndex
CREATE INDEX "sandbox_transactions_phone_created_at_idx" ON "sandbox_transactions"("phone", "created_at");

-- CreateIndex
CREATE INDEX "sandbox_messages_phone_created_at_idx" ON "sandbox_messages"("phone", "created_at");

-- CreateIndex
CREATE INDEX "sandbox_shop_webhooks_order_id_idx" ON "sandbox_shop_webhooks"("order_id");
