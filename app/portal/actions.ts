'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cookiesAreSecure, sessionCookie } from '#app/api/auth/cookies.ts';
import { changeLocale } from '#lib/merchants/members.ts';
import { signOut } from '#lib/merchants/sessions.ts';
import { langOf, SIGN_IN, safeNext, withQuery } from './address.ts';
import { browserSession, requireActingMember } from './member.ts';
import { knock } from './open-door.ts';

/** Ends this browser's session, in the database first. */
export async function signOutAction(): Promise<void> {
  const { peer, now } = await knock();
  // Also of a session that still owes its second factor.
  const session = await browserSession();
  if (session !== undefined) await signOut({ session, peer, now });
  // Not delete(): a browser ignores a `__Secure-` cookie that does not say Secure, also one that empties it.
  const gone = { path: '/', maxAge: 0, httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure() } as const;
  (await cookies()).set(sessionCookie(), '', gone);
  redirect(withQuery(SIGN_IN, { lang: session?.member.locale }));
}

/** Keeps the member's language and shows the same page in it. */
export async function chooseLanguageAction(form: FormData): Promise<void> {
  const { session } = await requireActingMember('self.manage');
  const locale = langOf(String(form.get('lang')));
  if (locale !== undefined) await changeLocale(session.member.id, locale);
  redirect(safeNext(String(form.get('page'))));
}
