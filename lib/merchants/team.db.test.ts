import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import {
  acceptInvitation,
  findInvitation,
  INVITATION_MS,
  INVITATIONS_A_DAY,
  invite,
  listInvitations,
  revokeInvitation,
} from './invitations.ts';
import { askForReset, isResetOpen, RESET_MS, RESETS, resetByLink } from './password-reset.ts';
import type { Role } from './roles.ts';
import { findSession } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { askToJoin, confirmSignUp, SIGN_UP_MS } from './sign-up.ts';
import { aMember, PASSWORD } from './testing/a-member.ts';
import { actingAs, PEER } from './testing/acting.ts';

const clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
const NEW_PASSWORD = 'quite another password';
let owner: Member;

beforeEach(async () => {
  await truncateAll();
  clock.set(new Date('2026-11-21T10:00:00Z'));
  owner = await aMember();
});

const acting = (member: Member = owner) => actingAs(member, clock.now());

/** The token of the newest mail's link, as its reader would click it. */
async function mailedToken(): Promise<string> {
  const mail = await db.mail.findFirstOrThrow({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
  const { link } = JSON.parse(open(mail.sealed, sealPurpose.mail(mail.id)));
  return new URL(link).pathname.split('/').at(-1) ?? '';
}

const asked = (email: string, role: Role = 'support') =>
  ({ email, role, locale: 'fr', roleName: 'support' }) as const;
const accepting = () =>
  ({ name: 'Kofi', password: NEW_PASSWORD, locale: 'fr', peer: PEER, now: clock.now() }) as const;
const browser = { peer: PEER, userAgent: '' };
const enter = (email: string, password: string) =>
  signIn({ email, password, browser }, { clock, pause: vi.fn(async () => {}) });

describe('an invitation', () => {
  test('makes one member of the inviting merchant, with the role of the invitation', async () => {
    expect(await invite(await acting(), asked('kofi@example.com'))).toBe('invited');
    const token = await mailedToken();
    expect(await findInvitation(token, clock.now())).toMatchObject({
      email: 'kofi@example.com',
      role: 'support',
    });
    const twice = await Promise.all([
      acceptInvitation(token, accepting()),
      acceptInvitation(token, accepting()),
    ]);
    expect(twice.filter((made) => made !== undefined)).toEqual([{ email: 'kofi@example.com' }]);
    const member = await db.member.findUniqueOrThrow({ where: { email: 'kofi@example.com' } });
    expect(member).toMatchObject({ merchantId: owner.merchantId, role: 'support' });
    expect((await enter('kofi@example.com', NEW_PASSWORD)).kind).toBe('signed_in');
  });

  test('opens nothing when it is revoked, replaced, too old or invented', async () => {
    const who = await acting();
    await invite(who, asked('kofi@example.com'));
    const replaced = await mailedToken();
    clock.advance(1);
    await invite({ ...who, now: clock.now() }, asked('kofi@example.com'));
    expect(await findInvitation(replaced, clock.now())).toBeUndefined();
    const second = await mailedToken();
    const [listed] = await listInvitations(owner.merchantId, clock.now());
    const stranger = await acting(await aMember({ email: 'other@example.com' }));
    expect(await revokeInvitation(stranger, listed?.id ?? '')).toBe(false);
    expect(await revokeInvitation(who, listed?.id ?? '')).toBe(true);
    expect(await acceptInvitation(second, accepting())).toBeUndefined();
    await invite(who, asked('kofi@example.com'));
    const old = await mailedToken();
    clock.advance(INVITATION_MS);
    expect(await acceptInvitation(old, accepting())).toBeUndefined();
    for (const invented of ['', 'x'.repeat(5_000), "'; --"]) {
      expect(await findInvitation(invented, clock.now())).toBeUndefined();
    }
  });

  test('does not take over an account that exists', async () => {
    const other = await aMember({ email: 'other@example.com' });
    expect(await invite(await acting(), asked('other@example.com'))).toBe('address_taken');
    expect(await invite(await acting(), asked(owner.email))).toBe('already_member');
    await invite(await acting(), asked('late@example.com'));
    const token = await mailedToken();
    const late = await aMember({ email: 'late@example.com' });
    expect(await acceptInvitation(token, accepting())).toBeUndefined();
    for (const { id, merchantId, passwordHash } of [other, late]) {
      expect(await db.member.findUniqueOrThrow({ where: { id } })).toMatchObject({
        merchantId,
        passwordHash,
      });
    }
  });

  test('by an admin makes no owner', async () => {
    const admin = await db.member.update({ where: { id: owner.id }, data: { role: 'admin' } });
    expect(await invite(await acting(admin), asked('kofi@example.com', 'owner'))).toBe('role_too_high');
    expect(await db.mail.count()).toBe(0);
  });

  test('is no way to send mails without end', async () => {
    const who = await acting();
    for (let count = 0; count < INVITATIONS_A_DAY; count += 1) {
      expect(await invite(who, asked(`p${count}@example.com`))).toBe('invited');
    }
    expect(await invite(who, asked('last@example.com'))).toBe('too_many');
    expect(await db.mail.count()).toBe(INVITATIONS_A_DAY);
  });
});

describe('a forgotten password', () => {
  const ask = (email = owner.email, peer = PEER) => askForReset({ email, peer, now: clock.now() });
  const reset = (token: string) =>
    resetByLink(token, { password: NEW_PASSWORD, peer: PEER, now: clock.now() });

  test('is replaced once, ends every session, and the mailbox is told', async () => {
    const { session } = await acting();
    await ask();
    const token = await mailedToken();
    expect(await isResetOpen(token, clock.now())).toBe(true);
    const twice = await Promise.all([reset(token), reset(token)]);
    expect(twice.sort()).toEqual([false, true]);
    expect(await findSession(session.id, { now: clock.now(), seen: 'person' })).toBeUndefined();
    expect((await enter(owner.email, PASSWORD)).kind).toBe('refused');
    expect((await enter(owner.email, NEW_PASSWORD)).kind).toBe('signed_in');
    expect(await db.mail.count({ where: { kind: 'password_changed' } })).toBe(1);
  });

  test('cannot be replaced by an old link, or by a second one after the first was used', async () => {
    await ask();
    const first = await mailedToken();
    clock.advance(1);
    await ask();
    const second = await mailedToken();
    expect(await reset(first)).toBe(true);
    expect(await reset(second)).toBe(false);
    clock.advance(1);
    await ask();
    const old = await mailedToken();
    clock.advance(RESET_MS);
    expect(await reset(old)).toBe(false);
  });

  test('of a stranger or a disabled member sends nothing, and no mailbox is flooded', async () => {
    await ask('nobody@example.com');
    expect(await db.mail.count()).toBe(0);
    for (let count = 0; count <= RESETS.account; count += 1) await ask();
    expect(await db.mail.count()).toBe(RESETS.account);
    const disabled = await aMember({ email: 'gone@example.com' });
    await db.member.update({ where: { id: disabled.id }, data: { disabledAt: clock.now() } });
    await ask('gone@example.com', '198.51.100.7');
    expect(await db.mail.count({ where: { recipient: 'gone@example.com' } })).toBe(0);
  });
});

describe('a shop that joins', () => {
  const shop = {
    merchant: 'Boutique Kofi',
    country: 'TG',
    name: 'Kofi',
    email: 'kofi@example.com',
    password: NEW_PASSWORD,
    locale: 'fr',
  } as const;
  const from = () => ({ peer: PEER, now: clock.now() });

  test('has nothing before its address is confirmed, then test mode, an owner and an app, once', async () => {
    expect(await askToJoin(shop, from())).toBe('sent');
    expect((await enter(shop.email, NEW_PASSWORD)).kind).toBe('refused');
    const token = await mailedToken();
    const twice = await Promise.all([confirmSignUp(token, from()), confirmSignUp(token, from())]);
    expect(twice.filter((made) => made !== undefined)).toHaveLength(1);
    const member = await db.member.findUniqueOrThrow({ where: { email: shop.email } });
    const merchant = await db.merchant.findUniqueOrThrow({ where: { id: member.merchantId } });
    expect(merchant).toMatchObject({ name: 'Boutique Kofi', timezone: 'Africa/Lome', approvedAt: null });
    expect(member.role).toBe('owner');
    expect(await db.app.findMany({ where: { merchantId: merchant.id } })).toMatchObject([
      { currency: 'XOF', liveApproved: false },
    ]);
    expect((await enter(shop.email, NEW_PASSWORD)).kind).toBe('signed_in');
  });

  test('with an address that has an account is told in the mailbox alone', async () => {
    expect(await askToJoin({ ...shop, email: owner.email }, from())).toBe('sent');
    expect(await db.signUp.count()).toBe(0);
    expect((await db.mail.findFirstOrThrow()).kind).toBe('sign_up_known');
  });

  test('too late finds the link closed', async () => {
    await askToJoin(shop, from());
    const token = await mailedToken();
    clock.advance(SIGN_UP_MS);
    expect(await confirmSignUp(token, from())).toBeUndefined();
  });
});

describe('a sign-in', () => {
  test('from a browser or network not seen before is told by mail, but for the first of all', async () => {
    await enter(owner.email, PASSWORD);
    await enter(owner.email, PASSWORD);
    expect(await db.mail.count()).toBe(0);
    await signIn(
      { email: owner.email, password: PASSWORD, browser: { peer: '198.51.100.7', userAgent: 'Other' } },
      { clock, pause: vi.fn(async () => {}) },
    );
    expect((await db.mail.findFirstOrThrow()).kind).toBe('new_device');
  });

  test('of a merchant that is suspended or closed is refused, and ends what is open', async () => {
    for (const end of ['suspendedAt', 'closedAt']) {
      const { session } = await acting();
      const where = { id: owner.merchantId };
      await db.merchant.update({ where, data: { [end]: clock.now() } });
      expect(await findSession(session.id, { now: clock.now(), seen: 'person' })).toBeUndefined();
      expect((await enter(owner.email, PASSWORD)).kind).toBe('refused');
      await db.merchant.update({ where, data: { [end]: null } });
    }
  });
});
