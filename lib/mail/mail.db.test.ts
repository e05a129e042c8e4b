import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { composeMail } from './compose.ts';
import { enqueueMail } from './enqueue.ts';
import { type HandOver, sendMail } from './send.ts';
import { MAIL_KINDS, MAIL_TEXTS } from './texts.ts';

const clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
const LINK = 'https://pay.example.com/portal/reset/secret-token';

beforeEach(async () => {
  await truncateAll();
  clock.set(new Date('2026-11-21T10:00:00Z'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

async function aReset(): Promise<string> {
  const values = { link: LINK };
  await enqueueMail(db, {
    kind: 'password_reset',
    to: 'awa@example.com',
    locale: 'fr',
    values,
    at: clock.now(),
  });
  return (await db.mail.findFirstOrThrow()).id;
}

describe('every mail', () => {
  const values = {
    link: LINK,
    inviter: 'Awa',
    merchant: 'Boutique <b>Awa</b>\nBcc: all@example.com',
    role: 'admin',
    device: 'Firefox',
    peer: '203.0.113.9',
    url: 'https://shop.example/hook',
    problem: '500',
    app: 'Boutique',
    reason: 'no site',
  };
  test.each(MAIL_KINDS)(
    '%s: both languages, no hole, no markup of others, one line of subject',
    async (kind) => {
      for (const locale of ['fr', 'en'] as const) {
        const mail = await composeMail(kind, locale, values);
        expect(mail.subject).not.toMatch(/[{}\r\n]/);
        expect(mail.html).not.toMatch(/<b>|\{\w+\}/);
        if (MAIL_TEXTS[locale][kind].button !== undefined) {
          expect(mail.html).toContain(`href="${LINK}"`);
          expect(mail.text).toContain(LINK);
        }
      }
    },
  );

  test('without a value for a name is not made', async () => {
    await expect(composeMail('invitation', 'fr', { link: LINK })).rejects.toThrow('{inviter}');
  });
});

describe('sending', () => {
  test('hands it over once and keeps no text that can be read', async () => {
    const id = await aReset();
    const handOver = vi.fn<HandOver>(async () => {});
    await sendMail(id, { clock, handOver });
    await sendMail(id, { clock, handOver });
    expect(handOver).toHaveBeenCalledTimes(1);
    expect(handOver.mock.calls[0]?.[0]).toBe('awa@example.com');
    const row = await db.mail.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ status: 'sent', sentAt: clock.now(), nextTryAt: null });
    expect(Buffer.from(row.sealed).toString('latin1')).not.toContain('secret-token');
  });

  test('leads to a page in the language of the mail, whatever the browser speaks', async () => {
    const handOver = vi.fn<HandOver>(async () => {});
    await sendMail(await aReset(), { clock, handOver });
    expect(handOver.mock.calls[0]?.[1].text).toContain(`${LINK}?lang=fr`);
  });

  test('tries again later, and parks it in the end', async () => {
    const id = await aReset();
    const handOver: HandOver = async () => {
      throw new Error('421 try later');
    };
    for (let tries = 1; tries <= 5; tries += 1) {
      await sendMail(id, { clock, handOver });
      const row = await db.mail.findUniqueOrThrow({ where: { id } });
      expect(row).toMatchObject({ status: 'due', triesCount: tries, lastError: '421 try later' });
      clock.set(row.nextTryAt ?? clock.now());
    }
    await sendMail(id, { clock, handOver });
    expect(await db.mail.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'parked',
      nextTryAt: null,
    });
  });

  test('without a mail server writes a file that only we can read', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cross-mail-'));
    vi.stubEnv('CROSS_DATA_DIR', folder);
    resetEnv();
    const id = await aReset();
    await sendMail(id, { clock });
    expect(readdirSync(path.join(folder, 'mail'))).toEqual([`${id}.eml`]);
    const text = readFileSync(path.join(folder, 'mail', `${id}.eml`), 'utf8');
    expect(text).toContain('To: awa@example.com');
    expect(text).toContain('multipart/alternative');
  });
});
