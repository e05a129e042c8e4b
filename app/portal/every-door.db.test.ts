/**
 * Every page, route and server action of the portal, asked by every role and by a stranger. The list comes from the file
 * tree: a new file that nobody wrote into the tables below is a failure, and so is one that is no longer there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NextRequest } from 'next/server';
import { encode } from 'next-auth/jwt';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { authSecret, sessionCookie } from '#app/api/auth/cookies.ts';
import { systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { mayMember, type Permission, ROLES, type Role } from '#lib/merchants/roles.ts';
import { createSession } from '#lib/merchants/sessions.ts';
import { aMember } from '#lib/merchants/testing/a-member.ts';
import { truncateAll } from '#lib/testing/database.ts';

/** In front of the portal: no session is asked for. */
type Needs = Permission | 'door';

const PAGES: Record<string, Needs> = {
  'page.tsx': 'payments.read',
  'apps/page.tsx': 'apps.read',
  'apps/new/page.tsx': 'apps.manage',
  'apps/[id]/page.tsx': 'apps.read',
  'apps/[id]/keys/page.tsx': 'keys.manage',
  'audit/page.tsx': 'audit.read',
  'balance/page.tsx': 'balance.read',
  'connections/page.tsx': 'connections.read',
  'connections/new/page.tsx': 'connections.manage',
  'connections/order/page.tsx': 'connections.read',
  'connections/[id]/page.tsx': 'connections.manage',
  'discrepancies/page.tsx': 'payments.read',
  'discrepancies/[id]/page.tsx': 'payments.read',
  'forgotten/page.tsx': 'door',
  'invitation/[token]/page.tsx': 'door',
  'links/page.tsx': 'links.read',
  'links/new/page.tsx': 'links.manage',
  'links/[id]/page.tsx': 'links.read',
  'mail/page.tsx': 'team.manage',
  'move/page.tsx': 'apps.read',
  'move/[provider]/page.tsx': 'apps.read',
  'payments/page.tsx': 'payments.read',
  'payments/[id]/page.tsx': 'payments.read',
  'platform/page.tsx': 'platform.operate',
  'platform/connections/page.tsx': 'platform.operate',
  'platform/connections/new/page.tsx': 'platform.operate',
  'platform/connections/order/page.tsx': 'platform.operate',
  'platform/connections/[id]/page.tsx': 'platform.operate',
  'question/page.tsx': 'payments.read',
  'requests/page.tsx': 'requests.read',
  'reset/[token]/page.tsx': 'door',
  'second-factor/page.tsx': 'door',
  'security/page.tsx': 'self.manage',
  'sessions/page.tsx': 'self.manage',
  'settings/page.tsx': 'settings.read',
  'sign-in/page.tsx': 'door',
  'sign-up/page.tsx': 'door',
  'sign-up/[token]/page.tsx': 'door',
  'team/page.tsx': 'team.read',
  'webhooks/page.tsx': 'webhooks.manage',
  'webhooks/new/page.tsx': 'webhooks.manage',
  'webhooks/[id]/page.tsx': 'webhooks.manage',
  'webhooks/[id]/[delivery]/page.tsx': 'webhooks.manage',
};

const ROUTES: Record<string, Needs> = {
  'POST apps/[id]/logo/route.ts': 'apps.manage',
  'GET audit/export/route.ts': 'audit.read',
  'GET payments/export/route.ts': 'payments.export',
  'GET payments/feed/route.ts': 'payments.read',
  'GET sign-in/start/route.ts': 'door',
};

/** A file whose actions all need the same, or each action. */
const ACTIONS: Record<string, Needs | Record<string, Needs>> = {
  'actions.ts': { signOutAction: 'door', chooseLanguageAction: 'self.manage' },
  'apps/actions.ts': 'apps.manage',
  'apps/key-actions.ts': 'keys.manage',
  'connections/actions.ts': 'connections.manage',
  'discrepancies/actions.ts': {
    decideAction: 'discrepancies.settle',
    agreeAction: 'discrepancies.settle',
    declineAction: 'discrepancies.settle',
    assignAction: 'discrepancies.assign',
  },
  'forgotten/actions.ts': 'door',
  'invitation/[token]/actions.ts': 'door',
  'links/actions.ts': 'links.manage',
  'move/actions.ts': {
    createDialectAction: 'keys.manage',
    rotateDialectAction: 'keys.manage',
    showDialectAction: 'keys.manage',
    hideDialectAction: 'keys.manage',
    changeDialectAction: 'apps.manage',
  },
  'payments/actions.ts': {
    searchAction: 'payments.read',
    saveViewAction: 'payments.act',
    removeViewAction: 'payments.act',
  },
  'payments/[id]/actions.ts': {
    showPhoneAction: 'payments.phone',
    askNowAction: 'payments.act',
    addNoteAction: 'payments.act',
    sendAgainAction: 'payments.act',
  },
  'platform/actions.ts': 'platform.operate',
  'question/actions.ts': 'payments.read',
  'reset/[token]/actions.ts': 'door',
  'second-factor/actions.ts': 'door',
  'security/actions.ts': 'self.manage',
  'sessions/actions.ts': 'self.manage',
  'settings/actions.ts': {
    profileAction: 'settings.manage',
    retentionAction: 'settings.manage',
    eraseAction: 'settings.manage',
    closeAction: 'account.close',
  },
  'sign-up/actions.ts': 'door',
  'team/actions.ts': 'team.manage',
  'webhooks/actions.ts': 'webhooks.manage',
};

