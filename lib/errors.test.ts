import { expect, test } from 'vitest';
import { AppError, assertNever, ERRORS } from './errors.ts';

test('every code is snake case with a refusing HTTP status', () => {
  for (const [code, status] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)+$/);
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
  }
});

test('an error carries its status, its public sentence and its private detail apart', () => {
  const cause = new Error('why');
  const error = new AppError('too_many_requests', 'Wait 5 seconds.', {
    detail: { ip: '203.0.113.9' },
    headers: { 'Retry-After': '5' },
    cause,
  });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    code: 'too_many_requests',
    status: 429,
    publicMessage: 'Wait 5 seconds.',
    cause,
  });
  expect(error.message).not.toContain('203.0.113.9');
  expect(error.headers).toEqual({ 'Retry-After': '5' });
  expect(error.errors).toBeUndefined();
});

test('a value that should not exist throws without telling what it is', () => {
  // A cast, because the types say that this cannot happen.
  expect(() => assertNever('1234' as never)).toThrow('Unexpected value of type string.');
});
