'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { signUpFields } from '#lib/merchants/account-fields.ts';
import { askToJoin, confirmSignUp } from '#lib/merchants/sign-up.ts';
import { langOf, SIGN_IN, withQuery } from '../address.ts';
import { readFields } from '../form-fields.ts';
import { knock } from '../open-door.ts';

/** The same answer whether the address has an account or not. */
export async function askToJoinAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { peer, now } = await knock();
  const read = readFields(signUpFields, form);
  if (!read.ok) return read.result;
  const locale = langOf(String(form.get('lang'))) ?? 'fr';
  const asked = await askToJoin({ ...read.fields, locale }, { peer, now });
  return asked === 'limited' ? { problem: 'tooMany' } : redirect(`/portal/sign-up?sent=1&lang=${locale}`);
}

/** The click that confirms: a mail scanner that opens the link confirms nothing. */
export async function confirmSignUpAction(form: FormData): Promise<void> {
  const from = await knock();
  const token = String(form.get('token') ?? '');
  const lang = langOf(String(form.get('lang')));
  const made = await confirmSignUp(token, from);
  redirect(
    made === undefined
      ? withQuery(`/portal/sign-up/${encodeURIComponent(token)}`, { over: '1', lang })
      : withQuery(SIGN_IN, { welcome: '1', lang }),
  );
}
