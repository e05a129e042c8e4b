-- People settle discrepancies: who looks after one, what was proposed, who agreed. The history can only grow.

-- AlterTable
ALTER TABLE "discrepancies" ADD COLUMN     "assignee_id" TEXT,
ADD COLUMN     "decision" TEXT,
ADD COLUMN     "proposal_id" UUID;

-- CreateTable
CREATE TABLE "discrepancy_steps" (
    "id" UUID NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "discrepancy_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "assignee_id" TEXT,
    "decision" TEXT,
    "reason" TEXT,
    "reference" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "discrepancy_steps_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "discrepancy_steps_discrepancy_id_at_idx" ON "discrepancy_steps"("discrepancy_id", "at");

ALTER TABLE discrepancies
  ADD CONSTRAINT discrepancies_decision_known CHECK (decision IN ('succeeded', 'failed', 'acknowledged')),
  ADD CONSTRAINT discrepancies_status_known CHECK (status IN ('open', 'settled')),
  -- What is settled was decided, and waits for nobody.
  ADD CONSTRAINT discrepancies_settled_is_decided
    CHECK (status <> 'settled' OR (decision IS NOT NULL AND settled_at IS NOT NULL AND proposal_id IS NULL));

ALTER TABLE discrepancy_steps
  ADD CONSTRAINT discrepancy_steps_kind_known CHECK (kind IN ('assigned', 'proposed', 'declined', 'settled')),
  ADD CONSTRAINT discrepancy_steps_decision_known CHECK (decision IN ('succeeded', 'failed', 'acknowledged')),
  ADD CONSTRAINT discrepancy_steps_decided_with_reason
    CHECK (kind NOT IN ('proposed', 'settled') OR (decision IS NOT NULL AND length(reason) > 0)),
  ADD CONSTRAINT discrepancy_steps_discrepancy_id_fkey FOREIGN KEY (discrepancy_id) REFERENCES discrepancies (id);

CREATE TRIGGER discrepancy_steps_update BEFORE UPDATE ON discrepancy_steps
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER discrepancy_steps_delete BEFORE DELETE ON discrepancy_steps
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER discrepancy_steps_truncate BEFORE TRUNCATE ON discrepancy_steps
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
