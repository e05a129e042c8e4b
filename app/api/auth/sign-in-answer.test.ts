import { beforeAll, expect, test } from 'vitest';
import { answerSignIn } from './sign-in-answer.ts';

beforeAll(() => {
  process.env.DATABASE_URL ??= 'postgresql://nobody@127.0.0.1/none';
});

const US = 'http://127.0.0.1:3000';

function answerTo(location: string, fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ callbackUrl: '/portal/sessions', ...fields }))
    form.set(name, value);
  const headers = new Headers({ location });
  headers.append('set-cookie', 'a=1');
  headers.append('set-cookie', 'b=2');
  const answer = answerSignIn(new Response(null, { status: 302, headers }), form);
  return {
    to: answer.headers.get('location'),
    cookies: answer.headers.getSetCookie(),
    status: answer.status,
  };
}

test('a success leads, by a relative address, where the member wanted to go, with next-auth’s cookies', () => {
  const { to, cookies, status } = answerTo(`${US}/portal/payments?status=failed`);
  expect({ to, status }).toEqual({ to: '/portal/payments?status=failed', status: 303 });
  expect(cookies.slice(0, 2)).toEqual(['a=1', 'b=2']);
  expect(cookies[2]).toMatch(/^cross-typed-email=; .*Max-Age=0/);
});

test.each([
  ['/api/auth/error?error=CredentialsSignin&provider=credentials', 'error=refused'],
  ['/api/auth/error?error=limited%3A61000', 'error=wait&minutes=2'],
  ['/api/auth/signin?csrf=true', 'error=stale'],
  ['/api/auth/error?error=connect%20ECONNREFUSED%2010.0.0.1', 'error=unexpected'],
])('%s leads back to the form', (path, said) => {
  expect(answerTo(US + path, { lang: 'en' }).to).toBe(
    `/portal/sign-in?${said}&next=%2Fportal%2Fsessions&lang=en`,
  );
});

test('the typed address comes back, the password does not, and a foreign way back is dropped', () => {
  const { to, cookies } = answerTo(`${US}/api/auth/error?error=CredentialsSignin`, {
    email: 'awa@example.com; Path=/',
    password: 'secret',
    callbackUrl: 'https://evil.example/',
  });
  expect(to).toBe('/portal/sign-in?error=refused&next=%2Fportal');
  expect(cookies[2]).toMatch(
    /^cross-typed-email=awa%40example\.com%3B%20Path%3D%2F; Path=\/portal\/sign-in; .*HttpOnly/,
  );
  expect(cookies.join()).not.toContain('secret');
});
