import { db } from '#lib/db.ts';
import type { Member } from '#lib/generated/prisma/client.ts';
import { newId } from '#lib/ids.ts';
import { createMember } from '../members.ts';
import type { Role } from '../roles.ts';

export const PASSWORD = 'a long enough password';

/** A person of a merchant of their own. */
export async function aMember({
  email = 'awa@example.com',
  role = 'owner',
}: {
  email?: string;
  role?: Role;
} = {}): Promise<Member> {
  const merchant = await db.merchant.create({
    data: { id: newId('mer'), name: 'Boutique Awa', country: 'CM', timezone: 'Africa/Douala' },
  });
  return createMember(db, { merchantId: merchant.id, email, name: 'Awa', role, password: PASSWORD });
}
