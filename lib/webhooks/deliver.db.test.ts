import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addMs, ManualClock } from '#lib/clock.ts';
import { closeDb, db, inTransaction } from '#lib/db.ts';
import { type HttpResult, type OutgoingRequest, sendHttp } from '#lib/http.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { timings } from '#lib/timings.ts';
import { deliverOne } from './deliver.ts';
import { enqueueEvent } from './enqueue.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

const secret = newSigningSecret();
const appSecret = newSigningSecret();
const data = { id: 'pay_1', status: 'succeeded', description: 'Café' };

let clock: ManualClock;
let shop: Server;
let address: string;
let received: Received[];
let answer: { status: number; body?: string; headers?: Record<string, string> };

beforeEach(async () => {
  await truncateAll();
  clock = new ManualClock(new Date()); // the public library checks the time against the real one
  received = [];
  answer = { status: 200 };
  shop = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hooks`;
  await db.app.create({
    data: {
      id: 'app_1',
      merchantId: 'mer_1',
      name: 'Shop',
      country: 'CM',
      currency: 'XAF',
      siteUrl: 'https://shop.example',
      publicKey: 'pk_1',
      signingSecretSealed: seal(appSecret, sealPurpose.appSigningSecret('app_1')),
    },
  });
});
afterEach(() => new Promise((resolve) => shop.close(resolve)));
afterAll(closeDb);

describe('a delivery', () => {
  test('carries the event, signed, and is delivered by a 2xx', async () => {
    answer = { status: 204 };
    const { id, eventId } = await aDelivery();
    expect(await deliver(id)).toBe('delivered');
    const [sent] = received;
    expect(verified(sent, secret)).toEqual({
      id: eventId,
      type: 'payment.succeeded',
      created_at: clock.now().toISOString(),
      mode: 'test',
      sequence: 3,
      data,
    });
    expect(sent?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': eventId });
    expect(await delivery(id)).toMatchObject({
      status: 'delivered',
      triesCount: 1,
      nextTryAt: null,
      lastStatus: 204,
      lastError: null,
      deliveredAt: clock.now(),
    });
  });

  test('is tried at the times of the retry table, then parked', async () => {
    answer = { status: 500, body: 'no' };
    const { id } = await aDelivery();
    const waits: (number | undefined)[] = [];
    for (const before of timings().webhookRetryMs) {
      expect(received).toHaveLength(waits.length);
      const outcome = await deliver(id);
      const { nextTryAt, status } = await delivery(id);
      expect([outcome, status]).toEqual(nextTryAt ? ['retry', 'due'] : ['parked', 'parked']);
      waits.push(nextTryAt ? nextTryAt.getTime() - clock.now().getTime() : undefined);
      clock.advance(before + 1_234); // a late worker: the next wait counts from this try
    }
    const minute = 60_000;
    const hour = 60 * minute;
    expect(waits).toEqual([
      5_000,
      5 * minute,
      30 * minute,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
      undefined,
    ]);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await deliver(id)).toBe('gone');
    expect(received).toHaveLength(10);
  });

  test('keeps every try for the shop’s developer', async () => {
    const { id } = await aDelivery();
    answer = { status: 503, body: `busy\0${'x'.repeat(3_000)}` };
    await deliver(id);
    answer = { status: 200, body: 'thanks' };
    clock.advance(5_000);
    await deliver(id);
    const tries = await db.deliveryTry.findMany({ where: { deliveryId: id }, orderBy: { number: 'asc' } });
    expect(tries).toMatchObject([
      { number: 1, status: 503, error: 'Answered 503.', at: addMs(clock.now(), -5_000) },
      { number: 2, status: 200, error: null, reply: 'thanks', at: clock.now() },
    ]);
    expect(tries[0]?.reply).toMatch(/^busyx+$/);
    expect(tries[0]?.reply?.length).toBe(1_999);
  });

  test('follows no redirect', async () => {
    answer = { status: 307, headers: { location: address } };
    const { id } = await aDelivery();
    expect(await deliver(id)).toBe('retry');
    expect(received).toHaveLength(1);
    expect(await delivery(id)).toMatchObject({
      lastStatus: 307,
      lastError: expect.stringContaining('redirects'),
    });
  });

  test('waits 15 seconds for an answer, and no answer is no delivery', async () => {
    const { id } = await aDelivery();
    const asked: OutgoingRequest[] = [];
    const send = async (request: OutgoingRequest): Promise<HttpResult> => {
      asked.push(request);
      return { kind: 'silence', reason: 'time-out' };
    };
    expect(await deliverOne(id, { clock, send })).toBe('retry');
    expect(asked[0]?.timeoutMs).toBe(15_000);
    expect(await delivery(id)).toMatchObject({
      lastStatus: null,
      lastError: 'No complete answer: time-out.',
    });
  });

  test('to nobody who listens is tried again', async () => {
    const { id } = await aDelivery();
    await new Promise((resolve) => shop.close(resolve));
    expect(await deliver(id)).toBe('retry');
    expect((await delivery(id)).lastError).toMatch(/^Not sent: /);
  });

  test('is sent again when we crash before writing down that it was sent', async () => {
    const { id } = await aDelivery();
    const crash = async (request: OutgoingRequest): Promise<HttpResult> => {
      await sendHttp(request);
      throw new Error('killed');
    };
    await expect(deliverOne(id, { clock, send: crash })).rejects.toThrow('killed');
    expect(await delivery(id)).toMatchObject({ status: 'due', triesCount: 0 });
    expect(await deliver(id)).toBe('delivered');
    const ids = received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('that a second worker delivered meanwhile stays delivered', async () => {
    const { id } = await aDelivery();
    const send = async (): Promise<HttpResult> => {
      await deliver(id);
      return { kind: 'silence', reason: 'time-out' };
    };
    await deliverOne(id, { clock, send });
    expect(await delivery(id)).toMatchObject({ status: 'delivered', nextTryAt: null, lastStatus: 200 });
  });

  test('knows only what is due', async () => {
    expect(await deliver('019a0000-0000-7000-8000-000000000001')).toBe('gone');
    expect(received).toEqual([]);
  });
});

describe('an endpoint', () => {
  test('that answers 410 is disabled and gets nothing more', async () => {
    answer = { status: 410 };
    const [first, second] = [await aDelivery(), await aDelivery({ sequence: 4 })];
    expect(await deliver(first.id)).toBe('parked');
    expect(await db.webhookEndpoint.findFirst()).toMatchObject({
      disabledAt: clock.now(),
      disabledReason: expect.stringContaining('410'),
    });
    expect(await deliver(second.id)).toBe('parked');
    expect(received).toHaveLength(1);
  });

  test('whose address was corrected gets at the new one what was waiting', async () => {
    const { id } = await aDelivery();
    await db.delivery.update({ where: { id }, data: { url: 'http://127.0.0.1:9/old' } });
    expect(await deliver(id)).toBe('delivered');
  });

  test('that was deleted gets nothing', async () => {
    const { id } = await aDelivery();
    await db.webhookEndpoint.deleteMany();
    expect(await deliver(id)).toBe('parked');
    expect(await delivery(id)).toMatchObject({ lastError: 'The endpoint was deleted.' });
  });

  test('accepts the old secret until its roll is over', async () => {
    const old = newSigningSecret();
    const [first, second] = [await aDelivery(), await aDelivery({ sequence: 4 })];
    await db.webhookEndpoint.updateMany({
      data: {
        oldSecretSealed: seal(old, sealPurpose.webhookSecret('we_1')),
        oldSecretUntil: addMs(clock.now(), 1_000),
      },
    });
    await deliver(first.id);
    clock.advance(1_000);
    await deliver(second.id);
    expect(verified(received[0], old)).toBeTruthy();
    expect(verified(received[0], secret)).toBeTruthy();
    expect(verified(received[1], secret)).toBeTruthy();
    expect(() => verified(received[1], old)).toThrow('No matching signature');
  });

  test('whose secret cannot be opened is not sent unsigned events, and the tries end', async () => {
    const { id } = await aDelivery();
    await db.webhookEndpoint.updateMany({
      data: { secretSealed: seal(secret, sealPurpose.webhookSecret('we_2')) },
    });
    expect(await deliver(id)).toBe('retry');
    expect(received).toEqual([]);
  });
});

test('a payment’s own callback address gets its events signed with the app’s secret', async () => {
  const { id } = await aDelivery({ callbackUrl: address, endpoint: false });
  expect(await deliver(id)).toBe('delivered');
  expect(verified(received[0], appSecret)).toMatchObject({ data });
});

test('live events never go to a private address, not even in the demo', async () => {
  const { id } = await aDelivery({ mode: 'live' });
  expect(await deliver(id)).toBe('retry');
  expect(received).toEqual([]);
  expect((await delivery(id)).lastError).toMatch(/^Not sent: /);
});

const deliver = (id: string) => deliverOne(id, { clock, send: sendHttp, random: () => 0.5 });
const delivery = (id: string) => db.delivery.findUniqueOrThrow({ where: { id } });

function verified(sent: Received | undefined, key: string): unknown {
  return new Webhook(key).verify(sent?.body ?? '', sent?.headers as Record<string, string>); // single values
}

/** One event on its way to the endpoint we_1, or to the callback address given. */
async function aDelivery({
  sequence = 3,
  mode = 'test',
  callbackUrl,
  endpoint = true,
}: {
  sequence?: number;
  mode?: 'test' | 'live';
  callbackUrl?: string;
  endpoint?: boolean;
} = {}): Promise<{ id: string; eventId: string }> {
  const fields = { merchantId: 'mer_1', appId: 'app_1', mode };
  if (endpoint) {
    await db.webhookEndpoint.upsert({
      where: { id: 'we_1' },
      update: {},
      create: {
        id: 'we_1',
        url: address,
        secretSealed: seal(secret, sealPurpose.webhookSecret('we_1')),
        ...fields,
      },
    });
  }
  const event = { ...fields, type: 'payment.succeeded', resourceId: 'pay_1', sequence, data } as const;
  const at = clock.now();
  const eventId = await inTransaction((tx) => enqueueEvent(tx, { ...event, callbackUrl, at }));
  const { id } = await db.delivery.findFirstOrThrow({ where: { eventId } });
  return { id, eventId };
}
