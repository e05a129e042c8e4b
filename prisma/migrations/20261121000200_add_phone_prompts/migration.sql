-- Prompts per phone number across all apps: payer_details cannot be counted for this, its hash holds the merchant.
CREATE TABLE "phone_prompts" (
    "attempt_id" TEXT NOT NULL,
    "prompt_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "phone_prompts_pkey" PRIMARY KEY ("attempt_id")
);

CREATE INDEX "phone_prompts_prompt_hash_at_idx" ON "phone_prompts"("prompt_hash", "at");
CREATE INDEX "phone_prompts_at_idx" ON "phone_prompts"("at");
