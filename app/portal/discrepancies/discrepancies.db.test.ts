import { encode } from 'next-auth/jwt';
import { beforeEach, expect, test, vi } from 'vitest';
import { authSecret, sessionCookie } from '#app/api/auth/cookies.ts';
import { systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { createMember } from '#lib/merchants/members.ts';
import type { Role } from '#lib/merchants/roles.ts';
import { createSession } from '#lib/merchants/sessions.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import Balance from '../balance/page.tsx';
import Home from '../page.tsx';
import DiscrepancyPage from './[id]/page.tsx';
import { agreeAction, assignAction, decideAction, declineAction } from './actions.ts';
import Discrepancies from './page.tsx';

const browser = vi.hoisted(() => ({ cookies: new Map<string, string>(), headers: new Headers() }));
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) =>
      browser.cookies.has(name) ? { name, value: browser.cookies.get(name) } : undefined,
  }),
  headers: async () => browser.headers,
}));

const NOT_FOUND = { digest: 'NEXT_HTTP_ERROR_FALLBACK;404' };
const leadsTo = (path: string) => ({ digest: expect.stringContaining(path) });

let shop: Shop;
let id: string;
beforeEach(async () => {
  await truncateAll();
  browser.cookies.clear();
  browser.headers = new Headers({ 'sec-fetch-site': 'same-origin', 'x-cross-peer': '203.0.113.9' });
  shop = await aShop();
  const { payment } = await shop.pay();
  const record = await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  id = newId('dis');
  const { merchantId, appId } = shop;
  await db.discrepancy.create({
    data: {
      id,
      merchantId,
      appId,
      mode: 'test',
      paymentId: payment.id,
      attemptId: record.attempts[0]?.id ?? '',
      kind: 'surplus',
      key: 'surplus:1',
      evidence: { expected: { amount: 1500, currency: 'XAF' } },
    },
  });
});

async function signedIn(role: Role, { proven = true, merchantId = shop.merchantId } = {}) {
  if (merchantId !== shop.merchantId) {
    await db.merchant.create({ data: { id: merchantId, name: 'Another', country: 'CM' } });
  }
  const email = `${role}@example.com`;
  const member = await createMember(db, {
    merchantId,
    email,
    name: 'Awa',
    role,
    password: 'a long password',
  });
  const where = { peer: '203.0.113.9', userAgent: '' };
  const now = systemClock.now();
  const sessionId = await createSession(db, { member, browser: where, now });
  if (proven) await db.session.update({ where: { id: sessionId }, data: { secondFactorAt: now } });
  browser.cookies.set(sessionCookie(), await encode({ token: { sessionId }, secret: authSecret() }));
}

function form(change: Record<string, string> = {}): FormData {
  const data = new FormData();
  const fields = { discrepancy: id, mode: 'test', decision: 'acknowledged', reason: 'Given back by hand.' };
  for (const [name, value] of Object.entries({ ...fields, ...change })) data.set(name, value);
  return data;
}

const query = (parameters: Record<string, string> = {}) => Promise.resolve(parameters);
const rowOf = () => db.discrepancy.findUniqueOrThrow({ where: { id } });
const onPage = (of: string, parameters?: Record<string, string>) =>
  DiscrepancyPage({ params: Promise.resolve({ id: of }), searchParams: query(parameters) });

test('an owner with a fresh code settles it', async () => {
  await signedIn('owner');
  await expect(decideAction({}, form())).rejects.toMatchObject(leadsTo(`${id}?done=settled`));
  expect(await rowOf()).toMatchObject({ status: 'settled', decision: 'acknowledged' });
});

test('without a fresh code a decision leads to the code and changes nothing', async () => {
  await signedIn('owner', { proven: false });
  for (const act of [() => decideAction({}, form()), () => agreeAction(form({ proposal: 'x' }))]) {
    await expect(act()).rejects.toMatchObject(leadsTo('/portal/second-factor?next='));
  }
  expect((await rowOf()).status).toBe('open');
});

test('a reason is asked for, by the server too', async () => {
  await signedIn('owner');
  expect(await decideAction({}, form({ reason: ' short ' }))).toMatchObject({
    errors: { reason: 'reasonShort' },
  });
  expect((await rowOf()).status).toBe('open');
});

test.each(['developer', 'support', 'viewer'] as const)('a %s may not decide', async (role) => {
  await signedIn(role);
  await expect(decideAction({}, form())).rejects.toMatchObject(NOT_FOUND);
  await expect(agreeAction(form())).rejects.toMatchObject(NOT_FOUND);
  await expect(declineAction(form())).rejects.toMatchObject(NOT_FOUND);
  const assigned = role === 'support' ? leadsTo('done=assigned') : NOT_FOUND;
  await expect(assignAction(form({ assignee: '' }))).rejects.toMatchObject(assigned);
  expect((await rowOf()).status).toBe('open');
  // What they may see opens; the balance is not for everyone.
  await expect(onPage(id)).resolves.toBeTruthy();
  const balance = Balance({ searchParams: query() });
  if (role === 'viewer') await expect(balance).resolves.toBeTruthy();
  else await expect(balance).rejects.toMatchObject(NOT_FOUND);
});

test('another merchant’s, the other mode’s and no discrepancy are the same 404', async () => {
  await signedIn('owner', { merchantId: newId('mer') });
  await expect(onPage(id)).rejects.toMatchObject(NOT_FOUND);
  await expect(decideAction({}, form())).rejects.toMatchObject(NOT_FOUND);
  await expect(assignAction(form({ assignee: '' }))).rejects.toMatchObject(NOT_FOUND);
  await expect(declineAction(form({ proposal: 'x' }))).rejects.toMatchObject(NOT_FOUND);
  await expect(Discrepancies({ searchParams: query() })).resolves.toBeTruthy();
  await expect(Home({ searchParams: query() })).resolves.toBeTruthy();
});

test('the other mode’s is a 404 for its own merchant too', async () => {
  await signedIn('owner');
  await expect(onPage(id, { mode: 'live' })).rejects.toMatchObject(NOT_FOUND);
  await expect(decideAction({}, form({ mode: 'live' }))).rejects.toMatchObject(NOT_FOUND);
  await expect(onPage("' OR 1=1")).rejects.toMatchObject(NOT_FOUND);
});

test('a form of another site is refused, and nobody is led to the door', async () => {
  await expect(decideAction({}, form())).rejects.toMatchObject(leadsTo('/portal/sign-in'));
  await signedIn('owner');
  browser.headers = new Headers({ 'sec-fetch-site': 'cross-site' });
  await expect(decideAction({}, form())).rejects.toMatchObject({ code: 'origin_refused' });
});
