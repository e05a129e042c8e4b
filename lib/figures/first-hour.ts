import { db, sql } from '#lib/db.ts';

/** What a new merchant does in the first hour, in this order. */
export type FirstStep = 'site' | 'key' | 'webhook' | 'payment';
export type FirstHour = Readonly<Record<FirstStep, boolean>>;

/** Which of the first steps are done, in test mode. */
export async function firstHour(merchantId: string): Promise<FirstHour> {
  const [row] = await db.$queryRaw<FirstHour[]>(sql`
    SELECT
      EXISTS (SELECT 1 FROM apps WHERE merchant_id = ${merchantId} AND site_url <> '') AS site,
      -- A shop that speaks a provider's dialect uses that credential in the place of a key.
      EXISTS (SELECT 1 FROM api_keys WHERE merchant_id = ${merchantId} AND mode = 'test' AND last_used_at IS NOT NULL)
        OR EXISTS (SELECT 1 FROM apps a JOIN dialect_credentials c ON c.app_id = a.id AND c.mode = 'test'
          JOIN compat_transactions t ON t.dialect_credential_id = c.id WHERE a.merchant_id = ${merchantId}) AS key,
      EXISTS (SELECT 1 FROM webhook_endpoints
        WHERE merchant_id = ${merchantId} AND mode = 'test' AND disabled_at IS NULL) AS webhook,
      EXISTS (SELECT 1 FROM payments
        WHERE merchant_id = ${merchantId} AND mode = 'test' AND status = 'succeeded') AS payment`);
  return row ?? { site: false, key: false, webhook: false, payment: false };
}

/** True when nothing is left to do. */
export function isFirstHourOver(done: FirstHour): boolean {
  return Object.values(done).every(Boolean);
}
