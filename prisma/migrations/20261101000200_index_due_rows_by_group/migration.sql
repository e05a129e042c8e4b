-- The worker takes due rows endpoint by endpoint and connection by connection (lib/worker/claim.ts), so that one with
-- a hundred thousand rows waiting delays no other: without these indexes such a claim took 20 s, with them 20 ms.

CREATE INDEX deliveries_due_by_endpoint ON deliveries (coalesce(endpoint_id, app_id), next_try_at)
  WHERE next_try_at IS NOT NULL;
CREATE INDEX attempts_due_by_connection ON attempts (connection_id, next_query_at)
  WHERE next_query_at IS NOT NULL;
