import { generate } from 'otplib';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { truncateAll } from '#lib/testing/database.ts';
import {
  type Acting,
  beginEnrolment,
  confirmEnrolment,
  disableSecondFactor,
  isFresh,
  proveSecondFactor,
  renewRecoveryCodes,
  SECOND_FACTOR_FRESH_MS,
  SECOND_FACTOR_TRIES,
  secondFactorOf,
} from './second-factor.ts';
import { createSession, findSession } from './sessions.ts';
import { aMember } from './testing/a-member.ts';

const clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
const WHERE = { peer: '203.0.113.9', userAgent: '' };
let member: Member;

beforeEach(async () => {
  await truncateAll();
  clock.set(new Date('2026-11-21T10:00:00Z'));
  member = await aMember();
});

async function acting(): Promise<Acting> {
  member = await db.member.findUniqueOrThrow({ where: { id: member.id } });
  const id = await createSession(db, { member, browser: WHERE, now: clock.now() });
  const session = await findSession(id, { now: clock.now(), seen: 'person' });
  if (session === undefined) throw new Error('no session');
  return { session, peer: WHERE.peer, now: clock.now() };
}

async function again(before: Acting): Promise<Acting> {
  const session = await findSession(before.session.id, { now: clock.now(), seen: 'person' });
  if (session === undefined) throw new Error('no session');
  return { ...before, session, now: clock.now() };
}

const codeOf = (secret: string) => generate({ secret, epoch: Math.floor(clock.now().getTime() / 1000) });

async function enrolled(): Promise<{ who: Acting; secret: string; codes: string[] }> {
  const who = await acting();
  const begun = await beginEnrolment(who);
  if (begun === undefined) throw new Error('not begun');
  const codes = await confirmEnrolment(who, await codeOf(begun.secret));
  if (codes === undefined) throw new Error('not confirmed');
  clock.advance(30_000); // the code of the set-up is spent
  return { who: await again(who), secret: begun.secret, codes };
}

describe('the set-up', () => {
  test('counts only once a code of the new secret came back', async () => {
    const who = await acting();
    const begun = await beginEnrolment(who);
    expect(begun?.uri).toContain('otpauth://totp/Cross:');
    expect(await confirmEnrolment(who, '000000')).toBeUndefined();
    expect(await secondFactorOf(member.id)).toEqual({ enabledAt: null, recoveryCodesLeft: 0 });
    const codes = await confirmEnrolment(who, await codeOf(begun?.secret ?? ''));
    expect(new Set(codes).size).toBe(10);
    expect(await secondFactorOf(member.id)).toEqual({ enabledAt: clock.now(), recoveryCodesLeft: 10 });
    expect(isFresh((await again(who)).session, clock.now())).toBe(true);
  });

  test('never replaces a factor that is in use', async () => {
    const { who } = await enrolled();
    expect(await beginEnrolment(who)).toBeUndefined();
  });

  test('stores no secret that can be read', async () => {
    const { secret, codes } = await enrolled();
    const rows = JSON.stringify(
      [await db.member.findFirst(), await db.recoveryCode.findMany()],
      (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    );
    for (const text of [secret, ...codes]) expect(rows).not.toContain(text);
  });
});

describe('a session of a member with a second factor', () => {
  test('begins half open, and opens with a code', async () => {
    const { secret } = await enrolled();
    const who = await acting();
    expect(who.session.awaitsSecondFactor).toBe(true);
    expect(await proveSecondFactor(who, await codeOf(secret))).toMatchObject({ kind: 'proven', by: 'app' });
    expect((await again(who)).session.awaitsSecondFactor).toBe(false);
  });

  test('is fresh for ten minutes', async () => {
    const { who, secret } = await enrolled();
    await proveSecondFactor(who, await codeOf(secret));
    clock.advance(SECOND_FACTOR_FRESH_MS - 1);
    expect(isFresh((await again(who)).session, clock.now())).toBe(true);
    clock.advance(1);
    expect(isFresh((await again(who)).session, clock.now())).toBe(false);
  });
});

describe('a code', () => {
  test('is taken with spaces, of the half minute before, but not of a minute ago', async () => {
    const { who, secret } = await enrolled();
    const old = await codeOf(secret);
    clock.advance(30_000);
    expect((await proveSecondFactor(await again(who), `${old.slice(0, 3)} ${old.slice(3)}`)).kind).toBe(
      'proven',
    );
    const older = await codeOf(secret);
    clock.advance(90_000);
    expect((await proveSecondFactor(await again(who), older)).kind).toBe('refused');
  });

  test('is taken once, also when sent twice at the same moment', async () => {
    const { who, secret } = await enrolled();
    const code = await codeOf(secret);
    const results = await Promise.all([proveSecondFactor(who, code), proveSecondFactor(who, code)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['proven', 'refused']);
    expect((await proveSecondFactor(who, code)).kind).toBe('refused');
  });

  test('cannot be guessed for long', async () => {
    const { who, secret } = await enrolled();
    for (let tries = 0; tries < SECOND_FACTOR_TRIES; tries += 1) await proveSecondFactor(who, '000001');
    expect((await proveSecondFactor(who, await codeOf(secret))).kind).toBe('limited');
  });

  test('proves nothing for a member without a second factor', async () => {
    const who = await acting();
    await beginEnrolment(who);
    expect(await proveSecondFactor(who, '123456')).toEqual({ kind: 'not_enrolled' });
  });
});

describe('a recovery code', () => {
  test('opens once, however it is typed', async () => {
    const { who, codes } = await enrolled();
    const [code = ''] = codes;
    expect(await proveSecondFactor(who, ` ${code.toUpperCase().replaceAll('-', ' ')}`)).toEqual({
      kind: 'proven',
      by: 'recovery',
      recoveryCodesLeft: 9,
    });
    expect((await proveSecondFactor(who, code)).kind).toBe('refused');
  });

  test('ends with new ones, and with the factor', async () => {
    const { who, codes } = await enrolled();
    const renewed = await renewRecoveryCodes(who);
    expect((await proveSecondFactor(who, codes[1] ?? '')).kind).toBe('refused');
    expect((await proveSecondFactor(who, renewed[0] ?? '')).kind).toBe('proven');
    await disableSecondFactor(who);
    expect(await proveSecondFactor(who, renewed[1] ?? '')).toEqual({ kind: 'not_enrolled' });
    expect((await acting()).session.awaitsSecondFactor).toBe(false);
  });

  test('of nobody is empty: nothing typed opens nothing', async () => {
    const { who } = await enrolled();
    for (const nothing of ['', ' ', '-', 'zzzzz']) {
      expect((await proveSecondFactor(who, nothing)).kind).toBe('refused');
    }
  });
});
