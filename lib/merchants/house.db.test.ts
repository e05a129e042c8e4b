import { beforeEach, describe, expect, test } from 'vitest';
import { addMs, ManualClock } from '#lib/clock.ts';
import { db, sql } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, phone } from '#lib/payments/testing/shop.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { writeAudit } from './audit.ts';
import { auditCsv, listAudit } from './audit-log.ts';
import { createMember } from './members.ts';
import {
  answerLiveRequest,
  approveMerchant,
  listLiveRequests,
  listMerchants,
  resumeMerchant,
  suspendMerchant,
} from './platform.ts';
import { findSession } from './sessions.ts';
import { changeRetention, closeAccount, erasePayer, payerPhone } from './settings.ts';
import { aMember, PASSWORD } from './testing/a-member.ts';
import { actingAs } from './testing/acting.ts';

const clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
let owner: Member;

beforeEach(async () => {
  await truncateAll();
  owner = await aMember();
});

const acting = (member: Member = owner) => actingAs(member, clock.now());

describe('the audit log', () => {
  const LOG = 'mer_log';
  const scope = () => ({ merchantId: LOG, timeZone: 'Africa/Douala' });
  beforeEach(async () => {
    await db.merchant.create({ data: { id: LOG, name: 'Journal', country: 'CM' } });
  });
  const line = (at: string, merchantId = LOG, action: 'sign_in' | 'role_changed' = 'sign_in') =>
    writeAudit(db, {
      merchantId,
      memberId: owner.id,
      action,
      targetId: 'mem_x',
      peer: '=1+1',
      after: { role: 'admin' },
      at: new Date(at),
    });

  test('pages by keyset lose and repeat nothing, also among lines of the same moment, and show one merchant', async () => {
    const other = await aMember({ email: 'other@example.com' });
    for (let index = 0; index < 5; index += 1) await line('2026-11-21T09:00:00Z');
    await line('2026-11-21T09:00:00Z', other.merchantId);
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const { lines, hasMore } = await listAudit(scope(), {}, { after, limit: 2 });
      seen.push(...lines.map(({ id }) => id));
      after = lines.at(-1)?.id;
      if (!hasMore) break;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    const foreign = await db.auditEntry.findFirstOrThrow({ where: { merchantId: other.merchantId } });
    const page = (after: string) => listAudit(scope(), {}, { after, limit: 9 });
    expect((await page(foreign.id)).lines).toEqual([]);
    expect((await page('no id')).lines).toEqual([]);
  });

  test('days are those of the merchant’s own place', async () => {
    await line('2026-11-20T22:59:59Z'); // 23:59:59 in Douala
    await line('2026-11-20T23:00:00Z');
    await line('2026-11-21T23:00:00Z', LOG, 'role_changed');
    const found = async (filter: object) => (await listAudit(scope(), filter, { limit: 9 })).lines.length;
    expect(await found({ from: '2026-11-21', to: '2026-11-21' })).toBe(1);
    expect(await found({ from: '2026-11-21' })).toBe(2);
    expect(await found({ action: 'role_changed' })).toBe(1);
    expect(await found({ member: 'mem_else' })).toBe(0);
    expect(await found({ target: 'mem_x' })).toBe(3);
  });

  test('the export holds every line once, and no cell is a formula', async () => {
    for (let index = 0; index < 3; index += 1) await line('2026-11-21T09:00:00Z');
    const parts: string[] = [];
    for await (const part of auditCsv(scope(), {})) parts.push(part);
    expect(parts).toHaveLength(4);
    expect(parts[1]).toContain(`,'=1+1,`);
    expect(parts[1]).toContain(`"{""role"":""admin""}"`);
  });

  test('no line can be changed', async () => {
    await line('2026-11-21T09:00:00Z');
    await expect(db.$executeRaw(sql`UPDATE audit_entries SET action = 'x'`)).rejects.toThrow();
    await expect(db.$executeRaw(sql`DELETE FROM audit_entries`)).rejects.toThrow();
  });
});

