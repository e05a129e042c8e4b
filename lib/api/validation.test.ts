import { expect, test } from 'vitest';
import { z } from 'zod';
import { check, exactObject, nearest, pathText } from './validation.ts';

const schema = exactObject({
  amount: z.int().min(1),
  name: z.string().min(2).max(5).optional(),
  kind: z.enum(['push', 'otp']).optional(),
  items: z
    .array(exactObject({ label: z.string() }))
    .max(2)
    .optional(),
});

function errors(input: unknown) {
  const result = check(schema, input);
  return result.ok ? [] : result.errors.map(({ path, message }) => `${path}: ${message}`);
}

test.each([
  [{}, ['amount: Required: give a whole number.']],
  [{ amount: 'x' }, ['amount: Must be a whole number, not a string.']],
  [{ amount: 1.5 }, ['amount: Must be a whole number, without decimals.']],
  [{ amount: null }, ['amount: Must be a whole number, not null.']],
  [{ amount: 0 }, ['amount: Must be at least 1.']],
  [{ amount: 1, name: '' }, ['name: Must have at least 2 characters.']],
  [{ amount: 1, name: 'abcdef' }, ['name: Must have at most 5 characters.']],
  [{ amount: 1, kind: 'pusch' }, ["kind: Must be one of 'push', 'otp'; did you mean 'push'?"]],
  [{ amount: 1, items: [{ label: 'a' }, { label: 2 }] }, ['items[1].label: Must be a string, not a number.']],
  [{ amount: 1, items: [1, 2, 3] }.items, [': Must be an object, not an array.']],
  [
    { amount: 1, ammount: 2, xyz: 3 },
    [
      "ammount: Unknown member 'ammount'; did you mean 'amount'?",
      "xyz: Unknown member 'xyz'. Known members: amount, name, kind, items.",
    ],
  ],
  [{ amount: 1, name: 'a\u0007b' }, ['name: Holds the control character U+0007. Remove it.']],
])('%j', (input, told) => {
  expect(errors(input)).toEqual(told);
});

test('a mistake in the case of a name or with another dash is recognised', () => {
  expect(nearest('successURL', ['success_url'])).toBe('success_url');
  expect(nearest('success-url', ['success_url', 'cancel_url'])).toBe('success_url');
  expect(nearest('zzz', ['amount'])).toBeUndefined();
});

test('a hundred mistakes are not a hundred entries', () => {
  const input = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n]));
  expect(errors(input)).toHaveLength(20);
});

test('paths are written as one would in a program', () => {
  expect(pathText(['customer', 'email'])).toBe('customer.email');
  expect(pathText(['items', 2, 'name'])).toBe('items[2].name');
  expect(pathText([])).toBe('');
});