/** Files whose actions open secrets or ways for money, and those of them that ask for a code. */
const SECRETS = /^(?:apps\/key-actions|connections\/|move\/|webhooks\/)/;
const OF_BOTH_MODES = [
  'apps/key-actions.ts changeSigningSecretAction',
  'apps/key-actions.ts showSigningSecretAction',
];
const OF_ONE_MODE = [
  'apps/key-actions.ts changeKeyAddressesAction',
  'apps/key-actions.ts createKeyAction',
  'apps/key-actions.ts rollKeyAction',
  'connections/actions.ts addConnectionAction',
  'connections/actions.ts orderAction',
  'connections/actions.ts resumeAction',
  'move/actions.ts createDialectAction',
  'move/actions.ts rotateDialectAction',
  'move/actions.ts showDialectAction',
  'webhooks/actions.ts addEndpointAction',
  'webhooks/actions.ts rollSecretAction',
];

const browser = vi.hoisted(() => ({ cookies: new Map<string, string>(), headers: new Headers() }));
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) =>
      browser.cookies.has(name) ? { name, value: browser.cookies.get(name) } : undefined,
    set: () => {},
  }),
  headers: async () => browser.headers,
}));

// The first look at the pages reads the whole tree of modules.
vi.setConfig({ testTimeout: 60_000 });

