import { cookies } from 'next/headers';
import type { z } from 'zod';
import { cookiesAreSecure } from '#app/api/auth/cookies.ts';
import type { PortalSession } from '#lib/merchants/sessions.ts';
import { open, SealError, seal } from '#lib/secrets.ts';

const COOKIE = 'cross-shown-once';
const MINUTES = 10;

/**
 * What a page shows once after an action, such as a new secret. It waits sealed in a cookie of the section's path for a
 * few minutes, so that it also comes through a redirect and a page without script, and is in no address, log or table.
 *
 * @param path of the section: no other page is sent the cookie
 */
export function shownOnce<Schema extends z.ZodType>(path: string, schema: Schema) {
  const purpose = (session: PortalSession) => `shown-once:${session.id}`;
  const attributes = () =>
    ({ path, httpOnly: true, sameSite: 'strict', secure: cookiesAreSecure() }) as const;
  return {
    /** For the next page of this session alone. */
    async show(session: PortalSession, shown: z.output<Schema>): Promise<void> {
      const value = Buffer.from(seal(JSON.stringify(shown), purpose(session))).toString('base64url');
      (await cookies()).set(COOKIE, value, { ...attributes(), maxAge: MINUTES * 60 });
    },
    async read(session: PortalSession): Promise<z.output<Schema> | undefined> {
      const value = (await cookies()).get(COOKIE)?.value;
      if (!value) return undefined;
      try {
        return schema.safeParse(JSON.parse(open(Buffer.from(value, 'base64url'), purpose(session)))).data;
      } catch (error) {
        if (error instanceof SealError || error instanceof SyntaxError) return undefined;
        throw error;
      }
    },
    async forget(): Promise<void> {
      (await cookies()).set(COOKIE, '', { ...attributes(), maxAge: 0 });
    },
  };
}
