import { NextRequest } from 'next/server';
import { encode } from 'next-auth/jwt';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { authSecret, sessionCookie } from '#app/api/auth/cookies.ts';
import { systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { changePassword, changeRole } from '#lib/merchants/members.ts';
import { createSession } from '#lib/merchants/sessions.ts';
import { aMember } from '#lib/merchants/testing/a-member.ts';
import { money } from '#lib/money.ts';
import { createPayment } from '#lib/payments/create.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { signOutAction } from './actions.ts';
import { currentMember } from './member.ts';
import Payment from './payments/[id]/page.tsx';
import { GET as feed } from './payments/feed/route.ts';
import Payments from './payments/page.tsx';
import { revokeSessionAction } from './sessions/actions.ts';

const browser = vi.hoisted(() => ({
  cookies: new Map<string, string>(),
  headers: new Headers(),
}));
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) =>
      browser.cookies.has(name) ? { name, value: browser.cookies.get(name) } : undefined,
    set: (name: string, value: string) =>
      void (value ? browser.cookies.set(name, value) : browser.cookies.delete(name)),
  }),
  headers: async () => browser.headers,
}));

let member: Member;

beforeEach(async () => {
  await truncateAll();
  browser.cookies.clear();
  browser.headers = new Headers({ 'sec-fetch-site': 'same-origin', 'x-cross-peer': '203.0.113.9' });
  member = await aMember();
});

async function signedIn(as: Member = member): Promise<string> {
  const where = { peer: '203.0.113.9', userAgent: '' };
  const sessionId = await createSession(db, { member: as, browser: where, now: systemClock.now() });
  browser.cookies.set(sessionCookie(), await encode({ token: { sessionId }, secret: authSecret() }));
  return sessionId;
}

async function aPayment(of: Member, reference: string): Promise<string> {
  const app = await db.app.create({
    data: {
      id: newId('app'),
      merchantId: of.merchantId,
      name: 'Shop',
      country: 'CM',
      currency: 'XAF',
      siteUrl: 'https://shop.example',
      publicKey: newPublicKey('test'),
      signingSecretSealed: new Uint8Array(1),
    },
  });
  const scope = { merchantId: of.merchantId, appId: app.id, mode: 'test' } as const;
  const { record } = await createPayment(scope, { money: money(1500n, 'XAF'), reference, hosted: true });
  return record.payment.id;
}

const query = (parameters: Record<string, string> = {}) => Promise.resolve(parameters);
const onPayment = (id: string, parameters?: Record<string, string>) =>
  Payment({ params: Promise.resolve({ id }), searchParams: query(parameters) });
const askFeed = (search = '') => feed(new NextRequest(`http://127.0.0.1:3000/portal/payments/feed${search}`));
const NOT_FOUND = { digest: 'NEXT_HTTP_ERROR_FALLBACK;404' };

describe('a stranger', () => {
  test('is led to the sign-in and back to the page', async () => {
    browser.headers.set('x-cross-page', '/portal/payments?status=failed');
    await expect(Payments({ searchParams: query() })).rejects.toMatchObject({
      digest: expect.stringContaining('/portal/sign-in?next=%2Fportal%2Fpayments%3Fstatus%3Dfailed'),
    });
  });

  test('gets nothing from the feed', async () => {
    expect((await askFeed()).status).toBe(401);
  });

  test('with a cookie of another key, or none at all, is nobody', async () => {
    const sessionId = await signedIn();
    browser.cookies.set(sessionCookie(), await encode({ token: { sessionId }, secret: 'another' }));
    expect(await currentMember()).toBeUndefined();
    browser.cookies.set(sessionCookie(), sessionId);
    expect(await currentMember()).toBeUndefined();
    browser.cookies.set(sessionCookie(), await encode({ token: { sub: member.id }, secret: authSecret() }));
    expect(await currentMember()).toBeUndefined();
  });
});

