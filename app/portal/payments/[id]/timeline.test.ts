import { expect, test } from 'vitest';
import type { Attempt, Event, Observation } from '#lib/generated/prisma/client.ts';
import { timeline } from './timeline.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute));
let serial = 0;

function seen(minute: number, change: Partial<Observation> = {}): Observation {
  serial += 1;
  return {
    id: `o${serial}`,
    merchantId: 'mer_1',
    paymentId: 'pay_1',
    attemptId: 'att_1',
    source: 'query',
    outcome: 'pending',
    applied: 'noted',
    detail: {},
    at: at(minute),
    ...change,
  };
}

function told(minute: number, type: string): Event {
  serial += 1;
  return {
    id: `evt_${serial}`,
    merchantId: 'mer_1',
    appId: 'app_1',
    mode: 'test',
    type,
    resourceId: 'pay_1',
    sequence: serial,
    data: {},
    position: null,
    createdAt: at(minute),
  };
}

function attempts(count: number): Attempt[] {
  // Only what the timeline reads.
  return Array.from(
    { length: count },
    (_, index) => ({ id: `att_${index + 1}`, number: index + 1 }) as Attempt,
  );
}

function texts(observations: Observation[], events: Event[] = [], count = 1) {
  const lines = timeline({ observations, events, record: { attempts: attempts(count) }, locale: 'en' });
  return lines.map(({ text, note, count }) => [text, note, count]);
}

test('the latest comes first, and an event stands above what caused it', () => {
  const facts = [
    seen(2, { outcome: 'succeeded', source: 'callback', applied: 'moved' }),
    seen(1, { source: 'reply' }),
  ];
  expect(texts(facts, [told(2, 'payment.succeeded'), told(0, 'payment.created')])).toEqual([
    ['Payment received', 'payment.succeeded', 1],
    ['Message from the operator: paid', undefined, 1],
    ['Reply to our request: waiting for the customer', undefined, 1],
    ['Payment asked for', 'payment.created', 1],
  ]);
});

test('equal answers that follow each other are one line that counts them', () => {
  const lines = timeline({
    observations: [seen(9), seen(8), seen(7), seen(6, { outcome: 'unknown' }), seen(5)],
    events: [],
    record: { attempts: attempts(1) },
    locale: 'fr',
  });
  expect(lines.map(({ count, at, firstAt }) => [count, at.getUTCMinutes(), firstAt.getUTCMinutes()])).toEqual(
    [
      [3, 9, 7],
      [1, 6, 6],
      [1, 5, 5],
    ],
  );
});

test('a refusal tells its reason, a hint that it proves nothing', () => {
  const refused = seen(3, { outcome: 'failed', detail: { failure: 'insufficient_funds' } });
  const forged = seen(2, { source: 'callback', outcome: 'succeeded', applied: 'hint' });
  expect(texts([refused, forged])).toEqual([
    ['Check at the operator: refused (not enough balance)', undefined, 1],
    ['Message from the operator: paid', 'no proof: checked at the operator at once', 1],
  ]);
});

test('a person who has only seen it is not told as an operator without an answer', () => {
  const looked = seen(3, { source: 'person', outcome: 'unknown', applied: 'nothing' });
  const ended = seen(2, { source: 'person', outcome: 'failed', detail: { failure: 'unspecified' } });
  expect(texts([looked, ended])).toEqual([
    ['The team’s decision: seen, nothing moves', undefined, 1],
    ['The team’s decision: not paid, by the statement', undefined, 1],
  ]);
});

test('with several tries each line names its own', () => {
  expect(texts([seen(2, { attemptId: 'att_2' }), seen(1)], [], 2).map(([text]) => text)).toEqual([
    'Check at the operator, try\u00a02: waiting for the customer',
    'Check at the operator, try\u00a01: waiting for the customer',
  ]);
});

test('a word that is not known yet is shown as it is', () => {
  expect(texts([seen(1, { outcome: 'toString' })], [told(0, 'payment.frozen')])).toEqual([
    ['Check at the operator: toString', undefined, 1],
    ['payment.frozen', 'payment.frozen', 1],
  ]);
});
