import { expect, test } from 'vitest';
import { MAY, may, mayMember, type Permission, ROLES, type Role } from './roles.ts';

const PERMISSIONS = Object.keys(MAY) as Permission[]; // keys of a literal object are its type's

/** Written a second time, from the other side: who may NOT. A change of the table is a change of two places. */
const REFUSED: Record<Role, readonly Permission[]> = {
  owner: [],
  admin: ['account.close'],
  developer: [
    'payments.phone',
    'payments.export',
    'discrepancies.settle',
    'discrepancies.assign',
    'balance.read',
    'connections.manage',
    'team.manage',
    'audit.read',
    'settings.manage',
    'account.close',
    'platform.operate',
  ],
  support: [
    'discrepancies.settle',
    'balance.read',
    'apps.read',
    'apps.manage',
    'keys.manage',
    'webhooks.manage',
    'requests.read',
    'connections.read',
    'connections.manage',
    'team.manage',
    'audit.read',
    'settings.manage',
    'account.close',
    'platform.operate',
  ],
  viewer: PERMISSIONS.filter(
    (permission) =>
      !['payments.read', 'links.read', 'balance.read', 'team.read', 'settings.read', 'self.manage'].includes(
        permission,
      ),
  ),
};

test.each(ROLES)('what %s may not do', (role) => {
  expect(PERMISSIONS.filter((permission) => !may(role, permission)).sort()).toEqual(
    [...REFUSED[role]].sort(),
  );
});

test('a role that nobody knows may do nothing', () => {
  for (const role of ['', 'root', 'toString']) {
    expect(PERMISSIONS.filter((permission) => may(role, permission))).toEqual([]);
  }
});

test('the gateway is operated by members of the organisation that runs it alone', () => {
  const owner = { role: 'owner' };
  expect(mayMember({ member: owner, merchant: { platform: true } }, 'platform.operate')).toBe(true);
  expect(mayMember({ member: owner, merchant: { platform: false } }, 'platform.operate')).toBe(false);
  expect(mayMember({ member: { role: 'viewer' }, merchant: { platform: true } }, 'platform.operate')).toBe(
    false,
  );
});
