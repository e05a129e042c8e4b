import { addMs } from '#lib/clock.ts';
import { inTransaction, notifyDue, sql } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { isLocale, type Locale } from '#lib/i18n/locale.ts';
import { enqueueMail } from '#lib/mail/enqueue.ts';

/** A shop that is down parks hundreds of deliveries: one mail a day and endpoint. */
const MAIL_EVERY_MS = 24 * 3_600_000;

/**
 * Tells the people of an app that a delivery to one of its endpoints was given up: those of `notifyEmails`, else the
 * owners. One mail a day and endpoint.
 *
 * @param deliveryId the delivery's UUID; one to a payment's own callback address tells nobody
 */
export async function mailAboutParked(deliveryId: string, now: Date): Promise<void> {
  const mailed = await inTransaction(async (tx) => {
    // Of two deliveries parked at once one takes the day.
    const [parked] = await tx.$queryRaw<Parked[]>(sql`
      UPDATE webhook_endpoints w SET parked_mail_at = ${now}
      FROM deliveries d, apps a, merchants m
      WHERE d.id = ${deliveryId}::uuid AND d.status = 'parked' AND w.id = d.endpoint_id AND a.id = w.app_id
        AND m.id = a.merchant_id AND (w.parked_mail_at IS NULL OR w.parked_mail_at <= ${addMs(now, -MAIL_EVERY_MS)})
      RETURNING w.id, w.mode, w.url, coalesce(d.last_error, w.disabled_reason, '') AS problem, m.id AS "merchantId",
        m.name AS merchant, m.locale, a.notify_emails AS emails`);
    if (parked === undefined) return false;
    const { merchantId, merchant, url, problem } = parked;
    const locale: Locale = isLocale(parked.locale) ? parked.locale : 'fr';
    const owners =
      parked.emails.length > 0
        ? []
        : await tx.member.findMany({
            where: { merchantId, role: 'owner', disabledAt: null },
            select: { email: true, locale: true },
            take: 20,
          });
    const readers = [...parked.emails.map((email) => ({ email, locale })), ...owners];
    const mode = parked.mode === 'live' ? '?mode=live' : '';
    const values = { url, problem, merchant, link: `${env().publicUrl}/portal/webhooks/${parked.id}${mode}` };
    for (const reader of readers) {
      await enqueueMail(tx, {
        kind: 'webhook_parked',
        to: reader.email,
        locale: isLocale(reader.locale) ? reader.locale : locale,
        values,
        merchantId,
        at: now,
      });
    }
    return readers.length > 0;
  });
  if (mailed) await notifyDue();
}

interface Parked {
  id: string;
  mode: string;
  url: string;
  problem: string;
  merchantId: string;
  merchant: string;
  locale: string;
  emails: string[];
}