describe('a member', () => {
  test('is known until the session is revoked, the password or the role changes', async () => {
    for (const end of [
      async (sessionId: string) => {
        await db.session.update({ where: { id: sessionId }, data: { revokedAt: systemClock.now() } });
      },
      () => changePassword(member.id, 'another password', {}),
      () => changeRole(member.id, 'viewer', {}),
    ]) {
      member = await db.member.findUniqueOrThrow({ where: { id: member.id } });
      const sessionId = await signedIn();
      expect(await currentMember()).toMatchObject({ id: sessionId, member: { id: member.id } });
      await end(sessionId);
      expect(await currentMember()).toBeUndefined();
      expect((await askFeed()).status).toBe(401);
    }
  });

  test('whose role nobody knows sees no payment', async () => {
    await db.member.update({ where: { id: member.id }, data: { role: 'ghost' } });
    await signedIn();
    await expect(Payments({ searchParams: query() })).rejects.toMatchObject(NOT_FOUND);
    expect((await askFeed()).status).toBe(404);
  });

  test('sees the payments of the own merchant alone', async () => {
    const other = await aMember({ email: 'kofi@example.com' });
    const [mine, theirs] = [await aPayment(member, 'CMD-1'), await aPayment(other, 'CMD-2')];
    await signedIn();
    const { rows } = await (await askFeed()).json();
    expect(rows).toMatchObject([{ id: mine, reference: 'CMD-1', href: `/portal/payments/${mine}` }]);
    expect((await (await askFeed('?q=CMD-2')).json()).rows).toEqual([]);
    expect((await (await askFeed(`?after=${theirs}`)).json()).rows).toEqual([]);
    await expect(onPayment(mine)).resolves.toBeTruthy();
    await expect(onPayment(theirs)).rejects.toMatchObject(NOT_FOUND);
  });

  test('gets the same 404 in the other mode and for no id at all', async () => {
    const mine = await aPayment(member, 'CMD-1');
    await signedIn();
    await expect(onPayment(mine, { mode: 'live' })).rejects.toMatchObject(NOT_FOUND);
    await expect(onPayment("' OR 1=1")).rejects.toMatchObject(NOT_FOUND);
    expect((await (await askFeed('?mode=live')).json()).rows).toEqual([]);
  });

  test('finds a page by page, in the language and time zone of the own house', async () => {
    await aPayment(member, 'CMD-1');
    await signedIn();
    const french = await (await askFeed()).json();
    expect(french.rows[0]).toMatchObject({
      state: { tone: 'still', word: 'À payer' },
      amount: '1\u202f500\u00a0F\u00a0CFA',
      when: expect.stringMatching(/^à \d/),
    });
    const english = await (await askFeed('?lang=en')).json();
    expect(english.rows[0]).toMatchObject({
      state: { word: 'To pay' },
      href: expect.stringContaining('lang=en'),
    });
  });
});

describe('an action', () => {
  const form = (fields: Record<string, string>) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    return data;
  };

  test('of another site is refused and changes nothing', async () => {
    await signedIn();
    browser.headers = new Headers({ 'sec-fetch-site': 'cross-site' });
    await expect(signOutAction()).rejects.toMatchObject({ code: 'origin_refused' });
    browser.headers = new Headers({ host: 'pay.example.com', origin: 'https://evil.example' });
    await expect(signOutAction()).rejects.toMatchObject({ code: 'origin_refused' });
    expect(await currentMember()).toBeDefined();
  });

  test('of nobody leads to the sign-in', async () => {
    await expect(signOutAction()).rejects.toMatchObject({
      digest: expect.stringContaining('/portal/sign-in'),
    });
  });

  test('signs out: the row is revoked, the cookie gone, the old cookie useless', async () => {
    const sessionId = await signedIn();
    const cookie = browser.cookies.get(sessionCookie()) ?? '';
    await expect(signOutAction()).rejects.toMatchObject({
      digest: expect.stringContaining('/portal/sign-in'),
    });
    expect(browser.cookies.has(sessionCookie())).toBe(false);
    browser.cookies.set(sessionCookie(), cookie);
    expect(await currentMember()).toBeUndefined();
    expect((await db.session.findUniqueOrThrow({ where: { id: sessionId } })).revokedAt).not.toBeNull();
  });

  test('does not end another member’s session', async () => {
    const other = await aMember({ email: 'kofi@example.com' });
    const theirs = await signedIn(other);
    await signedIn();
    await expect(revokeSessionAction(form({ session: theirs }))).rejects.toMatchObject({
      digest: expect.stringContaining('done=none'),
    });
    expect((await db.session.findUniqueOrThrow({ where: { id: theirs } })).revokedAt).toBeNull();
  });
});
