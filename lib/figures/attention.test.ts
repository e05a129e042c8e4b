import { expect, test } from 'vitest';
import type { Health } from '#lib/routing/health.ts';
import { attention, successRate } from './attention.ts';
import type { ConnectionHealth } from './tries.ts';

const day = (succeeded: number, lost: number) => ({ received: [], endings: { succeeded, lost } });
const connection = (health: Health, day = { answers: 60, bad: 3 }): ConnectionHealth => ({
  id: 'con_1',
  name: 'Flooz',
  health,
  recent: { answers: 20, bad: 3 },
  day,
});
const quiet = { today: day(20, 1), lastWeek: day(20, 1), discrepancies: 0, connections: [], connected: true };

test('the most urgent thing is said first', () => {
  const all = {
    today: day(5, 10),
    lastWeek: day(15, 1),
    discrepancies: 2,
    connections: [connection('poor'), connection('down')],
    connected: true,
  };
  expect(attention({ ...all, connected: false })).toEqual({ kind: 'no_connection' });
  expect(attention(all)).toMatchObject({ kind: 'connection_down', connection: { health: 'down' } });
  expect(attention({ ...all, connections: [connection('poor')] })).toEqual({
    kind: 'discrepancies',
    count: 2,
  });
  const dropped = { ...all, connections: [connection('poor')], discrepancies: 0 };
  expect(attention(dropped)).toEqual({ kind: 'success_dropped', points: 61 });
  expect(attention({ ...dropped, lastWeek: day(5, 10) })).toMatchObject({ kind: 'connection_poor' });
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

test('a few bad answers over a day are told where ten minutes hold too few to judge by', () => {
  const seen = (answers: number, bad: number) =>
    attention({ ...quiet, connections: [connection('good', { answers, bad })] });
  expect(seen(3, 3)).toMatchObject({ kind: 'bad_day', connection: { day: { answers: 3, bad: 3 } } });
  expect(seen(2, 2)).toEqual({ kind: 'fine' });
  expect(seen(10, 4)).toMatchObject({ kind: 'bad_day' });
  expect(seen(10, 3)).toEqual({ kind: 'fine' });
});
