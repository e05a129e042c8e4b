import { db } from '#lib/db.ts';
import { isLocale } from '#lib/i18n/locale.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { composeMail, type MailValues } from './compose.ts';
import type { MailKind } from './texts.ts';

export interface ListedMail {
  id: string;
  recipient: string;
  subject: string;
  link?: string;
  createdAt: Date;
}

const LISTED_MAX = 50;

/** The newest mails with their links, for the demo alone: whoever reads this can open what they open. */
export async function listMails(): Promise<ListedMail[]> {
  const rows = await db.mail.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: LISTED_MAX });
  return Promise.all(
    rows.map(async ({ id, recipient, kind, locale, sealed, createdAt }) => {
      const values = JSON.parse(open(sealed, sealPurpose.mail(id))) as MailValues; // written by enqueueMail alone
      const { subject } = await composeMail(kind as MailKind, isLocale(locale) ? locale : 'fr', values);
      return {
        id,
        recipient,
        subject,
        createdAt,
        ...(values.link === undefined ? {} : { link: values.link }),
      };
    }),
  );
}