describe('a payer’s details', () => {
  test('are erased by the number, of payments that are over, for this merchant alone', async () => {
    const shop = await aShop(clock.now());
    const member = await createMember(db, {
      merchantId: shop.merchantId,
      email: 'shop@example.com',
      name: 'Awa',
      role: 'owner',
      password: PASSWORD,
    });
    const over = (await shop.pay({ customer: { name: 'Awa', email: 'awa@example.com' } })).payment.id;
    const open = (await shop.pay()).payment.id;
    const other = (await shop.pay()).payment.id;
    const asked = { operator: 'cm-mtn' as const, phone: PAYER };
    await submitPayment({ ...asked, paymentId: over }, shop.deps);
    await submitPayment({ ...asked, paymentId: open }, shop.deps);
    const elsewhere = phone('+237670000111');
    await submitPayment({ ...asked, paymentId: other, phone: elsewhere }, shop.deps);
    await db.$executeRaw(sql`
      UPDATE payments SET status = 'succeeded', completed_at = now() WHERE id IN (${over}, ${other})`);

    const stranger = await acting();
    expect(await erasePayer(stranger, PAYER)).toEqual({ erased: 0, kept: 0 });
    expect(await erasePayer(await acting(member), PAYER)).toEqual({ erased: 1, kept: 1 });
    const left = await db.payerDetail.findMany({ select: { paymentId: true } });
    expect(new Set(left.map(({ paymentId }) => paymentId))).toEqual(new Set([open, other]));
    const lines = await db.auditEntry.findMany({ where: { action: 'payer_erased' } });
    expect(JSON.stringify(lines)).not.toContain('670000789');
  });

  test.each([
    ['670 00 07 89', '+237670000789'],
    ['+237 670 000 789', '+237670000789'],
    ['+228 90 12 34 56', '+22890123456'],
    ['no number', undefined],
  ])('%s typed in Cameroon is %s', (typed, e164) => {
    expect(payerPhone(typed, 'CM')?.e164).toBe(e164);
  });

  test('are kept as long as the merchant says', async () => {
    const who = await acting();
    await changeRetention(who, 90);
    await changeRetention(who, null);
    const changes = await db.auditEntry.findMany({
      where: { action: 'retention_changed' },
      orderBy: { id: 'asc' },
    });
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [{ days: 'kept' }, { days: 90 }],
      [{ days: 90 }, { days: 'kept' }],
    ]);
    await expect(changeRetention(who, 3)).rejects.toThrow();
  });
});

describe('closing the account', () => {
  test('takes the name, then ends every session', async () => {
    const who = await acting();
    await expect(closeAccount(who, 'Boutique')).rejects.toMatchObject({ code: 'request_invalid' });
    expect(await findSession(who.session.id, { now: clock.now(), seen: 'person' })).toBeDefined();
    await closeAccount(who, ' Boutique Awa ');
    expect(await findSession(who.session.id, { now: clock.now(), seen: 'person' })).toBeUndefined();
  });

  test('is not possible for the organisation that operates the gateway', async () => {
    await db.merchant.updateMany({ data: { platform: true } });
    await expect(closeAccount(await acting(), 'Boutique Awa')).rejects.toMatchObject({
      code: 'request_invalid',
    });
    expect(await db.merchant.count({ where: { closedAt: null } })).toBe(1);
  });
});

