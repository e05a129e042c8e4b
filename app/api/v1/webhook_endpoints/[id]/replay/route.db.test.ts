import { beforeEach, expect, test } from 'vitest';
import { aKey, ask, type Question } from '#lib/api/testing/client.ts';
import { Replay } from '#lib/api/webhook-schemas.ts';
import { db } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { aShop, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { REPLAY_EVENTS_MAX } from '#lib/webhooks/replay.ts';
import { testEndpoint } from '#lib/webhooks/test-endpoint.ts';
import { POST } from './route.ts';

const NOON = new Date('2026-11-20T12:00:00.000Z');
const at = (minute: number) => new Date(NOON.getTime() + minute * 60_000).toISOString();

let shop: Shop;
let key: string;
let id: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(NOON);
  key = await aKey(shop);
  ({ id } = await db.webhookEndpoint.findFirstOrThrow());
  // One event a minute, from noon; all of them delivered.
  for (let minute = 0; minute < 4; minute += 1) {
    await shop.pay();
    shop.clock.advance(60_000);
  }
  await db.delivery.deleteMany();
});

const replay = (body: unknown = { from: at(0), to: at(10) }, question: Partial<Question> = {}) =>
  ask(POST, { path: `/webhook_endpoints/${question.id ?? id}/replay`, id, key, body, ...question });

/** Minutes of the events that are on their way, in the order in which they fall due. */
async function queued(): Promise<number[]> {
  const deliveries = await db.delivery.findMany({ where: { status: 'due' }, orderBy: { nextTryAt: 'asc' } });
  const events = await db.event.findMany();
  return deliveries.map(({ eventId }) => {
    const event = events.find((candidate) => candidate.id === eventId);
    return ((event?.createdAt.getTime() ?? 0) - NOON.getTime()) / 60_000;
  });
}

test('201: every event of the time, from included and to excluded, in its order', async () => {
  const reply = await replay({ from: at(1), to: at(3) });
  expect(reply).toMatchObject({ status: 201, json: { endpoint: id, from: at(1), to: at(3), queued: 2 } });
  expect(Replay.parse(reply.json)).toEqual(reply.json);
  expect(await queued()).toEqual([1, 2]);
  await db.delivery.deleteMany();
  expect((await replay()).json.queued).toBe(4);
  expect(await queued()).toEqual([0, 1, 2, 3]);
  const due = (await db.delivery.findMany()).map(({ nextTryAt }) => nextTryAt?.getTime());
  expect(new Set(due).size).toBe(4);
});

test('only the types that the endpoint wants, no tests, nothing of another app or mode', async () => {
  await testEndpoint(shop.scope, id, { now: NOON });
  await db.delivery.deleteMany();
  const other = await aShop(NOON);
  await other.pay();
  await db.event.create({
    data: { ...eventRow('payment.created'), mode: 'live' },
  });
  await db.event.create({ data: eventRow('payment.failed') });
  await db.delivery.deleteMany();
  expect((await replay()).json.queued).toBe(5);
  await db.delivery.deleteMany();
  await db.webhookEndpoint.updateMany({ where: { id }, data: { types: ['payment.failed'] } });
  expect((await replay()).json.queued).toBe(1);
});

function eventRow(type: string) {
  const { merchantId, appId, mode } = shop.scope;
  return {
    id: newId('evt'),
    merchantId,
    appId,
    mode,
    type,
    resourceId: newId('pay'),
    sequence: 1,
    data: {},
    createdAt: NOON,
  };
}

test('what still waits there is not doubled, what ended is sent again', async () => {
  await replay({ from: at(0), to: at(2) });
  await db.delivery.updateMany({ where: { status: 'due' }, data: { url: 'https://shop.test/first' } });
  expect((await replay()).json.queued).toBe(2);
  await db.delivery.updateMany({ data: { status: 'parked', nextTryAt: null } });
  expect((await replay()).json.queued).toBe(4);
});

test('two at once queue every event once', async () => {
  const replies = await Promise.all([replay(), replay(), replay()]);
  expect(replies.map(({ json }) => json.queued).sort()).toEqual([0, 0, 4]);
  expect(await db.delivery.count()).toBe(4);
});

test('the same idempotency key replays once and says the same, also after a crash', async () => {
  const headers = { 'idempotency-key': 'replay-1' };
  const first = await replay(undefined, { headers });
  expect(first.json.queued).toBe(4);
  await db.delivery.updateMany({ data: { status: 'delivered', nextTryAt: null } });
  await db.idempotencyKey.updateMany({ data: { status: null, bodySealed: null, lockedUntil: new Date(0) } });
  const again = await replay(undefined, { headers });
  expect(again).toMatchObject({ status: 201, json: first.json });
  expect(await db.delivery.count()).toBe(4);
});

test('422 for more than one replay may hold, and nothing is queued', async () => {
  await db.$executeRaw`
    INSERT INTO events (id, merchant_id, app_id, mode, type, resource_id, sequence, data, created_at)
    SELECT 'evt_' || n, ${shop.merchantId}, ${shop.appId}, 'test', 'payment.created', n::text, 1, '{}', ${NOON}
    FROM generate_series(1, ${REPLAY_EVENTS_MAX}) AS n`;
  const reply = await replay();
  expect(reply).toMatchObject({ status: 422, json: { code: 'request_invalid', errors: [{ path: 'to' }] } });
  expect(await db.delivery.count()).toBe(0);
  expect((await replay({ from: at(1), to: at(10) })).json.queued).toBe(3);
});

test.each<[string, unknown, string]>([
  ['no times', {}, 'from'],
  ['a day without a time', { from: '2026-11-20', to: at(1) }, 'from'],
  ['times the wrong way round', { from: at(2), to: at(1) }, 'to'],
  ['no time between', { from: at(1), to: at(1) }, 'to'],
  ['something else', { from: at(1), to: at(2), types: [] }, 'types'],
])('422 for %s', async (_what, body, path) => {
  const reply = await replay(body);
  expect(reply).toMatchObject({ status: 422, json: { code: 'request_invalid' } });
  expect(reply.json.errors[0].path).toBe(path);
});

test('409 for a disabled endpoint, 404 for another’s', async () => {
  expect((await replay(undefined, { id: newId('we') })).status).toBe(404);
  expect((await replay(undefined, { key: await aKey(await aShop(NOON)) })).status).toBe(404);
  expect((await replay(undefined, { key: await aKey(shop, { scopes: ['read'] }) })).status).toBe(403);
  await db.webhookEndpoint.updateMany({ data: { disabledAt: NOON } });
  expect(await replay()).toMatchObject({ status: 409, json: { code: 'endpoint_disabled' } });
  expect(await db.delivery.count()).toBe(0);
});
