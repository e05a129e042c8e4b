import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { truncateAll } from '#lib/testing/database.ts';
import * as passwords from './password.ts';
import { signIn } from './sign-in.ts';
import { SIGN_IN_TRIES } from './sign-in-limits.ts';
import { aMember, PASSWORD } from './testing/a-member.ts';

const clock = new ManualClock();
const pause = vi.fn(async (_ms: number) => {});
const HOME = '203.0.113.9';
const ELSEWHERE = '198.51.100.7';

beforeEach(async () => {
  await truncateAll();
  pause.mockClear();
});

function tryOnce({ email = 'awa@example.com', password = PASSWORD, peer = HOME } = {}) {
  return signIn({ email, password, browser: { peer, userAgent: 'Test' } }, { clock, pause });
}

async function audit() {
  const lines = await db.auditEntry.findMany({ orderBy: { id: 'asc' } });
  return lines.map(({ action, memberId, peer }) => ({ action, memberId, peer }));
}

describe('the right password', () => {
  test('begins a session of this browser and is written down', async () => {
    const member = await aMember();
    const result = await tryOnce();
    if (result.kind !== 'signed_in') throw new Error(result.kind);
    expect(await db.session.findUniqueOrThrow({ where: { id: result.sessionId } })).toMatchObject({
      memberId: member.id,
      peer: HOME,
      userAgent: 'Test',
      createdAt: clock.now(),
      sessionVersion: 1,
      revokedAt: null,
    });
    expect(await audit()).toContainEqual({ action: 'sign_in', memberId: member.id, peer: HOME });
    expect(pause).not.toHaveBeenCalled();
  });

  test('of a disabled member is refused', async () => {
    const member = await aMember();
    await db.member.update({ where: { id: member.id }, data: { disabledAt: clock.now() } });
    expect(await tryOnce()).toEqual({ kind: 'refused' });
    expect(await db.session.count()).toBe(0);
  });

  test('makes an old hash of less work anew', async () => {
    const member = await aMember();
    const { hash } = await import('@node-rs/argon2');
    const weak = await hash(PASSWORD, { memoryCost: 4_096 });
    await db.member.update({ where: { id: member.id }, data: { passwordHash: weak } });
    expect((await tryOnce()).kind).toBe('signed_in');
    const { passwordHash } = await db.member.findUniqueOrThrow({ where: { id: member.id } });
    expect(passwordHash).toContain('m=19456');
    expect((await tryOnce()).kind).toBe('signed_in');
  });
});

describe('a refusal', () => {
  test('is the same for a wrong password and for an address nobody has, with the same work', async () => {
    const member = await aMember();
    const verify = vi.spyOn(passwords, 'verifyPassword');
    expect(await tryOnce({ password: 'wrong' })).toEqual({ kind: 'refused' });
    expect(await tryOnce({ email: 'nobody@example.com', password: 'wrong' })).toEqual({ kind: 'refused' });
    expect(verify.mock.calls).toEqual([
      [member.passwordHash, 'wrong'],
      [undefined, 'wrong'],
    ]);
    expect(pause).toHaveBeenCalledTimes(2);
    expect(await db.session.count()).toBe(0);
  });

  test('is written down where the person is known', async () => {
    const member = await aMember();
    await tryOnce({ password: 'wrong' });
    await tryOnce({ email: 'nobody@example.com' });
    const refused = (await audit()).filter(({ action }) => action === 'sign_in_refused');
    expect(refused).toEqual([{ action: 'sign_in_refused', memberId: member.id, peer: HOME }]);
  });
});

describe('after too many tries', () => {
  async function exhaustAccount(peer = HOME) {
    for (let n = 0; n < SIGN_IN_TRIES.account; n += 1) {
      expect(await tryOnce({ password: 'wrong', peer })).toEqual({ kind: 'refused' });
    }
  }

  test('even the right password has to wait, without being checked', async () => {
    await aMember();
    await exhaustAccount();
    const verify = vi.spyOn(passwords, 'verifyPassword');
    const result = await tryOnce();
    expect(result.kind).toBe('limited');
    expect(result).toHaveProperty('retryAfterMs', expect.any(Number));
    expect(verify).not.toHaveBeenCalled();
    expect(await db.session.count()).toBe(0);
  });

  test('nobody is locked out from another address', async () => {
    await aMember();
    await exhaustAccount(ELSEWHERE);
    expect((await tryOnce({ peer: ELSEWHERE })).kind).toBe('limited');
    expect((await tryOnce({ peer: HOME })).kind).toBe('signed_in');
  });

  test('others behind the same address may still sign in', async () => {
    await aMember();
    await aMember({ email: 'kofi@example.com' });
    await exhaustAccount();
    expect((await tryOnce({ email: 'kofi@example.com' })).kind).toBe('signed_in');
  });

  test('a peer that walks through many addresses is stopped', async () => {
    await aMember();
    for (let n = 0; n < SIGN_IN_TRIES.peer; n += 1) {
      await tryOnce({ email: `person-${n}@example.com`, password: 'x' });
    }
    expect((await tryOnce()).kind).toBe('limited');
    expect((await tryOnce({ peer: ELSEWHERE })).kind).toBe('signed_in');
  });

  test('tries at the same moment are counted one by one', async () => {
    await aMember();
    const results = await Promise.all(Array.from({ length: 12 }, () => tryOnce({ password: 'wrong' })));
    expect(results.filter(({ kind }) => kind === 'refused')).toHaveLength(SIGN_IN_TRIES.account);
  });

  test('the wait ends', async () => {
    await aMember();
    await exhaustAccount();
    await db.$executeRaw`UPDATE rate_limits SET expire = expire - ${15 * 60_000}`;
    expect((await tryOnce()).kind).toBe('signed_in');
  });
});

test('the right password forgets earlier mistakes', async () => {
  await aMember();
  for (let round = 0; round < 3; round += 1) {
    for (let n = 1; n < SIGN_IN_TRIES.account; n += 1) await tryOnce({ password: 'wrong' });
    expect((await tryOnce()).kind).toBe('signed_in');
  }
});
