import { expect, test } from 'vitest';
import { EVENT_TYPES, EVENTS, isEventType } from './events.ts';

test('every type has the form that the database accepts, and a sentence', () => {
  for (const type of EVENT_TYPES) {
    expect(type).toMatch(/^[a-z_]+\.[a-z_]+$/);
    for (const sentence of Object.values(EVENTS[type])) expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
  }
});

test('a name of another object’s property is no type', () => {
  expect(isEventType('payment.succeeded')).toBe(true);
  expect(isEventType('toString')).toBe(false);
});
