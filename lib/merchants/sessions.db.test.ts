import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { changePassword, changeRole } from './members.ts';
import {
  createSession,
  findSession,
  listSessions,
  type PortalSession,
  revokeOtherSessions,
  revokeSession,
  SESSION_IDLE_MS,
  SESSION_MAX_MS,
  signOut,
} from './sessions.ts';
import { aMember } from './testing/a-member.ts';

const HOUR_MS = 3_600_000;
let clock: ManualClock;
let member: Member;

beforeEach(async () => {
  await truncateAll();
  clock = new ManualClock();
  member = await aMember();
});

function begin(of: Member = member): Promise<string> {
  const browser = { peer: '203.0.113.9', userAgent: 'Firefox' };
  return createSession(db, { member: of, browser, now: clock.now() });
}

function find(id: string, seen: 'person' | 'feed' = 'person') {
  return findSession(id, { now: clock.now(), seen });
}

async function mustFind(id: string): Promise<PortalSession> {
  const session = await find(id);
  if (session === undefined) throw new Error('The session is over.');
  return session;
}

async function revoking(id: string) {
  return { session: await mustFind(id), peer: '203.0.113.9', now: clock.now() };
}

test('a session tells whose it is', async () => {
  const id = await begin();
  expect(await find(id)).toMatchObject({
    id,
    member: { id: member.id, email: 'awa@example.com', role: 'owner', locale: 'fr' },
    merchant: { id: member.merchantId, name: 'Boutique Awa', timezone: 'Africa/Douala' },
  });
});

describe('a session is over', () => {
  test('twelve hours after the last page', async () => {
    const id = await begin();
    clock.advance(SESSION_IDLE_MS - 1);
    expect(await find(id)).toBeDefined();
    clock.advance(SESSION_IDLE_MS - 1);
    expect(await find(id)).toBeDefined();
    clock.advance(SESSION_IDLE_MS);
    expect(await find(id)).toBeUndefined();
  });

  test('thirty days after the sign-in, however busy', async () => {
    const id = await begin();
    for (let hours = 0; hours < 30 * 24; hours += 10) {
      expect(await find(id)).toBeDefined();
      clock.advance(10 * HOUR_MS);
    }
    expect(clock.now().getTime()).toBe(new ManualClock().now().getTime() + SESSION_MAX_MS);
    expect(await find(id)).toBeUndefined();
  });

  test('twelve hours after the last person, although a page goes on asking', async () => {
    const id = await begin();
    for (let hours = 0; hours < 12; hours += 1) {
      expect(await find(id, 'feed')).toBeDefined();
      clock.advance(HOUR_MS);
    }
    expect(await find(id, 'feed')).toBeUndefined();
  });

  test('when the password changed', async () => {
    const id = await begin();
    await changePassword(member.id, 'another password', {});
    expect(await find(id)).toBeUndefined();
  });

  test('when the role changed, and the change is written down', async () => {
    const id = await begin();
    await changeRole(member.id, 'viewer', { memberId: member.id, peer: '203.0.113.9' });
    expect(await find(id)).toBeUndefined();
    expect(await db.auditEntry.findFirst({ where: { action: 'role_changed' } })).toMatchObject({
      memberId: member.id,
      before: { role: 'owner' },
      after: { role: 'viewer' },
    });
  });

  test('when the member was disabled', async () => {
    const id = await begin();
    await db.member.update({ where: { id: member.id }, data: { disabledAt: clock.now() } });
    expect(await find(id)).toBeUndefined();
  });

  test('when it was signed out', async () => {
    const id = await begin();
    await signOut(await revoking(id));
    expect(await find(id)).toBeUndefined();
    const lines = await db.auditEntry.findMany({ where: { action: 'sign_out' } });
    expect(lines).toMatchObject([{ targetId: id, memberId: member.id }]);
  });

  test('and never began for an id that is none', async () => {
    expect(await find('019a0000-0000-7000-8000-000000000001')).toBeUndefined();
    expect(await find("' OR 1=1")).toBeUndefined();
  });
});

describe('the list of sessions', () => {
  test('has the valid ones of this member alone, the latest first', async () => {
    const first = await begin();
    clock.advance(HOUR_MS);
    const second = await begin();
    await begin(await aMember({ email: 'kofi@example.com' }));
    const revoked = await begin();
    await db.session.update({ where: { id: revoked }, data: { revokedAt: clock.now() } });
    const listed = await listSessions(member.id, clock.now());
    expect(listed.map(({ id }) => id)).toEqual([second, first]);
    expect(listed[0]).toMatchObject({ peer: '203.0.113.9', userAgent: 'Firefox', lastSeenAt: clock.now() });
    clock.advance(SESSION_IDLE_MS - HOUR_MS);
    expect(await listSessions(member.id, clock.now())).toHaveLength(1);
  });

  test('one of it can be ended, which the other browser notices at its next request', async () => {
    const [mine, lost] = [await begin(), await begin()];
    expect(await revokeSession(await revoking(mine), lost)).toBe('revoked');
    expect(await find(lost)).toBeUndefined();
    expect(await find(mine)).toBeDefined();
    expect(await revokeSession(await revoking(mine), lost)).toBe('not_found');
  });

  test('another member’s cannot be ended', async () => {
    const mine = await begin();
    const theirs = await begin(await aMember({ email: 'kofi@example.com' }));
    expect(await revokeSession(await revoking(mine), theirs)).toBe('not_found');
    expect(await revokeSession(await revoking(mine), 'no id')).toBe('not_found');
    expect(await find(theirs)).toBeDefined();
  });

  test('all others can be ended at once', async () => {
    const [mine, one, two] = [await begin(), await begin(), await begin()];
    const theirs = await begin(await aMember({ email: 'kofi@example.com' }));
    expect(await revokeOtherSessions(await revoking(mine))).toBe(2);
    expect(await Promise.all([mine, one, two, theirs].map(async (id) => Boolean(await find(id))))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

test('the audit cannot be changed', async () => {
  await signOut(await revoking(await begin()));
  const before = await db.auditEntry.findMany();
  await expect(db.auditEntry.updateMany({ data: { peer: 'x' } })).rejects.toThrow();
  await expect(db.auditEntry.deleteMany()).rejects.toThrow();
  expect(await db.auditEntry.findMany()).toEqual(before);
});
