import { cookies } from 'next/headers';
import { z } from 'zod';
import { cookiesAreSecure } from '#app/api/auth/cookies.ts';
import type { PortalSession } from '#lib/merchants/sessions.ts';
import { open, SealError, seal } from '#lib/secrets.ts';

/**
 * What a page shows once after an action: the new secret of an authenticator app, recovery codes. It waits sealed in a
 * cookie of this path for a few minutes, so that it also comes through a redirect and a page without script, and is in
 * no address, log or table.
 */
const shownOnce = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('enrolment'), secret: z.string(), uri: z.string() }),
  z.object({ kind: z.literal('recovery'), codes: z.array(z.string()) }),
]);
export type ShownOnce = z.infer<typeof shownOnce>;

const COOKIE = 'cross-shown-once';
const PATH = '/portal/security';
const MINUTES = 10;

const purpose = (session: PortalSession) => `shown-once:${session.id}`;

/** For the next page of this session alone. */
export async function showOnce(session: PortalSession, shown: ShownOnce): Promise<void> {
  const value = Buffer.from(seal(JSON.stringify(shown), purpose(session))).toString('base64url');
  (await cookies()).set(COOKIE, value, {
    path: PATH,
    maxAge: MINUTES * 60,
    httpOnly: true,
    sameSite: 'strict',
    secure: cookiesAreSecure(),
  });
}

export async function readOnce(session: PortalSession): Promise<ShownOnce | undefined> {
  const value = (await cookies()).get(COOKIE)?.value;
  if (!value) return undefined;
  try {
    return shownOnce.safeParse(JSON.parse(open(Buffer.from(value, 'base64url'), purpose(session)))).data;
  } catch (error) {
    if (error instanceof SealError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function forgetShown(): Promise<void> {
  (await cookies()).set(COOKIE, '', {
    path: PATH,
    maxAge: 0,
    httpOnly: true,
    sameSite: 'strict',
    secure: cookiesAreSecure(),
  });
}
