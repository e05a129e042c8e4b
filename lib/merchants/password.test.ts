import { hash } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { hashPassword, needsRehash, newPassword, verifyPassword } from './password.ts';

test('a password is kept as argon2id, differently each time, and verified', async () => {
  const [one, two] = await Promise.all([hashPassword('un mot de passe'), hashPassword('un mot de passe')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword(one, 'un mot de passe')).toBe(true);
  expect(await verifyPassword(one, 'un mot de passe ')).toBe(false);
});

test('é typed as one character or as two is the same password', async () => {
  expect(await verifyPassword(await hashPassword('caf\u00e9 du port'), 'cafe\u0301 du port')).toBe(true);
});

test('an unknown person costs the same work and is refused', async () => {
  await verifyPassword(undefined, 'warm');
  const known = await hashPassword('a password');
  const took = async (passwordHash: string | undefined) => {
    const startedAt = performance.now();
    expect(await verifyPassword(passwordHash, 'another password')).toBe(false);
    return performance.now() - startedAt;
  };
  const [unknownMs, knownMs] = [await took(undefined), await took(known)];
  expect(unknownMs).toBeGreaterThan(knownMs / 5);
});

test('a megabyte is refused before it is hashed', async () => {
  expect(await verifyPassword(await hashPassword('x'), 'x'.repeat(1_000_000))).toBe(false);
});

test('a hash of less work than ours is made anew', async () => {
  expect(needsRehash(await hash('x', { memoryCost: 4_096, timeCost: 2 }))).toBe(true);
  expect(needsRehash(await hashPassword('x'))).toBe(false);
});

test('a password to hand over can be read aloud', () => {
  const made = new Set(Array.from({ length: 50 }, newPassword));
  expect(made.size).toBe(50);
  for (const password of made) expect(password).toMatch(/^[a-hjkmnp-tw-z2-9]{4}(-[a-hjkmnp-tw-z2-9]{4}){4}$/);
});
