import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { closeDb, db, inTransaction } from '#lib/db.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { enqueueEvent, type NewEvent } from './enqueue.ts';

beforeEach(truncateAll);
afterAll(closeDb);

const at = new Date('2026-11-21T12:00:00.123Z');

function anEvent(changes: Partial<NewEvent> = {}): NewEvent {
  return {
    type: 'payment.succeeded',
    merchantId: 'mer_1',
    appId: 'app_1',
    mode: 'test',
    resourceId: 'pay_1',
    sequence: 1,
    data: { id: 'pay_1', description: 'café “\u{1f4b6}”', amount: 1500 },
    at,
    ...changes,
  };
}

async function anEndpoint(id: string, changes: object = {}): Promise<void> {
  await db.webhookEndpoint.create({
    data: {
      id,
      merchantId: 'mer_1',
      appId: 'app_1',
      mode: 'test',
      url: `https://shop.example/${id}`,
      secretSealed: new Uint8Array(),
      ...changes,
    },
  });
}

const enqueue = (changes?: Partial<NewEvent>) => inTransaction((tx) => enqueueEvent(tx, anEvent(changes)));
const addresses = async () => (await db.delivery.findMany()).map(({ url }) => url).sort();

describe('enqueueEvent', () => {
  test('writes the event as it was told', async () => {
    const id = await enqueue();
    expect(await db.event.findMany()).toEqual([
      { ...anEvent(), id, at: undefined, position: null, createdAt: at },
    ]);
  });

  test('makes one delivery, due at once, for each endpoint that wants the type', async () => {
    await anEndpoint('we_all');
    await anEndpoint('we_this', { types: ['payment.failed', 'payment.succeeded'] });
    await anEndpoint('we_other_type', { types: ['payment.failed'] });
    await anEndpoint('we_disabled', { disabledAt: at });
    await anEndpoint('we_live', { mode: 'live' });
    await anEndpoint('we_other_app', { appId: 'app_2' });
    const eventId = await enqueue();
    expect(await addresses()).toEqual(['https://shop.example/we_all', 'https://shop.example/we_this']);
    expect(await db.delivery.findFirst({ where: { endpointId: 'we_all' } })).toMatchObject({
      merchantId: 'mer_1',
      appId: 'app_1',
      eventId,
      status: 'due',
      triesCount: 0,
      nextTryAt: at,
      leaseUntil: null,
      createdAt: at,
    });
  });

  test('the resource’s own address gets it too, whatever the endpoints want', async () => {
    await anEndpoint('we_all');
    await enqueue({ callbackUrl: 'https://shop.example/own' });
    expect(await addresses()).toEqual(['https://shop.example/own', 'https://shop.example/we_all']);
    const own = await db.delivery.findFirst({ where: { url: 'https://shop.example/own' } });
    expect(own).toMatchObject({ endpointId: null, appId: 'app_1' });
  });

  test('without anybody to tell there is still the event', async () => {
    await enqueue({ callbackUrl: null });
    expect(await db.event.count()).toBe(1);
    expect(await db.delivery.count()).toBe(0);
  });

  test('a sequence is used once', async () => {
    await enqueue();
    await expect(enqueue()).rejects.toThrow();
    await enqueue({ sequence: 2 });
    expect(await db.event.count()).toBe(2);
  });

  test('a rolled-back transaction tells nobody', async () => {
    await anEndpoint('we_all');
    const failing = inTransaction(async (tx) => {
      await enqueueEvent(tx, anEvent());
      throw new Error('the payment could not be written');
    });
    await expect(failing).rejects.toThrow('could not be written');
    expect([await db.event.count(), await db.delivery.count()]).toEqual([0, 0]);
  });
});
