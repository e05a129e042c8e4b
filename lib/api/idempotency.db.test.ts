import { beforeEach, describe, expect, test, vi } from 'vitest';
import { POST as attemptRoute } from '#app/api/v1/payments/[id]/attempts/route.ts';
import { POST as createRoute } from '#app/api/v1/payments/route.ts';
import { db } from '#lib/db.ts';
import type { OutgoingRequest } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { createPayment } from '#lib/payments/create.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { timings } from '#lib/timings.ts';
import { forgetKeys } from './authenticate.ts';
import { requestHash } from './idempotency.ts';
import { aKey, ask, type Reply, rowCounts } from './testing/client.ts';

const wire = vi.hoisted(() => ({ shop: undefined as unknown }));
vi.mock('#lib/http.ts', async (original) => ({
  ...(await original<object>()),
  sendHttp: (request: OutgoingRequest) => (wire.shop as Shop).deps.send(request),
}));

/** Holds the next submit between reading the payment and writing its attempt. */
const gate = vi.hoisted(() => ({ next: undefined as (() => Promise<void>) | undefined }));
vi.mock('#lib/routing/connections.ts', async (original) => {
  const real = await original<typeof import('#lib/routing/connections.ts')>();
  const routeFor: typeof real.routeFor = async (...asked) => {
    const held = gate.next;
    gate.next = undefined;
    await held?.();
    return real.routeFor(...asked);
  };
  return { ...real, routeFor };
});

let shop: Shop;
let key: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
  wire.shop = shop;
  key = await aKey(shop);
});

const HOSTED = { amount: 1500, currency: 'XAF', reference: 'order-1' };
const DIRECT = { ...HOSTED, operator: 'cm-mtn', phone: '670000789' };
const PATH = '/payments';

const create = (idempotencyKey: string, body: unknown = HOSTED, secret = key) =>
  ask(createRoute, { path: PATH, key: secret, body, headers: { 'idempotency-key': idempotencyKey } });

/** Repeats a refused-for-now request, as the answer asks. */
async function insist(send: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    const reply = await send();
    if (reply.json.code !== 'idempotency_key_in_use') return reply;
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  }
}