describe('the platform', () => {
  let operator: Member;
  let target: string;
  beforeEach(async () => {
    operator = await aMember({ email: 'operator@example.com' });
    await db.merchant.update({ where: { id: operator.merchantId }, data: { platform: true } });
    target = owner.merchantId;
  });

  test('approves once, tells the managers, and both logs know', async () => {
    const who = await acting(operator);
    const twice = await Promise.all([approveMerchant(who, target), approveMerchant(who, target)]);
    expect(twice).toEqual(['done', 'done']);
    expect(await approveMerchant(who, 'mer_missing')).toBe('not_found');
    expect(await db.mail.findMany()).toMatchObject([
      { kind: 'merchant_approved', recipient: 'awa@example.com' },
    ]);
    const lines = await db.auditEntry.findMany({ where: { action: 'merchant_approved' } });
    expect(new Set(lines.map(({ merchantId, memberId }) => `${merchantId} ${memberId}`))).toEqual(
      new Set([`${operator.merchantId} ${operator.id}`, `${target} null`]),
    );
  });

  test('suspends with a reason, which ends sessions, and lets in again; never itself', async () => {
    const theirs = await acting();
    const who = await acting(operator);
    const isIn = async () =>
      (await findSession(theirs.session.id, { now: clock.now(), seen: 'person' })) !== undefined;
    expect(await suspendMerchant(who, target, 'complaints')).toBe('done');
    expect(await isIn()).toBe(false);
    expect(await listMerchants({ state: 'suspended' }, { limit: 9 })).toMatchObject({
      merchants: [{ id: target, suspendedReason: 'complaints', ownerEmail: 'awa@example.com' }],
    });
    expect(await resumeMerchant(who, target)).toBe('done');
    expect(await isIn()).toBe(true);
    expect(await suspendMerchant(who, operator.merchantId, 'oops')).toBe('own_organisation');
  });

  test('finds merchants by name, id and owner, page by page', async () => {
    await db.merchant.update({ where: { id: target }, data: { createdAt: addMs(clock.now(), -1_000) } });
    const found = async (search: string) =>
      (await listMerchants({ search }, { limit: 9 })).merchants.map(({ id }) => id);
    expect(await found('awa@example.com')).toEqual([target]);
    expect(await found(target)).toEqual([target]);
    expect(await found('bOUTIQUE')).toHaveLength(2);
    expect(await found('%')).toEqual([]);
    const first = await listMerchants({}, { limit: 1 });
    const [shown] = first.merchants;
    const second = await listMerchants({}, { limit: 1, after: shown?.id });
    expect([first.hasMore, second.hasMore]).toEqual([true, false]);
    expect(second.merchants[0]?.id).not.toBe(shown?.id);
  });

  test('answers a request for live mode, of an approved merchant alone', async () => {
    const shop = await aShop(clock.now());
    const request = () =>
      db.app.update({
        where: { id: shop.appId },
        data: { liveRequestedAt: clock.now(), liveApproved: false },
      });
    await createMember(db, {
      merchantId: shop.merchantId,
      email: 'shop@example.com',
      name: 'Awa',
      role: 'owner',
      password: PASSWORD,
    });
    const who = await acting(operator);
    expect(await answerLiveRequest(who, shop.appId, { approve: true })).toBe('not_found');
    await request();
    expect(await listLiveRequests()).toMatchObject([{ appId: shop.appId, merchantApproved: false }]);
    expect(await answerLiveRequest(who, shop.appId, { approve: true })).toBe('merchant_not_approved');
    expect(await answerLiveRequest(who, shop.appId, { approve: false, reason: 'no site' })).toBe('done');
    const app = () => db.app.findUniqueOrThrow({ where: { id: shop.appId } });
    expect(await app()).toMatchObject({
      liveApproved: false,
      liveRequestedAt: null,
      liveRefusedReason: 'no site',
    });
    await approveMerchant(who, shop.merchantId);
    await request();
    expect(await answerLiveRequest(who, shop.appId, { approve: true })).toBe('done');
    expect(await app()).toMatchObject({ liveApproved: true, liveRefusedReason: null });
    // The merchant hears of each answer, in words.
    const mails = await db.mail.findMany({
      where: { merchantId: shop.merchantId },
      orderBy: { createdAt: 'asc' },
    });
    expect(mails.map(({ kind }) => kind).sort()).toEqual([
      'live_approved',
      'live_refused',
      'merchant_approved',
    ]);
    const refused = mails.find(({ kind }) => kind === 'live_refused');
    const values = open(refused?.sealed ?? Buffer.alloc(0), sealPurpose.mail(refused?.id ?? ''));
    expect(JSON.parse(values)).toMatchObject({ reason: 'no site' });
    expect(await listLiveRequests()).toEqual([]);
  });
});
