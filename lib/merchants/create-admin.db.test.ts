import { beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { createAdmin, resetPassword } from './create-admin.ts';
import { verifyPassword } from './password.ts';

beforeEach(truncateAll);

const ama = {
  email: 'ama@example.com',
  name: 'Ama',
  organisation: { name: 'Passerelle', country: 'TG' },
} as const;

test('the first administrator owns the operating organisation, the second joins it', async () => {
  const { password } = await createAdmin(ama);
  const member = await db.member.findUniqueOrThrow({ where: { email: ama.email } });
  expect(await verifyPassword(member.passwordHash, password)).toBe(true);
  expect(member.role).toBe('owner');
  await createAdmin({ ...ama, email: 'kofi@example.com', organisation: { name: 'Other', country: 'CM' } });
  expect(await db.merchant.findMany()).toMatchObject([
    { id: member.merchantId, name: 'Passerelle', timezone: 'Africa/Lome', platform: true },
  ]);
});

test('an address that has an account is not overwritten', async () => {
  const { password } = await createAdmin(ama);
  await expect(createAdmin(ama)).rejects.toThrow('already has an account');
  const { passwordHash } = await db.member.findUniqueOrThrow({ where: { email: ama.email } });
  expect(await verifyPassword(passwordHash, password)).toBe(true);
});

test('a reset gives a new password and ends the sessions', async () => {
  const { password } = await createAdmin(ama);
  const reset = await resetPassword(ama.email);
  const member = await db.member.findUniqueOrThrow({ where: { email: ama.email } });
  expect(await verifyPassword(member.passwordHash, password)).toBe(false);
  expect(await verifyPassword(member.passwordHash, reset.password)).toBe(true);
  expect(member.sessionVersion).toBe(2);
  await expect(resetPassword('nobody@example.com')).rejects.toThrow('has no account');
});