const HERE = import.meta.dirname;
const FILES = readdirSync(HERE, { recursive: true, encoding: 'utf8' }).sort();
const named = (name: string) => FILES.filter((file) => file === name || file.endsWith(`/${name}`));
/** By what makes a function one, not by its file's name; a test file only talks about it. */
const holdsActions = (file: string) =>
  /\.tsx?$/.test(file) &&
  !file.includes('.test.') &&
  /^\s*['"]use server['"]/m.test(readFileSync(join(HERE, file), 'utf8'));
const load = (file: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ join(HERE, file));

beforeEach(async () => {
  await truncateAll();
  browser.cookies.clear();
  browser.headers = new Headers({ 'sec-fetch-site': 'same-origin', 'x-cross-peer': '203.0.113.9' });
});

/** A member of the organisation that operates the gateway: what is refused is refused for the role alone. */
async function signIn(role: Role): Promise<Member> {
  const member = await aMember({ role });
  await db.merchant.update({ where: { id: member.merchantId }, data: { platform: true } });
  const where = { peer: '203.0.113.9', userAgent: '' };
  const sessionId = await createSession(db, { member, browser: where, now: systemClock.now() });
  browser.cookies.set(sessionCookie(), await encode({ token: { sessionId }, secret: authSecret() }));
  return member;
}

async function anApp({ merchantId }: Member): Promise<string> {
  const app = await db.app.create({
    data: {
      id: newId('app'),
      merchantId,
      name: 'Shop',
      country: 'CM',
      currency: 'XAF',
      siteUrl: 'https://shop.example',
      publicKey: newPublicKey('test'),
      signingSecretSealed: new Uint8Array(1),
    },
  });
  return app.id;
}

async function anEndpoint({ merchantId }: Member, appId: string, mode: string): Promise<string> {
  const endpoint = await db.webhookEndpoint.create({
    data: {
      id: newId('we'),
      merchantId,
      appId,
      mode,
      url: 'https://shop.example/hook',
      secretSealed: new Uint8Array(1),
    },
  });
  return endpoint.id;
}

const PARAMS = { id: 'pay_00000000000000000000000000', token: 'x', provider: 'my-coolpay', delivery: 'x' };

/** What came of asking: `signed out`, `refused` (the 404 of what does not exist), or something else. */
async function asked(run: () => unknown): Promise<'signed out' | 'refused' | 'another site' | 'let in'> {
  try {
    await run();
  } catch (error) {
    const { digest = '', code } = error as { digest?: string; code?: string };
    if (code === 'origin_refused') return 'another site';
    if (digest === 'NEXT_HTTP_ERROR_FALLBACK;404') return 'refused';
    if (/;\/portal\/sign-in/.test(digest)) return 'signed out';
  }
  return 'let in';
}

const may = (role: Role, needs: Needs) =>
  needs === 'door' || mayMember({ member: { role }, merchant: { platform: true } }, needs);
const closed = (table: Record<string, Needs>) =>
  Object.entries(table).filter(([, needs]) => needs !== 'door');

describe('pages', () => {
  const visit = async (file: string) => {
    const page = (await load(file)).default as (props: unknown) => unknown;
    return asked(() => page({ params: Promise.resolve(PARAMS), searchParams: Promise.resolve({}) }));
  };

  test('are all in the table', () => {
    expect(named('page.tsx')).toEqual(Object.keys(PAGES).sort());
  });

  test('lead a stranger to the sign-in', async () => {
    for (const [file] of closed(PAGES)) expect([file, await visit(file)]).toEqual([file, 'signed out']);
  });

  test.each(ROLES)('are there for %s as far as the role reaches', async (role) => {
    await signIn(role);
    for (const [file, needs] of closed(PAGES)) {
      const found = await visit(file);
      if (!may(role, needs)) expect([file, found]).toEqual([file, 'refused']);
      // The object of an address with an id does not exist, which is the same 404.
      else
        expect([file, found]).toEqual([file, file.includes('[') && found === 'refused' ? found : 'let in']);
    }
  });
});

describe('routes', () => {
  const call = async (key: string) => {
    const [method = 'GET', file = ''] = key.split(' ');
    const handler = (await load(file))[method] as (
      request: NextRequest,
      context: unknown,
    ) => Promise<Response>;
    const url = `http://127.0.0.1:3000/portal/${file.replace('/route.ts', '')}`;
    const headers = { 'sec-fetch-site': 'same-origin' };
    const answer = await handler(new NextRequest(url, { method, headers }), {
      params: Promise.resolve(PARAMS),
    });
    const location = answer.headers.get('location') ?? '';
    // A form leads on to the sign-in, a file or feed has nobody to lead.
    return answer.status === 303 && location.startsWith('/portal/sign-in') ? 401 : answer.status;
  };

  test('are all in the table', async () => {
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    const found = await Promise.all(
      named('route.ts').map(async (file) => {
        const served = await load(file);
        return methods.filter((method) => method in served).map((method) => `${method} ${file}`);
      }),
    );
    expect(found.flat().sort()).toEqual(Object.keys(ROUTES).sort());
  });

  test('give a stranger nothing', async () => {
    for (const [key] of closed(ROUTES)) expect([key, await call(key)]).toEqual([key, 401]);
  });

  test.each(ROLES)('serve %s as far as the role reaches', async (role) => {
    await signIn(role);
    for (const [key, needs] of closed(ROUTES)) {
      const status = await call(key);
      if (may(role, needs)) expect([key, status]).not.toEqual([key, 401]);
      else expect([key, status]).toEqual([key, 404]);
    }
  });
});

describe('server actions', () => {
  /** Every exported action with what it needs. */
  async function actions(
    form = new FormData(),
  ): Promise<{ name: string; needs: Needs; run: () => unknown }[]> {
    form.set('provider', 'my-coolpay');
    const files = await Promise.all(
      Object.entries(ACTIONS).map(async ([file, needs]) =>
        Object.entries(await load(file)).map(([name, action]) => {
          const run = action as (...values: unknown[]) => unknown;
          return {
            name: `${file} ${name}`,
            needs: typeof needs === 'string' ? needs : (needs[name] ?? 'door'),
            run: () => (run.length === 2 ? run({}, form) : run(form)),
          };
        }),
      ),
    );
    return files.flat();
  }

  test('are all in the table', async () => {
    expect(FILES.filter(holdsActions)).toEqual(Object.keys(ACTIONS).sort());
    for (const [file, needs] of Object.entries(ACTIONS)) {
      if (typeof needs === 'object')
        expect(Object.keys(await load(file)).sort()).toEqual(Object.keys(needs).sort());
    }
  });

  test('do nothing for a stranger', async () => {
    for (const { name, needs, run } of await actions()) {
      if (needs !== 'door') expect([name, await asked(run)]).toEqual([name, 'signed out']);
    }
  });

  test.each(ROLES)('act for %s as far as the role reaches', async (role) => {
    await signIn(role);
    const all = await actions();
    expect(all.length).toBeGreaterThan(65);
    for (const { name, needs, run } of all) {
      if (!may(role, needs)) expect([name, await asked(run)]).toEqual([name, 'refused']);
    }
  });

  test('that open a secret ask for the second factor in live mode, and for one of both modes always', async () => {
    const owner = await signIn('owner');
    const app = await anApp(owner);
    const asksFor = async (mode: string) => {
      const form = new FormData();
      const sent = { app, mode, provider: 'my-coolpay', key: 'key_x', operator: 'cm-mtn' };
      for (const [name, value] of Object.entries(sent)) form.set(name, value);
      const asking = await actions(form);
      const asked: string[] = [];
      for (const { name, run } of asking.filter(({ name }) => SECRETS.test(name))) {
        // One of them removes it.
        form.set('endpoint', await anEndpoint(owner, app, mode));
        const digest: string = await Promise.resolve(run()).then(
          () => '',
          (error) => String(error.digest),
        );
        if (digest.includes('/portal/second-factor')) asked.push(name);
      }
      return asked.sort();
    };
    expect(await asksFor('test')).toEqual(OF_BOTH_MODES);
    expect(await asksFor('live')).toEqual([...OF_BOTH_MODES, ...OF_ONE_MODE].sort());
  });

  test('refuse a form of another site, whoever is signed in', async () => {
    await signIn('owner');
    browser.headers.set('sec-fetch-site', 'cross-site');
    for (const { name, run } of await actions()) {
      expect([name, await asked(run)]).toEqual([name, 'another site']);
    }
  });
});
