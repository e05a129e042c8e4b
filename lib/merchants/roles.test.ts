import { expect, test } from 'vitest';
import { isRole, MAY, may, type Permission, ROLES } from './roles.ts';

test('the table, role by role', () => {
  const permissions = Object.keys(MAY) as Permission[];
  const granted = ROLES.map((role) => [role, permissions.filter((permission) => may(role, permission))]);
  expect(Object.fromEntries(granted)).toEqual({
    owner: ['payments.read', 'handset.use', 'self.manage'],
    admin: ['payments.read', 'handset.use', 'self.manage'],
    developer: ['payments.read', 'handset.use', 'self.manage'],
    support: ['payments.read', 'handset.use', 'self.manage'],
    viewer: ['payments.read', 'self.manage'],
  });
});

test('a role that nobody knows may nothing', () => {
  expect(isRole('root')).toBe(false);
  expect(may('root', 'payments.read')).toBe(false);
  expect(may('', 'self.manage')).toBe(false);
});
