import { expect, test } from 'vitest';
import { attention, successRate } from './attention.ts';
import type { ConnectionHealth } from './tries.ts';

const day = (succeeded: number, lost: number) => ({ received: [], endings: { succeeded, lost } });
const connection = (health: ConnectionHealth['health']): ConnectionHealth => ({
  id: 'con_1',
  name: 'Flooz',
  health,
  tries: 6,
  trouble: 3,
});
const quiet = { today: day(20, 1), lastWeek: day(20, 1), discrepancies: 0, connections: [] };

test('the most urgent thing is said first', () => {
  const all = {
    today: day(5, 10),
    lastWeek: day(15, 1),
    discrepancies: 2,
    connections: [connection('slow'), connection('bad')],
  };
  expect(attention(all)).toMatchObject({ kind: 'connection_bad', connection: { health: 'bad' } });
  expect(attention({ ...all, connections: [connection('slow')] })).toEqual({
    kind: 'discrepancies',
    count: 2,
  });
  const dropped = { ...all, connections: [connection('slow')], discrepancies: 0 };
  expect(attention(dropped)).toEqual({ kind: 'success_dropped', points: 61 });
  expect(attention({ ...dropped, lastWeek: day(5, 10) })).toMatchObject({ kind: 'connection_slow' });
});

test('all is well when nothing is wrong, and a rate of a few payments alarms nobody', () => {
  expect(attention(quiet)).toEqual({ kind: 'fine' });
  expect(attention({ ...quiet, today: day(0, 2) })).toEqual({ kind: 'fine' });
  expect(attention({ ...quiet, today: day(0, 0) })).toEqual({ kind: 'nothing_yet' });
});

test('a rate is exact to a tenth, and nothing while nothing has ended', () => {
  expect(successRate(day(16, 1))).toBe(94.1);
  expect(successRate(day(0, 0))).toBeUndefined();
});
