/** The worker's end of a mail: composed, handed to the SMTP server, or kept in a folder where there is none. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { type Clock, systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { isLocale } from '#lib/i18n/locale.ts';
import { log } from '#lib/log.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { type ComposedMail, composeMail, type MailValues } from './compose.ts';
import { nextMailTry } from './enqueue.ts';
import type { MailKind } from './texts.ts';

/** A server that takes this long is down. */
const SMTP_TIMEOUT_MS = 20_000;

export type HandOver = (to: string, mail: ComposedMail, id: string) => Promise<void>;

/**
 * Sends one mail and writes down how it went. A second worker may send it again after a crash between the two: better
 * twice than never.
 */
export async function sendMail(
  id: string,
  { clock = systemClock, handOver = handOverByEnv }: { clock?: Clock; handOver?: HandOver } = {},
): Promise<void> {
  const mail = await db.mail.findUnique({ where: { id } });
  if (mail === null || mail.status !== 'due') return;
  const triesCount = mail.triesCount + 1;
  try {
    const values = JSON.parse(open(mail.sealed, sealPurpose.mail(id))) as MailValues; // written by enqueueMail alone
    const locale = isLocale(mail.locale) ? mail.locale : 'fr';
    await handOver(mail.recipient, await composeMail(mail.kind as MailKind, locale, values), id);
  } catch (error) {
    const nextTryAt = nextMailTry(triesCount, clock.now());
    log.warn(
      { err: error, mail: id, kind: mail.kind, parked: nextTryAt === undefined },
      'a mail was not taken',
    );
    await db.mail.update({
      where: { id },
      data: {
        triesCount,
        nextTryAt: nextTryAt ?? null,
        status: nextTryAt === undefined ? 'parked' : 'due',
        lastError: error instanceof Error ? error.message.slice(0, 500) : 'unknown',
      },
    });
    return;
  }
  await db.mail.update({
    where: { id },
    data: { triesCount, status: 'sent', sentAt: clock.now(), nextTryAt: null, lastError: null },
  });
}

/** Without SMTP_URL mails are files: `.data/mail/<id>.eml`, which every mail program opens. */
const handOverByEnv: HandOver = async (to, mail, id) => {
  const { smtpUrl, mailFrom, dataDir } = env();
  const message = { from: mailFrom, to, subject: mail.subject, html: mail.html, text: mail.text };
  if (smtpUrl !== undefined) {
    const server = createTransport({
      url: smtpUrl,
      connectionTimeout: SMTP_TIMEOUT_MS,
      greetingTimeout: SMTP_TIMEOUT_MS,
      socketTimeout: SMTP_TIMEOUT_MS,
    });
    await server.sendMail({ ...message, messageId: `<${id}@${new URL(env().publicUrl).hostname}>` });
    return;
  }
  const paper = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  const sent = await paper.sendMail(message);
  const folder = path.join(dataDir, 'mail');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A Buffer because of the option; the types do not know.
  await writeFile(path.join(folder, `${id}.eml`), sent.message as unknown as Buffer, { mode: 0o600 });
};
