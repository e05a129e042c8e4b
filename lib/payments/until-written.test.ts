import { expect, test } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { untilWritten } from './until-written.ts';

function failing(times: number, error: Error) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw error;
    return calls;
  };
}

test('a write that fails for a moment is made again', async () => {
  expect(await untilWritten(failing(2, new Error('away')), [0, 0, 0])).toBe(3);
});

test('a write that fails for good throws in the end', async () => {
  await expect(untilWritten(failing(9, new Error('away')), [0, 0])).rejects.toThrow('away');
});

test('a refusal is an answer: it is not asked again', async () => {
  const refused = failing(1, new AppError('not_found', 'There is no such payment.'));
  await expect(untilWritten(refused, [0, 0])).rejects.toMatchObject({ code: 'not_found' });
});
