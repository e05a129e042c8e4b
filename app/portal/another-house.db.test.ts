/**
 * The owner of one house with the ids of another, in every page whose address holds an id and in every server action. The
 * list comes from the file tree: a new page that nobody wrote into the table below is a failure.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'next-auth/jwt';
import { beforeEach, expect, test, vi } from 'vitest';
import { authSecret, sessionCookie } from '#app/api/auth/cookies.ts';
import { systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { idOfUuid, newId, newLinkSlug, newUuid } from '#lib/ids.ts';
import { createSession } from '#lib/merchants/sessions.ts';
import { aMember } from '#lib/merchants/testing/a-member.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';

/** Pages with an id in their address: which of the house's objects it names, and whether that lives in one mode alone. */
const PAGES: Record<string, { params: (house: House) => Record<string, string>; oneMode: boolean }> = {
  'apps/[id]/page.tsx': { params: ({ app }) => ({ id: app }), oneMode: false },
  'apps/[id]/keys/page.tsx': { params: ({ app }) => ({ id: app }), oneMode: false },
  'connections/[id]/page.tsx': { params: ({ connection }) => ({ id: connection }), oneMode: true },
  'discrepancies/[id]/page.tsx': { params: ({ discrepancy }) => ({ id: discrepancy }), oneMode: true },
  'links/[id]/page.tsx': { params: ({ link }) => ({ id: link }), oneMode: true },
  'payments/[id]/page.tsx': { params: ({ payment }) => ({ id: payment }), oneMode: true },
  'webhooks/[id]/page.tsx': { params: ({ endpoint }) => ({ id: endpoint }), oneMode: true },
  'webhooks/[id]/[delivery]/page.tsx': {
    params: ({ endpoint, delivery }) => ({ id: endpoint, delivery: idOfUuid('dlv', delivery) }),
    oneMode: true,
  },
};
/** What these name is no object of a house: a mail's token, a provider, and the platform's own connections. */
const NO_OBJECT = /^(?:invitation|reset|sign-up|move|platform)\//;

const browser = vi.hoisted(() => ({ cookies: new Map<string, string>(), headers: new Headers() }));
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) =>
      browser.cookies.has(name) ? { name, value: browser.cookies.get(name) } : undefined,
    set: () => {},
  }),
  headers: async () => browser.headers,
}));

// Two walks over some seventy actions, each with a look at all tables before and after.
vi.setConfig({ testTimeout: 60_000 });

const HERE = import.meta.dirname;
const FILES = readdirSync(HERE, { recursive: true, encoding: 'utf8' }).sort();
const load = (file: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ join(HERE, file));
const NOT_FOUND = 'NEXT_HTTP_ERROR_FALLBACK;404';

type House = Awaited<ReturnType<typeof aHouse>>;
let theirs: House;
let mine: Member;

beforeEach(async () => {
  await truncateAll();
  browser.cookies.clear();
  browser.headers = new Headers({ 'sec-fetch-site': 'same-origin', 'x-cross-peer': '203.0.113.9' });
  theirs = await aHouse();
  mine = await aMember({ email: 'kofi@example.com' });
});

test('every page with an id is in the table', () => {
  const found = FILES.filter(
    (file) => file.includes('[') && file.endsWith('/page.tsx') && !NO_OBJECT.test(file),
  );
  expect(found).toEqual(Object.keys(PAGES).sort());
});

test('another house’s id in an address is the 404 of what does not exist, and so is one of the other mode', async () => {
  for (const [file, { params, oneMode }] of Object.entries(PAGES)) {
    const visit = async (mode: string) => {
      const props = { params: Promise.resolve(params(theirs)), searchParams: Promise.resolve({ mode }) };
      return drawn(await load(file).then((loaded) => loaded.default), props).then(
        () => 'shown',
        (error) => String(error.digest ?? error),
      );
    };
    await signIn(mine);
    expect([file, await visit('test'), await visit('live')]).toEqual([file, NOT_FOUND, NOT_FOUND]);
    // The same address opens for its own people, so the 404 was for the stranger.
    await signIn(theirs.owner);
    expect([file, await visit('test')]).toEqual([file, 'shown']);
    if (oneMode) expect([file, await visit('live')]).toEqual([file, NOT_FOUND]);
  }
});

test('no action with another house’s ids changes a row of that house', async () => {
  const before = await rowsOf(theirs);
  const changedBy: string[] = [];
  for (const mode of ['test', 'live']) {
    for (const { name, run } of await actions()) {
      await signIn(mine);
      await run(form({ ...theirs.ids, ...ANSWERS, mode })).catch(() => {});
      const after = await rowsOf(theirs);
      if (after !== before) changedBy.push(`${name} (${mode})`);
    }
  }
  expect(changedBy).toEqual([]);
});

test('the same forms do change rows for their own people', async () => {
  const changing = new Set<string>();
  for (const { name, run } of await actions()) {
    const before = await rowsOf(theirs);
    await signIn(theirs.owner);
    await run(form({ ...theirs.ids, ...ANSWERS, mode: 'test' })).catch(() => {});
    if ((await rowsOf(theirs)) !== before) changing.add(name);
  }
  for (const file of [
    'apps/key-',
    'connections/',
    'discrepancies/',
    'links/',
    'move/',
    'payments/[id]/',
    'webhooks/',
  ]) {
    expect([file, [...changing].some((name) => name.startsWith(file))]).toEqual([file, true]);
  }
});

