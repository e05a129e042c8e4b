'use server';

import { redirect } from 'next/navigation';
import { systemClock } from '#lib/clock.ts';
import { revokeOtherSessions, revokeSession } from '#lib/merchants/sessions.ts';
import { langOf, modeOf, withQuery } from '../address.ts';
import { requireActingMember } from '../member.ts';

/** Signs one other browser of the member out. */
export async function revokeSessionAction(form: FormData): Promise<void> {
  const { session, peer } = await requireActingMember('self.manage');
  const revoking = { session, peer, now: systemClock.now() };
  const done = await revokeSession(revoking, String(form.get('session')));
  redirect(back(form, done === 'revoked' ? 'one' : 'none'));
}

/** Signs every other browser of the member out. */
export async function revokeOthersAction(form: FormData): Promise<void> {
  const { session, peer } = await requireActingMember('self.manage');
  await revokeOtherSessions({ session, peer, now: systemClock.now() });
  redirect(back(form, 'others'));
}

function back(form: FormData, done: 'one' | 'others' | 'none'): string {
  const mode = modeOf(String(form.get('mode')));
  return withQuery('/portal/sessions', {
    done,
    mode: mode === 'live' ? mode : undefined,
    lang: langOf(String(form.get('lang'))),
  });
}
