import { beforeEach, expect, test, vi } from 'vitest';
import { type Phone, parseE164 } from '#lib/phone.ts';
import { readRemembered, rememberCookie } from './remembered.ts';

const phone = parseE164('+237670112256') as Phone; // a number of Cameroon

beforeEach(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody:nothing@127.0.0.1:5432/none');
});

function valueIn(line: string): string {
  return /^account=([^;]*)/.exec(line)?.[1] ?? '';
}

test('an account comes back from the cookie that kept it, on pages of its country only', () => {
  const line = rememberCookie({ operator: 'cm-mtn', phone });
  expect(readRemembered(valueIn(line), 'CM')).toEqual({ operator: 'cm-mtn', phone });
  expect(readRemembered(valueIn(line), 'TG')).toBeUndefined();
});

test('no script and no other site reads it, and the number does not stand in it', () => {
  const line = rememberCookie({ operator: 'cm-mtn', phone });
  expect(line).toMatch(/; HttpOnly; SameSite=Lax/);
  expect(line).toContain('Path=/pay;');
  expect(Buffer.from(valueIn(line), 'base64url').toString('latin1')).not.toContain('670112256');
});

test('it is taken away when the payer takes the tick away', () => {
  expect(rememberCookie(undefined)).toMatch(/^account=; Max-Age=0;/);
});

test.each(['', 'AAAA', 'x'.repeat(501)])('a cookie that is not ours is nothing: %s', (value) => {
  expect(readRemembered(value, 'CM')).toBeUndefined();
});
