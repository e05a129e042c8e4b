/** What the guide shows is run: commands against the routes, programs against what we really sign. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { POST as POST_LINK } from '#app/api/v1/payment_links/route.ts';
import { GET, POST } from '#app/api/v1/payments/route.ts';
import { COMMON_ERRORS, OPERATIONS, POST_ERRORS } from '#lib/api/operations.ts';
import { aKey } from '#lib/api/testing/client.ts';
import { db } from '#lib/db.ts';
import type { OutgoingRequest } from '#lib/http.ts';
import { shopReturnUrl } from '#lib/payments/return-url.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, open } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { webhookHeaders } from '#lib/webhooks/sign.ts';
import { ERROR_TEXTS } from './error-texts.ts';
import { GUIDE } from './guide.ts';
import { type SnippetName, snippets } from './snippets.ts';

const wire = vi.hoisted(() => ({ shop: undefined as unknown }));
vi.mock('#lib/http.ts', async (original) => ({
  ...(await original<object>()),
  sendHttp: (request: OutgoingRequest) => (wire.shop as Shop).deps.send(request),
}));

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  wire.shop = shop;
  key = await aKey(shop);
});

const CODE = snippets('http://127.0.0.1:3000');

/** Runs a curl command as the shell would read it. */
async function run(name: SnippetName): Promise<{ status: number; json: Record<string, unknown> }> {
  const command = CODE[name].code.replaceAll('\\\n', ' ').replace('$CROSS_SECRET_KEY', key);
  const url = /curl "?([^\s"]+)/.exec(command)?.[1] ?? '';
  const headers = [...command.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, header = '', value = '']) => [
    header,
    value,
  ]);
  const body = /-d '([^']+)'/.exec(command)?.[1];
  const request = new Request(url, {
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  const post = url.endsWith('/payment_links') ? POST_LINK : POST;
  const response = await (body === undefined ? GET : post)(request, { params: Promise.resolve({}) });
  return { status: response.status, json: await response.json() };
}

async function program(name: SnippetName): Promise<Record<string, (...args: unknown[]) => boolean>> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'cross-docs-')), `${name}.mjs`);
  writeFileSync(file, CODE[name].code);
  return import(/* @vite-ignore */ file);
}

describe('commands', () => {
  test('the first payment is created and found again', async () => {
    expect(await run('hosted')).toMatchObject({
      status: 201,
      json: { status: 'created', reference: 'order-1042' },
    });
    expect(await run('read')).toMatchObject({ status: 200, json: { data: [{ reference: 'order-1042' }] } });
  });

  test('the payment link is made', async () => {
    expect(await run('link')).toMatchObject({
      status: 201,
      json: { object: 'payment_link', status: 'active', max_uses: 100 },
    });
  });

  test('the direct charge asks the payer', async () => {
    expect(await run('direct')).toMatchObject({
      status: 201,
      json: { status: 'pending', operator: 'cm-mtn' },
    });
  });
});

describe('programs', () => {
  test('our webhooks are believed; altered, old, foreign and unsigned ones are not', async () => {
    const isFromCross = (await program('webhook')).isFromCross ?? expect.fail('no isFromCross');
    const secret = newSigningSecret();
    const body = '{"id":"evt_1"}';
    const sign = (at: Date, secrets: string[]) => webhookHeaders({ id: 'evt_1', at, body, secrets });
    const now = new Date();
    expect(isFromCross(sign(now, [secret]), body, secret)).toBe(true);
    expect(isFromCross(sign(now, [newSigningSecret(), secret]), body, secret)).toBe(true);
    expect(isFromCross(sign(now, [secret]), `${body} `, secret)).toBe(false);
    expect(isFromCross(sign(now, [newSigningSecret()]), body, secret)).toBe(false);
    expect(isFromCross(sign(new Date(now.getTime() - 301_000), [secret]), body, secret)).toBe(false);
    expect(isFromCross({}, body, secret)).toBe(false);
  });

  test('the payer’s way back is believed; an altered one is not', async () => {
    const isOurReturn = (await program('comeBack')).isOurReturn ?? expect.fail('no isOurReturn');
    const record = await shop.pay();
    const app = await db.app.findUniqueOrThrow({ where: { id: shop.appId } });
    const secret = open(app.signingSecretSealed, sealPurpose.appSigningSecret(shop.appId));
    const query = Object.fromEntries(new URL(shopReturnUrl(record, new Date())).searchParams);
    expect(isOurReturn(query, secret)).toBe(true);
    expect(isOurReturn({ ...query, status: 'succeeded' }, secret)).toBe(false);
    expect(isOurReturn({}, secret)).toBe(false);
  });
});

describe('in a shop’s page', () => {
  const script = readFileSync('public/checkout.js', 'utf8');

  test('the button loads our script and carries the sign that it looks for', () => {
    // That it opens the window is shown in a browser, with this very text: e2e/dropin.spec.ts.
    expect(CODE.button.code).toContain('src="http://127.0.0.1:3000/checkout.js"');
    expect(script).toContain("closest('a[data-cross-checkout]')");
  });

  test('the program asks the script for what it knows, and leaves for the order on success', async () => {
    const asked: Record<string, unknown>[] = [];
    const went: string[] = [];
    const program = Object.getPrototypeOf(async () => {}).constructor;
    await new program('fetch', 'Cross', 'location', CODE.dropIn.code)(
      async () => Response.json({ checkout_url: 'http://127.0.0.1:3000/pay/pay_1' }),
      { checkout: (options: Record<string, unknown>) => asked.push(options) },
      { assign: (address: string) => went.push(address) },
    );
    const [options = {}] = asked;
    expect(options.url).toBe('http://127.0.0.1:3000/pay/pay_1');
    for (const name of Object.keys(options)) {
      expect(script).toContain(name.startsWith('on') ? `'${name.slice(2)}'` : `options.${name}`);
    }
    (options.onSuccess as (detail: object) => void)({ payment: 'pay_1' });
    expect(went).toEqual(['/orders/1042?payment=pay_1']);
  });
});

test('every code that the API answers is explained, where the problem’s type leads', () => {
  const answered = new Set([...COMMON_ERRORS, ...POST_ERRORS, ...OPERATIONS.flatMap(({ errors }) => errors)]);
  answered.add('method_not_allowed');
  answered.add('not_found');
  expect(Object.keys(ERROR_TEXTS).sort()).toEqual([...answered].sort());
});

test('addresses inside the guide are unique, and code is closed', () => {
  const ids = GUIDE.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => Object.hasOwn(ERROR_TEXTS, id))).toEqual([]);
  for (const words of JSON.stringify(GUIDE).match(/"(?:fr|en)":"[^"]+"/g) ?? []) {
    expect((words.split('`').length - 1) % 2, words).toBe(0);
  }
});
