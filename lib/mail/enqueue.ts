import { addMs } from '#lib/clock.ts';
import type { Tx } from '#lib/db.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { newUuid } from '#lib/ids.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { seal } from '#lib/secrets.ts';
import type { MailValues } from './compose.ts';
import type { MailKind } from './texts.ts';

export interface NewMail {
  kind: MailKind;
  to: string;
  locale: Locale;
  values: MailValues;
  merchantId?: string;
  at: Date;
}

/**
 * Puts a mail on its way, in the transaction of what it tells about. The worker sends it at its next look, or at once
 * when `notifyDue()` is called after the commit.
 */
export async function enqueueMail(tx: Pick<Tx, 'mail'>, mail: NewMail): Promise<void> {
  const id = newUuid();
  await tx.mail.create({
    data: {
      id,
      merchantId: mail.merchantId ?? null,
      recipient: mail.to,
      kind: mail.kind,
      locale: mail.locale,
      sealed: Buffer.from(seal(JSON.stringify(inItsLanguage(mail)), sealPurpose.mail(id))),
      nextTryAt: mail.at,
      createdAt: mail.at,
    },
  });
}

/** What the mail leads to speaks as the mail does: the reader's browser may be set to another language, or be a shared one. */
function inItsLanguage({ values, locale }: NewMail): MailValues {
  if (values.link === undefined) return values;
  const link = new URL(values.link);
  link.searchParams.set('lang', locale);
  return { ...values, link: link.href };
}

/** When a mail that could not be handed over is tried again, counted from the last try; then it is parked. */
const RETRY_MS = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 12 * 3_600_000] as const;

/** @param triesCount tries made so far */
export function nextMailTry(triesCount: number, now: Date): Date | undefined {
  const waitMs = RETRY_MS[triesCount - 1];
  return waitMs === undefined ? undefined : addMs(now, waitMs);
}
