-- A replay picks an app's events between two times; positions do not tell the time.
CREATE INDEX "events_app_id_mode_created_at_idx" ON "events"("app_id", "mode", "created_at");