/** What a page comes to: one that only hands its work to a component of the server is followed there. */
async function drawn(component: unknown, props: unknown): Promise<unknown> {
  const element = (await (component as (props: unknown) => unknown)(props)) as {
    type?: unknown;
    props?: unknown;
  };
  const goesOn = typeof element?.type === 'function' && element.type.constructor.name === 'AsyncFunction';
  return goesOn ? drawn(element.type, element.props) : element;
}

/** What the forms ask for beside ids. */
const ANSWERS = {
  place: 'merchant',
  provider: 'my-coolpay',
  operator: 'cm-mtn',
  currency: 'XAF',
  role: 'viewer',
  decision: 'failed',
  reason: 'The statement shows nothing.',
  text: 'A note of another house.',
  name: 'Another name',
  url: 'https://evil.example/hook',
  description: 'Another thing',
  amount: '100',
  allowFrom: '203.0.113.7',
  overlap: '24',
  from: '2026-11-20T10:00',
  to: '2030-11-20T10:00',
};

async function actions(): Promise<{ name: string; run: (form: FormData) => Promise<unknown> }[]> {
  const files = FILES.filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.includes('.test.') &&
      /^'use server'/m.test(readFileSync(join(HERE, file), 'utf8')),
  );
  const found = await Promise.all(
    files.map(async (file) =>
      Object.entries(await load(file)).map(([name, action]) => {
        const act = action as (...values: unknown[]) => Promise<unknown>;
        return {
          name: `${file} ${name}`,
          run: async (sent: FormData) => (act.length === 2 ? act({}, sent) : act(sent)),
        };
      }),
    ),
  );
  return found.flat();
}

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

/** Signed in with everything that could be asked for: what is refused is refused for whose it is. */
async function signIn(member: Member): Promise<void> {
  const now = systemClock.now();
  const current = await db.member.findUniqueOrThrow({ where: { id: member.id } });
  const sessionId = await createSession(db, {
    member: current,
    browser: { peer: '203.0.113.9', userAgent: '' },
    now,
  });
  await db.session.update({
    where: { id: sessionId },
    data: { secondFactorAt: now, awaitsSecondFactor: false },
  });
  browser.cookies.set(sessionCookie(), await encode({ token: { sessionId }, secret: authSecret() }));
}

/** A shop with one of everything. */
async function aHouse() {
  const shop = await aShop(systemClock.now());
  const { merchantId, appId, connectionId } = shop;
  const owned = { merchantId, appId, mode: 'test' };
  const owner = await aMember();
  await db.member.update({ where: { id: owner.id }, data: { merchantId } });
  await db.connection.update({ where: { id: connectionId }, data: { merchantId } });
  const { payment } = await shop.pay();
  const record = await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  const attemptId = record.attempts[0]?.id ?? '';
  const endpoint = await db.webhookEndpoint.findFirstOrThrow({ where: { merchantId } });
  const delivery = await db.delivery.findFirstOrThrow({ where: { merchantId } });
  await db.delivery.update({ where: { id: delivery.id }, data: { status: 'parked', nextTryAt: null } });
  const discrepancy = await db.discrepancy.create({
    data: {
      ...owned,
      id: newId('dis'),
      paymentId: payment.id,
      attemptId,
      kind: 'unresolved',
      key: attemptId,
      evidence: {},
    },
  });
  const link = await db.paymentLink.create({
    data: { ...owned, id: newId('plink'), slug: newLinkSlug(), currency: 'XAF', description: 'Thing' },
  });
  const key = await db.apiKey.create({
    data: { ...owned, id: newId('key'), hash: new Uint8Array(32), hint: 'sk_test_…', scopes: ['payments'] },
  });
  const view = await db.savedView.create({
    data: {
      id: newUuid(),
      merchantId,
      memberId: owner.id,
      list: 'payments',
      name: 'Mine',
      query: 'status=failed',
    },
  });
  const invitation = await db.invitation.create({
    data: {
      id: newUuid(),
      merchantId,
      email: 'new@example.com',
      role: 'viewer',
      tokenHash: new Uint8Array(32),
      expiresAt: new Date('2030-01-01'),
    },
  });
  const session = await createSession(db, {
    member: { ...owner, merchantId },
    browser: { peer: '203.0.113.7', userAgent: '' },
    now: systemClock.now(),
  });
  return {
    merchantId,
    owner,
    app: appId,
    connection: connectionId,
    payment: payment.id,
    discrepancy: discrepancy.id,
    link: link.id,
    endpoint: endpoint.id,
    delivery: delivery.id,
    /** By the names of the forms' fields. */
    ids: {
      app: appId,
      connection: connectionId,
      rank: connectionId,
      payment: payment.id,
      discrepancy: discrepancy.id,
      assignee: owner.id,
      member: owner.id,
      link: link.id,
      endpoint: endpoint.id,
      delivery: delivery.id,
      key: key.id,
      view: view.id,
      invitation: invitation.id,
      merchant: merchantId,
      session,
    },
  };
}

/** A fingerprint of every row that belongs to the house, in one question over all tables that name a merchant. */
async function rowsOf({ merchantId }: House): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name = 'merchant_id' ORDER BY 1`;
  const parts = tables.map(
    ({ name }) => `SELECT '${name}' AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) AS rows
      FROM ${name} t WHERE merchant_id = $1`,
  );
  const sessions = `SELECT 'sessions', md5(string_agg(s.id || coalesce(s.revoked_at::text, ''), '|' ORDER BY s.id))
    FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.merchant_id = $1`;
  return JSON.stringify(await db.$queryRawUnsafe([...parts, sessions].join(' UNION ALL '), merchantId));
}