describe('the same key', () => {
  test.each([
    ['hosted', HOSTED],
    ['direct', DIRECT],
  ])('and the same %s body: one effect, the same status and body', async (_kind, body) => {
    const first = await create('k-1', body);
    const again = await create('k-1', body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect([again.status, again.json]).toEqual([first.status, first.json]);
    expect(await rowCounts()).toMatchObject({ payments: 1, keys: 1, attempts: body === DIRECT ? 1 : 0 });
  });

  test('written with its members in another order is the same body', async () => {
    const first = await create('k-1');
    const again = await create('k-1', { reference: 'order-1', currency: 'XAF', amount: 1500 });
    expect(again.json).toEqual(first.json);
  });

  test('twice at once, ten times over: one payment, one charge, one answer', async () => {
    for (let round = 0; round < 10; round += 1) {
      const body = { ...DIRECT, reference: `order-${round}` };
      const replies = await Promise.all([1, 2, 3].map(() => insist(() => create(`k-${round}`, body))));
      expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(new Set(replies.map(({ json }) => JSON.stringify(json))).size).toBe(1);
      expect(replies.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    }
    expect(await rowCounts()).toMatchObject({ payments: 10, attempts: 10, keys: 10 });
    expect(shop.backend.transactions).toHaveLength(10);
  });

  test('while the first runs: 409 with Retry-After', async () => {
    let arrived: () => void = () => {};
    let goOn: () => void = () => {};
    const atProvider = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    shop.intercept(async (request, next) => {
      arrived();
      await released;
      return next(request);
    });
    const first = create('k-1', DIRECT);
    await atProvider;
    const second = await create('k-1', DIRECT);
    expect(second).toMatchObject({ status: 409, json: { code: 'idempotency_key_in_use' } });
    expect(second.headers.get('retry-after')).toBe('2');
    goOn();
    expect((await first).status).toBe(201);
    expect(shop.backend.transactions).toHaveLength(1);
  });

  test('with another body: 422, and nothing is created', async () => {
    await create('k-1');
    const other = await create('k-1', { ...HOSTED, reference: 'order-2' });
    expect(other).toMatchObject({ status: 422, json: { code: 'idempotency_key_reused' } });
    expect(await rowCounts()).toMatchObject({ payments: 1, keys: 1 });
  });

  test('at another path is refused; in another mode or app it is another key', async () => {
    const first = await create('k-1');
    const other = await ask(attemptRoute, {
      path: `${PATH}/${first.json.id}/attempts`,
      id: first.json.id,
      key,
      body: { operator: 'cm-mtn', phone: '670000789' },
      headers: { 'idempotency-key': 'k-1' },
    });
    expect(other).toMatchObject({ status: 422, json: { code: 'idempotency_key_reused' } });

    await db.app.updateMany({ data: { liveApproved: true } });
    expect((await create('k-1', HOSTED, await aKey(shop, { mode: 'live' }))).json.id).not.toBe(first.json.id);
    const stranger = await aShop(new Date());
    expect((await create('k-1', HOSTED, await aKey(stranger))).json.id).not.toBe(first.json.id);
  });

  test('is answered as the first time, whatever the request would be refused for by now', async () => {
    const hosted = await create('k-1');
    const direct = await create('k-2', { ...DIRECT, reference: 'order-2' });
    await db.connection.updateMany({ data: { pausedAt: new Date() } });
    await db.app.updateMany({ data: { country: 'TG' } });
    forgetKeys();
    expect((await create('k-3', { ...HOSTED, reference: 'order-3' })).status).toBe(422);
    expect(await create('k-1')).toMatchObject({ status: 201, json: hosted.json });
    expect(await create('k-2', { ...DIRECT, reference: 'order-2' })).toMatchObject({
      status: 201,
      json: direct.json,
    });
    expect((await create('k-1', { ...HOSTED, amount: 1501 })).json.code).toBe('idempotency_key_reused');
  });

  test('after a refusal is free again', async () => {
    expect((await create('k-1', { ...HOSTED, amount: 0 })).status).toBe(422);
    expect((await create('k-1')).status).toBe(201);
  });

  test('is as good as new after 30 days', async () => {
    await create('k-1');
    await db.idempotencyKey.updateMany({ data: { createdAt: new Date(Date.now() - 31 * 86_400_000) } });
    expect((await create('k-1', { ...HOSTED, reference: 'order-2' })).status).toBe(201);
  });
});

test('two keys with one reference at once, ten times over: one payment each, the other refused', async () => {
  for (let round = 0; round < 10; round += 1) {
    const body = { ...HOSTED, reference: `order-${round}` };
    const replies = await Promise.all(['a', 'b'].map((name) => create(`${name}-${round}`, body)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(replies.find(({ status }) => status === 409)?.json.code).toBe('reference_taken');
  }
  expect(await rowCounts()).toMatchObject({ payments: 10, keys: 10 });
});

test('the kept answer is sealed', async () => {
  const { json } = await create('k-1');
  const { bodySealed } = await db.idempotencyKey.findFirstOrThrow();
  expect(Buffer.from(bodySealed ?? []).toString('latin1')).not.toContain(json.id);
});

describe('after a crash', () => {
  /** What a web process leaves that dies right after the insert, `ago` milliseconds ago. */
  async function begin(
    body: typeof HOSTED,
    { ago, hosted = true }: { ago: number; hosted?: boolean },
  ): Promise<string> {
    const hash = requestHash('POST', '/api/v1/payments', body);
    const { record } = await createPayment(
      shop.scope,
      { money: money(1500n, 'XAF'), reference: body.reference, country: 'CM', hosted },
      { idempotency: { key: 'k-1', requestHash: hash } },
    );
    await db.idempotencyKey.updateMany({ data: { lockedUntil: new Date(Date.now() + 60_000 - ago) } });
    return record.payment.id;
  }

  test('the payment is answered once the lock is over, and 409 before', async () => {
    const id = await begin(HOSTED, { ago: 1_000 });
    expect((await create('k-1')).json.code).toBe('idempotency_key_in_use');
    await db.idempotencyKey.updateMany({ data: { lockedUntil: new Date(Date.now() - 1) } });
    expect(await create('k-1')).toMatchObject({ status: 201, json: { id } });
    expect(await create('k-1')).toMatchObject({ status: 201, json: { id } });
    expect(await rowCounts()).toMatchObject({ payments: 1, events: 1 });
  });

  test('between insert and charge: the charge is sent, once, however many ask', async () => {
    const id = await begin(DIRECT, { ago: 61_000, hosted: false });
    const replies = await Promise.all([1, 2, 3].map(() => insist(() => create('k-1', DIRECT))));
    expect(replies.map(({ json }) => [json.id, json.status])).toEqual(replies.map(() => [id, 'pending']));
    expect(shop.backend.transactions).toHaveLength(1);
  });

  test('between charge and answer: nothing is sent again', async () => {
    const first = await create('k-1', DIRECT);
    await db.idempotencyKey.updateMany({
      data: { status: null, bodySealed: null, lockedUntil: new Date(Date.now() - 1) },
    });
    const again = await create('k-1', DIRECT);
    expect(again).toMatchObject({ status: 201, json: { id: first.json.id, status: 'pending' } });
    expect(shop.backend.transactions).toHaveLength(1);
  });

  test('of an attempt: nothing is sent again', async () => {
    const { payment } = await shop.pay();
    const send = () =>
      ask(attemptRoute, {
        path: `${PATH}/${payment.id}/attempts`,
        id: payment.id,
        key,
        body: { operator: 'cm-mtn', phone: '670000789' },
        headers: { 'idempotency-key': 'try-1' },
      });
    await send();
    await db.idempotencyKey.updateMany({
      data: { status: null, bodySealed: null, lockedUntil: new Date(Date.now() - 1) },
    });
    expect(await send()).toMatchObject({ status: 201, json: { status: 'pending' } });
    expect(shop.backend.transactions).toHaveLength(1);
  });
});

describe('a request that is slower than its lease', () => {
  /** The first request stands before its charge while the second one takes its key over and is answered. */
  async function overtaken(
    send: () => Promise<Reply>,
    lapse: () => Promise<unknown> = () =>
      db.idempotencyKey.updateMany({ data: { lockedUntil: new Date(Date.now() - 1) } }),
  ): Promise<[first: Reply, second: Reply]> {
    const arrived = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    gate.next = () => {
      arrived.resolve();
      return goOn.promise;
    };
    const first = send();
    await arrived.promise;
    await lapse();
    const second = await send();
    goOn.resolve();
    return [await first, second];
  }

  /** The provider answers the first charge with a refusal, and would take every other. */
  function refuseOnce(): void {
    let refused = false;
    shop.intercept(async (request, next) => {
      if (refused || !request.url.endsWith('/payin')) return next(request);
      refused = true;
      return { kind: 'reply', status: 400, headers: {}, text: '{"status":"error","message":"non"}' };
    });
  }
  const charges = () => shop.sent.filter(({ url }) => url.endsWith('/payin'));

  test('and its direct charge: one charge, and both are told of it', async () => {
    const [first, second] = await overtaken(() => create('k-1', DIRECT));
    expect(second).toMatchObject({ status: 201, json: { status: 'pending' } });
    expect(first).toMatchObject({ status: 201, json: { id: second.json.id, status: 'pending' } });
    expect(first.json.attempts).toEqual(second.json.attempts);
    expect(shop.backend.transactions).toHaveLength(1);
    expect(await create('k-1', DIRECT)).toMatchObject({ status: 201, json: second.json });
    expect(await rowCounts()).toMatchObject({ payments: 1, attempts: 1, keys: 1 });
  });

  test('and its direct charge, refused meanwhile: it is not sent again', async () => {
    refuseOnce();
    const body = { ...DIRECT, attempts_max: 5 };
    const [first, second] = await overtaken(() => create('k-1', body));
    expect(second.json.attempts).toMatchObject([{ status: 'failed' }]);
    expect(first).toMatchObject({
      status: 201,
      json: { id: second.json.id, attempts: second.json.attempts },
    });
    expect(charges()).toHaveLength(1);
  });

  test.each([['taken'], ['refused']])('and its further attempt, %s meanwhile: one charge', async (word) => {
    if (word === 'refused') refuseOnce();
    const { payment } = await shop.pay();
    const [first, second] = await overtaken(() => tryAgain(payment.id, 'try-1'));
    expect(second).toMatchObject({ status: 201, json: { attempts: [expect.anything()] } });
    expect(first).toMatchObject({ status: 201, json: { attempts: second.json.attempts } });
    expect(charges()).toHaveLength(1);
  });

  test('another key’s attempt meanwhile is not taken for its own', async () => {
    const { payment } = await shop.pay();
    const keys = ['try-1', 'try-2'];
    const send = () => tryAgain(payment.id, keys.shift() ?? '');
    const [first, second] = await overtaken(send, async () => undefined);
    expect(second.status).toBe(201);
    expect(first).toMatchObject({ status: 409, json: { code: 'payment_blocked' } });
    expect(charges()).toHaveLength(1);
  });

  const tryAgain = (id: string, idempotencyKey: string) =>
    ask(attemptRoute, {
      path: `${PATH}/${id}/attempts`,
      id,
      key,
      body: { operator: 'cm-mtn', phone: '670000789' },
      headers: { 'idempotency-key': idempotencyKey },
    });
});

test('a key is held for a quarter of a minute, not for a minute', async () => {
  await create('k-1', { ...DIRECT, reference: 'direct-1' });
  const { payment } = await shop.pay();
  const path = `${PATH}/${payment.id}/attempts`;
  const body = { operator: 'cm-mtn', phone: '670000789' };
  await ask(attemptRoute, { path, id: payment.id, key, body, headers: { 'idempotency-key': 'k-2' } });
  const rows = await db.idempotencyKey.findMany();
  expect(rows).toHaveLength(2);
  for (const { lockedUntil, createdAt } of rows)
    expect(lockedUntil.getTime() - createdAt.getTime()).toBe(timings().idempotencyLeaseMs);
});

test.each(['', 'a'.repeat(256), 'é'])('400 for the key %j', async (bad) => {
  expect(await create(bad)).toMatchObject({ status: 400, json: { code: 'request_malformed' } });
  expect(await rowCounts()).toMatchObject({ payments: 0, keys: 0 });
});
