import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { CHECKS, checkNow } from './check-connection.ts';
import {
  type ConnectionOwner,
  changeConnection,
  createConnection,
  credentialsOf,
  findConnection,
  listConnections,
  setPaused,
  setRule,
} from './connections.ts';
import type { Acting } from './second-factor.ts';
import { aMember } from './testing/a-member.ts';
import { actingAs } from './testing/acting.ts';

const clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
const FIELDS = {
  provider: 'my-coolpay',
  name: 'Principal',
  credentials: { public_key: 'fake-public', private_key: 'fake-private' },
};
let acting: Acting;
let owner: ConnectionOwner;

beforeEach(async () => {
  await truncateAll();
  const member = await aMember();
  acting = await actingAs(member, clock.now());
  owner = { merchantId: member.merchantId, mode: 'live' };
});

const lines = () =>
  db.auditEntry.findMany({ where: { action: { not: 'member_created' } }, orderBy: { id: 'asc' } });
const audit = async () => (await lines()).map(({ action }) => action);

describe('a connection', () => {
  test('is made with a line in the audit log that holds no secret', async () => {
    const { id } = await createConnection(acting, owner, FIELDS);
    const [line] = await lines();
    expect(line).toMatchObject({ action: 'connection_added', targetId: id, peer: acting.peer });
    expect(JSON.stringify(line)).not.toContain('fake-private');
  });

  test('leaves neither row nor line when a field does not fit', async () => {
    const asked = createConnection(acting, owner, { ...FIELDS, credentials: {} });
    await expect(asked).rejects.toMatchObject({ code: 'request_invalid' });
    expect([await db.connection.count(), await audit()]).toEqual([0, []]);
  });

  test('keeps the secrets that a change does not give, and forgets the tokens of replaced ones', async () => {
    const { id } = await createConnection(acting, owner, FIELDS);
    await db.connectionValue.createMany({
      data: [
        { connectionId: id, key: 'token', value: 'sealed:abc' },
        { connectionId: id, key: 'counter', value: '7' },
      ],
    });
    const change = { id, name: 'Secours', settings: { sourceNetworks: ['203.0.113.7'] } };
    await changeConnection(acting, owner, { ...change, credentials: {} });
    expect(await db.connectionValue.count()).toBe(2);
    await changeConnection(acting, owner, { ...change, credentials: { private_key: 'fake-new' } });
    const row = await findConnection(owner, id);
    expect(row).toMatchObject({ name: 'Secours', baseUrl: 'https://my-coolpay.com' });
    expect(row && credentialsOf(row)).toEqual({ public_key: 'fake-public', private_key: 'fake-new' });
    expect((await db.connectionValue.findMany()).map(({ key }) => key)).toEqual(['counter']);
    const told = JSON.stringify(await lines());
    expect(told).toContain('credentials_replaced');
    expect(told).not.toContain('fake-new');
  });

  test('of another merchant, of the platform or of the other mode cannot be found, changed, paused or ordered', async () => {
    const { id } = await createConnection(acting, owner, FIELDS);
    const stranger = await aMember({ email: 'other@example.com' });
    const strangers = await actingAs(stranger, clock.now());
    const before = await audit();
    for (const other of [
      { merchantId: stranger.merchantId, mode: 'live' },
      { merchantId: null, mode: 'live' },
      { ...owner, mode: 'test' },
    ] as const) {
      expect(await findConnection(other, id)).toBeUndefined();
      expect(await setPaused(strangers, other, { id, paused: true })).toBe('not_found');
      const change = changeConnection(strangers, other, { id, name: 'x', credentials: {} });
      await expect(change).rejects.toMatchObject({ code: 'not_found' });
      const key = { operator: 'cm-mtn' as const, currency: 'XAF' };
      const order = setRule(strangers, other, { ...key, connectionIds: [id] });
      await expect(order).rejects.toMatchObject({ code: 'not_found' });
      expect((await listConnections(other, clock.now())).map(({ connection }) => connection.id)).toEqual([]);
    }
    expect(await audit()).toEqual(before);
    expect(await db.routingRule.count()).toBe(0);
  });

  test('of the platform is listed for merchants as not their own', async () => {
    await createConnection(acting, { merchantId: null, mode: 'live' }, FIELDS);
    await createConnection(acting, owner, FIELDS);
    expect((await listConnections(owner, clock.now())).map(({ own }) => own)).toEqual([true, false]);
  });

  test('paused twice says so once', async () => {
    const { id } = await createConnection(acting, owner, FIELDS);
    const pause = (paused: boolean) => setPaused(acting, owner, { id, paused });
    expect([await pause(true), await pause(true), await pause(false)]).toEqual(['done', 'done', 'done']);
    expect(await audit()).toEqual(['connection_added', 'connection_paused', 'connection_resumed']);
  });

  test('is not put in order for an operator that it does not serve', async () => {
    const { id } = await createConnection(acting, owner, FIELDS);
    const serve = (operator: 'cm-mtn' | 'tg-tmoney', currency: string) =>
      setRule(acting, owner, { operator, currency, connectionIds: [id] });
    await expect(serve('tg-tmoney', 'XOF')).rejects.toMatchObject({ code: 'not_found' });
    await expect(serve('cm-mtn', 'XOF')).rejects.toMatchObject({ code: 'not_found' });
    await serve('cm-mtn', 'XAF');
    expect(await db.routingRule.findMany()).toMatchObject([
      { merchantId: owner.merchantId, connectionIds: [id] },
    ]);
  });

  test('is checked in words, and not more often than a provider bears', async () => {
    const connection = await createConnection(acting, owner, FIELDS);
    const unreachable = async () => ({ kind: 'not_sent' as const, reason: 'refused' });
    expect(await checkNow(connection, unreachable)).toBe('unreachable');
    expect(await checkNow(connection, async () => ({ kind: 'silence', reason: 'late' }))).toBe('unclear');
    for (let count = 2; count < CHECKS.points; count += 1) await checkNow(connection, unreachable);
    expect(await checkNow(connection, unreachable)).toBe('limited');
  });
});
